"""``textcoder codeframe migrate --survey``: questions in the label store go on with a new version."""

import getpass
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.changes_shown import as_json, print_changes, print_consequences
from textcoder.cli.model_fit import look_at_models
from textcoder.cli.options import Edge
from textcoder.cli.plans import Versions, plan_from_store
from textcoder.cli.stores import open_label_store
from textcoder.labelling.changes.errors import AlreadyAtVersionError
from textcoder.labelling.changes.moving import count_consequences
from textcoder.labelling.questions_to_move import QuestionsToMove, questions_to_move

if TYPE_CHECKING:
    from textcoder.labelling.store.migrations_made import MadeMigration


@dataclass(frozen=True, slots=True)
class Stored:
    """Which questions, and what is kept of the migration."""

    survey: str
    question: str | None
    db: str | None
    by: str | None
    why: str | None


def migrate_stored(edge: Edge, versions: Versions, asked: Stored, *, yes: bool) -> None:
    """Show the consequences, ask, and let the questions go on with the new version."""
    made_by = asked.by or _user()
    with open_label_store(edge, asked.db) as store:
        plan = plan_from_store(edge, versions, store, asked.survey, asked.question)
        if plan.old.hash == plan.new.hash:
            raise AlreadyAtVersionError(asked.survey, plan.old.id, plan.old.version)
        moving = questions_to_move(store, plan, asked.survey, asked.question)
        found = count_consequences(moving.fates, plan)
        models = look_at_models(edge, plan)
        if not edge.as_json:
            print_changes(plan)
            print_consequences(_named(asked.survey, moving), plan, found, moving.answers_to_code_anew, models)
        agreed = yes or (_can_ask(edge) and click.confirm("Migrate?", default=False, err=True))
        made = store.migrations.make(plan, moving.asked, made_by=made_by, why=asked.why or "") if agreed else None
    content = {
        "survey": asked.survey,
        "questions": [one.id for one in moving.questions],
        "consequences": found,
        "answers_to_code_anew": moving.answers_to_code_anew,
        "models": models,
        "made": _content(made) if made else None,
    }
    edge.show(as_json(plan) | content, lambda: _say_end(edge, moving, made))


def _named(survey: str, moving: QuestionsToMove) -> str:
    return f"{survey}, {', '.join(one.id for one in moving.questions)}"


def _can_ask(edge: Edge) -> bool:
    return not edge.as_json and sys.stdin.isatty()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        raise click.UsageError("The system does not say who is logged in. Say who makes it: --by NAME") from None


def _content(made: "MadeMigration") -> dict[str, Any]:
    return {
        "by": made.made_by,
        "why": made.why,
        "at": made.made_at.isoformat(timespec="seconds"),
        "hash": made.record["hash"],
    }


def _say_end(edge: Edge, moving: QuestionsToMove, made: "MadeMigration | None") -> None:
    if made is None:
        edge.say("Nothing was written." + ("" if _can_ask(edge) else " To migrate, add: --yes"))
        return
    frame = f"{made.codeframe} version {made.to_version}"
    click.echo(f"\nMigrated: {_named(moving.questions[0].survey, moving)} go on with {frame}.")
    if moving.answers_to_code_anew:
        click.echo("Code anew what counts no longer, with your name:")
        for one in moving.questions:
            click.echo(f"  textcoder label --survey {one.survey} --question {one.id} --coder NAME --queue stale")
