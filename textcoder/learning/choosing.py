"""Choosing what to code next: typical answers first, then doubtful ones from everywhere, and a random audit sample.

First the medoid of every cluster that nothing is known about, then the answers that the model is in doubt about, in
turns from all clusters: few codings teach most where they are typical, many where they are doubtful. Answers picked in
this way are unlike the rest, so that shares and error rates must not be estimated from them; every fourth is therefore
picked at random, and says so. ``benchmarks/quality/active_learning.py`` measures what it saves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, islice

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from textcoder.learning.clusters import Clusters, Ints, damped

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

AUDIT_SHARE = 0.25
"""Of the answers to code, picked at random."""
RARE_BELOW = 10
"""Codings with a code from which it is no longer rare."""
_ASSUMED = 5
"""Codings added to those with a code, so that the first few of it do not count for everything."""


class Reason(StrEnum):
    """Why an answer is to be coded."""

    MEDOID = "medoid"
    """Typical of answers of which none has been coded."""
    UNCERTAIN = "uncertain"
    """The model is in doubt, more than about others like it."""
    RARE = "rare"
    """The same, and the doubt is mostly about a code that hardly any answer coded so far has."""
    AUDIT = "audit"
    """Picked at random: the only ones that shares and error rates may be estimated from."""
    SETTLED = "settled"
    """Not chosen: a rule settles it, or the model has learnt it word for word; it comes when nothing else is left."""


CHOSEN = frozenset({Reason.MEDOID, Reason.UNCERTAIN, Reason.RARE})
"""Reasons of answers that were chosen for what they are."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to be coded, and why."""

    row: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class ModelView:
    """What a model makes of the answers to choose from."""

    probabilities: Floats
    """Of each code, calibrated, shape (n_answers, n_codes)."""
    thresholds: Floats
    """From which a code is given, shape (n_codes,)."""
    positives: Ints
    """Codings so far that have each code, shape (n_codes,)."""


@dataclass(frozen=True, slots=True)
class _Orders:
    """All rows in each order that is chosen by."""

    audit: Ints
    medoids: Ints
    """One row a cluster."""
    further: Ints
    is_rare: Bools
    """Whether the doubt about an answer is mostly about a rare code, shape (n_answers,)."""
    reason: Reason
    """Of the further ones that are not rare."""


def choose(
    clusters: Clusters,
    counts: Ints,
    done: Bools,
    size: int | None = None,
    *,
    view: ModelView | None = None,
    audit_share: float = AUDIT_SHARE,
    seed: int = 1,
) -> list[Choice]:
    """Put the answers that are not done in the order in which they had best be coded.

    To be called again whenever the model has learnt more, with what is done by then; the audit keeps its share however
    few are asked for at a time. All is of the different answers to one question that no rule settles. New ones
    are to be put after those that were there before, or the audit sample would be another one.

    Args:
        clusters: Which of the answers mean much the same.
        counts: How many gave each of them word for word, shape (n_answers,).
        done: Which are coded, or passed over by the coder, shape (n_answers,).
        size: How many to choose; by default all.
        view: The model's; without one, typical answers are chosen throughout.
        audit_share: How many of all are picked at random, 0 to 1; with 1, the order is the audit sample's.
        seed: Of the audit sample; the same as long as the question is coded.

    Returns:
        Each row once at most and none that is done; fewer than ``size`` where fewer are left.
    """
    orders = _orders(clusters, counts, done, view, seed)
    return list(islice(_choices(clusters, orders, done, audit_share), size))


def audit_sample(done: Bools, seed: int = 1) -> Ints:
    """The rows that are a simple random sample of the different answers, as far as coding has come.

    It is the longest run of done answers from the first in random order. So it holds what was chosen as audit, and
    what would have been but was done before for another reason: without these, the answers that are easy to
    choose otherwise would be missing from it. Answers passed over by the coder are in it too, as non-response.

    Args:
        done: As for ``choose``.
        seed: The same as for ``choose``.

    Returns:
        In random order.
    """
    order = _random_order(len(done), seed)
    missing = np.flatnonzero(~done[order])
    return order[: missing[0]] if len(missing) else order


def doubts(view: ModelView) -> Floats:
    """How much the model's decision is in doubt, by answer and code; shape (n_answers, n_codes).

    1 at the threshold, and less by as many times as the odds are above or below those at the threshold: so a rare
    code with a low threshold is not in doubt wherever its probability is low. Divided by the root of how many
    codings have the code, since a doubt about a code is worth the more to settle the less is known about it.
    """
    margins = np.abs(logit(_inside(view.probabilities)) - logit(_inside(view.thresholds)))
    return np.asarray(np.exp(-margins) / np.sqrt(view.positives + _ASSUMED))


def _orders(clusters: Clusters, counts: Ints, done: Bools, view: ModelView | None, seed: int) -> _Orders:
    if view is None:
        wanted, is_rare, reason = clusters.closeness, np.zeros(len(done), dtype=bool), Reason.MEDOID
    else:
        by_code = doubts(view)
        # One decision on an answer that many gave settles them all.
        wanted = by_code.sum(axis=1) * damped(counts)
        is_rare = view.positives[by_code.argmax(axis=1)] < RARE_BELOW
        reason = Reason.UNCERTAIN
    # What is done must not take the turn of its cluster.
    further = clusters.spread(np.where(done, -np.inf, wanted))
    return _Orders(_random_order(len(done), seed), clusters.medoids, further, is_rare, reason)


def _choices(clusters: Clusters, orders: _Orders, done: Bools, audit_share: float) -> Iterator[Choice]:
    taken, known = done.copy(), np.zeros(len(clusters.medoids), dtype=bool)
    known[clusters.of_row[done]] = True
    audit = (int(row) for row in orders.audit if not taken[row])
    medoids = (int(row) for row in orders.medoids if not known[clusters.of_row[row]])
    further = (int(row) for row in orders.further if not taken[row])
    for turn in count(int(done.sum())):
        # By how many are done, so that the shares are kept from one call to the next.
        is_audit = int((turn + 1) * audit_share) > int(turn * audit_share)
        if is_audit and (row := next(audit, None)) is not None:
            choice = Choice(row, Reason.AUDIT)
        elif (row := next(medoids, None)) is not None:
            choice = Choice(row, Reason.MEDOID)
        elif (row := next(further, None)) is not None:
            choice = Choice(row, Reason.RARE if orders.is_rare[row] else orders.reason)
        else:
            return
        taken[choice.row] = known[clusters.of_row[choice.row]] = True
        yield choice


def _random_order(n_answers: int, seed: int) -> Ints:
    """By a random number for each answer, which stays the same when others are added after it."""
    return np.argsort(np.random.default_rng(seed).random(n_answers), kind="stable")


def _inside(probabilities: Floats) -> Floats:
    return np.clip(probabilities, 1e-6, 1 - 1e-6)
