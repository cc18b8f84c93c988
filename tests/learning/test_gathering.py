import hashlib
import json

import pytest

from tests.builders import build_coded, build_codeframe
from textcoder.errors import CodingsError, TooFewCodingsError
from textcoder.files.home import Home
from textcoder.learning.gathering import Stored, StoreSource, gather, key_of, own_id

FRAME = build_codeframe()


@pytest.fixture
def write(tmp_path):
    """Write a codings file of these (id, text, codes, question)."""

    def written(name: str, *rows: tuple[str, str, str, str]):
        path = tmp_path / name
        columns = ("id", "text", "codes", "question")
        lines = [json.dumps(dict(zip(columns, row, strict=True))) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


def stored(survey: str, *coded, question: str = "Q24", last: int = 7) -> Stored:
    return Stored(StoreSource(survey, question, last), coded)


def together(tmp_path, files, *of_store):
    return gather(Home(tmp_path), "reasons", FRAME, files, of_store)


def ids(gathered) -> dict[str, str]:
    return {one.answer.id: one.answer.text for one in gathered.coded}


@pytest.mark.parametrize("question", ["Q24", ""])
def test_an_answer_in_a_file_and_in_the_store_counts_as_the_store_has_it(tmp_path, write, question):
    path = write("a.jsonl", ("1", "Vi har for lite tid", "money", question), ("2", "penger", "money", question))

    found = together(tmp_path, [path], stored("wave", build_coded("1", ["time"], coder="ola")))

    assert {one.answer.id: (one.coder, set(one.code_ids)) for one in found.coded} == {
        "1": ("ola", {"time"}),
        "2": ("", {"money"}),
    }
    assert found.in_both == 1


def test_the_same_id_and_words_to_another_question_are_another_answer(tmp_path, write):
    path = write("a.jsonl", ("1", "Vi har for lite tid", "money", "Q25"))

    found = together(tmp_path, [path], stored("wave", build_coded("1", ["time"])))

    assert len(found.coded) == 2
    assert found.in_both == 0


def test_the_same_number_in_another_survey_is_another_person_whose_coding_stays(tmp_path, write):
    path = write("a.jsonl", ("1", "penger", "money", "Q24"))
    one, other = build_coded("1", text="tid"), build_coded("1", text="kurs")

    found = together(tmp_path, [path], stored("w1", one), stored("w2", other, build_coded("2", text="folk")))

    assert ids(found) == {"1": "penger", "w1/1": "tid", "w2/1": "kurs", "w2/2": "folk"}
    assert sorted(found.surveys.values()) == ["w1", "w2", "w2"]
    assert own_id("w2/1", "w2") == "1"
    assert own_id("w2/1", "") == "w2/1"


def test_what_an_answer_of_the_store_is_called_does_not_hang_on_what_else_has_been_coded(tmp_path, write):
    path = write("a.jsonl", ("1", "penger", "money", "Q24"))
    one, other = stored("w1", build_coded("7", text="tid")), stored("w2", build_coded("7", text="kurs"))

    alone, both, turned = (together(tmp_path, [path], *of) for of in ([other], [one, other], [other, one]))

    assert ids(alone) == {"1": "penger", "w2/7": "kurs"}
    assert ids(both) == ids(turned) == {"1": "penger", "w1/7": "tid", "w2/7": "kurs"}


def test_of_the_survey_that_a_file_is_of_every_respondent_has_the_id_that_he_has_there(tmp_path, write):
    path = write("a.jsonl", ("1", "penger", "money", "Q24"), ("2", "tid", "time", "Q24"), ("3", "kurs", "skill", "Q24"))
    same = [build_coded("1", text="Penger!"), build_coded("2", text="tid"), build_coded("4", text="folk")]
    changed = build_coded("3", text="noe annet")
    other = [build_coded("1", text="penger"), build_coded("2", text="helt andre ord"), build_coded("3", text="mot")]

    found = together(tmp_path, [path], stored("a-wave", *other), stored("wave", *same, changed))

    assert {name: text for name, text in ids(found).items() if not name.startswith("a-wave/")} == {
        "1": "Penger!",
        "2": "tid",
        "3": "kurs",
        "4": "folk",
        "wave/3": "noe annet",
    }
    assert {name for name in ids(found) if name.startswith("a-wave/")} == {"a-wave/1", "a-wave/2", "a-wave/3"}


def test_it_is_said_where_codings_came_from(tmp_path, write):
    path = write("a.jsonl", ("2", "penger", "money", "Q24"))

    found = together(tmp_path, [path], stored("wave", build_coded("1"), last=12), stored("empty"))

    in_file, in_store = found.sources
    assert (in_file.kind, in_file.name) == ("file", "a.jsonl")
    assert in_file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert in_store == StoreSource("wave", "Q24", 12)
    assert found.surveys == {key_of(build_coded("wave/1")): "wave"}


def home_with_codeframe(tmp_path) -> Home:
    folder = tmp_path / "labels" / "s"
    folder.mkdir(parents=True)
    (folder / "codeframe.yaml").write_text(
        "id: reasons\nversion: 1\ncodes: [{id: time, number: 1, label: {nb: Tid}}]\n"
    )
    return Home(tmp_path)


def test_the_store_alone_is_enough_where_no_codings_lie_beside_the_codeframe(tmp_path):
    found = gather(home_with_codeframe(tmp_path), "reasons", FRAME, (), [stored("wave", build_coded("1"))])

    assert ids(found) == {"wave/1": "Vi har for lite tid"}


def test_without_a_file_and_without_anything_in_the_store_there_is_nothing_to_learn_from(tmp_path):
    with pytest.raises(TooFewCodingsError, match="--codings FILE"):
        gather(home_with_codeframe(tmp_path), "reasons", FRAME, (), [stored("wave")])


def test_one_coding_in_two_files_is_refused(tmp_path, write):
    one, other = (write(name, ("1", "penger", "money", "Q24")) for name in ("a.jsonl", "b.jsonl"))

    with pytest.raises(CodingsError, match=r"coded in .*a\.jsonl too"):
        together(tmp_path, [one, other])
