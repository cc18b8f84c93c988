"""How often the error promise is broken, where answers err independently and where voices differ in how hard they are.

    python benchmarks/promise.py [--runs 400]

Each run draws voices of 55 answers, makes a promise of 20 % on them, and asks for its true error on new voices. An
answer is right with the probability that its confidence says, shifted by its voice: the shift is normal on the
logit scale with the standard deviation in the second column. A promise kept with 95 % confidence may be broken in
5 % of the runs. "By answers" takes answers to err independently; "by voice" is how models promise.
"""

import argparse

import numpy as np
from scipy.special import expit, logit

from textcoder.learning.promise import make_promise

ANSWERS, MAX_ERROR, NEW_VOICES = 55, 0.20, 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=400, help="draws for each strength of the voices")
    runs = parser.parse_args().runs
    print(f"{'':26}{'by answers':>20}{'by voice':>20}   (of {runs} runs)")
    print(f"{'voices':>8}{'differ by':>18}{'broken':>11}{'coded':>9}{'broken':>11}{'coded':>9}")
    for voices in (16, 52):
        for spread in (0.0, 0.5, 1.0):
            line = f"{voices:8}{spread:18.1f}"
            for by_voice in (False, True):
                rng = np.random.default_rng(1)
                found = [_promise(rng, voices, spread, by_voice=by_voice) for _ in range(runs)]
                broken = np.mean([risk > MAX_ERROR for _, risk in found])
                line += f"{broken:11.1%}{np.mean([share for share, _ in found]):9.1%}"
            print(line)


def _promise(rng: np.random.Generator, voices: int, spread: float, *, by_voice: bool) -> tuple[float, float]:
    """Share of answers that one promise lets through, and its true error on new voices; none where none is kept."""
    confidence, chance, voice = _draw(rng, spread, voices)
    is_right = rng.uniform(size=len(chance)) < chance
    promise = make_promise(confidence, is_right, MAX_ERROR, voices=voice if by_voice else None)
    new_confidence, new_chance, _ = _draw(rng, spread, NEW_VOICES)
    if promise.cut is None:
        return 0.0, 0.0
    let_through = new_confidence >= promise.cut
    return float(let_through.mean()), float(1 - new_chance[let_through].mean())


def _draw(rng: np.random.Generator, spread: float, voices: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Confidence, the true probability of being right, and the number of the voice, of all its answers."""
    confidence = rng.uniform(0.3, 0.98, (voices, ANSWERS))
    shift = rng.normal(0, spread, (voices, 1)) if spread else 0.0
    chance = expit(logit(confidence) + shift)
    return confidence.ravel(), chance.ravel(), np.repeat(np.arange(voices), ANSWERS)


if __name__ == "__main__":
    main()
