"""The commands in the documentation, run as a reader would run them, page by page."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "docs/own-codeframe.md",
    "docs/coding-a-file.md",
    "docs/redaction.md",
    "docs/importing.md",
    "docs/language.md",
    "docs/agreement.md",
    "docs/label-errors.md",
    "docs/codeframe-changes.md",
    "docs/models.md",
    "docs/drift.md",
]
SAVED = re.compile(r"Save as `(?P<name>[^`]+)`:\n\n```\w+\n(?P<content>.*?)```", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
OURS = ("textcoder ", "mkdir ", "echo ")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A copy of the project's data to write into, with every twentieth coding so that it does not take long."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "labels", home / "labels")
    (home / "models").mkdir()
    (home / "models" / "pipeline").symlink_to(ROOT / "models" / "pipeline")
    for codings in home.glob("labels/*/codings.jsonl"):
        lines = codings.read_text(encoding="utf-8").splitlines(keepends=True)
        codings.write_text("".join(lines[::20]), encoding="utf-8")
    return home


def commands(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [line for block in SHELL.findall(text) for line in block.splitlines() if line.startswith(OURS)]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_do_what_it_says(page, home):
    saved = SAVED.findall((ROOT / page).read_text(encoding="utf-8"))
    folder = home / Path(page).stem if saved else home
    folder.mkdir(exist_ok=True)
    for name, content in saved:
        (folder / name).write_text(content, encoding="utf-8")
    if not saved and "train" not in "".join(commands(page)):
        run("textcoder demo --quiet", home)

    for command in commands(page):
        found = run(command, folder)
        assert found.returncode == 0, f"{command}\n{found.stdout}\n{found.stderr}"


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, shell=True, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


def test_every_page_has_commands():
    assert all(commands(page) for page in PAGES)


def test_links_between_pages_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
