"""Two models compared from end to end: figures, answers that change, where codes move, and what to make of it."""

from dataclasses import dataclass
from pathlib import Path

from textcoder.files.home import Home
from textcoder.learning.artifact import read_manifest
from textcoder.learning.changed_answers import Change, ChangedAnswer, Move, changed_answers, moves
from textcoder.learning.comparing import Comparison, compare_judged, compare_moves
from textcoder.learning.concluding import Conclusion, ModelFacts, conclude
from textcoder.learning.coverage import CoveragePoint, coverage_curve
from textcoder.learning.registry import Entry
from textcoder.learning.side_by_side import SideBySide, put_side_by_side
from textcoder.learning.training import Progress, no_progress


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """All that is said of two models."""

    before: ModelFacts
    after: ModelFacts
    side: SideBySide
    figures: Comparison
    changed: tuple[ChangedAnswer, ...]
    """Worst first."""
    moves: tuple[Move, ...]
    """Most frequent first."""
    coverage: tuple[tuple[CoveragePoint, ...], tuple[CoveragePoint, ...]]
    """How the error grows with the share coded without a human: before, after. Empty where no human has coded."""
    conclusion: Conclusion

    def count(self, change: Change) -> int:
        """How many answers change in this way."""
        return sum(one.change is change for one in self.changed)


def compare_models(
    home: Home,
    before: str,
    after: str,
    *,
    on: Path | None = None,
    codeframe_name: str | None = None,
    max_error: float | None = None,
    progress: Progress = no_progress,
) -> ModelComparison:
    """Compare two models.

    Args:
        home: Where they are.
        before: The one model.
        after: The other, which might take its place.
        on: What they are compared on; None: the frozen test set, else what both were measured on.
        codeframe_name: Id or file; None: the codeframe of this id under ``labels/``.
        max_error: At which they are asked how much they could code without a human, 0 to 1.
        progress: Told how far it has come.

    Raises:
        NotComparableError: They cannot be compared, or not on these answers.
        TextcoderError: No such model, a damaged one, bad codings.
    """
    side = put_side_by_side(
        home, before, after, on=on, codeframe_name=codeframe_name, max_error=max_error, progress=progress
    )
    progress("comparing", 0, 1)
    compare = compare_judged if side.is_judged else compare_moves
    figures = compare(side.judged_before, side.judged_after, side.codeframe.code_ids, max_error=side.max_error)
    changed = changed_answers(side.judged_before, side.judged_after, is_judged=side.is_judged)
    curves = [coverage_curve(judged) if side.is_judged else () for judged in (side.judged_before, side.judged_after)]
    facts = _facts(side.before), _facts(side.after)
    return ModelComparison(
        before=facts[0],
        after=facts[1],
        side=side,
        figures=figures,
        changed=changed,
        moves=moves(changed),
        coverage=(curves[0], curves[1]),
        conclusion=conclude(facts[1], side, figures, changed),
    )


def _facts(entry: Entry) -> ModelFacts:
    content = read_manifest(entry.folder).content
    profile = content["settings"].get("profile", "not said")
    codings = content["snapshot"]["codings"]
    return ModelFacts(entry.name, entry.version, content["trained_at"], codings, profile, entry.is_current)
