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


@pytest.fixture
def learnt(office, home, where, textcoder):
    """A home whose model has learnt from the office and from a file, with the secret among it."""
    frame = office.surveys.question(SURVEY, QUESTION)
    survey = home / "labels" / "reasons"
    survey.mkdir()
    (survey / "codeframe.yaml").write_text(REASONS, "utf-8")
    rows = [
        {"id": f"f{voice}{number}", "text": f"{text} {voice}", "codes": codes, "voice": f"v{voice}"}
        for voice in range(6)
        for number, (text, codes) in enumerate(
            [("lite tid", ["time"]), ("lite penger", ["money"]), ("kurs", ["skill"])]
        )
    ]
    # The same answer came out in a file once, and went in again with it.
    rows += [{"id": "002", "text": SECRET.upper(), "codes": ["time"], "question": QUESTION, "voice": "v1"}]
    rows += [
        {"id": f"g{number}", "text": f"ikke tid {number}", "codes": ["time"], "voice": "v2"} for number in range(3)
    ]
    (survey / "codings.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    assert frame.codeframe == "reasons"
    train = ("train", "--codeframe", "reasons", "--profile", "fast", "--home", home)
    for more in ([], ["--store", "--no-promote", *where[2:]]):
        done = textcoder(*train, *more)
        assert done.code == 0, done.err
    return home


REASONS = """\
id: reasons
version: 1
codes:
  - {id: time, number: 1, label: {nb: time}}
  - {id: money, number: 2, label: {nb: money}}
  - {id: skill, number: 3, label: {nb: skill}}
  - {id: dont_know, number: 4, label: {nb: dont_know}, exclusive: true}
  - {id: no_answer, number: 5, label: {nb: no_answer}, exclusive: true}
"""


def test_what_models_learned_from_is_cleared_down_to_the_bytes_and_they_are_named(learnt, where, textcoder):
    trained = learnt / "models" / "trained" / "reasons"
    versions = sorted(path.name for path in trained.glob("2*"))

    done = textcoder("forget", "002", *where, "--yes", "--home", learnt)

    assert done.code == 0, done.err
    assert "beside the models of reasons: 1 coding in snapshots/" in done.out
    assert "Taken out of what is kept beside models: 2 codings in 2 files." in done.out
    assert f"These cannot be trained again to the byte: {', '.join(f'reasons/{one}' for one in versions)}" in " ".join(
        done.out.split()
    )
    assert all(b"xerxes" not in path.read_bytes().lower() for path in trained.rglob("*.json*"))


def test_programs_are_told_which_snapshots_were_cleared(learnt, where, textcoder):
    told = json.loads(textcoder("forget", "002", *where, "--yes", "--json", "--quiet", "--home", learnt).out)

    assert [(one["codeframe_id"], one["rows"], len(one["models"])) for one in told["beside_models"]] == [
        ("reasons", 1, 1),
        ("reasons", 1, 1),
    ]
    assert told["models"] == []  # of both it is known that they learned from it


def test_who_says_no_leaves_what_models_learned_from_as_it_is(learnt, where):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, "forget", "002", *where, "--home", learnt],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.write(ours, b"n\n")
    process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)

    snapshots = (learnt / "models" / "trained" / "reasons" / "snapshots").iterdir()
    assert all(b"xerxes" in path.read_bytes().lower() for path in snapshots)
