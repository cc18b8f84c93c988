"""Two ways of coding the same answers of the shipped survey, compared voice by voice.

Not a command.
"""

import numpy as np
from lab import Bools, Floats
from sklearn.metrics import f1_score

FOUR = slice(0, 4)
DRAWS = 1000


def macro(given: Bools, codes: Bools) -> float:
    """Macro F1 over the four codes."""
    return float(f1_score(codes[:, FOUR], given[:, FOUR], average="macro"))


def differences_by_voice(voices: list[str], codes: Bools, given: Bools, base: Bools) -> Floats:
    """Bootstrap draws over voices of the difference in macro F1 between two ways of coding the same answers."""
    names, voice = np.unique(voices, return_inverse=True)
    draws = np.random.default_rng(1).multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)

    def drawn(one: Bools) -> Floats:
        hits, total = np.zeros((len(names), 4)), np.zeros((len(names), 4))
        np.add.at(hits, voice, one[:, FOUR] & codes[:, FOUR])
        np.add.at(total, voice, one[:, FOUR].astype(int) + codes[:, FOUR])
        return np.asarray((2 * (draws @ hits) / (draws @ total)).mean(axis=1))

    return drawn(given) - drawn(base)
