"""From any version of a codeframe to any other: several plans in a row, onward or back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from textcoder.errors import listing
from textcoder.labelling.changes.moving import Moved, Recode, Stale, move
from textcoder.labelling.changes.plan import Plan

Way = Sequence[Plan]
"""Plans of which each begins at the version where the one before it ends."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What codes given under one version are under another."""

    code_ids: tuple[str, ...] | None
    """In the order of the other version; None: a coding with them does not count there."""
    because: str = ""
    """Why it does not, in words."""
    keep: tuple[str, ...] = ()
    """Codes of the other version that they have become as far as they are left: a proposal, which may break a rule."""
    choose_from: tuple[str, ...] = ()
    """Codes of the other version that one of them was split into."""

    @property
    def counts(self) -> bool:
        """Whether a coding with the codes counts under the other version."""
        return self.code_ids is not None


def way_back(way: Way) -> Way:
    """The same way from its end to its beginning.

    What was split off one code is that code again. Codes that were merged do not come apart, so of these a person would
    have to choose; and what was added is gone.
    """
    return [_back(plan) for plan in reversed(way)]


def _back(plan: Plan) -> Plan:
    origins = {
        code: tuple(one for one in plan.old.code_ids if code in plan.successors[one]) for code in plan.new.code_ids
    }
    return replace(plan, old=plan.new, new=plan.old, successors=origins, told=frozenset(), changes=())


def follow(code_ids: Iterable[str], way: Way) -> Fate:
    """Take codes along a way. They stop counting where the first plan does not let them stand, and never count again.

    Args:
        code_ids: Ids of the version the way begins at.
        way: At least one plan.

    Raises:
        UnknownCodeError: A code is not in that version.
    """
    codes = frozenset(code_ids)
    for place, plan in enumerate(way):
        outcome = move(codes, plan)
        if not isinstance(outcome, Moved):
            return _stopped(outcome, plan, way[place + 1 :])
        codes = outcome.code_ids
    return Fate(way[-1].new.in_order(codes))


def _stopped(outcome: Stale | Recode, plan: Plan, rest: Way) -> Fate:
    """What is proposed for codes that do not count any more, in codes of the version where the way ends."""
    keep = frozenset(outcome.keep)
    choose_from = frozenset(outcome.choose_from if isinstance(outcome, Recode) else ())
    last = plan
    for last in rest:
        open_ones = [last.successors[code] for code in choose_from]
        kept = [last.successors[code] for code in keep]
        choose_from = frozenset(code for into in [*open_ones, *(one for one in kept if len(one) > 1)] for code in into)
        keep = frozenset(into[0] for into in kept if len(into) == 1)
    return Fate(None, _because(outcome, plan), last.new.in_order(keep), last.new.in_order(choose_from))


def _because(outcome: Stale | Recode, plan: Plan) -> str:
    onward = plan.new.version > plan.old.version
    if isinstance(outcome, Recode):
        split = listing(outcome.split)
        if not onward:
            return f"{split}: several codes in version {plan.new.version}"
        return f"{split} {'was' if len(outcome.split) == 1 else 'were'} split"
    return outcome.because if onward else f"version {plan.new.version} has no such coding: {outcome.because}"
