import json

import pytest

from tests.labelling.offices import QUESTION, SURVEY, open_office
from textcoder.codings import Source
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding, Purpose

HEADER = "id,text,codes,coder,variety\n"
ROWS = """\
1,{words} en,capacity,kari,nb
2,{words} to,2,kari,nb
3,{words} tre,1;2,kari,nn
4,{words} fire,dont_know,kari,nn
5,{words} fem,1,kari,nb
6,{words} seks,,kari,nb
1,{words} en,1,ola,nb
2,{words} to,economy,ola,nb
3,{words} tre,1,ola,nn
4,{words} fire,dont_know,ola,nn
5,{words} fem,2,ola,nb
7,{words} sju,2,ola,nb
5,{words} fem,1,marit,nb
3,{words} tre,1;2,marit,nn
"""


@pytest.fixture
def double_coded(tmp_path, telltale):
    path = tmp_path / "double.csv"
    path.write_text(HEADER + ROWS.format(words=telltale), encoding="utf-8")
    return path


@pytest.fixture
def agreement(textcoder, trained_home):
    def run(codings, *arguments):
        return textcoder(
            "agreement", "--codings", codings, "--codeframe", "barriers", "--home", trained_home, *arguments
        )

    return run


@pytest.fixture
def refused(tmp_path, agreement, telltale):
    """Run on a file of this content, which must not be measured, and hand over what was said."""

    def run(content, *arguments):
        (tmp_path / "c.csv").write_text(content.format(words=telltale), encoding="utf-8")
        ended = agreement(tmp_path / "c.csv", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert telltale not in ended.err
        assert len(ended.err.splitlines()) == 1
        return ended.err

    return run


def names(*ids: str) -> list[dict[str, str]]:
    return [{"question": "", "id": one} for one in ids]


def test_machines_get_every_figure(agreement, double_coded):
    ended = agreement(double_coded, "--adjudicator", "marit", "--json", "--quiet")
    found = json.loads(ended.out)
    measured = found.pop("agreement")

    assert (ended.code, ended.err) == (0, "")
    assert found == {
        "codings": "double.csv",
        "codeframe": "barriers",
        "codeframe_version": 1,
        "left_out": {"adjudicators": ["marit"], "codings": 2},
        "bootstrap": {"seed": 1, "draws": 2000, "fewest_answers": 5},
        "consistency": [],
    }
    assert (measured["answers"], measured["double_coded"]) == (7, 5)
    assert measured["coders"] == [
        {"coder": "kari", "answers": 6, "shared": 5},
        {"coder": "ola", "answers": 6, "shared": 5},
    ]
    people = measured["people"]
    assert people["coders"] == ["kari", "ola"]
    assert people["sets"]["exact"]["value"] == pytest.approx(3 / 5)
    assert people["sets"]["alpha"]["low"] <= people["sets"]["alpha"]["value"]
    assert people["sets"]["verdict"] == "do not publish by itself"
    assert [(group["name"], group["answers"]) for group in measured["by_variety"]] == [("nb", 3), ("nn", 2)]
    assert [code["code_id"] for code in people["codes"]] == ["capacity", "economy", "dont_know", "no_answer"]
    assert people["codes"][3]["verdict"] == "undefined because unanimous"
    assert people["codes"][3]["kappa"] == {"value": None, "low": None, "high": None}
    assert people["disputes"] == [
        {"code_id": "economy", "times": 2, "given": 3, "answers": names("3", "5")},
        {"code_id": "capacity", "times": 1, "given": 3, "answers": names("5")},
    ]
    assert people["confusions"] == [
        {"code_id": "capacity", "instead": "economy", "times": 1, "answers": names("5")},
        {"code_id": "economy", "instead": None, "times": 1, "answers": names("3")},
    ]
    assert measured["pairs"] == [people]
    assert measured["models"] == []


def test_people_get_coders_groups_codes_and_confusions(agreement, double_coded):
    ended = agreement(double_coded, "--adjudicator", "marit")
    lines = [line.split() for line in ended.out.splitlines()]

    assert ended.code == 0
    assert "2 codings by marit are left out" in ended.err
    assert ended.out.startswith("5 of 7 answers are coded by two people or more.\n")
    assert ["kari", "6", "5"] in lines
    assert ["code", "verdict", "alpha", "kappa", "prevalence"] in lines
    assert ["no_answer", "undefined", "because", "unanimous", "–", "–", ".000"] in lines
    assert ["code", "same", "positive", "AC1"] in lines
    assert ["no_answer", "1.00", "–", "1.00"] in lines
    assert "Codes of the 5 double-coded answers" in ended.out
    assert ["economy", "3,", "5", "2", "3"] in lines
    assert ["capacity", "economy", "5", "1"] in lines
    assert ["economy", "no", "other", "code", "3", "1"] in lines
    assert [line[0] for line in lines if "itself" in line] == ["all", "nb", "nn", "capacity", "economy"]


def test_nobody_sees_a_verbatim(agreement, double_coded, telltale):
    for arguments in ([], ["--json"]):
        ended = agreement(double_coded, *arguments)
        assert ended.code == 0
        assert telltale not in ended.out + ended.err


def test_three_coders_are_compared_two_by_two(agreement, double_coded):
    brief, full = agreement(double_coded).out, agreement(double_coded, "--each-pair").out

    for pair in ("kari and marit", "kari and ola", "marit and ola"):
        assert pair in brief
        assert f"answers by {pair}" not in brief
        assert f"answers by {pair}" in full


@pytest.fixture
def beside_a_model(tmp_path):
    rows = [f"{n},x,{code},{coder}" for coder, codes in
            [("kari", "1122"), ("ola", "1121"), ("model:7", "1111")] for n, code in enumerate(codes)]  # fmt: skip
    (tmp_path / "m.csv").write_text("\n".join(["id,text,codes,coder", *rows]))
    return tmp_path / "m.csv"


def test_a_model_is_compared_with_each_person_and_enters_nothing_else(agreement, beside_a_model):
    found = json.loads(agreement(beside_a_model, "--json").out)["agreement"]
    shown = agreement(beside_a_model).out

    assert found["people"]["sets"]["exact"]["value"] == 0.75
    assert [(one["coders"], one["sets"]["exact"]["value"]) for one in found["models"]] == [
        (["kari", "model:7"], 0.5), (["ola", "model:7"], 0.75),
    ]  # fmt: skip
    assert "Codes of the 4 answers by kari and model:7" in shown
    assert "Codes of the 4 answers by ola and model:7" in shown


def test_repeats_show_how_far_coders_agree_with_themselves(agreement, double_coded, tmp_path):
    (tmp_path / "again.csv").write_text("id,text,codes,coder\n1,,1,kari\n5,,2,kari\n3,,1,ola\n")

    found = json.loads(agreement(double_coded, "--repeats", tmp_path / "again.csv", "--json").out)
    shown = agreement(double_coded, "--repeats", tmp_path / "again.csv").out

    assert [(one["coders"], one["sets"]["answers"], one["sets"]["exact"]["value"]) for one in found["consistency"]] == [
        (["kari"], 2, 0.5), (["ola"], 1, 1.0),
    ]  # fmt: skip
    assert found["agreement"]["people"]["coders"] == ["kari", "marit", "ola"]
    assert "Codes of the 2 answers that kari coded again" in shown


def test_a_coder_alone_can_be_compared_with_himself(agreement, tmp_path):
    for name, codes in [("first.csv", "1;2"), ("again.csv", "1")]:
        (tmp_path / name).write_text(f"id,text,codes,coder\n1,,{codes},kari\n")

    found = json.loads(agreement(tmp_path / "first.csv", "--repeats", tmp_path / "again.csv", "--json").out)

    assert found["agreement"] is None
    assert found["consistency"][0]["disputes"][0]["code_id"] == "economy"


def test_repeats_that_repeat_nothing_are_refused(refused, tmp_path):
    (tmp_path / "again.csv").write_text("id,text,codes,coder\n9,,1,kari\n")

    assert "No coder has coded an answer twice" in refused(HEADER + ROWS, "--repeats", tmp_path / "again.csv")


def test_rare_codes_are_warned_of_with_the_answers_it_takes(agreement, tmp_path):
    rows = [f"{n},,{2 if n == 0 else 1},{coder}" for n in range(50) for coder in ("kari", "ola")]
    (tmp_path / "c.csv").write_text("\n".join(["id,text,codes,coder", *rows]))

    shown = agreement(tmp_path / "c.csv").out

    assert "Low prevalence" in shown
    assert "economy (2 %: 1,363)" in shown
    assert "Here are 50." in shown


def test_the_seed_is_ones_own(agreement, tmp_path):
    rows = [f"{n},,{1 + n % 7 % 2},kari\n{n},,{1 + n % 2},ola" for n in range(200)]
    (tmp_path / "c.csv").write_text("\n".join(["id,text,codes,coder", *rows]))

    one, again, other = (
        json.loads(agreement(tmp_path / "c.csv", "--json", "--seed", seed).out)["agreement"]["people"]["sets"]["alpha"]
        for seed in ("1", "1", "2")
    )

    assert one == again
    assert one["value"] == other["value"]
    assert one != other


def test_coders_who_agree_on_everything_confuse_nothing(agreement, tmp_path):
    (tmp_path / "c.csv").write_text("id,text,codes,coder\n1,,1,kari\n1,,1,ola\n2,,2,kari\n2,,2,ola\n")

    shown = agreement(tmp_path / "c.csv").out

    assert "confused" not in shown
    assert "not said" not in shown
    assert ["all", "answers", "reliable", "1.00", "1.00", "1.00", "2"] in map(str.split, shown.splitlines())


def test_a_codeframe_file_needs_no_home_and_jsonl_will_do(textcoder, brought, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [{"id": n, "text": "x", "codes": [n], "coder": coder} for n in (1, 2) for coder in ("kari", "ola")]
    (tmp_path / "c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    ended = textcoder("agreement", "--codings", "c.jsonl", "--codeframe", brought / "frame.yaml", "--json")

    assert json.loads(ended.out)["agreement"]["people"]["sets"]["alpha"]["value"] == 1


def test_spaces_around_a_name_do_not_make_a_coder(agreement, tmp_path):
    (tmp_path / "c.csv").write_text("id,text,codes,coder\n1,x,1,kari\n1,x,1, ola\n2,x,2,kari \n2,x,1,ola\n")

    found = json.loads(agreement(tmp_path / "c.csv", "--json").out)

    assert [coder["coder"] for coder in found["agreement"]["coders"]] == ["kari", "ola"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,text,codes\n1,{words},1\n", "has no column 'coder'. It has: id, text, codes."),
        ("id,text,codes,coder\n1,{words},1,kari\n1,{words},1,\n", "row 3: the coder is blank"),
        ("id,text,codes,coder\n1,{words},1,kari\n2,{words},1,kari\n", "takes two coders"),
        ("id,text,codes,coder\n1,{words},1,kari\n2,{words},1,ola\n", "No answer is coded by two coders"),
        (
            "id,text,codes,coder\n1,{words},1,kari\n1,{words},2,kari\n1,{words},2,ola\n",
            "row 3: the id '1' is coded by the same coder in row 2 too",
        ),
        (
            "id,text,codes,coder\n1,{words},1,kari\n1,{words},2, kari\n1,{words},2,ola\n",
            "Coder 'kari' has coded the answer '1' twice",
        ),
        ("id,text,codes,coder\n1,{words} a,1,kari\n1,{words} b,1,ola\n", "different texts or varieties"),
        ("id,text,codes,coder\n1,{words},penger,kari\n1,{words},2,ola\n", "row 2: code 'penger' is not in codeframe"),
        ("", "the file is empty"),
    ],
)
def test_codings_that_cannot_be_measured_on_are_said_without_their_words(refused, content, said):
    assert said in refused(content)


def test_an_adjudicator_who_coded_nothing_is_said_with_the_coders_there_are(refused):
    said = refused(HEADER + ROWS, "--adjudicator", "Marit")

    assert "has no codings by 'Marit'. It has codings by: kari, marit, ola." in said


def test_texts_in_the_column_of_coders_are_not_repeated(refused):
    content = "id,text,codes,coder\n1,a,1,{words} er at vi ikke har hatt tid til noe som helst\n"

    said = refused(content, "--adjudicator", "kari")

    assert "(a text of " in said
    assert "hatt tid" not in said


def test_without_the_adjudicator_one_coder_is_too_few(refused):
    content = "id,text,codes,coder\n1,{words},1,kari\n1,{words},1,marit\n"

    assert "takes two coders" in refused(content, "--quiet", "--adjudicator", "marit")


def test_an_unknown_codeframe_is_not_found(textcoder, trained_home, double_coded):
    ended = textcoder("agreement", "--codings", double_coded, "--codeframe", "barrier", "--home", trained_home)

    assert (ended.code, ended.out) == (3, "")
    assert "There is: barriers." in ended.err


@pytest.mark.parametrize("missing", ["--codings", "--codeframe"])
def test_both_files_must_be_named(textcoder, missing):
    (other,) = {"--codings", "--codeframe"} - {missing}

    ended = textcoder("agreement", other, "x")

    assert ended.code == 2
    assert f"Missing option '{missing}'" in ended.err


@pytest.fixture
def office(tmp_path, telltale):
    """Four answers in a label store: two people and a model have coded them, and somebody has settled one."""
    with open_office(tmp_path, [f"{telltale} {number}" for number in range(4)]) as store:
        for answer, codes in zip(store.answers.of(SURVEY, QUESTION), ("1 1 1", "1 1 2", "2 2 1", "2 1 2"), strict=True):
            kari, ola, model = codes.split()
            store.codings.add(NewCoding(answer.key, [kari], "human:kari", model_version="v7"))
            store.codings.add(NewCoding(answer.key, [ola], "human:ola"))
            store.codings.add(NewCoding(answer.key, [model], "model:v7", Source.MODEL))
        store.codings.add(NewCoding(answer.key, ["1"], "human:marit", kind=Kind.ADJUDICATION))
        yield store


@pytest.fixture
def in_store(office, textcoder):
    def run(*arguments):
        return textcoder(
            "agreement", "--survey", SURVEY, "--db", f"sqlite:///{office.database.engine.url.database}", *arguments
        )

    return run


def test_codings_in_the_label_store_are_measured_without_adjudications(in_store, telltale):
    ended = in_store("--question", QUESTION, "--json")
    found = json.loads(ended.out)

    assert ended.code == 0, ended.err
    assert (found["survey"], found["question"], found["codeframe"], found["with_suggestion"]) == (
        SURVEY, QUESTION, "reasons", 4,
    )  # fmt: skip
    assert found["agreement"]["people"]["coders"] == ["kari", "ola"]
    assert found["agreement"]["people"]["sets"]["exact"]["value"] == 0.75
    assert [one["coders"] for one in found["agreement"]["models"]] == [["kari", "model:v7"], ["ola", "model:v7"]]
    assert found["consistency"] == []
    assert found["adjudications"] == 1
    assert "compared here, 4 were made with a model's suggestion in sight" in ended.err
    assert telltale not in ended.out + ended.err


def test_a_whole_survey_is_measured_where_its_questions_have_one_codeframe(in_store):
    assert "barometer, reasons version 1" in in_store().out


def test_planted_repeats_in_the_store_show_how_far_coders_agree_with_themselves(in_store, office):
    answer = office.answers.of(SURVEY, QUESTION)[0]
    office.assignments.assign([answer.key], ["human:ola"], Purpose.CONSISTENCY)
    office.codings.add(NewCoding(answer.key, ["2"], "human:ola"))

    (found,) = json.loads(in_store("--json").out)["consistency"]

    assert (found["coders"], found["sets"]["answers"], found["sets"]["exact"]["value"]) == (["ola"], 1, 0.0)


def test_a_coder_can_be_left_out_of_those_in_the_store(in_store):
    assert "4 codings by ola are left out." in in_store("--adjudicator", "ola").err
    assert "The label store has no codings by 'per'" in in_store("--adjudicator", "per").err


def test_who_has_only_settled_answers_in_the_store_can_be_named_and_changes_nothing(in_store):
    plain, named = in_store("--json"), in_store("--json", "--adjudicator", "marit")

    assert named.code == 0, named.err
    assert "marit has settled 1 answer; adjudications are left out in any case." in named.err
    assert json.loads(named.out)["agreement"] == json.loads(plain.out)["agreement"]


def test_suggestions_are_counted_only_where_codings_are_compared(in_store, office):
    office.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("alone", "bare kari har lest dette")])
    alone = office.answers.with_id(SURVEY, QUESTION, "alone").key
    office.codings.add(NewCoding(alone, ["1"], "human:kari", model_version="v7"))

    assert json.loads(in_store("--json").out)["with_suggestion"] == 4
    assert json.loads(in_store("--json", "--adjudicator", "kari").out)["with_suggestion"] == 0


def test_a_file_and_the_store_are_not_mixed(in_store, textcoder):
    for ended in (in_store("--codings", "c.csv"), textcoder("agreement", "--codings", "c.csv", "--question", "Q")):
        assert ended.code == 2
        assert "does not go with" in ended.err


def test_an_unknown_survey_is_not_found(textcoder, office):
    where = ("--db", f"sqlite:///{office.database.engine.url.database}")

    assert textcoder("agreement", "--survey", "other", *where).code == 3
