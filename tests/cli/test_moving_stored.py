import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_changing import MAP, NEW, OLD
from textcoder.files.codeframe_file import read_codeframe
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion


@pytest.fixture
def folder(tmp_path, telltale, monkeypatch):
    """Two questions of a survey in a store, coded with the old version; the new one and a map lie beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TEXTCODER_DB", f"sqlite:///{tmp_path / 'store.sqlite'}")
    for name, content in {"old.yaml": OLD, "new.yaml": NEW, "map.yaml": MAP}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    frame = read_codeframe(tmp_path / "old.yaml")
    with open_here() as store:
        store.codeframes.add(frame)
        store.surveys.put("s")
        for question in ("q1", "q2"):
            store.surveys.put_question(StoredQuestion("s", question, frame.id, 1))
            codes = {"a": ["pay"], "b": ["grants"], "c": ["work", "pay"], "d": ["dont_know"]}
            store.answers.upsert("s", question, [IncomingAnswer(one, f"{telltale} {one}") for one in codes])
            keys = {one.id: one.key for one in store.answers.of("s", question)}
            store.codings.add_many(NewCoding(keys[one], ids, "human:kari") for one, ids in codes.items())
    return tmp_path


def open_here():
    return open_store(os.environ["TEXTCODER_DB"], identity=str)


def versions():
    with open_here() as store:
        return {one.id: one.codeframe_version for one in store.surveys.get("s").questions}


@pytest.fixture
def migrate(textcoder, folder):
    def run(*arguments, old="barriers"):
        return textcoder("codeframe", "migrate", old, "new.yaml", "--map", "map.yaml", "--survey", "s", *arguments)

    return run


@pytest.mark.parametrize("old", ["barriers", "old.yaml"])
def test_without_yes_the_consequences_are_shown_and_nothing_is_written(migrate, old):
    ended = migrate("--question", "q1", old=old)

    assert ended.code == 0
    lines = [line.split() for line in ended.out.splitlines()]
    assert "Of 4 codings in s, q1:" in ended.out
    assert ["stand", "3", "(1", "with", "other", "codes)"] in lines
    assert ["go", "to", "a", "queue", "1"] in lines
    assert "Answers to be coded anew: 1." in ended.out
    assert ["work", "load", "or", "shifts", "1", "0", "0", "0", "1"] in lines
    assert "To migrate, add: --yes" in ended.err
    assert versions() == {"q1": 1, "q2": 1}


def test_with_yes_the_questions_go_on_with_the_new_version_and_the_next_command_is_said(migrate, textcoder):
    ended = migrate("--yes", "--by", "eva", "--why", "for få tilskudd")

    assert ended.code == 0
    assert "Migrated: s, q1, q2 go on with barriers version 2." in ended.out
    assert "textcoder label --survey s --question q2 --coder NAME --queue stale" in ended.out
    assert versions() == {"q1": 2, "q2": 2}
    with open_here() as store:
        made = store.migrations.get("barriers", 1, 2)
        assert (made.made_by, made.why) == ("eva", "for få tilskudd")
        assert {one.answer_id: one.code_ids for one in store.codings.final("s", "q1")} == {
            "a": ("pay",), "b": ("pay",), "d": ("dont_know",),
        }  # fmt: skip
        assert [one.coding.answer_id for one in store.codings.stale("s", "q1")] == ["c"]


def test_one_question_can_go_first_and_the_others_later(migrate):
    assert migrate("--question", "q1", "--yes").code == 0
    assert versions() == {"q1": 2, "q2": 1}

    ended = migrate("--yes", old="old.yaml")

    assert "Migrated: s, q2 go on" in ended.out
    assert versions() == {"q1": 2, "q2": 2}


@pytest.mark.parametrize("mapped", [(), ("--map", "map.yaml")])
def test_what_is_at_the_new_version_already_is_said_to_be(migrate, folder, textcoder, mapped):
    (folder / "map.yaml").write_text(f"from: 1\nto: 2\n{MAP}", encoding="utf-8")
    migrate("--yes")

    again = textcoder("codeframe", "migrate", "barriers", "new.yaml", *mapped, "--survey", "s", "--yes")

    assert (again.code, again.out) == (4, "")
    assert "already at version 2 of codeframe 'barriers'" in again.err


def test_machines_are_never_asked_and_get_everything(migrate):
    looked_at = json.loads(migrate("--question", "q1", "--json", "--quiet").out)
    done = json.loads(migrate("--question", "q1", "--json", "--quiet", "--yes", "--by", "eva").out)

    assert looked_at["consequences"]["overall"] == {"codings": 4, "stay": 2, "move": 1, "stale": 0, "recode": 1}
    assert (looked_at["questions"], looked_at["answers_to_code_anew"], looked_at["models"]) == (["q1"], 1, None)
    assert looked_at["made"] is None
    assert done["made"]["by"] == "eva"
    assert done | {"made": None} == looked_at


def test_nobody_sees_a_verbatim(migrate, telltale):
    for arguments in ([], ["--json"], ["--yes"]):
        ended = migrate(*arguments)
        assert ended.code == 0
        assert telltale not in ended.out + ended.err


@pytest.mark.parametrize(("reply", "moves"), [(b"y\n", True), (b"\n", False)])
def test_on_a_terminal_one_is_asked_after_the_consequences(folder, reply, moves):
    ours, theirs = pty.openpty()
    command = [Path(sys.executable).with_name("textcoder"), "codeframe", "migrate", "barriers", "new.yaml"]
    os.write(ours, reply)
    done = subprocess.run(
        [*command, "--map", "map.yaml", "--survey", "s"],
        stdin=theirs, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)

    assert done.returncode == 0
    assert "Migrate? [y/N]" in done.stderr
    assert versions() == dict.fromkeys(("q1", "q2"), 2 if moves else 1)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["barriers", "new.yaml"], 2, "Say whose codings"),
        (["barriers", "new.yaml", "--survey", "s", "--codings", "c.csv"], 2, "Say whose codings"),
        (["barriers", "new.yaml", "--survey", "s", "-o", "c.csv"], 2, "--output goes with --codings"),
        (["old.yaml", "new.yaml", "--codings", "c.csv", "--why", "så"], 2, "--why is about the label store"),
        (["hours", "new.yaml", "--survey", "s"], 2, "survey 's' is not coded with hours"),
        (["new.yaml", "newer.yaml", "--survey", "s"], 2, "is not coded with barriers version 2"),
        (["barriers", "same.yaml", "--survey", "s", "--yes"], 4, "a higher number than 1"),
        (["other.yaml", "new.yaml", "--survey", "s", "--yes"], 4, "version 1 is another one in the label store"),
        (["barriers", "new.yaml", "--survey", "t"], 3, "no survey 't'"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(textcoder, folder, arguments, code, said):
    (folder / "same.yaml").write_text(OLD.replace("nb: Lønn", "nb: Lønna"), encoding="utf-8")
    (folder / "other.yaml").write_text(OLD.replace("Tilskudd", "Midler"), encoding="utf-8")
    (folder / "newer.yaml").write_text(NEW.replace("version: 2", "version: 3"), encoding="utf-8")

    ended = textcoder("codeframe", "migrate", *arguments)

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert versions() == {"q1": 1, "q2": 1}


def test_differences_begin_at_what_the_survey_is_coded_with(textcoder, folder):
    from_store = textcoder("codeframe", "diff", "barriers", "new.yaml", "--map", "map.yaml", "--survey", "s")
    from_file = textcoder("codeframe", "diff", "old.yaml", "new.yaml", "--map", "map.yaml")

    assert from_store == from_file
    assert from_store.code == 0
    ended = textcoder("codeframe", "diff", "old.yaml", "new.yaml", "--question", "q1")
    assert (ended.code, "Say --survey S too" in ended.err) == (2, True)
