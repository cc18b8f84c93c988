"""What an import has done, for people and for machines. Answers are named by id, never shown."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge
from textcoder.cli.redaction import replaced_in_words
from textcoder.errors import listing

if TYPE_CHECKING:
    from textcoder.labelling.importing.bringing import BroughtIn, Destination
    from textcoder.labelling.importing.rows import Incoming


def as_json(to: "Destination", incoming: "Incoming", done: "BroughtIn") -> dict[str, Any]:
    """An import for programs: counts, and the ids of answers that have changed."""
    answers = done.answers
    return {
        "survey": to.survey,
        "question": to.question,
        "codeframe": f"{to.codeframe.id}:{to.codeframe.version}",
        "rows": incoming.rows,
        "of_other_questions": incoming.elsewhere,
        "answers": {
            "added": len(answers.added),
            "changed": answers.changed,
            "restored": answers.restored,
            "updated": len(answers.updated),
            "unchanged": answers.unchanged,
            "blank": done.blank,
            "forgotten": answers.forgotten,
        },
        "codings": {
            "added": done.codings_added,
            "known": done.codings_known,
            "none_applies": incoming.none_applies,
            "uncoded": incoming.uncoded,
            "by_machine": incoming.by_machine,
            "by_others": incoming.by_others,
            "referred": sum(one.whose.referred for one in incoming.codings),
            "made_stale": answers.stale_codings,
            "revived": answers.revived_codings,
        },
        "refused": len(incoming.refused),
    }


def print_import(
    to: "Destination",
    incoming: "Incoming",
    done: "BroughtIn",
    replaced: Mapping[str, int] | None,
    *,
    dry_run: bool,
) -> None:
    """Print what has come in."""
    answers = done.answers
    tried = " (a trial: nothing was stored)" if dry_run else ""
    click.echo(f"{to.survey}, {to.question}: {incoming.rows} rows{tried}")
    lines = [
        ("answers added", len(answers.added), ""),
        ("answers with a new text", len(answers.changed), listing(answers.changed)),
        ("  of them back to an earlier one", len(answers.restored), ""),
        ("answers otherwise updated", len(answers.updated), ""),
        ("answers unchanged", answers.unchanged, ""),
        ("rows with nothing written", done.blank, ""),
        ("answers of forgotten respondents", len(answers.forgotten), "left out" if answers.forgotten else ""),
        ("rows of other questions", incoming.elsewhere, ""),
        ("codings added", done.codings_added, ""),
        ("  of them: no code applies", incoming.none_applies if done.codings_added else 0, ""),
        ("codings known already", done.codings_known, ""),
        ("codings now stale", answers.stale_codings, "kept, and listed as stale" if answers.stale_codings else ""),
        ("codings that count again", answers.revived_codings, ""),
        ("rows that could not be used", len(incoming.refused), ""),
    ]
    for what, count, more in lines:
        if count or what in ("answers added", "answers unchanged"):
            click.echo(f"  {what:<33} {count:>7}{f'  {more}' if more else ''}".rstrip())
    if replaced is not None:
        click.echo(f"Redacted: {replaced_in_words(replaced) or 'nothing was found'}")


def say_what_is_odd(edge: Edge, incoming: "Incoming", done: "BroughtIn") -> None:
    """Tell people what they may not have meant."""
    if incoming.none_applies and done.codings_added:
        edge.say(
            f"{incoming.none_applies} codings have no code: they were taken as read, with no code that applies. Where "
            "that means not coded yet, use --blank uncoded."
        )
    if incoming.by_machine:
        edge.say(
            f"{incoming.by_machine} rows have codes that, as their source says, no person gave. Those were left out. "
            "A model's own come in by: --coder model:VERSION"
        )
    if incoming.by_others:
        edge.say(
            f"{incoming.by_others} rows have codes that, as their source says, are from people. Those were left out, "
            "since a model is named as the coder."
        )
