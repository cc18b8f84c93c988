"""A home with one small survey and a model of it, trained once, and two ways to run the command."""

import csv
import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from textcoder.cli.main import main

COMMAND = Path(sys.executable).with_name("textcoder")
TELLTALE = "HEMMELIGHET"
"""Stands in answers only: where it is printed, somebody's words have leaked."""
CODEFRAME = """\
id: barriers
version: 1
title: {nb: Hva hindrer dere?, en: What hinders you?}
nets: [{id: resources, label: {nb: Ressurser}, codes: [capacity, economy]}]
codes:
  - {id: capacity, number: 1, label: {nb: Kapasitet, en: Capacity}, definition: {nb: Tid og folk.}, include: [tid]}
  - {id: economy, number: 2, label: {nb: Økonomi}, definition: {nb: Penger.}, include: [penger]}
  - {id: dont_know, number: 8, label: {nb: Vet ikke}, exclusive: true}
  - {id: no_answer, number: 9, label: {nb: Ikke svar}, exclusive: true}
"""
CAPACITY = ("for lite tid", "for få folk", "travle dager", "mangler bemanning", "ingen har kapasitet")
ECONOMY = ("for lite penger", "stramt budsjett", "dårlig økonomi", "mangler midler", "alt er for dyrt")
VOICES = ("{}", "Vi har {}", "{} hos oss", "Det er {} her", "Hovedsakelig {}", "{}, dessverre")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def run_here(*arguments: object) -> Ended:
    """Run the command in this process, patching nothing but its arguments."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["textcoder", *map(str, arguments)]
    with patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main()
    return Ended(end.value.code, out.getvalue(), err.getvalue())


def run_apart(*arguments: object, env: dict[str, str] | None = None, **how) -> Ended:
    """Run the installed command as a process of its own."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | (env or {}),
        **how,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def write_codings(path: Path) -> None:
    """84 codings of short answers by six voices, each of which says much the same in its own way."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["id", "text", "codes", "voice"])
        for voice, manner in enumerate(VOICES):
            both = [f"{CAPACITY[(place + voice) % 5]} og {ECONOMY[place]}" for place in range(3)]
            said = [(text, "capacity") for text in CAPACITY] + [(text, "2") for text in ECONOMY]
            said += [(text, "capacity;economy") for text in both]
            rows = [(manner.format(text), codes) for text, codes in said] + [("vet ikke", "dont_know")]
            for number, (text, codes) in enumerate(rows):
                write([f"{voice}{number:02}", text, codes, f"voice-{voice}"])


@pytest.fixture(autouse=True)
def _no_home_from_outside(monkeypatch):
    monkeypatch.delenv("TEXTCODER_HOME", raising=False)


@pytest.fixture(scope="session")
def textcoder():
    return run_here


@pytest.fixture(scope="session")
def textcoder_apart():
    return run_apart


@pytest.fixture(scope="session")
def telltale() -> str:
    return TELLTALE


@pytest.fixture(scope="session")
def brought(tmp_path_factory) -> Path:
    """What an analyst brings: a codeframe and codings in a folder that is no home."""
    folder = tmp_path_factory.mktemp("brought")
    (folder / "frame.yaml").write_text(CODEFRAME, encoding="utf-8")
    write_codings(folder / "coded.csv")
    return folder


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory, brought) -> Path:
    """Never to be changed by a test; ``home`` is."""
    home = tmp_path_factory.mktemp("trained")
    (home / "models").mkdir()
    survey = home / "labels" / "barriere-2025"
    survey.mkdir(parents=True)
    shutil.copy(brought / "frame.yaml", survey / "codeframe.yaml")
    shutil.copy(brought / "coded.csv", survey / "codings.csv")
    done = run_here("train", "--codeframe", "barriers", "--profile", "fast", "--home", home)
    assert done.code == 0, done.err
    return home


@pytest.fixture
def home(tmp_path, trained_home) -> Path:
    """A trained home to do with as one likes."""
    # Without what commands of other tests have left beside the model.
    return shutil.copytree(trained_home, tmp_path / "home", ignore=shutil.ignore_patterns(".cache", "references.jsonl"))


@pytest.fixture
def model_folder(home) -> Path:
    (folder,) = (home / "models" / "trained" / "barriers").glob("*-*")
    return folder


@pytest.fixture
def export(tmp_path) -> Path:
    """An export of four respondents, as it comes out of a Norwegian survey tool."""
    path = tmp_path / "export.csv"
    path.write_text(
        "respid;Q2;vekt;svar;mer\n"
        "007;1;0,75;Det er for lite tid hos oss;vet ikke\n"
        "008;1;1,1;;stramt budsjett, dessverre\n"
        "010;2;1,2;Stramt budsjett og for få folk;\n"
        "011;2;0,95;;\n",
        encoding="cp1252",
    )
    return path
