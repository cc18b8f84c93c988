"""An analyst's year by the real commands: last wave coded by a model, this wave's answers coded by people and learnt
from, a better model promoted and served over HTTP, the way back, and last wave's file made again."""

import io
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.analysts_home import (
    CODEFRAME,
    COMMAND,
    SURVEY,
    WHERE,
    Careless,
    by_the_guideline,
    environment,
    sit_and_label,
    write_home,
)
from textcoder.cli.main import main
from textcoder.client import Client, ServiceError


@pytest.fixture
def home(tmp_path) -> Path:
    return write_home(tmp_path)


def textcoder(home: Path, *arguments: str, ends_with: int = 0) -> str:
    """Run a command in the home; gives what it printed."""
    printed, said = io.StringIO(), io.StringIO()
    argv = ["textcoder", *arguments, "--home", str(home)]
    with (
        patch.object(sys, "argv", argv), redirect_stdout(printed), redirect_stderr(said),
        pytest.raises(SystemExit) as end,
    ):  # fmt: skip
        main()
    assert end.value.code == ends_with, f"{arguments}\n{said.getvalue()}"
    return printed.getvalue()


def of_json(home: Path, *arguments: str) -> Any:
    return json.loads(textcoder(home, *arguments, "--json", "--quiet"))


def settle(home: Path, coder: str, typed: str) -> str:
    arguments = [COMMAND, "adjudicate", *WHERE, "--coder", coder, "--home", home]
    done = subprocess.run(
        arguments, input=typed, capture_output=True, encoding="utf-8", check=True, env=environment()
    )  # fmt: skip
    return done.stderr


@contextmanager
def service(home: Path) -> Iterator[str]:
    """``textcoder serve`` on the home; gives its address."""
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0", "--home", home], stderr=subprocess.PIPE, encoding="utf-8", env=environment()
    ) as process:
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.extend(iter(process.stderr.readline, "")))
        reader.start()
        try:
            yield wait_for(
                lambda: next((one[0] for line in said if (one := re.search(r"http://[\d.]+:\d+", line))), None)
            )
        finally:
            process.terminate()
            process.wait(timeout=30)
            reader.join()


def wait_for(look: Callable[[], Any], *, seconds: float = 45.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)
    return found


def classified_by(url: str, key: str) -> str | None:
    """Version that the service codes with; None: it is not ready yet."""
    with Client(url, key, retries=0) as client:
        try:
            return client.classify([{"id": "a", "text": "For lite tid og penger"}], codeframe=CODEFRAME).model_version
        except ServiceError:
            return None


def version_of(trained: dict[str, Any]) -> str:
    return str(trained["model"]).removeprefix(f"{CODEFRAME}/")


def code_last_wave(home: Path) -> tuple[str, Path]:
    """Keep a test set apart, train a model on few codings, and code a file with it; gives its version and the file."""
    textcoder(home, "models", "freeze", "--codeframe", CODEFRAME)
    few = ("--codings", str(home / "last-wave.jsonl"), "--profile", "fast")
    old = of_json(home, "train", "--codeframe", CODEFRAME, *few)
    coded = home / "last-wave.csv"
    columns = ("--id", "respid", "--text", "Q22", "--layout", "joined", "--confidence")
    textcoder(home, "classify", str(home / "export.csv"), "-o", str(coded), "--codeframe", CODEFRAME, *columns)
    return version_of(old), coded


def code_by_hand(home: Path) -> None:
    """Two people code this wave's answers, some of them twice; a third settles what they differ on."""
    textcoder(home, "import", str(home / "export.csv"), *WHERE, "--id", "respid", "--text", "Q24")
    textcoder(home, "assign", *WHERE, "--coder", "anna", "--coder", "berit", "--share", "0.3")
    anna = sit_and_label(home, "anna", by_the_guideline)
    berit = sit_and_label(home, "berit", Careless())
    assert berit == anna[: len(berit)]
    people = of_json(home, "agreement", "--survey", SURVEY)["agreement"]["people"]
    assert people["coders"] == ["anna", "berit"]
    assert people["sets"]["exact"]["value"] == pytest.approx(1 - 2 / len(berit))
    assert "2 settled and saved" in settle(home, "marit", "a\na\nq\n")


def test_an_analysts_loop_from_last_waves_file_and_back_to_it(home):
    old, last_wave = code_last_wave(home)
    code_by_hand(home)

    trained = of_json(home, "train", "--codeframe", CODEFRAME, "--store", "--no-promote")
    new = version_of(trained)
    assert not trained["current"]
    assert {"anna", "marit"} <= {one["name"] for one in trained["news"]["coders"]}

    page = home / "comparison.html"
    compared = of_json(home, "models", "compare", old, new, "--out", str(page))
    assert compared["compared_on"]["basis"] == "test_set"
    assert compared["figures"]["macro_f1"]["low"] > 0
    assert "<svg" in page.read_text(encoding="utf-8")
    promoted = of_json(home, "models", "promote", new, "--why", "knows this wave")
    assert (promoted["before"], promoted["version"]) == (old, new)

    key = textcoder(home, "keys", "create", "--role", "pipeline", "--quiet").strip()
    with service(home) as url:
        wait_for(lambda: classified_by(url, key) == new)
        textcoder(home, "models", "rollback", CODEFRAME, "--why", "refers too much")
        wait_for(lambda: classified_by(url, key) == old)

    # Whichever is current: last wave's file is made again by the model it was made by.
    textcoder(home, "models", "promote", new)
    reproduced = of_json(home, "reproduce", str(last_wave))
    assert (reproduced["same"], reproduced["models"]) == (True, [f"{CODEFRAME}/{old}"])
    logged = [(one["action"], one["to"]) for one in of_json(home, "models", "history", CODEFRAME)]
    assert logged[:4] == [("promote", new), ("rollback", old), ("promote", new), ("promote", old)]
