"""How often the gate refuses a model that is as good, and how often one of mislabelled codings. Shipped, constructed.

    python benchmarks/quality/gate_errors.py [--models N]

A fifth of the voices is frozen as the test set. Equal models are trained on 80 % of the other voices each, drawn at
random: they differ as much as a training with some other codings does. Each is held against each of the others, and any
refusal is a false one. Wrong models are trained on the same codings as one of these, with one code called another in
every second, fourth or eighth answer that has it; each is held against all equal models. Everything is with the profile
fast, on the frozen test set and out of fold.
"""

import argparse
import datetime as dt
import json
import os
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from pathlib import Path

from lab import REPOSITORY

from textcoder.files.home import Home
from textcoder.learning.freezing import Freezing, freeze
from textcoder.learning.gate import Verdict, check
from textcoder.learning.gathering import gather
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.test_set import read_test_set
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import Settings

CODEFRAME = "innovation-barriers"
CALLED, INSTEAD = "economy", "capacity"
EVERY = (2, 4, 8)
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

Row = dict[str, object]


class Workplace:
    """A home in which models are trained on chosen codings, and the gate is asked.

    Args:
        root: A folder that is there.
        is_frozen: Whether a test set is frozen before.
    """

    def __init__(self, root: Path, *, is_frozen: bool) -> None:
        (root / "models").mkdir(parents=True)
        (root / "labels").symlink_to(REPOSITORY / "labels")
        for name in ("encoder", "pipeline", "tuned"):
            (root / "models" / name).symlink_to(REPOSITORY / "models" / name)
        self._home = Home(root)
        self._registry = Registry(self._home.trained)
        self._frame = self._home.codeframe(CODEFRAME)
        path = self._home.codings_path(CODEFRAME)
        assert path is not None
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        folder = self._registry.folder(CODEFRAME)
        # Drawn either way, so that models are of the same voices with and without.
        freeze(folder, gather(self._home, CODEFRAME, self._frame, ()), self._frame, Freezing(), now=NOW)
        test_set = read_test_set(folder, self._frame)
        assert test_set is not None
        self.rows: list[Row] = [row for row in rows if row["voice"] not in test_set.voices]
        if not is_frozen:
            for file in folder.glob("test-set.*"):
                file.unlink()

    def train(self, name: str, rows: Iterable[Row]) -> Entry:
        """A model of these codings, which waits in the registry."""
        os.write(2, f"training {name}\n".encode())
        path = self._home.root / f"{name}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        published = train_and_publish(self._home, CODEFRAME, [path], Settings(profile="fast"), now=NOW, promote=False)
        return published.entry

    def ask(self, current: Entry, candidate: Entry) -> Verdict:
        """What the gate says."""
        return check(self._registry, current, candidate, self._frame)


def some_voices(rows: Sequence[Row], seed: int) -> list[Row]:
    """What 80 % of the voices wrote."""
    voices = sorted({str(row["voice"]) for row in rows})
    kept = set(random.Random(seed).sample(voices, round(0.8 * len(voices))))
    return [row for row in rows if row["voice"] in kept]


def mislabelled(rows: Sequence[Row], every: int) -> Iterator[Row]:
    """The same codings, with one code called another in every second, third … answer that has it."""
    seen = 0
    for row in rows:
        codes = [str(code) for code in row["codes"]]  # type: ignore[attr-defined]
        seen += CALLED in codes
        if CALLED in codes and seen % every == 0:
            codes = list(dict.fromkeys(INSTEAD if code == CALLED else code for code in codes))
        yield {**row, "codes": codes}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=7, metavar="N", help="equal models; default: 7")
    options = parser.parse_args()
    for is_frozen in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Workplace(Path(folder), is_frozen=is_frozen), options.models)


def _measure(place: Workplace, models: int) -> None:
    drawn = [some_voices(place.rows, seed) for seed in range(models)]
    equal = [place.train(f"equal-{number}", rows) for number, rows in enumerate(drawn)]
    verdicts = [place.ask(current, candidate) for current, candidate in permutations(equal, 2)]
    compared = verdicts[0].comparison
    assert compared is not None
    print(f"On {verdicts[0].judged_on}: {compared.answers} answers by {compared.voices} voices")
    _print("equal model", verdicts)
    for every in EVERY:
        wrong = place.train(f"every-{every}", mislabelled(drawn[0], every))
        _print(f"every {every}. {CALLED} called {INSTEAD}", [place.ask(current, wrong) for current in equal])


def _print(what: str, verdicts: Sequence[Verdict]) -> None:
    refused = [one for one in verdicts if not one.is_passed]
    reasons = sorted({finding.what for one in refused for finding in one.findings})
    print(f"  {what}: refused in {len(refused)} of {len(verdicts)} cases. {' '.join(reasons)}")


if __name__ == "__main__":
    main()
