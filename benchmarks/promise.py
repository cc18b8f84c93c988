"""How often the error promise is broken, where answers err independently and where voices differ in how hard they are.

    python benchmarks/promise.py [--runs 400]

Each run draws 16 voices of 55 answers (as many as the shipped codings have), makes a promise of 20 % on them, and
asks for its true error on new voices. An answer is right with the probability that its confidence says,
shifted by its voice: the shift is normal on the logit scale with the standard deviation in the first column. A
promise kept with 95 % confidence may be broken in 5 % of the runs.
"""

import argparse

import numpy as np
from scipy.special import expit, logit

from textcoder.learning.promise import make_promise

VOICES, ANSWERS, MAX_ERROR = 16, 55, 0.20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=400, help="draws for each strength of the voices")
    runs = parser.parse_args().runs
    print(f"{'voices differ by':>18}{'promises made':>16}{'broken':>9}   (of {runs} runs)")
    for spread in (0.0, 0.5, 1.0):
        rng = np.random.default_rng(1)
        risks = [risk for _ in range(runs) if (risk := _true_risk(rng, spread)) is not None]
        broken = sum(risk > MAX_ERROR for risk in risks) / runs
        print(f"{spread:18.1f}{len(risks) / runs:16.1%}{broken:9.1%}")


def _true_risk(rng: np.random.Generator, spread: float) -> float | None:
    """The error among new answers above the cut of one promise; None where none was made."""
    confidence, chance = _draw(rng, spread, VOICES)
    promise = make_promise(confidence, rng.uniform(size=len(chance)) < chance, MAX_ERROR)
    if promise.cut is None:
        return None
    new_confidence, new_chance = _draw(rng, spread, 2_000)
    return float(1 - new_chance[new_confidence >= promise.cut].mean())


def _draw(rng: np.random.Generator, spread: float, voices: int) -> tuple[np.ndarray, np.ndarray]:
    """Confidence, and the true probability of being right, of the answers of so many voices."""
    confidence = rng.uniform(0.3, 0.98, (voices, ANSWERS))
    shift = rng.normal(0, spread, (voices, 1)) if spread else 0.0
    return confidence.ravel(), expit(logit(confidence) + shift).ravel()


if __name__ == "__main__":
    main()
