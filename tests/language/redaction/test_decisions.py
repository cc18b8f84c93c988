import dataclasses

import pytest

from textcoder.errors import FileProblemError, RefusedError
from textcoder.language.redaction.decisions import Decisions
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.redacting import FoundAnswer

NAME = Finding(10, 23, Kind.PERSON, 0.8)
ANSWER = FoundAnswer(2, "007", "svar", "Jeg heter Kari Nordmann", (NAME,))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "redacted.csv"


@pytest.fixture
def begun(out):
    decisions = Decisions.beside(out, wanted=True)
    decisions.keep(ANSWER, (NAME,))
    return decisions


def test_what_was_decided_is_there_for_whoever_goes_on(begun, out):
    found = Decisions.beside(out, wanted=True)

    assert found.of(ANSWER) == (dataclasses.replace(NAME, confidence=1.0),)
    assert found.count([ANSWER, dataclasses.replace(ANSWER, respondent="8")]) == 1


def test_to_replace_nothing_is_a_decision_too(begun, out):
    begun.keep(ANSWER, ())

    assert Decisions.beside(out, wanted=True).of(ANSWER) == ()


@pytest.mark.parametrize(
    "change",
    [{"text": "Jeg heter Kari Normannn"}, {"column": "mer"}, {"respondent": "008"}, {"findings": ()}],
    ids=lambda change: next(iter(change)),
)
def test_another_text_or_other_findings_are_not_decided(begun, change):
    assert begun.of(dataclasses.replace(ANSWER, **change)) is None


def test_a_decision_holds_wherever_in_the_file_the_row_has_gone(begun):
    assert begun.of(dataclasses.replace(ANSWER, row=900)) is not None


def test_no_word_of_an_answer_is_in_the_file(begun):
    assert not {"Jeg", "heter", "Kari", "Nordmann"} & set(begun.path.read_text("utf-8").replace('"', " ").split())
    assert "Kari" not in begun.path.read_text("utf-8")


def test_the_file_lies_beside_the_redacted_one_until_it_is_forgotten(begun, out, tmp_path):
    assert [path.name for path in tmp_path.iterdir()] == ["redacted.review.json"]

    begun.forget()
    begun.forget()

    assert list(tmp_path.iterdir()) == []


def test_decisions_that_are_not_wanted_are_not_passed_over_in_silence(begun, out):
    with pytest.raises(RefusedError, match=r"kept in .*redacted\.review\.json\. Go on with it: --review"):
        Decisions.beside(out, wanted=False)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 2, "ids": {}}', '{"format": 1, "ids": {"1": [{}]}}', '{"format": 1}']
)
def test_another_file_of_that_name_is_not_taken_for_decisions(out, content):
    out.with_name("redacted.review.json").write_text(content)

    with pytest.raises(FileProblemError, match="no decisions of a review"):
        Decisions.beside(out, wanted=True)
