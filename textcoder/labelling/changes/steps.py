"""What an analyst says about codes that cannot be told from two codeframes: merged, split, renamed, retired.

Read from YAML, one sentence a line::

    codeframe: reasons    # these three are checked where they are given
    from: 1
    to: 2
    changes:
      - {merge: [salary, bonus], into: pay}
      - {split: work, into: [load, shifts]}
      - {rename: chief, to: boss}     # the same code under another id
      - {retire: weather}
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.errors import FileProblemError, listing
from textcoder.files.yaml_file import read_yaml
from textcoder.labelling.changes.errors import CodeframeChangeError

_SHAPES = {"merge": "into", "split": "into", "rename": "to", "retire": None}
"""What each step says besides what is changed."""
_TOP = ("codeframe", "from", "to", "changes")


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence about codes: ``merge`` these ``into`` that."""

    verb: str
    """``merge``, ``split``, ``rename`` or ``retire``."""
    codes: tuple[str, ...]
    """Ids in the old version."""
    into: tuple[str, ...] = ()
    """Ids in the new version; none for ``retire``."""

    def __str__(self) -> str:
        return f"{self.verb} {listing(self.codes)}" + (f" into {listing(self.into)}" if self.into else "")


def read_steps(path: Path, old: Codeframe, new: Codeframe) -> tuple[Step, ...]:
    """Read what has been said about codes, and whether it was said about these two versions.

    Whether the codes are there is for ``plan_changes`` to say.

    Raises:
        FileProblemError: No YAML, or no mapping.
        CodeframeChangeError: It has another shape, or speaks of another codeframe or other versions.
    """
    content = read_yaml(path)
    problems = [f"the unknown key {key!r} (known: {listing(_TOP)})" for key in content if key not in _TOP]
    meant = {"codeframe": old.id, "from": old.version, "to": new.version}
    problems += [
        f"it is for {key}: {content[key]}, and here it is {ours}"
        for key, ours in meant.items()
        if str(content.get(key, ours)) != str(ours)
    ]
    entries = content.get("changes") or []
    if not isinstance(entries, list):
        raise FileProblemError(path, "'changes' is no list")
    steps: list[Step] = []
    for number, entry in enumerate(entries, start=1):
        step = _step(entry)
        if isinstance(step, Step):
            steps.append(step)
        else:
            problems.append(f"changes entry {number} {step}")
    if problems:
        raise CodeframeChangeError(str(path), problems)
    return tuple(steps)


def _step(entry: object) -> Step | str:
    """The step, or what is wrong with it."""
    verbs = [verb for verb in _SHAPES if isinstance(entry, dict) and verb in entry]
    if not isinstance(entry, dict) or len(verbs) != 1:
        return f"should say one of {listing(_SHAPES)}, as {{merge: [a, b], into: c}}"
    (verb,) = verbs
    second = _SHAPES[verb]
    if set(entry) != ({verb, second} if second else {verb}):
        return f"should have {verb!r}" + (f" and {second!r}" if second else "") + " and nothing else"
    codes, into = _ids(entry[verb]), _ids(entry[second]) if second else ()
    if codes is None or into is None:
        return "should name codes by their ids, not by numbers: these may have changed"
    return Step(verb, codes, into)


def _ids(value: object) -> tuple[str, ...] | None:
    values = value if isinstance(value, list) else [value]
    ids = tuple(one for one in values if isinstance(one, str) and not re.fullmatch(r"\d+|\s*", one))
    return ids if ids and len(ids) == len(values) else None


def step_problems(steps: Sequence[Step], old: Codeframe, new: Codeframe) -> list[str]:
    """What is wrong with steps between two versions; nothing if they can be taken."""
    problems: list[str] = []
    for step in steps:
        strangers = [code for code in step.codes if code not in old.code_ids]
        nowhere = [code for code in step.into if code not in new.code_ids]
        problems += [f"{step}: version {old.version} has no {listing(strangers)}"] if strangers else []
        problems += [f"{step}: version {new.version} has no {listing(nowhere)}"] if nowhere else []
        if not strangers and not nowhere:
            problems += [f"{step}: {problem}" for problem in _PROBLEMS[step.verb](step, old, new)]
    told = [code for step in steps for code in step.codes if code not in step.into or step.verb == "split"]
    problems += [
        f"{code!r} is told of {told.count(code)} times" for code in dict.fromkeys(told) if told.count(code) > 1
    ]
    targets = [step.into[0] for step in steps if step.verb in ("merge", "rename")]
    problems += [
        f"several steps end in {code!r}; say one merge of them all"
        for code in dict.fromkeys(targets)
        if targets.count(code) > 1
    ]
    return problems


def _merge_problems(step: Step, old: Codeframe, new: Codeframe) -> list[str]:
    others = [code for code in step.codes if code not in step.into]
    if len(step.into) != 1:
        return ["a merge ends in one code"]
    if not others or (len(others) == 1 and step.into[0] not in old.code_ids):
        return ["a merge takes two codes at least; for the same code under another id say rename"]
    return _still_there(others, new)


def _split_problems(step: Step, old: Codeframe, new: Codeframe) -> list[str]:
    del old
    if len(step.codes) != 1 or len(set(step.into)) < 2:  # noqa: PLR2004
        return ["a split goes from one code to two or more"]
    (code,) = step.codes
    stays = code in new.code_ids and code not in step.into
    return [f"version {new.version} still has {code!r}; name it among the codes it is split into"] if stays else []


def _rename_problems(step: Step, old: Codeframe, new: Codeframe) -> list[str]:
    if len(step.codes) != 1 or len(step.into) != 1:
        return ["one code gets one id"]
    if step.into[0] in old.code_ids:
        return [f"version {old.version} has {step.into[0]!r} already; if the two become one, say merge"]
    return _still_there(step.codes, new)


def _retire_problems(step: Step, old: Codeframe, new: Codeframe) -> list[str]:
    del old
    return _still_there(step.codes, new)


def _still_there(codes: Sequence[str], new: Codeframe) -> list[str]:
    kept = [code for code in codes if code in new.code_ids]
    return [f"version {new.version} still has {listing(kept)}; take it out there"] if kept else []


_PROBLEMS = {
    "merge": _merge_problems,
    "split": _split_problems,
    "rename": _rename_problems,
    "retire": _retire_problems,
}
