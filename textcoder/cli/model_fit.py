"""Which trained models still fit when a codeframe changes."""

from typing import TYPE_CHECKING, Any

from textcoder.cli.options import Edge
from textcoder.errors import ArtifactError, HomeNotFoundError

if TYPE_CHECKING:
    from textcoder.labelling.changes.plan import Plan


def look_at_models(edge: Edge, plan: "Plan") -> list[dict[str, Any]] | None:
    """The models of the home that fit the old version, and whether they fit the new one.

    Returns:
        For each its name, whether it is current, whether it fits, and whether it has learned a code as it no longer
        is; None where there is no home to look in. A damaged model is told of and left out.

    Raises:
        NotFoundError: The home that was named is no folder.
    """
    try:
        trained = edge.home().trained
    except HomeNotFoundError:
        return None
    if not (trained / plan.new.id).is_dir():
        return []
    # Imported here: scikit-learn takes seconds, and most changes are made before anything is trained.
    from textcoder.learning.registry import Registry, describe

    found = []
    for entry in Registry(trained).entries():
        if entry.codeframe_id != plan.new.id:
            continue
        try:
            theirs = describe(entry).content["codeframe"]["coding_hash"]
        except ArtifactError as err:
            edge.say(str(err))
            continue
        if theirs == plan.old.coding_hash:
            outdated = any(change.changes_meaning for change in plan.changes)
            found.append(
                {"model": entry.name, "current": entry.is_current, "fits": plan.fits_models, "outdated": outdated}
            )
    return found
