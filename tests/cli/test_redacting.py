import json
import re

import pytest

from textcoder.files.formats import read_table

TEXTS = ("--id", "respid", "--text", "svar", "--text", "mer")


@pytest.fixture
def workplace(tmp_path):
    """A home without models, and an export of three respondents as it comes out of a Norwegian survey tool."""
    (tmp_path / "labels").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "export.csv").write_text(
        "respid;vekt;svar;mer\n"
        "007;0,75;Jeg heter Kari Nordmann, ring 912 34 567;vet ikke\n"
        "008;1,1;For lite tid;Skriv til kari@eksempel.no\n"
        "010;1,2;;Spør Kari Nordmann i Bærum\n",
        encoding="cp1252",
    )
    return tmp_path


@pytest.fixture
def redact(textcoder, workplace):
    """Run ``textcoder redact`` on the export, and say how it ended and what is in the redacted file."""

    def call(*more, out="redacted.csv", texts=TEXTS, source="export.csv"):
        path = workplace / out
        ended = textcoder("redact", workplace / source, "-o", path, "--home", workplace, *texts, *more)
        return ended, rows_of(path) if path.exists() else None

    return call


def rows_of(path):
    table = read_table(path)
    return [dict(zip(table.columns, row, strict=True)) for row in table.open_rows()]


@pytest.mark.parametrize("out", ["redacted.csv", "redacted.xlsx", "redacted.jsonl"])
def test_every_row_and_column_comes_out_with_the_answers_redacted(redact, out):
    ended, rows = redact(out=out)

    assert (ended.code, ended.out) == (0, "")
    assert [row["respid"] for row in rows] == ["007", "008", "010"]
    assert [row["vekt"] for row in rows] == ["0,75", "1,1", "1,2"]
    assert rows[0]["svar"] == "Jeg heter [NAVN], ring [TELEFON]"
    assert rows[1] == {"respid": "008", "vekt": "1,1", "svar": "For lite tid", "mer": "Skriv til [E-POST]"}


def test_it_says_how_many_of_what_and_never_what(redact):
    ended, _ = redact()

    assert "3 of 5 answers touched: 2 names, 1 phone number, 1 e-mail address." in ended.err
    assert not re.search("Kari|Nordmann|912|eksempel", ended.err + ended.out)


def test_as_json_the_counts_are_on_stdout(redact, workplace):
    ended, _ = redact("--json", "--quiet")

    assert ended.err == ""
    assert json.loads(ended.out) == {
        "out": str(workplace / "redacted.csv"),
        "pipeline": None,
        "summary": {
            "rows": 3,
            "answers": 5,
            "touched": 3,
            "replaced": {"person": 2, "phone": 1, "email": 1},
        },
    }


def test_places_are_redacted_when_asked_for_and_what_is_to_be_kept_is_kept(redact):
    _, without = redact()
    ended, with_places = redact("--places", "--keep", "person", "--keep", "email")

    assert without[2]["mer"] == "Spør [NAVN] i Bærum"
    assert with_places[2]["mer"] == "Spør Kari Nordmann i [STED]"
    assert with_places[1]["mer"] == "Skriv til kari@eksempel.no"
    assert "1 phone number, 1 place." in ended.err


def test_excel_gets_a_mark_and_semicolons(redact, workplace):
    redact("--excel")

    assert (workplace / "redacted.csv").read_bytes().startswith(b"\xef\xbb\xbfrespid;vekt;")


def test_a_missing_pipeline_is_said_once_with_what_it_costs_and_how_to_get_it(redact):
    shipped, _ = redact()
    light, _ = redact("--pipeline", "light")

    assert shipped.err.count("models/pipeline is missing: names are found by lists and context alone") == 1
    assert "Restore the folder" in shipped.err
    assert "models/pipeline" not in light.err


def test_another_pipeline_that_is_not_installed_ends_with_3(redact):
    ended, rows = redact("--pipeline", "nb_core_news_xx")

    assert (ended.code, rows) == (3, None)
    assert "The spaCy pipeline 'nb_core_news_xx' is not installed" in ended.err


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"out": "export.csv"}, "would replace the file it is made from"),
        ({"out": "redacted.sav"}, "cannot write .sav"),
        ({"source": "nothing.csv"}, "there is no such file"),
        ({"texts": ("--id", "respid", "--text", "Svar")}, "has no column 'Svar'"),
        ({"texts": ("--id", "id", "--text", "svar")}, "has no column 'id'"),
        ({"texts": ("--id", "respid", "--text", "respid")}, "the column with the ids is not for redaction"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(redact, workplace, how, said):
    before = (workplace / "export.csv").read_bytes()

    ended, _ = redact(**how)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert (workplace / "export.csv").read_bytes() == before
    assert sorted(path.name for path in workplace.iterdir()) == ["export.csv", "labels", "models"]


def test_to_keep_everything_is_wrong_usage(redact):
    kinds = ("person", "national_id", "phone", "email", "account", "address", "url")

    ended, _ = redact(*(part for kind in kinds for part in ("--keep", kind)))

    assert ended.code == 2
    assert "nothing is left to be redacted" in ended.err


def test_what_was_redacted_can_be_redacted_again_and_stays_the_same(redact):
    _, once = redact()
    ended, twice = redact(source="redacted.csv", out="twice.csv")

    assert twice == once
    assert "0 of 5 answers touched." in ended.err
