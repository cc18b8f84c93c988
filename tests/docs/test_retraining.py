"""The how-to for retraining, walked from beginning to end by the analyst it is written for."""

import io
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.analysts_home import COMMAND, Careless, by_the_guideline, environment, sit_and_label, write_home
from textcoder.cli.main import main
from textcoder.files.home import Home
from textcoder.learning.registry import Registry

PAGE = Path(__file__).resolve().parents[2] / "docs" / "retraining.md"
SAVED = re.compile(r"Save as `(?P<name>[^`]+)`:\n\n```\w+\n(?P<content>.*?)```", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PLACE = "VERSION"
"""Stands on the page for the version that a reader writes."""


@dataclass(frozen=True)
class Done:
    """A command of the page, and what came of it."""

    command: str
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> list[Done]:
    """All commands of the page, one after the other, in a home with last wave's model."""
    home = write_home(tmp_path_factory.mktemp("retraining"))
    for name, content in SAVED.findall(PAGE.read_text(encoding="utf-8")):
        (home / name).write_text(content, encoding="utf-8")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(home)
        for name in ("TEXTCODER_HOME", "TEXTCODER_DB"):
            here.delenv(name, raising=False)
        before = "train --codeframe innovation-barriers --codings last-wave.jsonl --profile fast"
        assert run_here(shlex.split(before)).code == 0
        return [walk(command, home) for command in commands()]


def commands() -> list[str]:
    blocks = SHELL.findall(PAGE.read_text(encoding="utf-8"))
    return [line for block in blocks for line in block.splitlines() if line]


def walk(command: str, home: Path) -> Done:
    """Do what a reader does: sit down where there is a screen, and elsewhere type the command."""
    program, *arguments = shlex.split(command.replace(PLACE, newest(home)) if PLACE in command else command)
    assert program == "textcoder"
    if arguments[0] == "label":
        coder = arguments[arguments.index("--coder") + 1]
        shown = sit_and_label(home, coder, Careless() if coder == "berit" else by_the_guideline, *arguments[7:])
        return Done(command, 0, "\n".join(shown), "")
    if arguments[0] == "adjudicate":
        how = {"input": "a\na\nq\n", "capture_output": True, "encoding": "utf-8"}
        typed = subprocess.run([COMMAND, *arguments], check=False, cwd=home, env=environment(), **how)
        return Done(command, typed.returncode, typed.stdout, typed.stderr)
    return run_here(arguments, command)


def newest(home: Path) -> str:
    """The version that was trained last."""
    entries = Registry(Home(home).trained).entries()
    return max(entries, key=lambda one: (one.folder / "manifest.json").stat().st_mtime_ns).version


def run_here(arguments: list[str], command: str = "") -> Done:
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["textcoder", *arguments]), redirect_stdout(out), redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):  # fmt: skip
        main()
    return Done(command, end.value.code, out.getvalue(), err.getvalue())


def outcome(walked: list[Done], beginning: str) -> Done:
    return next(done for done in walked if done.command.startswith(f"textcoder {beginning}"))


def test_every_command_of_the_page_does_what_it_says(walked):
    assert [(done.command, done.err) for done in walked if done.code != 0] == []


def test_the_page_leads_past_every_stage(walked):
    stages = [" ".join(done.command.split()[1:3]) for done in walked]

    for stage in ("models freeze", "models compare", "models promote", "models rollback", "models prune"):
        assert stage in stages
    assert {"train", "label", "adjudicate", "drift", "doubts", "reproduce"} <= {stage.split()[0] for stage in stages}


def test_people_settle_what_they_differ_on_and_look_again_at_what_is_doubted(walked):
    assert "2 settled and saved" in outcome(walked, "adjudicate").err
    assert next(done for done in walked if "--queue doubtful" in done.command).out


def test_what_people_coded_is_learnt_from_and_the_model_waits(walked):
    said = outcome(walked, "train").err

    assert "anna" in said
    assert "It waits to be promoted: textcoder models promote innovation-barriers/" in said


def test_only_what_a_person_decided_is_taken_from_the_spreadsheet(walked):
    said = outcome(walked, "import corrected.csv")

    assert re.search(r"codings added +3\b", said.out), said.out


def test_the_promoted_model_is_rolled_back_and_last_years_file_is_the_same_all_the_same(walked):
    promoted, back = outcome(walked, "models promote").out, outcome(walked, "models rollback").out

    new, old = re.fullmatch(r"Current model of innovation-barriers: (\S+), instead of (\S+)\n", promoted).groups()
    assert back == f"Current model of innovation-barriers: {old}, instead of {new}\n"
    assert outcome(walked, "reproduce").out.startswith("The same: 150 answers in coded.csv")
    assert f"{new}" in outcome(walked, "reproduce").out
