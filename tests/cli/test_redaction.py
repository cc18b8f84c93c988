"""Answers are redacted before anything reads them where one asks for it, or the survey does."""

import json

import pytest

from textcoder.files.formats import read_table

SURVEY = """\
id: trivsel
title: {nb: Trivsel}
codeframe: barriers
redact: [phone]
questions: [{id: svar, type: open, text: {nb: Hva hindrer dere?}}]
"""


@pytest.fixture
def classify(textcoder, home, tmp_path):
    export = tmp_path / "named.csv"
    export.write_text("respid;svar\n1;for lite tid, ring 912 34 567\n2;Jeg heter Kari Nordmann\n", encoding="utf-8")
    common = ("--codeframe", "barriers", "--home", home, "--id", "respid", "--text", "svar")

    def call(*more):
        ended = textcoder("classify", export, "-o", tmp_path / "coded.csv", *common, *more)
        assert ended.code == 0, ended.err
        table = read_table(tmp_path / "coded.csv")
        place = table.position("svar")
        return ended, [row[place] for row in table.open_rows()]

    return call


def describe_survey(home):
    folder = home / "labels" / "trivsel"
    folder.mkdir()
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")


def test_the_coded_file_holds_the_redacted_answers(classify):
    ended, answers = classify("--redact")

    assert answers == ["for lite tid, ring [TELEFON]", "Jeg heter [NAVN]"]
    assert "Redacted: 1 name, 1 phone number" in ended.err


def test_counts_are_there_for_machines(classify):
    ended, _ = classify("--redact", "--json")

    assert json.loads(ended.out)["redacted"] == {"person": 1, "phone": 1}


def test_a_survey_says_what_is_taken_out_of_its_answers(classify, home):
    describe_survey(home)

    assert classify()[1] == ["for lite tid, ring [TELEFON]", "Jeg heter Kari Nordmann"]


def test_asking_for_redaction_takes_out_no_less_than_usual_whatever_the_survey_says(classify, home):
    describe_survey(home)

    assert classify("--redact")[1] == ["for lite tid, ring [TELEFON]", "Jeg heter [NAVN]"]


def test_a_survey_can_be_overruled(classify, home):
    describe_survey(home)

    ended, answers = classify("--no-redact")

    assert answers[0] == "for lite tid, ring 912 34 567"
    assert "Redacted" not in ended.err


def test_without_a_word_about_it_answers_stay_as_they_are(classify):
    assert classify()[1][1] == "Jeg heter Kari Nordmann"


def test_without_the_trained_pipeline_it_says_what_is_missing(classify):
    assert "models/pipeline is missing" in classify("--redact")[0].err
