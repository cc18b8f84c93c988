"""What speaks against a model beside the current one: which measures are worse, by how much, and how sure that is.

Many measures are looked at, and each is worse by chance alone now and then. A model is refused for those only that
Holm's procedure (1979) leaves over all of them, so that a model that is as good is refused in about one of twenty cases
at most, however many codes there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textcoder.learning.comparing import Comparison
from textcoder.learning.resampling import FEWEST_VOICES, Difference

DOUBT: Final = 0.05
"""How often a model that is as good as the current one may be refused, 0 to 1: over all measures together."""


@dataclass(frozen=True, slots=True)
class GateLimits:
    """How much worse a model may be, and from how many answers on that is judged."""

    margin: float = 0.02
    """Of macro F1 and of the share of exact sets, 0 to 1."""
    code_margin: float = 0.05
    """Of the F1 of one code, 0 to 1."""
    strict: bool = False
    """Whether a lower end beyond the margin is enough to refuse, however few the answers: a model must then be shown
    not to be worse (non-inferiority)."""
    fewest_with_code: int = 20
    """Answers with a code by humans below which it is not judged by itself."""
    fewest_answers: int = 50
    fewest_voices: int = FEWEST_VOICES
    """The intervals know how few these are, so that no model that is as good is refused more often for it."""
    fewest_alone: int = 20
    """Answers that a model codes without a human, by as many voices as above, below which its promise is not judged."""

    def are_enough(self, answers: int, voices: int) -> bool:
        """Whether two models are judged on so many answers by so many voices."""
        return answers >= self.fewest_answers and voices >= self.fewest_voices


LIMITS: Final = GateLimits()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for which a model is refused."""

    what: str
    """For programs: ``macro_f1``, ``exact``, ``codes.<id>.f1`` or ``promise``."""
    sentence: str
    """For people: what, by how much, and how much would have been allowed."""


@dataclass(frozen=True, slots=True)
class _Measure:
    what: str
    name: str
    of: Difference
    margin: float

    @property
    def may_be_far_below(self) -> bool:
        return self.of.low is not None and self.of.low < -self.margin


def worse_findings(comparison: Comparison, limits: GateLimits) -> list[Finding]:
    """For what a model is refused that is compared with the current one.

    A measure is refused where the lower end of its interval is further below 0 than the margin, and the measure is
    shown to be worse, with all that are looked at taken into account; or the limits are strict. Of fewer answers than
    are judged on, nothing is found.

    Args:
        comparison: Candidate minus current.
        limits: How much worse is let pass.
    """
    refused, _ = _told_apart(comparison, limits)
    return [Finding(one.what, _sentence(one)) for one in refused]


def doubts(comparison: Comparison, limits: GateLimits) -> Iterator[str]:
    """What may be worse beyond the margin, though it may as well be chance. Arguments as of ``worse_findings``."""
    _, doubtful = _told_apart(comparison, limits)
    if doubtful:
        each = "; ".join(f"{one.name} ({signed(one.of.value or 0.0)}, {_interval(one.of)})" for one in doubtful)
        yield (
            f"It was compared on {comparison.answers} answers by {comparison.voices} voices, which are too few to tell "
            f"whether it is worse: {each}."
        )


def _told_apart(comparison: Comparison, limits: GateLimits) -> tuple[list[_Measure], list[_Measure]]:
    """What may be worse beyond its margin: that for which a model is refused, and that which may be chance."""
    if not limits.are_enough(comparison.answers, comparison.voices):
        return [], []
    measures = list(_measures(comparison, limits))
    shown = _shown_worse(measures)
    far = [one for one in measures if one.may_be_far_below]
    refused = [one for one in far if limits.strict or one.what in shown]
    return refused, [one for one in far if one not in refused]


def _measures(comparison: Comparison, limits: GateLimits) -> Iterator[_Measure]:
    yield _Measure("macro_f1", "Macro F1", comparison.macro_f1, limits.margin)
    yield _Measure("exact", "The share of exact sets", comparison.exact, limits.margin)
    for code in comparison.codes:
        if code.support >= limits.fewest_with_code:
            name = f"The F1 of code {code.code_id!r}"
            yield _Measure(f"codes.{code.code_id}.f1", name, code.f1, limits.code_margin)


def _shown_worse(measures: Sequence[_Measure]) -> frozenset[str]:
    """What is worse beyond chance, by Holm's procedure over all measures (1979)."""
    known = [(one.of.chance_of_worse, one.what) for one in measures if one.of.chance_of_worse is not None]
    shown = set()
    for rank, (chance, what) in enumerate(sorted(known)):
        if chance > DOUBT / (len(known) - rank):
            break
        shown.add(what)
    return frozenset(shown)


def _sentence(one: _Measure) -> str:
    """What changed, by how much, and how much would have been let pass."""
    of = one.of
    before, after, value, high = (number or 0.0 for number in (of.before, of.after, of.value, of.high))
    said = f"is worse by {_measure(-value)}" if high < 0 else f"cannot be shown not to be worse: {signed(value)}"
    change = f"{_measure(before)} → {_measure(after)}"
    return f"{one.name} {said} ({change}; {_interval(of)}, which may begin at {signed(-one.margin)})."


def _interval(of: Difference) -> str:
    return f"95 % interval of the change {signed(of.low or 0.0)} to {signed(of.high or 0.0)}"


def _measure(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)


def signed(value: float) -> str:
    """A change of a measure from 0 to 1, with its sign."""
    return f"{value:+.3f}".replace("0.", ".", 1).replace("-", "\N{MINUS SIGN}")
