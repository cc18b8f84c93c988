"""A home whose codings are by so many voices that models can be judged on a frozen part of them, and three models."""

import csv
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.service.small_home import CAPACITY, CODEFRAME, ECONOMY, SURVEY
from textcoder.files.home import Home
from textcoder.learning.freezing import Freezing, freeze
from textcoder.learning.gathering import gather
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings

PLACES = ("skolen", "havna", "sjukehuset", "biblioteket", "verkstedet", "museet", "kjøkkenet", "arkivet", "lageret")
MANNERS = tuple(f"{{}} på {place}" for place in PLACES) + tuple(f"Ved {place}: {{}}" for place in PLACES)
SETTINGS: Final = LearningSettings(folds=3, max_error=0.3)


def write_codings(path: Path, *, called: Mapping[str, str] | None = None, every: int = 2) -> None:
    """234 codings by eighteen voices.

    Args:
        path: CSV.
        called: What codes are wrongly called.
        every: Which of the codings they are wrongly called so in: every second, third …
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["id", "text", "codes", "voice"])
        for voice, manner in enumerate(MANNERS):
            said = [(text, "capacity") for text in CAPACITY] + [(text, "economy") for text in ECONOMY]
            said += [(f"{one} og {two}", "capacity;economy") for one, two in zip(CAPACITY[:3], ECONOMY, strict=False)]
            for number, (text, codes) in enumerate(said):
                is_wrong = called is not None and (voice + number) % every == 0
                write(
                    [
                        f"{voice:02}{number:02}",
                        manner.format(text),
                        _calling(codes, called if is_wrong else None),
                        f"voice-{voice}",
                    ]
                )


def _calling(codes: str, called: Mapping[str, str] | None) -> str:
    return ";".join(dict.fromkeys((called or {}).get(code, code) for code in codes.split(";")))


def write_home(root: Path) -> Home:
    """A home with these codings, and nothing trained."""
    survey = root / "labels" / "barriere-2025"
    survey.mkdir(parents=True)
    (root / "models").mkdir()
    (survey / "codeframe.yaml").write_text(CODEFRAME, encoding="utf-8")
    (survey / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    write_codings(survey / "codings.csv")
    return Home(root)


def freeze_some(home: Home, *, share: float = 0.4, **how) -> None:
    """Freeze a test set of these codings."""
    frame = home.codeframe("barriers")
    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    gathered = gather(home, "barriers", frame, ())
    freeze(Registry(home.trained).folder("barriers"), gathered, frame, Freezing(share, **how), now=now)


def train_one(home: Home, day: int, codings: Path | None = None, *, promote: bool = False) -> str:
    """Train a model on the codings beside the codeframe or others, on this day of November; gives its version."""
    settings = Settings(profile="fast", learning=SETTINGS)
    now = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
    files = [codings] if codings else []
    return train_and_publish(home, "barriers", files, settings, now=now, promote=promote).entry.version


def train_wrongly(home: Home, day: int, called: Mapping[str, str], *, every: int = 2) -> str:
    """Train a model on codings in which codes are wrongly called; it waits in the registry."""
    path = home.root / f"wrong-{day}.csv"
    write_codings(path, called=called, every=every)
    return train_one(home, day, path)
