import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND
from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office
from textcoder.labelling.store.records import NewCoding, Purpose

TEXTS = ["for lite tid", "for lite penger", "mangler mot", "For lite tid."]


@pytest.fixture
def office(tmp_path):
    with open_office(tmp_path, TEXTS) as store:
        yield store


def arguments(office, *more: str) -> list[str]:
    return ["label", "--survey", SURVEY, "--question", QUESTION, "--coder", "kari", "--plain", *more]


def label(office, lines: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Code through a pipe, without a home and so without a model."""
    return subprocess.run(
        [COMMAND, *arguments(office, *more)],
        input=lines,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=Path(office.database.engine.url.database).parent,
        env=os.environ | {"TEXTCODER_DB": f"sqlite:///{office.database.engine.url.database}"},
    )


def test_answers_are_coded_through_a_pipe(office):
    done = label(office, "1 e\n2\n\nu\n2 3 e\nq\n")

    assert done.returncode == 0, done.stderr
    assert codes_of(office) == {"001": ("time",), "004": ("time",), "002": ("skill",)}
    assert "Answer: for lite tid" in done.stdout
    assert "×2 identical" in done.stdout
    assert "2 decisions saved." in done.stderr


def test_what_an_exclusive_code_clears_is_said(office):
    done = label(office, "1\n4\nq\n", "--blind")

    assert "dont_know stands alone: time cleared." in done.stdout
    assert codes_of(office) == {}


def test_the_end_of_what_is_typed_ends_the_sitting(office):
    done = label(office, "1 e\n", "--blind", "--queue", "random")

    assert done.returncode == 0, done.stderr
    assert "Random order: " in done.stdout
    assert office.claims.live() == []


def test_only_answers_with_some_words_are_coded(office):
    done = label(office, "3 e\n", "--blind", "--search", "mot")

    assert codes_of(office) == {"003": ("skill",)}
    assert "no more answers" in done.stdout


def test_after_kill_9_the_next_sitting_goes_on_where_it_was(office):
    environment = os.environ | {"TEXTCODER_DB": f"sqlite:///{office.database.engine.url.database}"}
    process = subprocess.Popen(
        [COMMAND, *arguments(office, "--blind")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=environment,
    )
    process.stdin.write("1 e\n")
    process.stdin.flush()
    shown = next(line for line in process.stdout if line.startswith("Answer: for lite penger"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert codes_of(office) == {"001": ("time",), "004": ("time",)}

    done = label(office, "u\nq\n", "--blind")

    assert "Going on where you were. Decisions that can still be undone: 1." in done.stdout
    assert shown in done.stdout
    assert codes_of(office) == {}


def test_the_screen_needs_a_terminal(office, textcoder):
    done = textcoder("label", "--survey", SURVEY, "--question", QUESTION, "--coder", "kari", "--db", "sqlite:///x.db")

    assert done.code == 2
    assert "--plain" in done.err


def test_a_blank_coder_is_refused(textcoder):
    done = textcoder("label", "--survey", SURVEY, "--question", QUESTION, "--coder", " ", "--plain")

    assert done.code == 2
    assert "blank name" in done.err


def test_an_unknown_question_is_not_found(office, textcoder):
    url = f"sqlite:///{office.database.engine.url.database}"

    done = textcoder("label", "--survey", SURVEY, "--question", "Q99", "--coder", "kari", "--plain", "--db", url)

    assert done.code == 3
    assert "Q99" in done.err


def test_a_search_brings_hits_alone_and_says_where_there_are_none(office):
    mine = next(one.key for one in office.answers.of(SURVEY, QUESTION) if one.id == "001")
    office.codings.add(NewCoding(mine, ["time"], "human:kari"))
    office.assignments.assign([mine], ["human:kari"], Purpose.CONSISTENCY)

    found = label(office, "3 e\n", "--blind", "--search", "mot")
    nothing = label(office, "3 e\n", "--blind", "--search", "zzzz")

    assert "Answer: mangler mot" in found.stdout
    assert "Answer: for lite tid" not in found.stdout
    assert nothing.returncode == 0
    assert nothing.stdout == ""
    assert "Nothing was found with 'zzzz'." in nothing.stderr


@pytest.mark.parametrize("more", [("--queue", "stale", "--search", "mot"), ("--search", " ")])
def test_a_search_in_another_order_or_for_nothing_is_wrong_usage(office, more):
    done = label(office, "", "--blind", *more)

    assert done.returncode == 2
    assert "--search" in done.stderr
    assert done.stdout == ""


def test_a_program_is_told_what_the_sitting_has_brought(office):
    done = label(office, "1 e\ns\nq\n", "--blind", "--json")

    assert "Answer: for lite tid" in done.stderr
    assert json.loads(done.stdout) == {
        "survey": SURVEY,
        "question": QUESTION,
        "coder": "kari",
        "decisions": 1,
        "skipped": 1,
        "answers": 4,
        "by_source": {"human": 1, "exact": 1, "rule": 0, "model": 0},
        "left": 2,
    }


def test_a_search_that_finds_nothing_brought_nothing(office):
    done = label(office, "", "--blind", "--search", "zzzz", "--json", "--quiet")

    assert json.loads(done.stdout)["decisions"] == 0
    assert done.stderr == ""
