"""Coefficients of agreement between coders, and their draws, from counts of who gave what."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

import numpy as np
from scipy.sparse import csr_array

from textcoder.labelling.agreement.estimates import Bootstrap, Estimate, Floats, estimate

CodeSets = tuple[frozenset[str], ...]
"""What the coders of one answer gave it, in the order of their names: two sets or more."""
Measure = Callable[[Floats], Floats]

_BLOCK = 200
"""Draws held in memory at a time."""


def masi_distances(kinds: Sequence[Collection[str]]) -> Floats:
    """Distances of sets of codes: 1 - J * M (Passonneau 2006).

    J is the size of the intersection by that of the union; M is 1 for equal sets, 2/3 where one holds the
    other, 1/3 where they overlap, 0 where they share nothing. Two empty sets are equal.

    Returns:
        Shape (n_kinds, n_kinds).
    """
    codes = sorted(set().union(*kinds))
    has = np.array([[code in kind for code in codes] for kind in kinds], dtype=float).reshape(len(kinds), len(codes))
    shared, size = has @ has.T, has.sum(axis=1)
    union, smaller = size[:, None] + size - shared, np.minimum(size[:, None], size)
    degree = np.select([shared == union, shared == smaller, shared > 0], [1.0, 2 / 3, 1 / 3])
    return np.asarray(1 - degree * np.divide(shared, union, out=np.ones_like(union), where=union > 0))


class Tally:
    """How many answers were coded in which way: every figure, and every draw of it, is a ratio of sums over these.

    Measures take ``w``, the answers per pattern, of shape (n_draws, n_patterns), and return (n_draws, 1) for
    whole sets and (n_draws, n_codes) for single codes; NaN where nothing varies.
    """

    def __init__(self, units: Sequence[CodeSets], code_ids: Sequence[str]) -> None:
        kinds = sorted({kind for unit in units for kind in unit}, key=sorted)
        place = {kind: number for number, kind in enumerate(kinds)}
        counted = Counter(tuple(place[kind] for kind in unit) for unit in units)
        patterns = sorted(counted)  # so that a seed draws the same whatever the order of the answers
        has = np.array([[code in kind for code in code_ids] for kind in kinds], dtype=float)
        self.code_ids = tuple(code_ids)
        self.answers = np.array([counted[pattern] for pattern in patterns], dtype=float)
        """Answers that were coded so, (n_patterns,)."""
        self._m = np.array([[len(pattern)] for pattern in patterns], dtype=float)  # codings each, (n_patterns, 1)
        sets = np.array([np.bincount(pattern, minlength=len(kinds)) for pattern in patterns], dtype=float)
        distances = masi_distances(kinds)
        self._k = sets @ has  # codings that have the code, (n_patterns, n_codes)
        self._first = has[[pattern[0] for pattern in patterns]]  # whether the first coder's has it
        self._same = (sets * (sets - 1)).sum(axis=1, keepdims=True)
        self._apart = (sets @ distances * sets).sum(axis=1, keepdims=True) / (self._m - 1)
        self._sets_by_kind = csr_array(sets.T)  # nearly empty where answers are varied
        self._distances = distances
        # Kinds that the first coder gave, and the second: only what two coders did is asked in this way.
        self._by_first, self._by_second = (_turn(patterns, turn, len(kinds)) for turn in (0, 1))

    def masi_alpha(self, w: Floats) -> Floats:
        """Krippendorff's alpha with MASI distance, 1 - D_o / D_e; answers may have any number of codings from two."""
        given = np.asarray(self._sets_by_kind @ w.T).T
        by_chance = (given @ self._distances * given).sum(axis=1, keepdims=True)
        return 1 - _ratio((w @ self._m - 1) * (w @ self._apart), by_chance)

    def exact(self, w: Floats) -> Floats:
        """Share of coder pairs that gave the same set."""
        return _ratio(w @ self._same, w @ (self._m * (self._m - 1)))

    def kappa_of_sets(self, w: Floats) -> Floats:
        """Cohen's kappa (1960) with every set of codes as a category; only where two coders coded everything."""
        n = w.sum(axis=1, keepdims=True)
        first, second = (np.asarray(given @ w.T).T for given in (self._by_first, self._by_second))
        differ = n - w @ (self._same / 2)
        return 1 - _ratio(n * differ, n * n - (first * second).sum(axis=1, keepdims=True))

    def same(self, w: Floats) -> Floats:
        """Share of coder pairs that agree on whether the answer has the code."""
        return 1 - _ratio(w @ (2 * self._k * (self._m - self._k)), w @ (self._m * (self._m - 1)))

    def nominal_alpha(self, w: Floats) -> Floats:
        """Krippendorff's alpha for given or not given."""
        apart = w @ (2 * self._k * (self._m - self._k) / (self._m - 1))
        given, n = w @ self._k, w @ self._m
        return 1 - _ratio((n - 1) * apart, 2 * given * (n - given))

    def kappa(self, w: Floats) -> Floats:
        """Cohen's kappa (1960); only where the same two coders coded everything."""
        n, first, second = w.sum(axis=1, keepdims=True), w @ self._first, w @ (self._k - self._first)
        return 1 - _ratio(n * (w @ (self._k == 1)), first * (n - second) + second * (n - first))

    def prevalence(self, w: Floats) -> Floats:
        """Share of codings that have the code."""
        return _ratio(w @ self._k, w @ self._m)

    def positive(self, w: Floats) -> Floats:
        """Positive agreement 2a / (2a + b + c), over all pairs of coders."""
        return _ratio(w @ (self._k * (self._k - 1)), w @ (self._k * (self._m - 1)))

    def ac1(self, w: Floats) -> Floats:
        """Gwet's AC1 (2008) for given or not given, chance by the mean share per answer."""
        n = w.sum(axis=1, keepdims=True)
        apart = w @ (2 * self._k * (self._m - self._k) / (self._m * (self._m - 1))) / n
        share = w @ (self._k / self._m) / n
        return 1 - _ratio(apart, 1 - 2 * share * (1 - share))

    def values(self, measure: Measure) -> list[float | None]:
        """A measure over all answers; None where nothing varies."""
        return [None if np.isnan(value) else float(value) for value in measure(self.answers[None, :])[0]]

    def estimates(self, *measures: Measure, by: Bootstrap) -> list[list[Estimate]]:
        """Measures with percentile intervals of a bootstrap over answers; each a list as long as it has columns."""
        values, n = [self.values(measure) for measure in measures], int(self.answers.sum())
        if n < by.fewest_answers or not by.draws:
            return [[Estimate(value) for value in row] for row in values]
        rng = np.random.default_rng(by.seed)
        blocks: list[list[Floats]] = [[] for _ in measures]
        for start in range(0, by.draws, _BLOCK):
            w = rng.multinomial(n, self.answers / n, min(_BLOCK, by.draws - start)).astype(float)
            for block, measure in zip(blocks, measures, strict=True):
                block.append(measure(w))
        drawn = [np.concatenate(block) for block in blocks]
        return [
            [estimate(value, of[:, column]) for column, value in enumerate(row)]
            for row, of in zip(values, drawn, strict=True)
        ]


def _turn(patterns: Sequence[tuple[int, ...]], turn: int, n_kinds: int) -> csr_array:
    """Marks the kind of set that stands at this turn of each pattern, (n_kinds, n_patterns)."""
    at = [pattern[turn] for pattern in patterns]
    return csr_array((np.ones(len(at)), (at, range(len(at)))), shape=(n_kinds, len(at)))


def _ratio(above: Floats, below: Floats) -> Floats:
    """Elementwise quotient; NaN where nothing is below the line."""
    return np.asarray(np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0))
