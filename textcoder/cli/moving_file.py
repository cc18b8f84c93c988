"""``textcoder codeframe migrate --codings``: a codings file is moved to a new version, into other files."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from textcoder.cli.changes_shown import as_json, print_changes, print_consequences
from textcoder.cli.model_fit import look_at_models
from textcoder.cli.options import Edge
from textcoder.cli.plans import Versions, read_plan
from textcoder.labelling.changes.codings_file import FileToMove, Written, check_free, read_file_to_move, write_moved
from textcoder.labelling.changes.errors import CodeframeChangeError
from textcoder.labelling.changes.moving import Consequences, count_consequences
from textcoder.labelling.changes.plan import Plan


def migrate_file(edge: Edge, versions: Versions, codings: Path, out: Path | None, *, yes: bool) -> None:
    """Show the consequences for a file, ask, and write."""
    _check_asking(edge, out, yes)
    plan = read_plan(edge, versions)
    if out is not None:
        _check_versions(plan)
        check_free(out)
    moving = read_file_to_move(codings, plan)
    found = count_consequences(moving.fates, plan)
    models = look_at_models(edge, plan)
    if not edge.as_json:
        print_changes(plan)
        print_consequences(codings.name, plan, found, moving.answers_to_code_anew, models)
    written = _write(edge, moving, plan, out) if out is not None and (yes or _agreed()) else None
    content = as_json(plan) | _content(codings, moving, found) | {"models": models, "written": written}
    edge.show(content, lambda: _say_end(edge, written, asked=out is not None))


def _check_versions(plan: Plan) -> None:
    """See that the new version can be told from the old one, in every file and for ever.

    Raises:
        CodeframeChangeError: It cannot.
    """
    if plan.new.version <= plan.old.version:
        problem = f"NEW is version {plan.new.version}; give it a higher one than {plan.old.version}, that of OLD"
        raise CodeframeChangeError(f"of {plan.new.id!r}", [problem])


def _check_asking(edge: Edge, out: Path | None, yes: bool) -> None:
    if out is not None and not yes and (edge.as_json or not sys.stdin.isatty()):
        raise click.UsageError(
            "Nobody can be asked here. Add --yes to write, or leave out --output to see the consequences."
        )


def _agreed() -> bool:
    return click.confirm("Write this?", default=False, err=True)


def _write(edge: Edge, moving: FileToMove, plan: Plan, out: Path) -> Written:
    edge.say(f"Writing {out} …")
    return write_moved(moving, plan, out, now=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))


def _content(codings: Path, moving: FileToMove, found: Consequences) -> dict[str, Any]:
    return {"codings": codings.name, "consequences": found, "answers_to_code_anew": moving.answers_to_code_anew}


def _say_end(edge: Edge, written: Written | None, *, asked: bool) -> None:
    if written is None:
        edge.say("Nothing was written." + ("" if asked else " To write, add: --output FILE"))
        return
    click.echo(f"\nCodings:          {written.codings}")
    if written.recode:
        click.echo(f"To be coded anew: {written.recode}")
    click.echo(f"Record:           {written.record}")
