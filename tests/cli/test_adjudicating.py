import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from tests.builders import build_codeframe
from tests.cli.conftest import COMMAND
from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office
from textcoder.labelling.store.records import NewCoding

ARGUMENTS = ["adjudicate", "--survey", SURVEY, "--question", QUESTION, "--coder", "marit"]
TEXTS = ["for lite tid", "lønna og sjefen", "Vet \x1b[31mikke"]


@pytest.fixture
def office(tmp_path):
    """Answers 003 and then 002 are in dispute."""
    frame = build_codeframe("time", "money", "skill", "dont_know!")
    with open_office(tmp_path, TEXTS, frame=frame) as store:
        first, second, third = (one.key for one in store.answers.of(SURVEY, QUESTION))
        for key, kari, ola in ((first, "1", "1"), (second, "1", "1 2"), (third, "1", "4")):
            store.codings.add(NewCoding(key, kari.split(), "human:kari"))
            store.codings.add(NewCoding(key, ola.split(), "human:ola"))
        yield store


def url(office) -> str:
    return f"sqlite:///{office.database.engine.url.database}"


@pytest.fixture
def adjudicate(office):
    """Settle through a pipe."""

    def run(lines: str, *more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [COMMAND, *ARGUMENTS, *more, "--db", url(office)],
            input=lines,
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=Path(office.database.engine.url.database).parent,
        )
        assert done.returncode == 0, done.stderr
        return done

    return run


def test_codings_stand_side_by_side(adjudicate):
    lines = [line.split() for line in adjudicate("q\n").stdout.splitlines()]

    assert ["2", "left", "·", "id", "003"] in lines
    assert ["code", "A", "kari", "B", "ola"] in lines
    assert ["1", "time", "×", "–", "in", "dispute"] in lines
    assert ["4", "dont_know", "–", "×", "in", "dispute"] in lines


@pytest.mark.parametrize("more", [(), ("--plain",)])
def test_one_key_takes_a_coding_or_the_union(adjudicate, office, more):
    done = adjudicate("B\nu\n", *more)

    assert (codes_of(office)["003"], codes_of(office)["002"]) == (("dont_know",), ("time", "money"))
    assert "Nothing is left to settle" in done.stdout
    assert "2 settled and saved, 0 skipped." in done.stderr


def test_ones_own_codes_are_taken_by_number(adjudicate, office):
    adjudicate("2 3\n0\n")

    assert (codes_of(office)["003"], codes_of(office)["002"]) == (("money", "skill"), ())


def test_skip_undo_and_quit(adjudicate, office):
    done = adjudicate("s\na\nz\nz\na\nq\n")

    assert (codes_of(office)["003"], "1 settled and saved, 0 skipped." in done.stderr) == (("time",), True)
    assert adjudicate("q\n").stdout.count("id 003") == 0


def test_what_was_saved_is_said_and_how_to_take_it_back(adjudicate):
    said = " ".join(adjudicate("1\nu\nz\n0\n").stdout.split())

    assert "Saved for 003: time. z takes it back." in said
    assert "Saved for 002: time, money. z takes it back." in said
    assert "Saved for 002: none applies. z takes it back." in said


def test_the_answer_is_shown_again_after_the_codes(adjudicate):
    shown = adjudicate("?\n").stdout

    assert shown.count("id 003") == 2
    assert shown.count("Keys: ") == 2


def test_a_number_that_is_no_code_is_said_with_where_the_codes_are(adjudicate):
    shown = adjudicate("13\n1 x\n").stdout

    assert "Not saved: 13 is no code here; ? shows the codes." in shown
    assert "Not saved: x is no code here; ? shows the codes." in shown
    assert "recode" not in shown


def test_who_settles_his_own_disagreement_is_told_once(adjudicate):
    assert adjudicate("s\n", "--coder", "kari").stdout.count("You are one of those who disagree here") == 1
    assert "You are one of those" not in adjudicate("s\n").stdout


def test_machines_get_what_was_settled_and_how_much_is_left(adjudicate):
    done = adjudicate("1\ns\nq\n", "--json", "--quiet")

    assert json.loads(done.stdout) == {
        "survey": SURVEY,
        "question": QUESTION,
        "coder": "marit",
        "decisions": [{"id": "003", "codes": ["time"]}],
        "skipped": 1,
        "left": 1,
    }
    assert "id 003" in done.stderr


def test_a_union_that_no_answer_can_have_is_not_offered_and_not_taken(adjudicate, office):
    before = codes_of(office)

    done = adjudicate("u\n1 4\n7\n")

    assert "The union cannot be taken: code 'dont_know' is exclusive" in " ".join(done.stdout.split())
    assert done.stdout.count("Not saved:") == 3
    assert "u union" not in done.stdout
    assert codes_of(office) == before


def test_plain_says_it_in_lines(adjudicate):
    shown = adjudicate("s\n", "--plain").stdout

    assert "A kari: time\nB ola: time, money\nIn dispute: money\n" in shown
    assert "─" not in shown


def test_what_would_steer_a_terminal_is_not_passed_on(adjudicate):
    assert "\x1b" not in adjudicate("?\nå\n\nq\n").stdout


def test_on_a_terminal_one_key_is_enough_within_80_columns(office):
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [COMMAND, *ARGUMENTS, "--db", url(office)],
        stdin=follower,
        stdout=follower,
        stderr=subprocess.PIPE,
        env=os.environ | {"TERM": "xterm", "NO_COLOR": "1"},
    )
    os.close(follower)
    shown = ""
    for keys, awaited in (("", "id 003"), ("b", "id 002"), ("1 3\r", "Nothing is left"), ("q", "")):
        os.write(leader, keys.encode())
        while awaited not in shown or not shown.endswith("> "):
            assert select.select([leader], [], [], 30)[0], shown
            shown += os.read(leader, 4096).decode("utf-8", "replace")
    said = process.communicate(timeout=30)[1].decode()
    os.close(leader)

    assert "2 settled and saved" in said
    assert (codes_of(office)["003"], codes_of(office)["002"]) == (("dont_know",), ("time", "skill"))
    assert max(map(len, re.sub(r"\x1b\[[\d;]*m", "", shown).split("\r\n"))) <= 80


def test_a_blank_coder_is_refused_and_an_unknown_question_not_found(office, textcoder):
    where = ("--db", url(office))

    assert textcoder("adjudicate", "--survey", SURVEY, "--question", QUESTION, "--coder", " ", *where).code == 2
    assert textcoder("adjudicate", "--survey", SURVEY, "--question", "Q9", "--coder", "m", *where).code == 3
