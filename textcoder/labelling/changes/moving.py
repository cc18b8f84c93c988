"""What becomes of codings when their codeframe changes.

The seam to wherever codings are kept is ``outcomes``: it takes them one after the other and gives each with what
becomes of it. It changes none; ``moved_codings`` makes the new ones of those that stand.
"""

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from textcoder.codings import check_code_set
from textcoder.errors import CodeCountError, CodeSetError, ExclusiveCodeError, listing
from textcoder.labelling.changes.kinds import Effect
from textcoder.labelling.changes.plan import Plan


class Reason(StrEnum):
    """Why a coding counts no longer."""

    RETIRED = "retired"
    """It has a code that is gone."""
    EXCLUSIVE = "exclusive"
    """It would have a code that must stand alone now, beside others."""
    TOO_MANY = "too_many_codes"
    TOO_FEW = "too_few_codes"


@dataclass(frozen=True, slots=True)
class Moved:
    """The coding stands, with codes that ``check_code_set`` lets pass."""

    code_ids: frozenset[str]
    """Ids of the new version."""
    is_same: bool
    """Whether they are the ones it had."""


@dataclass(frozen=True, slots=True)
class Stale:
    """The coding counts no longer. It is kept, and its answer is to be coded anew."""

    reason: Reason
    because: str
    """The same in words, with the codes."""
    keep: tuple[str, ...]
    """New codes that its codes have become, as far as they are left: a proposal, as in ``Recode``."""


@dataclass(frozen=True, slots=True)
class Recode:
    """One of its codes was split, so the answer goes to a queue."""

    split: tuple[str, ...]
    """Old codes, in the order of the old version."""
    choose_from: tuple[str, ...]
    """New codes they were split into, in the order of the new version."""
    keep: tuple[str, ...]
    """New codes that its other codes have become, in the same order: a proposal, which may break a rule."""


Outcome = Moved | Stale | Recode


def effect_of(outcome: Outcome) -> Effect:
    """The outcome in one word."""
    if isinstance(outcome, Moved):
        return Effect.STAY if outcome.is_same else Effect.MOVE
    return Effect.STALE if isinstance(outcome, Stale) else Effect.RECODE


def move(code_ids: Iterable[str], plan: Plan) -> Outcome:
    """Move one set of codes to the new version.

    A split code outweighs a retired one and a broken rule: whoever chooses settles those too.

    Args:
        code_ids: Ids or numbers of the old version.
        plan: The way to the new one.

    Raises:
        UnknownCodeError: A code is not in the old version.
    """
    before = frozenset(plan.old.code(name).id for name in code_ids)
    into = {code: plan.successors[code] for code in plan.old.in_order(before)}
    after = frozenset(codes[0] for codes in into.values() if len(codes) == 1)
    split = tuple(code for code, codes in into.items() if len(codes) > 1)
    if split:
        candidates = frozenset(candidate for code in split for candidate in into[code])
        return Recode(split, plan.new.in_order(candidates), plan.new.in_order(after))
    retired = [code for code, codes in into.items() if not codes]
    if retired:
        return Stale(
            Reason.RETIRED,
            f"{listing(retired)} {'is' if len(retired) == 1 else 'are'} retired",
            plan.new.in_order(after),
        )
    try:
        return Moved(check_code_set(after, plan.new), is_same=after == before)
    except CodeSetError as err:
        return Stale(_reason(err, plan), str(err), plan.new.in_order(after))


def _reason(err: CodeSetError, plan: Plan) -> Reason:
    if isinstance(err, ExclusiveCodeError):
        return Reason.EXCLUSIVE
    # A set of new codes can break no other rule than these.
    assert isinstance(err, CodeCountError)
    return Reason.TOO_FEW if err.count < plan.new.min_codes else Reason.TOO_MANY


class HasCodes(Protocol):
    """Any coding, wherever it is kept."""

    @property
    def code_ids(self) -> Collection[str]:
        """Ids of the old version."""


C = TypeVar("C", bound=HasCodes)


def outcomes(codings: Iterable[C], plan: Plan) -> Iterator[tuple[C, Outcome]]:
    """Give each coding with what becomes of it, in order, reading no further than asked.

    Raises:
        UnknownCodeError: A coding has a code that is not in the old version.
    """
    known: dict[frozenset[str], Outcome] = {}  # thousands of answers share a few sets of codes
    for coding in codings:
        codes = frozenset(coding.code_ids)
        if codes not in known:
            known[codes] = move(codes, plan)
        yield coding, known[codes]


def moved_codings(codings: Iterable[C], plan: Plan) -> Iterator[C]:
    """The codings that stand, with their codes of the new version and all else as it was.

    Args:
        codings: Dataclasses whose ``code_ids`` is a frozenset, such as ``Coding`` and ``CodedAnswer``.
        plan: The way to the new version.

    Raises:
        UnknownCodeError: A coding has a code that is not in the old version.
    """
    for coding, outcome in outcomes(codings, plan):
        if isinstance(outcome, Moved):
            yield dataclasses.replace(coding, code_ids=outcome.code_ids)  # type: ignore[type-var]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many codings fare how."""

    codings: int
    stay: int
    move: int
    stale: int
    recode: int


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a change of codeframe does to codings."""

    overall: Tally
    codes: Mapping[str, Tally]
    """The codings that have the code, for every code of the old version, in its order."""
    stale: Mapping[Reason, int]
    """Why codings become stale, most frequent reason first."""


def count_consequences(fates: Iterable[tuple[HasCodes, Outcome]], plan: Plan) -> Consequences:
    """Count what ``outcomes`` gives.

    Args:
        fates: Codings with ids of the old version, and what becomes of each.
        plan: The way to the new version.
    """
    effects: Counter[Effect] = Counter()
    by_code: dict[str, Counter[Effect]] = {code: Counter() for code in plan.old.code_ids}
    reasons: Counter[Reason] = Counter()
    for coding, outcome in fates:
        effect = effect_of(outcome)
        effects[effect] += 1
        for code in coding.code_ids:
            by_code[code][effect] += 1
        if isinstance(outcome, Stale):
            reasons[outcome.reason] += 1
    codes = {code: _tally(counted) for code, counted in by_code.items()}
    return Consequences(_tally(effects), codes, dict(reasons.most_common()))


def _tally(effects: Counter[Effect]) -> Tally:
    return Tally(effects.total(), *(effects[one] for one in (Effect.STAY, Effect.MOVE, Effect.STALE, Effect.RECODE)))
