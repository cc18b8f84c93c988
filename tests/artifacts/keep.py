"""Keep a model of the present format for the tests of later ones: ``python -m tests.artifacts.keep``, once a format.

It is trained on the codings beside this file, and lies in a home of its own with the codes it gave a few answers.
"""

import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textcoder.files.home import Home
from textcoder.learning.artifact import FORMAT
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings

KEPT = Path(__file__).resolve().parent
CODEFRAME = "old-models"


def keep(folder: Path, *, now: dt.datetime) -> None:
    """Train a small model and put it into a folder, which must not be there yet."""
    texts = json.loads((KEPT / "answers.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch))
        shutil.copytree(KEPT / "labels", home.root / "labels")
        home.models.mkdir()
        settings = Settings(profile="fast", learning=LearningSettings(max_error=0.4))
        train_and_publish(home, CODEFRAME, (), settings, now=now)
        shutil.rmtree(home.trained / ".cache", ignore_errors=True)
        (home.root / "codes.json").write_text(json.dumps(codes_of(home, texts), ensure_ascii=False, indent=1) + "\n")
        shutil.rmtree(home.root / "labels")
        shutil.copytree(home.root, folder)


def codes_of(home: Home, texts: Sequence[str]) -> list[dict[str, Any]]:
    """What the current model of a home codes answers with."""
    registry = Registry(home.trained)
    autocoder = registry.load(registry.find(CODEFRAME), home.codeframe(CODEFRAME))
    return [
        {"text": text, "codes": sorted(one.code_ids), "confidence": _rounded(one.code_confidence)}
        for text, one in zip(texts, autocoder.code(texts), strict=True)
    ]


def _rounded(confidence: dict[str, float]) -> dict[str, float]:
    return {code: round(value, 6) for code, value in confidence.items()}


if __name__ == "__main__":
    keep(KEPT / f"format-{FORMAT}", now=dt.datetime.now(dt.UTC))
    sys.stderr.write(f"Kept one of format {FORMAT}.\n")
