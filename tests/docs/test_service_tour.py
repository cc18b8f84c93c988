"""The tour of the service, walked as a reader walks it: the same commands in one shell, to a service that runs."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "service-tour.md"
BLOCK = re.compile(r"```sh\n(?P<shell>.*?)```(?:\n\n```(?P<kind>json|text)\n(?P<shown>.*?)```)?", re.DOTALL)
PORT = "8000"
TOLD_FREELY = {"words", "labels"}
"""Objects whose keys are codes or languages."""


@dataclass(frozen=True)
class Step:
    """A block of the page, what it shows as the reply, and what came."""

    shell: str
    kind: str | None
    shown: str
    printed: str


@pytest.fixture(scope="module")
def steps(tmp_path_factory) -> list[Step]:
    home = tmp_path_factory.mktemp("tour")
    shutil.copytree(ROOT / "labels", home / "labels", ignore=shutil.ignore_patterns("store.sqlite*"))
    (home / "models").mkdir()
    (home / "models" / "pipeline").symlink_to(ROOT / "models" / "pipeline")
    for codings in home.glob("labels/*/codings.jsonl"):
        lines = codings.read_text(encoding="utf-8").splitlines(keepends=True)
        codings.write_text("".join(lines[::20]), encoding="utf-8")
    blocks = list(BLOCK.finditer(PAGE.read_text(encoding="utf-8")))
    printed = walk([block["shell"] for block in blocks], home)
    return [
        Step(block["shell"], block["kind"], block["shown"] or "", said)
        for block, said in zip(blocks, printed, strict=True)
    ]


def walk(blocks: list[str], home: Path) -> list[str]:
    """Run the blocks one after the other in one shell, and give what each printed."""
    mark = "-- next block --"
    script = "\n".join(["set -eo pipefail", *(f"{block}\nprintf '\\n{mark}\\n'" for block in blocks)])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEXTCODER_")}
    done = subprocess.run(
        ["bash", "-mc", script.replace(PORT, str(free_port()))],
        cwd=home,
        env=environment | {"PATH": path, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout.split(f"\n{mark}\n")[:-1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def unlike(shown: Any, came: Any, where: str = "$") -> list[str]:
    """Where two replies differ in shape: in names, or in kinds of values that are not null."""
    if isinstance(shown, dict) and isinstance(came, dict):
        if where.rpartition(".")[2] in TOLD_FREELY:
            return []
        if shown.keys() != came.keys():
            return [f"{where} has {sorted(shown.keys() ^ came.keys())} on one side only"]
        return [said for name in shown for said in unlike(shown[name], came[name], f"{where}.{name}")]
    if isinstance(shown, list) and isinstance(came, list):
        return unlike(shown[0], came[0], f"{where}[0]") if shown and came else []
    kinds = {type(one) for one in (shown, came)} - {type(None)}
    return [] if len(kinds) < 2 or kinds == {int, float} else [f"{where} is not of the same kind"]


def test_the_tour_shows_replies_as_they_come(steps):
    shown = [step for step in steps if step.kind == "json"]

    assert len(shown) >= 12
    assert [said for step in shown for said in unlike(json.loads(step.shown), json.loads(step.printed))] == []


def test_what_the_tour_says_of_records_is_so(steps):
    results = {one["id"]: one for step in steps if "/v1/classify" in step.shell for one in results_in(step.printed)}

    assert results["0018"]["codes"][0]["source"] == "rule"
    assert results["0019"]["status"] == "empty"
    assert results[20]["status"] == "referred"
    assert results[21]["error"]["type"] == "wrong_type"
    assert (results["0444"]["codes"][0]["code"], results["0444"]["codes"][0]["source"]) == ("other", "exact")


def results_in(printed: str) -> list[dict[str, Any]]:
    return json.loads(printed).get("results", [])


def test_a_file_comes_back_with_the_columns_that_the_tour_shows(steps):
    (fetched,) = (step for step in steps if "coded.csv" in step.shell)

    assert fetched.printed.split() == fetched.shown.split()


def test_the_new_model_is_promoted_and_the_old_one_back_in_the_end(steps):
    promoted, rolled_back = (
        json.loads(step.printed) for step in steps if "/promote" in step.shell or "/rollback" in step.shell
    )

    assert promoted["changed"]
    assert (rolled_back["version"], rolled_back["before"]) == (promoted["before"], promoted["version"])


def test_a_difference_in_shape_would_be_seen():
    assert unlike({"a": [{"b": 1}]}, {"a": [{"c": 1}]}) == ["$.a[0] has ['b', 'c'] on one side only"]
    assert unlike({"a": "1"}, {"a": 1}) == ["$.a is not of the same kind"]
    assert unlike({"a": None, "b": 1, "c": []}, {"a": "x", "b": 1.5, "c": [1]}) == []
