"""Plans from what commands are given: OLD, NEW and --map."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textcoder.cli.options import Edge

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.labelling.changes.plan import Plan
    from textcoder.labelling.store.opening import Store


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of a codeframe as they were named, and the file that says which code has become which."""

    old: str
    new: str
    mapping: Path | None


def read_plan(edge: Edge, versions: Versions) -> "Plan":
    """The plan between files, or codeframes of the home.

    Raises:
        TextcoderError: One cannot be read, or there is no way from one to the other.
    """
    return _plan(_named(edge, versions.old), _named(edge, versions.new), versions.mapping)


def plan_from_store(edge: Edge, versions: Versions, store: "Store", survey: str, question: str | None) -> "Plan":
    """The plan from what questions in the label store are coded with, or from a file.

    Raises:
        NotCodedWithError: OLD is no file, and no question is coded with a codeframe of that id, or they have several
            versions of it.
        AlreadyAtVersionError: They are coded with NEW already.
        TextcoderError: As for :func:`read_plan`.
    """
    from textcoder.labelling.changes.errors import AlreadyAtVersionError
    from textcoder.labelling.questions_to_move import questions_with, version_in_use

    new = _named(edge, versions.new)
    if Path(versions.old).is_file():
        return _plan(_named(edge, versions.old), new, versions.mapping)
    questions = questions_with(store, survey, question, versions.old)
    old = store.codeframes.get(versions.old, version_in_use(survey, questions))
    # Before the map is read, which is about the way there and would be found to fit no more.
    if old.hash == new.hash and versions.mapping is not None:
        raise AlreadyAtVersionError(survey, old.id, old.version)
    return _plan(old, new, versions.mapping)


def _named(edge: Edge, name: str) -> "Codeframe":
    from textcoder.files.codeframe_file import read_codeframe

    return read_codeframe(Path(name)) if Path(name).is_file() else edge.home().codeframe(name)


def _plan(old: "Codeframe", new: "Codeframe", mapping: Path | None) -> "Plan":
    from textcoder.labelling.changes.plan import plan_changes
    from textcoder.labelling.changes.steps import read_steps

    return plan_changes(old, new, read_steps(mapping, old, new) if mapping else ())
