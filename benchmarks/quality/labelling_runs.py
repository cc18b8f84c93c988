"""Coding a survey in an order, in so far as it can be played: what a model is worth after so many codings.

Not a command. The person who codes gives every answer the codes that it has in the codings.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from lab import Bools, Floats, Rows, code_matrix, texts_of, writers_of
from light import Light, fit_light, lexical_directions, lexical_kernel, semantic_kernel

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.language.identity import fingerprint
from textcoder.learning.against_random import Comparison, compare_with_random
from textcoder.learning.choosing import AUDIT_SHARE, Choice, ModelView, Reason, audit_sample, choose, doubts
from textcoder.learning.clusters import Clusters, find_clusters
from textcoder.learning.stopping import Round, advise

SIZES = (*range(25, 300, 25), *range(300, 600, 50), *range(600, 2001, 100))
"""Codings after which the model is trained anew."""
COMPARED_AT = (400, 800)
"""Codings after which it is asked whether choosing pays."""
_STOP_SET = 1000
"""Answers on which successive models are compared."""


class World:
    """Answers to code, answers to measure on, and how alike they are.

    Args:
        coded: Answers with what people gave them.
        codeframe: Its rules.
        vectors: The encoder's, shape (n_answers, width); None: n-grams alone are looked at.
        rest: Rows that may be coded; of identical ones, the first is.
        left_out: Rows to measure on.
    """

    def __init__(
        self, coded: Sequence[CodedAnswer], codeframe: Codeframe, vectors: Floats | None, rest: Rows, left_out: Rows
    ) -> None:
        texts = texts_of(coded)
        keys = [fingerprint(texts[row]) for row in rest]
        times = Counter(keys)
        first = {key: int(row) for key, row in reversed(list(zip(keys, rest, strict=True)))}
        self.pool = np.array(sorted(first.values()))
        """Rows of the different answers that may be coded."""
        self.counts = np.array([times[fingerprint(texts[row])] for row in self.pool])
        self.left_out = left_out
        self.codeframe = codeframe
        self.human = code_matrix([one.code_ids for one in coded], codeframe.code_ids)
        self.voices = np.unique(writers_of(coded), return_inverse=True)[1]
        kernel = lexical_kernel(texts, self.pool)
        self.kernel = kernel if vectors is None else (kernel + semantic_kernel(vectors, self.pool)) / 2
        self.vectors = lexical_directions(texts, self.pool) if vectors is None else vectors[self.pool]

    @cached_property
    def full(self) -> float:
        """Macro F1 with everything coded."""
        return self.macro_f1(self.learn(np.arange(len(self.pool))))

    def learn(self, rows: Rows) -> Light:
        """A model of the codings of these rows of the pool."""
        return fit_light(self.kernel, self.human, self.voices, np.sort(self.pool[rows]), seed=1)

    def macro_f1(self, model: Light) -> float:
        """Over the codes that occur in what is measured on."""
        human, given = self.human[self.left_out], model.codes(self.kernel, self.left_out, self.codeframe)
        both, occurs = human.sum(axis=0) + given.sum(axis=0), human.any(axis=0)
        return float((2 * (human & given).sum(axis=0)[occurs] / both[occurs]).mean())


@dataclass(slots=True)
class Run:
    """What came of coding in one order."""

    full: float
    """Macro F1 with everything coded."""
    sizes: list[int] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    """Macro F1 after so many codings."""
    kappas: list[float | None] = field(default_factory=list)
    """Agreement of successive models, as the adviser has it; None where it says nothing yet."""
    enough_at: int | None = None
    """Codings after which the adviser first said that more would change nothing."""
    compared: dict[str, dict[str, float]] = field(default_factory=dict)
    """By number of codings: what is found if it is asked whether choosing pays."""

    def reached(self, share: float, in_a_row: int = 3) -> float:
        """Codings for so large a share of the full figure, on average over so many trainings; infinite if never."""
        means = np.convolve(self.f1, np.ones(in_a_row) / in_a_row, mode="valid")
        found = np.flatnonzero(means >= share * self.full)
        return float(self.sizes[found[0] + in_a_row // 2]) if len(found) else float("inf")


@dataclass
class Coder:
    """Somebody who codes in an order: what is done, and why it was chosen."""

    world: World
    clusters: Clusters
    seed: int
    audit_share: float
    surest_first: bool = False
    choices: list[Choice] = field(default_factory=list)

    @property
    def rows(self) -> Rows:
        """Of the pool, in the order in which they were coded."""
        return np.array([choice.row for choice in self.choices], dtype=np.intp)

    @property
    def done(self) -> Bools:
        """Shape (n_pool,)."""
        done = np.zeros(len(self.world.pool), dtype=bool)
        done[self.rows] = True
        return done

    def code(self, size: int, view: ModelView | None) -> None:
        """Code some more."""
        world = self.world
        chosen = choose(
            self.clusters, world.counts, self.done, size, view=view, audit_share=self.audit_share, seed=self.seed
        )
        if self.surest_first and view is not None:
            kept = [one for one in chosen if one.reason in (Reason.AUDIT, Reason.MEDOID)]
            taken = self.done
            taken[[one.row for one in kept]] = True
            surest = (int(row) for row in np.argsort(doubts(view).sum(axis=1)) if not taken[row])
            chosen = kept + [Choice(row, Reason.UNCERTAIN) for row, _ in zip(surest, chosen[len(kept) :], strict=False)]
        self.choices += chosen

    def view(self, model: Light) -> ModelView:
        """What a model makes of the pool."""
        world = self.world
        positives = world.human[world.pool[self.rows]].sum(axis=0)
        return ModelView(model.probabilities(world.kernel, world.pool), model.thresholds, positives)

    def compare(self) -> Comparison | None:
        """Ask whether choosing pays."""
        world, codes = self.world, self.world.human[self.world.pool]
        chosen = [choice.row for choice in self.choices if choice.reason is not Reason.AUDIT]

        def learn(rows: Rows, others: Rows) -> Bools:
            return world.learn(rows).codes(world.kernel, world.pool[others], world.codeframe)

        return compare_with_random(learn, codes, np.array(chosen, np.intp), audit_sample(self.done, self.seed))


STREAMS: dict[str, Callable[[World, Clusters, int], Coder]] = {
    "queue": lambda world, clusters, seed: Coder(world, clusters, seed, AUDIT_SHARE),
    "random": lambda world, clusters, seed: Coder(world, clusters, seed, 1.0),
    "queue without audit": lambda world, clusters, seed: Coder(world, clusters, seed, 0.0),
    "surest first": lambda world, clusters, seed: Coder(world, clusters, seed, AUDIT_SHARE, surest_first=True),
}
"""Orders of coding; the last is there to see whether it is found out that it does not pay."""


def run(world: World, stream: str, seed: int, *, sizes: Sequence[int] = SIZES, tell: Callable[[int], None]) -> Run:
    """Code in an order, and measure on the way.

    Args:
        world: What is coded.
        stream: One of ``STREAMS``.
        seed: Of the clusters and the random order.
        sizes: Codings after which the model is trained anew.
        tell: Told the number of codings so far.
    """
    coder = STREAMS[stream](world, find_clusters(world.vectors, world.counts, seed=seed), seed)
    found = Run(world.full)
    stop_set = np.sort(np.random.default_rng(seed).permutation(world.pool)[:_STOP_SET])
    view, rounds = None, []
    for before, size in pairwise((0, *(size for size in sizes if size <= len(world.pool)))):
        coder.code(size - before, view)
        model = world.learn(coder.rows)
        view = coder.view(model)
        found.sizes.append(size)
        found.f1.append(world.macro_f1(model))
        rounds.append(Round(size, model.codes(world.kernel, stop_set, world.codeframe)))
        advice = advise(rounds)
        found.kappas.append(advice.kappa)
        if found.enough_at is None and advice.enough:
            found.enough_at = size
        if size in COMPARED_AT and coder.audit_share < 1 and (compared := coder.compare()):
            found.compared[str(size)] = {
                "difference": compared.chosen - compared.random,
                "chance": compared.chance,
                "low": compared.low,
                "high": compared.high,
                "pays": float(compared.pays),
            }
        tell(size)
    return found
