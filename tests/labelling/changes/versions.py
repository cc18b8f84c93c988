"""Pairs of codeframe versions for property tests, with steps that can be taken between them."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.builders import build_code, build_codeframe
from textcoder.codeframe import Net
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step

IDS = tuple(f"c{n}" for n in range(7))


@st.composite
def frames(draw, version=1):
    """Any codeframe of these codes, in any order, with any rules."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=6, unique=True))
    numbers = draw(st.permutations(range(1, len(ids) + 1)))
    codes = [
        build_code(
            code_id,
            number,
            exclusive=draw(st.booleans()),
            include=tuple(draw(st.lists(st.sampled_from("ab"), max_size=2, unique=True))),
        )
        for code_id, number in zip(ids, numbers, strict=True)
    ]
    limits = {"max_codes": draw(st.none() | st.integers(1, 4)), "min_codes": draw(st.integers(0, 1))}
    return build_codeframe(*codes, version=version, **limits)


def _verbs(code, into, old, new, free):
    """What may be said of a code without contradicting the new version."""
    if code in new.code_ids:
        return ["nothing", "split"] if code in into and len(into) > 1 else ["nothing"]
    verbs = ["nothing", "retire", "rename"] if free else ["nothing", "retire"]
    verbs += ["merge"] if into[0] in old.code_ids else []
    return [*verbs, "split"] if len(into) > 1 else verbs


@st.composite
def steps_between(draw, old, new):
    """Steps from one version to another, none of which contradicts another."""
    merged: dict[str, list[str]] = {}
    steps: list[Step] = []
    free = [code for code in new.code_ids if code not in old.code_ids]
    for code in old.code_ids:
        into = draw(st.lists(st.sampled_from(new.code_ids), min_size=1, max_size=3, unique=True))
        verb = draw(st.sampled_from(_verbs(code, into, old, new, free)))
        if verb == "merge":
            merged.setdefault(into[0], []).append(code)
        elif verb != "nothing":
            targets = {"rename": free[-1:], "split": into, "retire": []}[verb]
            steps.append(Step(verb, (code,), tuple(targets)))
            free = free[:-1] if verb == "rename" else free
    steps += [Step("merge", tuple(codes), (target,)) for target, codes in merged.items()]
    return tuple(steps)


@st.composite
def versions(draw):
    """Two versions and steps from one to the other."""
    old, new = draw(frames()), draw(frames(version=2))
    return old, new, draw(steps_between(old, new))


@st.composite
def plans_in_a_row(draw):
    """A plan from version 1 to 2, and one from there to 3."""
    first, second, third = (draw(frames(version=version)) for version in (1, 2, 3))
    return [plan_changes(old, new, draw(steps_between(old, new))) for old, new in ((first, second), (second, third))]


@st.composite
def near_versions(draw):
    """Two versions that differ in a thing or two, or in none."""
    old = draw(frames())
    first, *rest = old.codes
    changes = {
        "label": {"codes": (replace(first, label={"nb": "ny"}), *rest)},
        "number": {"codes": (replace(first, number=99), *rest)},
        "exclusive": {"codes": (replace(first, exclusive=not first.exclusive), *rest)},
        "role": {"codes": (replace(first, role="dont_know"), *rest)},
        "key": {"codes": (replace(first, key="k"), *rest)},
        "include": {"codes": (replace(first, include=("c",)), *rest)},
        "order": {"codes": old.codes[::-1]},
        "max_codes": {"max_codes": 5},
        "min_codes": {"min_codes": 1 - old.min_codes},
        "title": {"title": {"nb": "Hvorfor?"}},
        "net": {"nets": (Net("net", {}, (first.id,)),)},
    }
    fields = draw(st.lists(st.sampled_from(list(changes)), max_size=2))
    merged = {name: value for field in fields for name, value in changes[field].items()}
    return old, replace(old, version=2, **merged), ()


@st.composite
def versions_with_codes(draw):
    """The same, with any codes of the old version together, allowed or not."""
    old, new, steps = draw(versions())
    return old, new, steps, draw(st.frozensets(st.sampled_from(old.code_ids)))
