"""How long it takes to train on the shipped codings, with an empty cache of vectors and with a full one.

    python benchmarks/quality/training_time.py

"heads" is fitting alone: features, heads, calibration and thresholds. "whole" is what ``textcoder train`` does:
reading the answers, fitting, and measuring on voices left out. Loading the pipeline and the encoder is not in it. An
encoder has the scores of the answers it was tuned on in its folder, so that a cold cache costs it less.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from lab import Cell, Row, arguments, chosen, noted, shipped_codings, show
from ours import PROFILES, TUNED, not_tuned

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features.encoders import reader_to_train
from textcoder.learning.fitting import fit_model
from textcoder.learning.training import train
from textcoder.learning.training_set import prepare
from textcoder.settings import Settings


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--first", type=int, metavar="N", help="the first N codings only, to try the command")
    options = parser.parse_args()
    coded, codeframe = shipped_codings()
    coded = coded[: options.first]
    rows: list[Row] = []
    notes = []
    for name in chosen(PROFILES, options.only):
        absent = not_tuned(codeframe) if name == TUNED else None
        if absent:
            notes.append(absent)
            continue
        settings = PROFILES[name]
        with tempfile.TemporaryDirectory() as folder, noted(name):
            caches = ["no cache"] if settings.profile == "fast" else ["cache cold", "cache warm"]
            rows += [(f"{name}, {cache}", _times(coded, codeframe, settings, Path(folder))) for cache in caches]
    show(f"Training on {len(coded)} codings", rows, as_json=options.json, notes=notes)


def _times(coded: Sequence[CodedAnswer], codeframe: Codeframe, settings: Settings, models: Path) -> dict[str, Cell]:
    reader = reader_to_train(models, codeframe, settings)
    cold = reader_to_train(models, codeframe, settings)
    started = time.perf_counter()
    training = prepare(coded, codeframe, reader, settings)
    read = time.perf_counter()
    fit_model(training, settings)
    fitted = time.perf_counter()
    train(coded, codeframe, cold, settings)
    trained = time.perf_counter()
    cold.save()
    return {"reading s": read - started, "heads s": fitted - read, "whole s": trained - fitted}


if __name__ == "__main__":
    main()
