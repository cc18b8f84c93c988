import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from textcoder.cli.reviewing import Review
from textcoder.files.formats import read_table
from textcoder.language.redaction.decisions import Decisions
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.redacting import FoundAnswer

COMMAND = Path(sys.executable).with_name("textcoder")
SIDECAR = "redacted.review.json"


@pytest.fixture
def workplace(tmp_path):
    """A home without models, and three answers with something personal in them."""
    (tmp_path / "labels").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "export.csv").write_text(
        "id,svar,mer\n"
        "1,Skriv til kari@eksempel.no. Hilsen Kanutten,Ikke til ola@eksempel.no\n"
        "2,For lite tid,\n"
        "3,Ring 912 34 567 eller 987 65 432,\n",
        encoding="utf-8",
    )
    return tmp_path


def arguments(workplace, *more):
    paths = (workplace / "export.csv", "-o", workplace / "redacted.csv", "--home", workplace)
    columns = ("--id", "id", "--text", "svar", "--text", "mer")
    return ["redact", *map(str, paths), *columns, "--pipeline", "light", "--review", *more]


@pytest.fixture
def review(textcoder, workplace, monkeypatch):
    """Review the export with these lines typed, and say how it ended and what was written."""

    def call(*typed, more=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        ended = textcoder(*arguments(workplace, *more))
        out = workplace / "redacted.csv"
        return ended, [row[1:] for row in read_table(out).open_rows()] if out.exists() else None

    return call


def test_enter_accepts_what_was_found_and_the_last_one_writes_the_file(review, workplace):
    ended, rows = review("", "", "")

    assert ended.code == 0, ended.err
    assert rows == [
        ["Skriv til [E-POST]. Hilsen Kanutten", "Ikke til [E-POST-2]"],
        ["For lite tid", ""],
        ["Ring [TELEFON] eller [TELEFON-2]", ""],
    ]
    assert "3 of 4 answers touched: 2 phone numbers, 2 e-mail addresses." in ended.err
    assert not (workplace / SIDECAR).exists()


def test_each_answer_is_shown_before_and_after_with_its_findings_numbered_and_every_key(review):
    ended, _ = review("", "", "")

    assert "1 of 3 · respondent 1 · svar" in ended.out
    assert "Before  Skriv til [1 email: kari@eksempel.no]. Hilsen Kanutten" in ended.out
    assert "After   Skriv til [E-POST]. Hilsen Kanutten" in ended.out
    assert "After   Ikke til [E-POST-2]" in ended.out
    assert "3 of 3 · respondent 3 · svar" in ended.out
    assert ended.out.count("Enter accept · 1 2 … restore (again: redact) · + words add · b back · q quit") == 3
    assert max(map(len, ended.out.splitlines())) <= 80
    assert "\x1b" not in ended.out


def test_a_number_restores_a_false_alarm_and_again_takes_that_back(review):
    ended, rows = review("", "", "1 2", "2", "")

    assert rows[2] == ["Ring 912 34 567 eller [TELEFON]", ""]
    assert "[1 restored: 912 34 567]" in ended.out
    assert "1 phone number," in ended.err


def test_an_answer_with_all_its_findings_restored_is_not_touched(review):
    ended, rows = review("", "1", "", "")

    assert rows[0][1] == "Ikke til ola@eksempel.no"
    assert "2 of 4 answers touched" in ended.err


def test_words_that_were_missed_are_added_as_a_name_unless_another_kind_is_given(review):
    ended, rows = review("+ kanutten", "", "+ skriv", "8", "", "", "")

    assert rows[0][0] == "[STED] til [E-POST]. Hilsen [NAVN]"
    assert "1 person  2 national_id" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80
    assert "1 name, 2 phone numbers, 2 e-mail addresses, 1 place." in ended.err


def test_back_goes_to_an_answer_as_it_was_decided(review):
    ended, rows = review("1", "", "b", "+ Kanutten", "", "", "", "")

    assert rows[0][0] == "Skriv til kari@eksempel.no. Hilsen [NAVN]"
    assert rows[0][1] == "Ikke til [E-POST]"
    assert ended.out.count("1 of 3 ·") == 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x", "Not understood. Enter accept"),
        ("2", "There are findings 1 to 1."),
        ("0", "There are findings 1 to 1."),
        ("b", "This is the first answer."),
        ("+", "Give the words"),
        ("+ Per Hansen", "do not stand in this answer"),
        ("9" * 5000, "There are findings 1 to 1."),
    ],
)
def test_a_slip_is_said_and_changes_nothing(review, typed, said):
    ended, rows = review(typed, "", "", "")

    assert ended.code == 0
    assert said in ended.out
    assert rows[0][0] == "Skriv til [E-POST]. Hilsen Kanutten"


def test_words_that_are_replaced_already_and_kinds_that_are_none_are_said(review):
    ended, _ = review("+ kari@eksempel.no", "3,5", "", "", "", "")

    assert "Give a number from 1 to 8." in ended.out
    assert "These words are replaced already." in ended.out


@pytest.mark.parametrize("typed", [["", "q"], [""]], ids=["quit", "the pipe ends"])
def test_what_is_stopped_writes_nothing_keeps_what_was_decided_and_goes_on_there(review, workplace, typed):
    stopped, rows = review("1", *typed)

    assert (stopped.code, rows) == (130, None)
    assert "Stopped: 1 of 3 answers are decided, and nothing is redacted yet." in stopped.err
    assert f"Kept in {workplace / SIDECAR}; run the same command again to go on." in stopped.err
    assert "eksempel" not in (workplace / SIDECAR).read_text("utf-8") + stopped.err

    ended, rows = review("", "")

    assert ended.code == 0
    assert "1 of 3 answers are decided." in ended.err
    assert "1 of 3 ·" not in ended.out
    assert "2 of 3 ·" in ended.out
    assert rows[0][0] == "Skriv til kari@eksempel.no. Hilsen Kanutten"
    assert not (workplace / SIDECAR).exists()


def test_decisions_that_were_begun_are_not_passed_over_without_review(review, textcoder, workplace):
    review("")

    ended = textcoder(*[part for part in arguments(workplace) if part != "--review"])

    assert ended.code == 4
    assert "Go on with it: --review" in ended.err
    assert not (workplace / "redacted.csv").exists()


def test_an_answer_that_has_changed_since_is_asked_about_again(review, workplace):
    review("", "")
    export = workplace / "export.csv"
    export.write_text(export.read_text("utf-8").replace("Hilsen Kanutten", "Hilsen Kanutten og Mor"), "utf-8")

    ended, _ = review("", "", "")

    assert "1 of 3 ·" in ended.out
    assert ended.code == 0


def test_where_nothing_was_found_nobody_is_asked(review, workplace):
    (workplace / "export.csv").write_text("id,svar,mer\n1,For lite tid,\n", "utf-8")

    ended, rows = review()

    assert (ended.code, ended.out, rows) == (0, "", [["For lite tid", ""]])


def test_with_json_the_review_is_on_stderr(review):
    ended, _ = review("", "", "", more=["--json"])

    assert json.loads(ended.out)["summary"]["touched"] == 3
    assert "1 of 3 · respondent 1" in ended.err


def test_what_would_steer_a_terminal_is_not_shown(review, workplace):
    export = workplace / "export.csv"
    export.write_text(export.read_text("utf-8").replace("Hilsen", "\x1b[2J\u202eHilsen"), "utf-8")

    ended, rows = review("", "", "")

    assert not {"\x1b", "\u202e"} & set(ended.out)
    assert rows[0][0] == "Skriv til [E-POST]. \x1b[2J\u202eHilsen Kanutten"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_kinds_have_colours_and_what_is_restored_is_dim(tmp_path, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = "Kari, ring 912 34 567"
    answer = FoundAnswer(2, "1", "svar", text, (Finding(0, 4, Kind.PERSON, 0.9), Finding(11, 21, Kind.PHONE, 0.9)))
    screen = Terminal()

    decided = Review(Decisions(tmp_path / SIDECAR), screen, Terminal("1\n\n"))([answer])

    assert [finding.kind for finding in decided[0]] == [Kind.PHONE]
    assert "\x1b[1;35m[1 person: Kari]\x1b[0m" in screen.getvalue()
    assert "\x1b[1;36m[2 phone: 912 34 567]\x1b[0m" in screen.getvalue()
    assert "\x1b[2m[1 restored: Kari]\x1b[0m" in screen.getvalue()


def test_without_anybody_to_answer_it_is_wrong_usage(textcoder, workplace, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)

    ended = textcoder(*arguments(workplace))

    assert ended.code == 2
    assert "a terminal, or answers through a pipe" in ended.err


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGHUP], ids=lambda how: how.name)
def test_whoever_is_cut_off_loses_no_decision(review, workplace, how):
    with subprocess.Popen(
        [COMMAND, *arguments(workplace)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        process.stdin.write(b"1\n\n")
        process.stdin.flush()
        while not (workplace / SIDECAR).exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(how)
        process.communicate()
    assert process.returncode == (130 if how is signal.SIGINT else -how)
    assert not (workplace / "redacted.csv").exists()

    ended, rows = review("", "")

    assert ended.code == 0
    assert rows[0][0] == "Skriv til kari@eksempel.no. Hilsen Kanutten"
