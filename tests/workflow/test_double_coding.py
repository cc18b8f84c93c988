"""Two people code the same share of the answers, each for himself; their agreement is measured, and settled."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.labelling.offices import different_texts

COMMAND = Path(sys.executable).with_name("textcoder")
CODEFRAME = """\
id: barriers
version: 1
title: {nb: Hva hindrer dere?}
codes:
  - {id: time, number: 1, label: {nb: Tid}}
  - {id: money, number: 2, label: {nb: Penger}}
"""
SURVEY = """\
id: barometer
title: {nb: Barometeret}
codeframe: barriers
questions:
  - {id: Q1, type: open, text: {nb: Hva hindrer dere?}}
"""
WHERE = ("--survey", "barometer", "--question", "Q1")


@pytest.fixture
def home(tmp_path) -> Path:
    folder = tmp_path / "labels" / "barometer"
    folder.mkdir(parents=True)
    (tmp_path / "models").mkdir()
    (folder / "codeframe.yaml").write_text(CODEFRAME, encoding="utf-8")
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *enumerate(different_texts(60), start=1)])
    return tmp_path


def textcoder(home: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEXTCODER")}
    done = subprocess.run(
        [COMMAND, *arguments, "--home", str(home)],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=home,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_double_coding_from_assigning_to_settling(home):
    textcoder(home, "import", "answers.csv", *WHERE, "--id", "id", "--text", "text", "--no-redact")
    assigned = textcoder(home, "assign", *WHERE, "--coder", "anna", "--coder", "berit", "--share", "0.2")
    assert assigned.stdout.startswith("12 of 60 different answers")

    # Berit gives two of the twelve another code; what comes after them is anybody's.
    anna = textcoder(home, "label", *WHERE, "--coder", "anna", "--plain", typed="1 e\n2 e\n" * 6 + "q\n")
    berit = textcoder(home, "label", *WHERE, "--coder", "berit", "--plain", typed="1 e\n2 e\n" * 4 + "1 e\n1 e\n" * 2)
    shown = [re.findall(r"^Answer: (.*)$", one.stdout, re.MULTILINE)[:12] for one in (anna, berit)]
    assert shown[0] == shown[1]

    measured = json.loads(textcoder(home, "agreement", "--survey", "barometer", "--json").stdout)
    people = measured["agreement"]["people"]
    assert (measured["with_suggestion"], people["coders"], people["sets"]["answers"]) == (0, ["anna", "berit"], 12)
    # Ten the same; anna six and six, berit eight and four: 10/12 against 1/2 by chance.
    assert people["sets"]["kappa"]["value"] == pytest.approx(2 / 3)

    settled = textcoder(home, "adjudicate", *WHERE, "--coder", "marit", typed="a\nb\nq\n")
    assert "2 settled and saved" in settled.stderr

    rows = json.loads(textcoder(home, "assign", *WHERE, "--show", "--json").stdout)
    assert [(row["coder"], row["assigned"], row["done"]) for row in rows] == [("anna", 12, 12), ("berit", 12, 12)]
