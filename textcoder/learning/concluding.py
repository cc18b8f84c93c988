"""What the comparison of two models says, in words: which is better, what to do, and what the figures rest on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textcoder.codings import Status
from textcoder.errors import listing
from textcoder.learning.changed_answers import Change, ChangedAnswer
from textcoder.learning.comparing import CodeDifference, Comparison
from textcoder.learning.findings import LIMITS, worse_findings
from textcoder.learning.grounds import Basis
from textcoder.learning.resampling import Difference
from textcoder.learning.side_by_side import SideBySide

_JUMP: Final = 0.01
"""Change of a code's share from which a time series shows a jump, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What one should know of a model before one compares it."""

    name: str
    version: str
    trained_at: str
    codings: int
    profile: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the figures say. The model before is called A, and the one after B."""

    headline: str
    advice: str
    findings: tuple[str, ...]
    """What is worse, what is better, what would jump."""
    cautions: tuple[str, ...]
    """What the figures rest on, and what they do not say."""


def conclude(after: ModelFacts, side: SideBySide, figures: Comparison, changed: Sequence[ChangedAnswer]) -> Conclusion:
    """Say what to make of a comparison.

    Args:
        after: The model that might take the other's place.
        side: What they were compared on.
        figures: What is between them.
        changed: The answers that change.
    """
    refused = list(worse_findings(figures, LIMITS)) if figures.is_judged else []
    named = frozenset(one.what for one in refused)
    return Conclusion(
        headline=_headline(figures, changed),
        advice=_advice(after, side, figures, changed, is_refused=bool(refused)),
        findings=(*(one.sentence for one in refused), *_findings(side, figures, changed, named)),
        cautions=tuple(_cautions(side, figures)),
    )


def _headline(figures: Comparison, changed: Sequence[ChangedAnswer]) -> str:
    if not changed:
        return "B codes every answer as A does."
    if not figures.is_judged:
        return f"B codes {_of(len(changed), figures.answers)} otherwise than A."
    overall = (figures.macro_f1, figures.exact)
    if all(one.low is None for one in overall):
        return "Too few voices wrote these answers to tell B from A."
    directions = {_direction(one) for one in overall} - {0}
    if len(directions) > 1:
        return "B is better than A in one respect and worse in another."
    if not directions:
        return "B and A cannot be told apart on these answers."
    return "B is better than A." if directions == {1} else "B is worse than A."


def _advice(
    after: ModelFacts, side: SideBySide, figures: Comparison, changed: Sequence[ChangedAnswer], *, is_refused: bool
) -> str:
    if not changed:
        return "It makes no difference which one you use, until other answers come in."
    if not figures.is_judged:
        return (
            "Nobody has coded these answers, so nothing says which model is right. Code those that change by hand, "
            "from the top of the list, and compare on them."
        )
    if is_refused:
        gate = (
            "B is worse, for what is said first below. The gate does not read them: it judges on the frozen test set, "
            "or on what both were measured on."
            if side.basis is Basis.FILE
            else "the gate refuses B in its place, for what is said first below."
        )
        return (
            f"Stay with A: on these answers {gate} Look through the answers that become wrong, which are listed first; "
            "mend codings that are wrong, code more answers where too few are known, and train again."
        )
    return _advice_by_figures(after, side, figures)


def _advice_by_figures(after: ModelFacts, side: SideBySide, figures: Comparison) -> str:
    """Of a model that the gate would let pass by what is compared here."""
    passes = "" if side.basis is Basis.FILE else " By these figures, the gate would let B pass."
    if figures.macro_f1.low is None and figures.exact.low is None:
        return f"Compare on answers by more voices before you choose.{passes}"
    directions = {_direction(figures.macro_f1), _direction(figures.exact)}
    if -1 in directions:
        return f"Stay with A, unless B has learnt something that is not in these answers.{passes}"
    if 1 in directions:
        command = f"Make B the current model: textcoder models promote {after.name}"
        return "B is the current model already. Keep it." if after.is_current else command
    lowest = min(one.low or 0.0 for one in (figures.macro_f1, figures.exact))
    if lowest < -LIMITS.margin:
        worse = f"{-lowest:.3f}".replace("0.", ".", 1)
        return f"Compare on more answers if it matters: these are too few to rule out that B is worse by {worse}."
    return (
        "Nothing speaks against B. Use it if it has learnt something that A has not, as newer answers; if not, stay "
        "with A, and no share jumps."
    )


def _findings(
    side: SideBySide, figures: Comparison, changed: Sequence[ChangedAnswer], named: frozenset[str]
) -> Iterator[str]:
    if figures.is_judged:
        for direction, word in ((-1, "worse"), (1, "better")):
            codes = [code for code in figures.codes if _direction(code.f1) == direction]
            if unnamed := [code for code in codes if f"codes.{code.code_id}.f1" not in named]:
                said = listing(f"{code.code_id} ({_change(code.f1)})" for code in unnamed)
                yield f"F1 is {word} for {said}; chance alone does not explain it."
        yield _automation(figures)
        if changed:
            yield _changes(figures, changed)
    else:
        yield _referred(side)
    jumps = sorted(filter(_jumps, figures.codes), key=lambda code: -abs(code.share.value or 0))
    if jumps:
        said = listing(f"{code.code_id} {_percent(code.share.before)} → {_percent(code.share.after)}" for code in jumps)
        yield f"Shares that would jump in a time series: {said}."


def _automation(figures: Comparison) -> str:
    of = figures.automation
    sure = "" if of.is_certain or not of.value else ", which may be chance"
    return (
        f"At no more than {_percent(figures.max_error)} wrong sets, A could code {_percent(of.before)} of the answers "
        f"without a human, and B {_percent(of.after)}{sure}."
    )


def _referred(side: SideBySide) -> str:
    shares = [
        sum(one.status == Status.REFERRED for one in judged) / len(judged)
        for judged in (side.judged_before, side.judged_after)
    ]
    return f"A refers {_percent(shares[0])} of the answers to a human, and B {_percent(shares[1])}."


def _changes(figures: Comparison, changed: Sequence[ChangedAnswer]) -> str:
    worse = [one for one in changed if one.change is Change.WORSE]
    better, still_wrong = (sum(one.change is kind for one in changed) for kind in (Change.BETTER, Change.STILL_WRONG))
    unseen = sum(one.is_unseen for one in worse)
    return (
        f"{_of(len(changed), figures.answers)} get other codes: {better} become right, {len(worse)} become wrong "
        f"({unseen} of these coded without a human) and {still_wrong} stay wrong in another way."
    )


def _cautions(side: SideBySide, figures: Comparison) -> Iterator[str]:
    if side.note:
        yield f"Not compared on the frozen test set. {side.note}"
    if side.basis is Basis.OUT_OF_FOLD:
        yield (
            "Compared on what both were measured on when they were trained: each answer coded by a model that had read "
            "nothing by its voice."
        )
    if side.constructed:
        which = "All answers" if side.constructed == figures.answers else f"{side.constructed:,} of the answers"
        yield f"{which} were constructed, not given by respondents: real answers may tell otherwise."
    if side.left_out:
        why = "human codes differ between the two" if side.basis is Basis.OUT_OF_FOLD else "either has learnt from them"
        yield f"Left out, since {why}: {_answers(side.left_out)}."
    if figures.macro_f1.low is None and figures.codes and figures.codes[0].share.low is None:
        yield f"{figures.voices} voices are too few for intervals: any difference may be chance."
    else:
        yield (
            f"Intervals are at 95 %, over {figures.voices:,} voices: of twenty that are looked at, one leaves 0 out by "
            "chance alone."
        )
    if figures.is_judged:
        yield "The share that could be coded without a human looks back on known codes, and is no promise."
    yield "Shares are of the models' codes, referred answers among them, and are no estimate to publish."


def _jumps(code: CodeDifference) -> bool:
    return abs(code.share.value or 0) >= _JUMP and _direction(code.share) != 0


def _direction(of: Difference) -> int:
    """1: certainly more, -1: certainly less, 0: it may be chance."""
    if not of.is_certain:
        return 0
    return 1 if (of.value or 0) > 0 else -1


def _change(of: Difference) -> str:
    return f"{of.value or 0:+.3f}".replace("0.", ".", 1).replace("-", "\N{MINUS SIGN}")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.3g} %"


def _of(some: int, all_of_them: int) -> str:
    return f"{some:,} of {_answers(all_of_them)} ({_percent(some / all_of_them)})"


def _answers(number: int) -> str:
    return f"{number:,} answer{'' if number == 1 else 's'}"
