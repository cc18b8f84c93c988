import json
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from tests.labelling.offices import QUESTION, SURVEY, different_texts, open_office
from textcoder.codings import Source
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, Purpose

QUESTIONED = ("assign", "--survey", SURVEY, "--question", QUESTION)
BOTH = ("--coder", "anna", "--coder", "berit")


@pytest.fixture
def office(tmp_path):
    """Forty different answers, ten of which came twice."""
    texts = different_texts(40)
    with open_office(tmp_path, texts + texts[:10]) as store:
        yield store


@pytest.fixture
def assign(office, textcoder):
    def run(*more: str):
        return textcoder(*QUESTIONED, *more, "--db", f"sqlite:///{office.database.engine.url.database}")

    return run


def assigned(office) -> int:
    return len(office.assignments.of(SURVEY, QUESTION))


def test_it_says_what_was_assigned_and_what_comes_next(assign, office):
    few, more = assign(*BOTH, "--share", "0.2"), assign(*BOTH, "--share", "1")

    assert few.out.startswith("8 of 40 different answers (")
    assert few.out.endswith(" answers) for anna and berit each: 0 were assigned before, 8 are new.\n")
    assert "(50 answers) for anna and berit each: 8 were assigned before, 32 are new." in more.out
    assert f"Next: textcoder label --survey {SURVEY} --question {QUESTION} --coder anna, and so for berit." in few.err
    assert (few.code, more.code, assigned(office)) == (0, 0, 80)


def test_answers_that_say_nothing_are_not_assigned(office, assign):
    said = {"n1": "....", "n2": "Nei", "n3": "ingen kommentar", "n4": "Nei, for lite tid"}
    office.answers.upsert(SURVEY, QUESTION, [IncomingAnswer(name, text) for name, text in said.items()])

    (draw,) = json.loads(assign(*BOTH, "--share", "1", "--json").out)["draws"]

    assert draw["of"] == 41
    assert {one["id"] for one in draw["answers"]} & set(said) == {"n4"}


def test_a_tenth_is_assigned_where_nothing_is_said(assign):
    assert assign(*BOTH).out.startswith("4 of 40 ")


def test_a_dry_run_assigns_nothing(assign, office):
    done = assign(*BOTH, "--answers", "5", "--dry-run")

    assert "5 would be new" in done.out
    assert "Nothing was assigned." in done.err
    assert assigned(office) == 0


def test_pairs_are_told_with_how_much_each_has(assign):
    done = assign(*BOTH, "--coder", "cato", "--answers", "6", "--per-answer", "2")

    assert "for 2 each of anna (4), berit (4) and cato (4): " in done.out


def test_less_than_was_asked_for_is_said(assign):
    assert "60 were asked for; there are no more." in assign(*BOTH, "--answers", "60").out


def test_machines_get_ids_and_coders(assign):
    assign(*BOTH, "--answers", "1")
    (draw,) = json.loads(assign(*BOTH, "--answers", "2", "--json").out)["draws"]

    assert (draw["purpose"], draw["of"], draw["drawn"], draw["new"]) == ("double", 40, 2, 1)
    assert draw["coders"] == {"anna": 2, "berit": 2}
    first, second = draw["answers"]
    assert (first["before"], first["new"], second["before"], second["new"]) == (
        ["anna", "berit"],
        [],
        [],
        ["anna", "berit"],
    )
    assert first["id"] != second["id"]


def test_repeats_and_the_audit_are_assigned_and_all_is_listed(assign, office):
    keys = [one.key for one in office.answers.of(SURVEY, QUESTION)]
    office.codings.add_many([NewCoding(key, ["time"], "human:anna") for key in keys[:25]])
    office.codings.add_many([NewCoding(key, ["time"], "model:v1", Source.MODEL) for key in keys[30:40]])

    repeats = assign("--purpose", "repeat", "--coder", "anna", "--answers", "3")
    audit = assign("--purpose", "audit", *BOTH, "--share", "0.4")
    assert "3 of 5 different answers that anna coded some time ago" in repeats.out
    assert "4 of 10 answers that a model has coded for one of anna (2) and berit (2)" in audit.out
    assert "--coder anna, and so for berit." in audit.err

    office.codings.add(NewCoding(office.assignments.of(SURVEY, QUESTION)[0].answer, ["money"], "human:anna"))
    rows = [line.split() for line in assign("--show").out.splitlines()]
    assert ["anna", "repeat", "3", "1", "2"] in rows
    assert ["berit", "audit", "2", "0", "2"] in rows
    assert json.loads(assign("--show", "--coder", "berit", "--json").out) == [
        {"coder": "berit", "purpose": "audit", "assigned": 2, "done": 0}
    ]


@pytest.mark.parametrize(
    ("coded", "said"),
    [
        (0, "krai has coded nothing here himself"),
        (7, "krai has coded 7 different answers here, and the last 20"),
    ],
)
def test_a_coder_who_has_nothing_to_repeat_is_told_why(assign, office, coded, said):
    keys = [one.key for one in office.answers.of(SURVEY, QUESTION)]
    office.codings.add_many([NewCoding(key, ["time"], "human:krai") for key in keys[:coded]])

    refused = assign("--purpose", "repeat", "--coder", "krai")

    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err


def test_where_nobody_has_anything_that_is_said(assign):
    assert assign("--show").out == "Nobody has been assigned anything.\n"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((), "--coder"),
        (("--coder", "anna"), "two coders at least"),
        (("--coder", "anna", "--coder", "anna"), "named twice"),
        (("--coder", " ", "--coder", "anna"), "blank name"),
        ((*BOTH, "--share", "1.5"), "above 0 and at most 1"),
        ((*BOTH, "--share", "0"), "above 0 and at most 1"),
        ((*BOTH, "--share", "0.1", "--answers", "3"), "does not go with --share"),
        ((*BOTH, "--per-answer", "3"), "from 2 to 2"),
        ((*BOTH, "--purpose", "audit", "--coded-too"), "only goes with --purpose double"),
        ((*BOTH, "--back", "30"), "only goes with --purpose repeat"),
        ((*BOTH, "--purpose", "audit"), "Nothing is left to draw"),
    ],
)
def test_what_cannot_be_assigned_is_refused_in_a_sentence(assign, office, wrong, said):
    done = assign(*wrong)

    assert (done.code, assigned(office)) == (2, 0)
    assert said in done.err


def test_an_unknown_survey_or_store_is_not_found(office, textcoder, tmp_path):
    url = f"sqlite:///{office.database.engine.url.database}"

    assert textcoder("assign", "--survey", "S9", "--question", QUESTION, *BOTH, "--db", url).code == 3
    assert textcoder(*QUESTIONED, *BOTH, "--db", f"sqlite:///{tmp_path}/none.db").code == 3


def test_who_comes_too_late_for_a_share_is_told(assign, office):
    office.codings.add_many(
        [NewCoding(one.key, ["time"], "model:v1", Source.MODEL) for one in office.answers.of(SURVEY, QUESTION)]
    )
    assign("--purpose", "audit", "--share", "0.2", "--coder", "anna")

    late = assign("--purpose", "audit", "--share", "0.2", "--coder", "berit")

    assert (late.code, "Others have been assigned them all" in late.err) == (0, True)


def test_two_who_draw_at_once_draw_different_answers(assign, office):
    keys = [one.key for one in office.answers.of(SURVEY, QUESTION)]
    office.codings.add_many([NewCoding(key, ["time"], "model:v1", Source.MODEL) for key in keys])
    wanted = ("--purpose", "audit", "--answers", "20", "--coder", "berit")
    would_have = {one["id"] for one in json.loads(assign(*wanted, "--dry-run", "--json").out)["draws"][0]["answers"]}

    with ThreadPoolExecutor() as pool, office.together() as alone:
        late = pool.submit(assign, *wanted)
        wait([late], timeout=2)  # it has come as far as it can
        mine = [one.key for one in alone.answers.of(SURVEY, QUESTION) if one.id in would_have][:10]
        alone.assignments.assign(mine, ["human:anna"], Purpose.AUDIT)
    assert late.result().code == 0, late.result().err

    of_berit = {one.answer for one in office.assignments.of(SURVEY, QUESTION) if one.coder == "human:berit"}
    assert of_berit
    assert of_berit.isdisjoint(mine)
