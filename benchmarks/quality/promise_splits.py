"""Whether the error promise is kept for strangers: repeated splits of the voices of the shipped codings.

    python benchmarks/quality/promise_splits.py [--max-error 0.10] [--splits 20] [--encoder shipped|plain]

In each split a model is trained on two thirds of the voices, promise and all, and codes the answers of the
others. Printed: what share it coded without a human, and how much of that was wrong. A promise with 95 %
confidence may be broken in one split of twenty.
"""

import argparse
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupShuffleSplit

from textcoder.codings import Status
from textcoder.features.encoders import reader_to_train
from textcoder.files.home import Home
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.fitting import fit_model
from textcoder.learning.gathering import read_all_codings
from textcoder.learning.training import in_training_order, judge_with
from textcoder.learning.training_set import prepare
from textcoder.settings import FeatureSettings, Settings

HOME = Home(Path(__file__).resolve().parents[2])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--max-error", type=float, default=0.10)
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--encoder", default="shipped")
    chosen = parser.parse_args()
    settings = Settings(features=FeatureSettings(encoder=chosen.encoder))
    frame = HOME.codeframe("innovation-barriers")
    coded = in_training_order(read_all_codings(HOME, frame.id, frame, ()))
    reader = reader_to_train(HOME.models, frame, settings)
    training = prepare(coded, frame, reader, settings)
    reader.save()
    voices = [one.answer.writer for one in coded]
    splitter = GroupShuffleSplit(chosen.splits, test_size=1 / 3, random_state=1)
    kept, shares, errors = 0, [], []
    print(f"{'split':>5}{'voices':>8}{'answers':>9}{'coded':>8}{'wrong':>8}")
    for number, (seen, left_out) in enumerate(splitter.split(voices, groups=voices), start=1):
        model = fit_model(training.part(seen), settings)
        autocoder = Autocoder(model, frame, reader.learning(), version="split", max_error=chosen.max_error)
        judged = judge_with(autocoder, [coded[row] for row in left_out])
        alone = [one for one in judged if one.status in (Status.CODED, Status.EMPTY)]
        share = len(alone) / len(judged)
        error = float(np.mean([one.human != one.model for one in alone])) if alone else 0.0
        kept += error <= chosen.max_error
        shares.append(share)
        errors.append(error)
        left = len({coded[row].answer.writer for row in left_out})
        print(f"{number:5}{left:8}{len(judged):9}{share:8.3f}{error:8.3f}", flush=True)
    print(
        f"\nAt most {chosen.max_error:.0%} promised: kept in {kept} of {chosen.splits} splits; "
        f"coded without a human {np.mean(shares):.3f} on average ({min(shares):.3f}–{max(shares):.3f}), "
        f"wrong {np.mean(errors):.3f} ({min(errors):.3f}–{max(errors):.3f})"
    )


if __name__ == "__main__":
    main()
