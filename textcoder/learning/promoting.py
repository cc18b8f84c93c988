"""Making a model current, or the one before it again: only one that can be used, whole and for the codeframe there is.

Promoting passes the gate; rolling back does not, so that it is instant.
One call for each edge.
"""

from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.errors import CodeframeNotFoundError, LanguagePipelineNotFoundError, ModelNotFoundError, RefusedError
from textcoder.files.home import Home
from textcoder.learning.errors import (
    ForcedWithoutWhyError,
    GateRefusedError,
    NothingToRollBackError,
    NotPromotedError,
    TestSetError,
)
from textcoder.learning.findings import LIMITS, Finding, GateLimits
from textcoder.learning.gate import Verdict, check
from textcoder.learning.promotions import (
    Action,
    Promotion,
    Reason,
    make_current,
    note_refusal,
    read_promotions,
    version_before,
)
from textcoder.learning.registry import Entry, Registry


@dataclass(frozen=True, slots=True)
class Promoted:
    """The model that is current now."""

    entry: Entry
    promotion: Promotion | None
    """None: it was current already."""


def promote(
    home: Home,
    model: str,
    *,
    by: str,
    why: str = "",
    codeframe: Codeframe | None = None,
    force: bool = False,
    limits: GateLimits = LIMITS,
) -> Promoted:
    """Make a model the current one of its codeframe, if the gate lets it pass.

    Args:
        home: Where it is.
        model: Its version, or codeframe and version joined with a slash.
        by: Who does it.
        why: For whoever wonders later; needed where it is forced.
        codeframe: What it is used with; None: the codeframe of this id under ``labels/``.
        force: Whether it becomes current even if the gate refuses it.
        limits: How much worse than the current one it may be.

    Raises:
        ModelNotFoundError: There is no such model.
        NotPromotedError: It is damaged, or made for other codes, another pipeline or another encoder.
        GateRefusedError: It is worse than the current one, or its promise does not hold. That is on the audit log.
        TestSetError: The frozen test set was changed by hand, or does not fit the codeframe.
        ForcedWithoutWhyError: It is forced, and nobody says why.
        CurrentChangedError: Somebody else made another one current meanwhile.
        CodeframeNotFoundError: Its codeframe is not there.
        CannotWriteError: The operating system refused.
    """
    if force and not why.strip():
        raise ForcedWithoutWhyError
    registry = Registry(home.trained)
    entry = registry.find(model)
    if model == entry.codeframe_id:
        raise ModelNotFoundError(model, [one.name for one in registry.entries()])  # it names no version
    codeframe = codeframe or codeframe_of_models(home, entry.codeframe_id)
    _check_usable(registry, entry, codeframe)
    folder, current = registry.folder(entry.codeframe_id), registry.current(entry.codeframe_id)
    if current == entry.version:
        return Promoted(entry, None)
    verdict = _verdict(registry, current, entry, codeframe, limits, force=force)
    if not verdict.is_passed and not force:
        refused = Reason(by, why, gate=verdict.said)
        note_refusal(folder, entry.version, refused, instead_of=current)
        findings = [(one.what, one.sentence) for one in verdict.findings]
        raise GateRefusedError(entry.name, findings, current=current, judged_on=verdict.judged_on)
    action = Action.PROMOTE if verdict.is_passed else Action.FORCED
    # Whoever was quicker made another one current, which the gate has not held this one against.
    promotion = make_current(folder, entry.version, Reason(by, why, action, verdict.said), instead_of=current)
    return Promoted(registry.find(entry.name), promotion)


def _verdict(
    registry: Registry, current: str | None, entry: Entry, codeframe: Codeframe, limits: GateLimits, *, force: bool
) -> Verdict:
    """What the gate says of a model; whoever forces it passes where the gate cannot look, and that is said too."""
    there = (one for one in registry.entries() if one.codeframe_id == entry.codeframe_id and one.version == current)
    try:
        return check(registry, next(there, None), entry, codeframe, limits)
    except TestSetError as err:
        if not force:
            raise
        return Verdict((Finding("test_set", str(err)),))


def roll_back(home: Home, codeframe_id: str, *, by: str, why: str = "", codeframe: Codeframe | None = None) -> Promoted:
    """Make the model current that was so before the last promotion; done again, the one before that.

    Args:
        home: Where the models are.
        codeframe_id: Of the codeframe.
        by: Who does it.
        why: For whoever wonders later.
        codeframe: What it is used with; None: the codeframe of this id under ``labels/``.

    Raises:
        ModelNotFoundError: The codeframe has no models.
        NothingToRollBackError: No promotion is left to undo.
        NotPromotedError: The one before can no longer be used.
        CurrentChangedError: Somebody else made another one current meanwhile.
        CannotWriteError: The operating system refused.
    """
    registry = Registry(home.trained)
    entries = {one.version: one for one in registry.entries() if one.codeframe_id == codeframe_id}
    if not entries:
        raise ModelNotFoundError(codeframe_id, [one.name for one in registry.entries()])
    folder = registry.folder(codeframe_id)
    current = registry.current(codeframe_id)
    before = version_before(read_promotions(folder), current, frozenset(entries))
    if before is None:
        raise NothingToRollBackError(codeframe_id)
    _check_usable(registry, entries[before], codeframe or codeframe_of_models(home, codeframe_id))
    promotion = make_current(folder, before, Reason(by, why, Action.ROLLBACK), instead_of=current)
    return Promoted(registry.find(entries[before].name), promotion)


def codeframe_of_models(home: Home, codeframe_id: str) -> Codeframe:
    """The codeframe under ``labels/`` that models are used with.

    Raises:
        CodeframeNotFoundError: There is none.
        CodeframeError: It breaks its own rules.
    """
    if Path(codeframe_id).is_file():
        raise CodeframeNotFoundError(codeframe_id, [])  # a path is no id, whatever lies there
    return home.codeframe(codeframe_id)


def _check_usable(registry: Registry, entry: Entry, codeframe: Codeframe) -> None:
    """Load it as it would be loaded when it is used."""
    try:
        registry.load(entry, codeframe)
    except (RefusedError, LanguagePipelineNotFoundError) as err:
        raise NotPromotedError(entry.name, str(err)) from err
