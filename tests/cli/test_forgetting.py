import json
import os
import pty
import subprocess

import pytest

from tests.cli.conftest import COMMAND
from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office
from textcoder.labelling.store.records import NewCoding

SECRET = "sjefen Xerxes Quisling stopper alt"


@pytest.fixture
def office(tmp_path):
    with open_office(tmp_path, ["for lite tid", SECRET, "for lite tid"]) as store:
        first, second, _ = store.answers.of(SURVEY, QUESTION)
        store.codings.add(NewCoding(first.key, ["time"], "human:kari"))
        store.codings.add(NewCoding(second.key, ["skill"], "human:kari", comment=f"sa: {SECRET}"))
        yield store


@pytest.fixture
def where(office, tmp_path):
    return ["--survey", SURVEY, "--db", f"sqlite:///{tmp_path}/store.db"]


@pytest.fixture(autouse=True)
def _away_from_any_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_respondent_is_forgotten_down_to_the_bytes_and_what_is_beyond_reach_is_named(
    office, where, tmp_path, textcoder
):
    done = textcoder("forget", "002", *where, "--yes")

    assert done.code == 0, done.err
    assert f"{QUESTION}: the answer, 2 background columns, 1 coding, 1 comment" in done.out
    assert "Out of reach" in done.out
    assert "backups" in done.out
    assert "Forgotten in" in done.out
    assert "Xerxes" not in done.out + done.err
    assert codes_of(office) == {"001": ("time",), "003": ("time",)}
    office.close()
    assert all(b"Xerxes" not in path.read_bytes() for path in tmp_path.glob("store.db*"))


def test_what_is_forgotten_is_in_no_export(office, where, tmp_path, textcoder):
    textcoder("forget", "002", *where, "--yes")

    exported = textcoder("export", *where, "--question", QUESTION, "-o", tmp_path / "out.csv")

    assert exported.code == 0, exported.err
    assert [line.split(",")[0] for line in (tmp_path / "out.csv").read_text().splitlines()[1:]] == ["001", "003"]
    assert office.codings.progress(SURVEY, QUESTION).answers == 2


def test_others_who_wrote_the_same_keep_their_codes(office, where, textcoder):
    done = textcoder("forget", "001", *where, "--yes")

    assert "handed on to them" in done.out
    assert codes_of(office) == {"002": ("skill",), "003": ("time",)}


def test_nothing_is_changed_where_nobody_can_be_asked(office, where, textcoder):
    done = textcoder("forget", "002", *where, "--json")

    assert done.code == 2
    assert "--yes" in done.err
    assert office.answers.with_id(SURVEY, QUESTION, "002").text == SECRET


@pytest.mark.parametrize(("typed", "left"), [(b"n\n", 3), (b"y\n", 2)])
def test_on_a_terminal_it_asks_first(office, where, typed, left):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, "forget", "002", *where], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    os.write(ours, typed)
    printed, said = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)

    assert process.returncode == 0, said
    assert b"Forget this?" in said
    assert (b"Nothing was changed" in said) == (left == 3)
    assert (b"Forgotten in" in printed) == (left == 2)
    assert len(office.answers.of(SURVEY, QUESTION)) == left


def test_a_program_is_told_the_same(office, where, textcoder):
    done = textcoder("forget", "002", *where, "--yes", "--json", "--quiet")

    told = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert (told["forgotten"], told["scrubbed"], told["models"]) == (True, True, None)
    assert [(one["question"], one["codings"], one["comments"]) for one in told["answers"]] == [(QUESTION, 1, 1)]
    assert len(told["beyond"]) == 5


def test_models_trained_since_the_answer_came_in_are_named(where, office, home, tmp_path, textcoder):
    (folder,) = (home / "models" / "trained" / "barriers").glob("*-*")
    frame = office.surveys.question(SURVEY, QUESTION).codeframe
    for name, trained_at in (
        ("20200101-old", "2020-01-01T00:00:00+00:00"),
        ("29990101-new", "2999-01-01T00:00:00+00:00"),
    ):
        manifest = json.loads((folder / "manifest.json").read_text())
        model = home / "models" / "trained" / frame / name
        model.mkdir(parents=True)
        (model / "manifest.json").write_text(json.dumps(manifest | {"trained_at": trained_at, "version": name}))

    done = textcoder("forget", "002", *where, "--yes", "--json", "--home", home)

    assert json.loads(done.out)["models"] == [f"{frame}/29990101-new"]
    assert json.loads(done.out)["models_unreadable"] == []


def test_a_model_that_cannot_be_read_is_not_said_to_be_trained_since(where, office, home, textcoder):
    frame = office.surveys.question(SURVEY, QUESTION).codeframe
    model = home / "models" / "trained" / frame / "20250101-torn"
    model.mkdir(parents=True)
    (model / "manifest.json").write_text("{")

    done = textcoder("forget", "002", *where, "--yes", "--home", home)

    assert done.code == 0, done.err
    assert f"cannot be read, so that it is unknown whether they learned from it: {frame}/20250101-torn" in done.out
    assert "trained since" not in done.out


def test_who_is_forgotten_already_is_not_said_to_be_forgotten_now(where, office, textcoder):
    textcoder("forget", "002", *where, "--yes")

    again = textcoder("forget", "002", *where, "--yes")

    assert again.code == 0
    assert "It was forgotten already" in again.out
    assert "Forgotten in" not in again.out


def test_an_unknown_respondent_is_not_found(where, textcoder):
    done = textcoder("forget", "7", *where, "--yes")

    assert done.code == 3
    assert "leading zeros" in done.err
