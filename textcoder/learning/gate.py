"""The gate before promotion: a model that is worse than the current one, or breaks its promise, does not pass."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from textcoder.codeframe import Codeframe
from textcoder.codings import Status
from textcoder.errors import LanguagePipelineNotFoundError, RefusedError, WrongCodeframeError
from textcoder.learning.artifact import read_judged
from textcoder.learning.comparing import Comparison, compare_judged
from textcoder.learning.evaluation import Judged
from textcoder.learning.findings import LIMITS, Finding, GateLimits, doubts, worse_findings
from textcoder.learning.grounds import IN_WORDS, Basis, Grounds, are_enough, on_test_set, out_of_fold
from textcoder.learning.promise import lower_bound
from textcoder.learning.registry import Entry, Registry, describe
from textcoder.learning.test_judgements import TestJudgements, judge_test_set
from textcoder.learning.test_set import TestSet, read_test_set


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
    try:
        grounds = _grounds(registry, current, candidate, codeframe, (test_set, new), limits)
    except RefusedError as err:
        return Verdict(broken, (*notes, f"It was not compared with the current model, which cannot be used: {err}"))
    notes += _recoded_note(grounds)
    if not grounds.is_enough(limits):
        few = f"{limits.fewest_answers} by {limits.fewest_voices} voices"
        notes.append(f"It was not compared with the current model: both can be judged on fewer answers than {few}.")
        return Verdict(broken, tuple(notes))
    compared = compare_judged(grounds.before, grounds.after, codeframe.code_ids, max_error=promised)
    notes += doubts(compared, limits)
    return Verdict((*worse_findings(compared, limits), *broken), tuple(notes), IN_WORDS[grounds.basis], compared)


def _grounds(
    registry: Registry,
    current: Entry,
    candidate: Entry,
    codeframe: Codeframe,
    tested: tuple[TestSet | None, TestJudgements | None],
    limits: GateLimits,
) -> Grounds:
    """What both are compared on.

    Raises:
        RefusedError: There is nothing, since what the current model was measured on cannot be read or used.
    """
    test_set, new = tested
    before = _before(registry, current, codeframe, test_set)
    if before is not None and new is not None and (grounds := on_test_set(before, new)).is_enough(limits):
        return grounds
    return out_of_fold(_judged_before(current, codeframe), read_judged(candidate.folder))


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


def _recoded_note(grounds: Grounds) -> Iterator[str]:
    if grounds.basis is Basis.OUT_OF_FOLD and grounds.left_out:
        yield (
            f"{grounds.left_out} answers have other human codes than when the current model was trained, and so do not "
            f"tell which is better; it was compared on the {len(grounds.before)} others. With a frozen test set there "
            "are none."
        )


def _hold_to_promise(
    new: TestJudgements | None, promised: float, limits: GateLimits
) -> tuple[tuple[Finding, ...], str]:
    """Whether the candidate's promise is broken on the test set; else why that is not known, where it is not."""
    if new is None:
        return (), "No test set is frozen, so its error promise was not checked."
    unseen = [one for one, learnt in zip(new.judged, new.learnt, strict=True) if not learnt]
    if not are_enough(unseen, limits):
        return (), "Too few answers of the frozen test set are new to it, so its error promise was not checked."
    alone = [one for one in unseen if one.status in (Status.CODED, Status.EMPTY)]
    if not alone:
        return (), ""
    voices = {one.voice for one in alone}
    if len(alone) < limits.fewest_alone or len(voices) < limits.fewest_voices:
        few = f"{limits.fewest_alone} by {limits.fewest_voices} voices"
        return (), (
            f"It codes {len(alone)} answers of the frozen test set by {len(voices)} voices without a human, and fewer "
            f"than {few} do not tell whether its error promise holds."
        )
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


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
