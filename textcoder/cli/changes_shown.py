"""Changes of a codeframe as people and machines read them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.tables import print_table

if TYPE_CHECKING:
    from textcoder.labelling.changes.kinds import Change, Value
    from textcoder.labelling.changes.moving import Consequences, Tally
    from textcoder.labelling.changes.plan import Plan

_HEADINGS = {
    "move": "Codings move:",
    "recode": "Answers go to a queue, to be coded anew:",
    "stale": "Codings that this concerns become stale:",
    "stay": "Codings stay:",
}
_SAID_BY_NAME = ("retired", "net_removed", "number_reused")
_SAID_WITHOUT_NAME = ("merged", "new_id", "split", "order", "net_order", "max_codes", "min_codes")
_SAID_BY_WHAT_CAME_AND_WENT = ("include", "exclude", "net_codes")
_LONGEST_TEXT = 60


def as_json(plan: "Plan") -> dict[str, Any]:
    """The changes for machines."""
    return {
        "codeframe": plan.new.id,
        "from": {"version": plan.old.version, "hash": plan.old.hash},
        "to": {"version": plan.new.version, "hash": plan.new.hash},
        "fits_models": plan.fits_models,
        "successors": plan.successors,
        "changes": plan.changes,
    }


def print_changes(plan: "Plan") -> None:
    """The changes for people, gravest first."""
    click.echo(f"{plan.new.id}: version {plan.old.version} → {plan.new.version}")
    if not plan.changes:
        click.echo("Nothing has changed.")
        return
    for effect, heading in _HEADINGS.items():
        concerned = [change for change in plan.changes if change.effect == effect]
        if concerned:
            click.echo(f"\n{heading}")
        for change in concerned:
            note = f" ({change.note})" if change.note else ""
            click.echo(f"  {change.kind.value.replace('_', ' '):<14} {_said(change)}{note}")
    fits = "still fit" if plan.fits_models else "no longer fit: train again"
    click.echo(f"\nModels of version {plan.old.version} {fits}.")


def _said(change: "Change") -> str:
    kind, before, after = change.kind.value, change.before, change.after
    if kind in _SAID_BY_NAME:
        return change.name
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        said = _texts(before, after)
    elif kind in _SAID_BY_WHAT_CAME_AND_WENT:
        said = _phrases(before, after)
    elif kind == "added":
        said = f"number {after}"
    elif kind == "net_added":
        said = _plain(after)
    else:
        said = f"{_plain(before)} → {_plain(after)}"
    return said if kind in _SAID_WITHOUT_NAME else f"{change.name}: {said}"


def _plain(value: "Value") -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _phrases(before: "Value", after: "Value") -> str:
    was, is_now = (value if isinstance(value, tuple) else () for value in (before, after))
    changed = [f"+ {one}" for one in is_now if one not in was] + [f"- {one}" for one in was if one not in is_now]
    return "; ".join(changed) or "in another order"


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Short texts in full; of long ones only their languages."""
    languages = [one for one in {**before, **after} if before.get(one) != after.get(one)]
    if any(len(texts.get(one, "")) > _LONGEST_TEXT for texts in (before, after) for one in languages):
        return f"another text in {', '.join(languages)}"
    return "; ".join(f"{one} “{before.get(one, '')}” → “{after.get(one, '')}”" for one in languages)


def print_consequences(
    name: str, plan: "Plan", found: "Consequences", anew: int, models: Sequence[Mapping[str, Any]] | None
) -> None:
    """What becomes of codings and models, for people."""
    overall = found.overall
    click.echo(f"\nOf {overall.codings} codings in {name}:")
    click.echo(f"  stand         {overall.stay + overall.move:>7} ({overall.move} with other codes)")
    reasons = ", ".join(f"{count} {reason.value.replace('_', ' ')}" for reason, count in found.stale.items())
    click.echo(f"  become stale  {overall.stale:>7}{f' ({reasons})' if reasons else ''}")
    click.echo(f"  go to a queue {overall.recode:>7}")
    if anew:
        click.echo(f"Answers to be coded anew: {anew}.")
    concerned = {code: tally for code, tally in found.codes.items() if tally.codings != tally.stay}
    if concerned:
        click.echo()
        _print_codes(plan, concerned)
    _print_models(models)


def _print_codes(plan: "Plan", concerned: Mapping[str, "Tally"]) -> None:
    print_table(
        "Codings by the codes they have now",
        ("code", "becomes", "codings", "stay", "move", "stale", "queue"),
        [
            (
                code,
                " or ".join(plan.successors[code]) or "–",
                *(str(count) for count in (tally.codings, tally.stay, tally.move, tally.stale, tally.recode)),
            )
            for code, tally in concerned.items()
        ],
        left=2,
    )


def _print_models(models: Sequence[Mapping[str, Any]] | None) -> None:
    if models is None:
        click.echo("No home with models here; whether any fits was not looked at.")
    for model in models or ():
        current = " (current)" if model["current"] else ""
        fate = "no longer fits; train again on the moved codings"
        if model["fits"]:
            fate = "fits, but learned a code as it no longer is; train again" if model["outdated"] else "still fits"
        click.echo(f"Model {model['model']}{current} {fate}.")
