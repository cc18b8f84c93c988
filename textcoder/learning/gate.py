"""The gate before promotion: a model that is worse than the current one, or breaks its promise, does not pass."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from textcoder.codeframe import Codeframe
from textcoder.codings import Status
from textcoder.errors import LanguagePipelineNotFoundError, RefusedError, WrongCodeframeError
from textcoder.learning.artifact import read_judged
from textcoder.learning.comparing import Comparison, compare_judged
from textcoder.learning.evaluation import Judged
from textcoder.learning.promise import lower_bound
from textcoder.learning.registry import Entry, Registry, describe
from textcoder.learning.resampling import Difference
from textcoder.learning.test_judgements import TestJudgements, judge_test_set
from textcoder.learning.test_set import TestSet, read_test_set

TEST_SET: Final = "the frozen test set"
OUT_OF_FOLD: Final = "answers that both models were measured on with the voice left out"


@dataclass(frozen=True, slots=True)
class GateLimits:
    """How much worse a model may be, and from how many answers on that is judged."""

    margin: float = 0.02
    """Of macro F1 and of the share of exact sets, 0 to 1."""
    code_margin: float = 0.05
    """Of the F1 of one code, 0 to 1."""
    doubt: float = 0.5
    """Share of the margin by which a measure must be worse itself, where its interval reaches above 0: on few answers
    intervals are wide, and by them a better model too might be much worse."""
    strict: bool = False
    """Whether a lower end beyond the margin is enough to refuse, however few the answers: a model must then be shown
    not to be worse (non-inferiority)."""
    fewest_with_code: int = 20
    """Answers with a code by humans below which it is not judged by itself."""
    fewest_answers: int = 50
    fewest_voices: int = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for which a model is refused."""

    what: str
    """For programs: ``macro_f1``, ``exact``, ``codes.<id>.f1`` or ``promise``."""
    sentence: str
    """For people: what, by how much, and how much would have been allowed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a model may become current, and why not."""

    findings: tuple[Finding, ...] = ()
    """For which it is refused; none: it passes."""
    notes: tuple[str, ...] = ()
    """What could not be judged, and why."""
    judged_on: str = ""
    """What both models were compared on; empty where they could not be."""
    comparison: Comparison | None = None
    """Candidate minus current."""

    @property
    def is_passed(self) -> bool:
        """Whether it may become current."""
        return not self.findings

    @property
    def said(self) -> tuple[str, ...]:
        """All of it in sentences, for the audit log."""
        return (*(one.sentence for one in self.findings), *self.notes)


LIMITS: Final = GateLimits()


def check(
    registry: Registry, current: Entry | None, candidate: Entry, codeframe: Codeframe, limits: GateLimits = LIMITS
) -> Verdict:
    """Compare a candidate with the current model, and hold it to its promise.

    Both are compared on the frozen test set, without the answers that either has learnt from. Where too few of it are
    left, or none is frozen, they are compared on the answers that both were measured on out of fold, as far as they
    have the same human codes. The promise is checked on the test set alone.

    Args:
        registry: Of both.
        current: The model to beat; None: there is none.
        candidate: It can be used.
        codeframe: What both are used with.
        limits: How much worse is let pass.

    Raises:
        TestSetError: The test set was changed by hand, or does not fit the codeframe.
        RefusedError: The candidate cannot be used.
        CannotWriteError: The operating system refused.
    """
    test_set = read_test_set(registry.folder(candidate.codeframe_id), codeframe)
    new = judge_test_set(registry, candidate, codeframe, test_set) if test_set else None
    promised = float(describe(candidate).content["settings"]["learning"]["max_error"])
    broken, note = _hold_to_promise(new, promised, limits)
    notes = [note] if note else []
    if current is None:
        return Verdict(broken, (*notes, "There is no current model to compare it with."))
    measured = read_judged(candidate.folder)
    try:
        grounds = _on_test_set(_before(registry, current, codeframe, test_set), new)
        if not grounds.is_enough(limits):
            grounds, recoded = _out_of_fold(_judged_before(current, codeframe), measured)
            notes += [_recoded_note(recoded, len(grounds.before))] if recoded else []
    except RefusedError as err:
        return Verdict(broken, (*notes, f"It was not compared with the current model, which cannot be used: {err}"))
    if not grounds.is_enough(limits):
        few = f"{limits.fewest_answers} by {limits.fewest_voices} voices"
        notes.append(f"It was not compared with the current model: both can be judged on fewer answers than {few}.")
        return Verdict(broken, tuple(notes))
    compared = compare_judged(grounds.before, grounds.after, codeframe.code_ids, max_error=promised)
    if grounds.name == OUT_OF_FOLD:
        # Folds are drawn anew for every model, and differ by chance: only what is shown to be worse counts.
        limits = replace(limits, doubt=math.inf)
    notes += _doubts(compared, limits)
    return Verdict((*worse_findings(compared, limits), *broken), tuple(notes), grounds.name, compared)


def worse_findings(comparison: Comparison, limits: GateLimits) -> Iterator[Finding]:
    """For what a model is refused that is compared with the current one.

    A measure is refused where the lower end of its interval is further below 0 than the margin, and the model is shown
    to be worse (the whole interval is below 0) or is worse by a good part of the margin as it is, or the limits are
    strict.

    Args:
        comparison: Candidate minus current.
        limits: How much worse is let pass.
    """
    for what, name, of, margin in _far_below(comparison, limits):
        if _is_refused(of, margin, limits):
            yield Finding(what, _sentence(name, of, margin))


def _doubts(comparison: Comparison, limits: GateLimits) -> Iterator[str]:
    """What may be worse beyond the margin, though nothing speaks for it but that the answers are few."""
    doubtful = [
        f"{name} ({_signed(of.value or 0.0)}, {_interval(of)})"
        for _, name, of, margin in _far_below(comparison, limits)
        if not _is_refused(of, margin, limits)
    ]
    if doubtful:
        yield (
            f"It was compared on {comparison.answers} answers by {comparison.voices} voices, which are too few to tell "
            f"whether it is worse: {'; '.join(doubtful)}."
        )


def _far_below(comparison: Comparison, limits: GateLimits) -> Iterator[tuple[str, str, Difference, float]]:
    """The measures whose intervals begin further below 0 than their margin."""
    yield from (
        one
        for one in (
            ("macro_f1", "Macro F1", comparison.macro_f1, limits.margin),
            ("exact", "The share of exact sets", comparison.exact, limits.margin),
            *(
                (f"codes.{code.code_id}.f1", f"The F1 of code {code.code_id!r}", code.f1, limits.code_margin)
                for code in comparison.codes
                if code.support >= limits.fewest_with_code
            ),
        )
        if one[2].low is not None and one[2].low < -one[3]
    )


def _is_refused(of: Difference, margin: float, limits: GateLimits) -> bool:
    is_shown = of.high is not None and of.high < 0
    return limits.strict or is_shown or (of.value or 0.0) < -margin * limits.doubt


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What two models are compared on."""

    name: str
    before: Sequence[Judged]
    after: Sequence[Judged]

    def is_enough(self, limits: GateLimits) -> bool:
        voices = {one.voice for one in self.before}
        return len(self.before) >= limits.fewest_answers and len(voices) >= limits.fewest_voices


def _before(
    registry: Registry, current: Entry, codeframe: Codeframe, test_set: TestSet | None
) -> TestJudgements | None:
    """The current model on the test set; None where none is frozen, or it can no longer be loaded."""
    if test_set is None:
        return None
    try:
        return judge_test_set(registry, current, codeframe, test_set)
    except (RefusedError, LanguagePipelineNotFoundError):
        return None  # libraries may have moved on, and what it was measured on can still be read


def _on_test_set(before: TestJudgements | None, after: TestJudgements | None) -> _Grounds:
    if before is None or after is None:
        return _Grounds(TEST_SET, (), ())
    fair = [row for row, learnt in enumerate(zip(before.learnt, after.learnt, strict=True)) if not any(learnt)]
    return _Grounds(TEST_SET, [before.judged[row] for row in fair], [after.judged[row] for row in fair])


def _judged_before(current: Entry, codeframe: Codeframe) -> list[Judged]:
    """What the current model was measured on.

    Raises:
        ArtifactError: It is damaged.
        WrongCodeframeError: It was made for other codes or rules.
    """
    theirs = describe(current).content["codeframe"]
    if theirs["coding_hash"] != codeframe.coding_hash:
        raise WrongCodeframeError(current.name, theirs["codes"], codeframe.code_ids)
    return read_judged(current.folder)


def _out_of_fold(before: Sequence[Judged], after: Sequence[Judged]) -> tuple[_Grounds, int]:
    """Answers that both were measured on and humans coded alike; and how many they coded otherwise for each."""
    known = {(one.question, one.id, one.human): one for one in before}
    answers = {(one.question, one.id) for one in before}
    pairs = [(known[key], one) for one in after if (key := (one.question, one.id, one.human)) in known]
    in_both = sum((one.question, one.id) in answers for one in after)
    return _Grounds(OUT_OF_FOLD, [one for one, _ in pairs], [one for _, one in pairs]), in_both - len(pairs)


def _recoded_note(recoded: int, alike: int) -> str:
    return (
        f"{recoded} answers have other human codes than when the current model was trained, and so do not tell which "
        f"is better; it was compared on the {alike} others. With a frozen test set there are none."
    )


def _hold_to_promise(
    new: TestJudgements | None, promised: float, limits: GateLimits
) -> tuple[tuple[Finding, ...], str]:
    """Whether the candidate's promise is broken on the test set; else why that is not known, where it is not."""
    if new is None:
        return (), "No test set is frozen, so its error promise was not checked."
    unseen = [one for one, learnt in zip(new.judged, new.learnt, strict=True) if not learnt]
    if not _Grounds(TEST_SET, unseen, unseen).is_enough(limits):
        return (), "Too few answers of the frozen test set are new to it, so its error promise was not checked."
    alone = [one for one in unseen if one.status in (Status.CODED, Status.EMPTY)]
    if not alone:
        return (), ""
    is_wrong = np.array([one.human != one.model for one in alone])
    lowest = lower_bound(is_wrong, np.unique([one.voice for one in alone], return_inverse=True)[1])
    if lowest <= promised:
        return (), ""
    sentence = (
        f"Its error promise does not hold: it codes {len(alone)} answers of the frozen test set without a human and "
        f"{_percent(float(is_wrong.mean()))} of them wrongly (no less than {_percent(lowest)} with 95 % confidence), "
        f"where it promises at most {_percent(promised)}."
    )
    return (Finding("promise", sentence),), ""


def _sentence(name: str, of: Difference, margin: float) -> str:
    """What changed, by how much, and how much would have been let pass."""
    before, after, value, high = (one or 0.0 for one in (of.before, of.after, of.value, of.high))
    said = f"is worse by {_measure(-value)}" if high < 0 else f"cannot be shown not to be worse: {_signed(value)}"
    change = f"{_measure(before)} → {_measure(after)}"
    return f"{name} {said} ({change}; {_interval(of)}, which may begin at {_signed(-margin)})."


def _interval(of: Difference) -> str:
    return f"95 % interval of the change {_signed(of.low or 0.0)} to {_signed(of.high or 0.0)}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _measure(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".", 1).replace("-", "\N{MINUS SIGN}")
