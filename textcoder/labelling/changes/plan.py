"""The way from one version of a codeframe to the next: every old code, and the new codes it goes to.

The record of a plan is what is kept of a migration. With the two codeframes it says for ever what was done to
which codings, whatever later versions of textcoder would make of the same codeframes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textcoder.codeframe import Codeframe
from textcoder.labelling.changes.differences import differences
from textcoder.labelling.changes.errors import CodeframeChangeError, MigrationRecordError
from textcoder.labelling.changes.kinds import Change
from textcoder.labelling.changes.steps import Step, step_problems

FORMAT = 1
"""Raised whenever a record says something otherwise. Records of older formats stay readable."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each code between two versions of a codeframe. Made by ``plan_changes``."""

    old: Codeframe
    new: Codeframe
    successors: Mapping[str, tuple[str, ...]]
    """For every old code, by id: one new code it is or becomes, several among which a person chooses, or none."""
    told: frozenset[str]
    """Old codes of which somebody has said what becomes of them."""
    changes: tuple[Change, ...]

    @property
    def fits_models(self) -> bool:
        """Whether models of the old version code after the new one too."""
        return self.old.coding_hash == self.new.coding_hash

    @property
    def record(self) -> dict[str, Any]:
        """What to keep of it, fit for JSON: format, codeframe, both versions with hashes, successors, and a hash."""
        content: dict[str, Any] = {
            "format": FORMAT,
            "codeframe": self.new.id,
            "from": _named(self.old),
            "to": _named(self.new),
            "successors": {code: list(into) for code, into in self.successors.items()},
            "told": sorted(self.told),
        }
        return content | {"hash": _hash(content)}


def plan_changes(old: Codeframe, new: Codeframe, steps: Sequence[Step] = ()) -> Plan:
    """Find the way from one version to another.

    A code with the same id in both is the same code. One that is gone and of which no step tells is retired.

    Args:
        old: The version that codings were made after.
        new: The version they are to follow.
        steps: Merges, splits, new ids and retirements, which two codeframes do not show.

    Raises:
        CodeframeChangeError: These are two codeframes and not two versions of one, or steps cannot be taken;
            every problem is named.
    """
    if old.id != new.id:
        problem = f"{old.id!r} and {new.id!r} are two codeframes; changes are between versions of one"
        raise CodeframeChangeError(f"from {old.id!r} to {new.id!r}", [problem])
    problems = step_problems(steps, old, new)
    if problems:
        raise CodeframeChangeError(f"of {old.id!r} from version {old.version} to {new.version}", problems)
    told = {code: tuple(dict.fromkeys(step.into)) for step in steps for code in step.codes if step.verb != "merge"}
    told |= {code: step.into for step in steps if step.verb == "merge" for code in step.codes if code not in step.into}
    kept = {code: (code,) if code in new.code_ids else () for code in old.code_ids}
    successors = {code: told.get(code, into) for code, into in kept.items()}
    return _plan(old, new, successors, frozenset(told))


def plan_of_record(record: Mapping[str, Any], old: Codeframe, new: Codeframe) -> Plan:
    """The plan that was carried out, from its record and the two codeframes.

    Raises:
        MigrationRecordError: It is of an unknown format, has been changed, or belongs to other codeframes.
    """
    found = record.get("format")
    if found != FORMAT:
        raise MigrationRecordError(f"its format is {found} and this textcoder reads {FORMAT}")
    content = {key: record.get(key) for key in ("format", "codeframe", "from", "to", "successors", "told")}
    if record.get("hash") != _hash(content):
        raise MigrationRecordError("it has been changed since it was written")
    for side, frame in (("from", old), ("to", new)):
        if content[side] != _named(frame):
            raise MigrationRecordError(f"codeframe {frame.id!r} version {frame.version} is not the one it goes {side}")
    successors = {code: tuple(into) for code, into in record["successors"].items()}
    return _plan(old, new, successors, frozenset(record["told"]))


def _plan(old: Codeframe, new: Codeframe, successors: Mapping[str, tuple[str, ...]], told: frozenset[str]) -> Plan:
    return Plan(old, new, successors, told, differences(old, new, successors, told=told))


def _named(frame: Codeframe) -> dict[str, Any]:
    return {"version": frame.version, "hash": frame.hash, "coding_hash": frame.coding_hash}


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
