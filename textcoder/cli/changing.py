"""``textcoder codeframe diff`` and ``migrate``."""

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common

if TYPE_CHECKING:
    from textcoder.labelling.changes.codings_file import FileToMove, Written
    from textcoder.labelling.changes.moving import Consequences
    from textcoder.labelling.changes.plan import Plan


def _between_versions(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option(
        "--map",
        "mapping",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="YAML that says which codes were merged, split, renamed or retired.",
    )(command)
    command = click.argument("new", metavar="NEW")(command)
    return click.argument("old", metavar="OLD")(command)


@click.command()
@_between_versions
@common
def diff(edge: Edge, old: str, new: str, mapping: Path | None) -> None:
    """Show what differs between two versions of a codeframe, and what that does to codings and models.

    OLD and NEW are files, or ids of codeframes in the home, whose highest version is then meant. A code with the same
    id in both is the same code. One that is gone and not named in --map is retired.
    """
    # Imported here, as all that --help does not need.
    from textcoder.cli.changes_shown import as_json, print_changes

    plan = _plan(edge, old, new, mapping)
    _warn_of_version(edge, plan)
    edge.show(as_json(plan), lambda: print_changes(plan))


@click.command()
@_between_versions
@click.option(
    "--codings",
    required=True,
    type=click.Path(path_type=Path),
    help="Codings made after OLD (CSV, XLSX, JSONL). The file is left as it is.",
)
@click.option(
    "--output",
    "-o",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the codings after NEW go; without it the consequences are shown and nothing is written.",
)
@click.option("--yes", is_flag=True, help="Write without asking.")
@common
def migrate(edge: Edge, old: str, new: str, mapping: Path | None, codings: Path, out: Path | None, yes: bool) -> None:
    """Move codings to a new version of their codeframe, with the consequences first.

    Codings that stand are written to --output. Beside it come the answers to be coded anew (…-recode) and the record
    of the migration (…-migration.json). All of it is written, or nothing is.
    """
    from textcoder.cli.changes_shown import as_json, print_changes, print_consequences
    from textcoder.cli.model_fit import look_at_models
    from textcoder.labelling.changes.codings_file import check_free, read_file_to_move
    from textcoder.labelling.changes.moving import count_consequences

    _check_asking(edge, out, yes)
    plan = _plan(edge, old, new, mapping)
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


def _plan(edge: Edge, old: str, new: str, mapping: Path | None) -> "Plan":
    from textcoder.files.codeframe_file import read_codeframe
    from textcoder.labelling.changes.plan import plan_changes
    from textcoder.labelling.changes.steps import read_steps

    before, after = (
        read_codeframe(Path(name)) if Path(name).is_file() else edge.home().codeframe(name) for name in (old, new)
    )
    return plan_changes(before, after, read_steps(mapping, before, after) if mapping else ())


def _warn_of_version(edge: Edge, plan: "Plan") -> None:
    if plan.changes and plan.new.version <= plan.old.version:
        edge.say(
            f"Warning: NEW is version {plan.new.version} and OLD version {plan.old.version}. Give NEW a higher one "
            "before anything is coded after it; or have the two been swapped?"
        )


def _check_versions(plan: "Plan") -> None:
    """See that the new version can be told from the old one, in every file and for ever.

    Raises:
        CodeframeChangeError: It cannot.
    """
    from textcoder.labelling.changes.errors import CodeframeChangeError

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


def _write(edge: Edge, moving: "FileToMove", plan: "Plan", out: Path) -> "Written":
    from textcoder.labelling.changes.codings_file import write_moved

    edge.say(f"Writing {out} …")
    return write_moved(moving, plan, out, now=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))


def _content(codings: Path, moving: "FileToMove", found: "Consequences") -> dict[str, Any]:
    return {"codings": codings.name, "consequences": found, "answers_to_code_anew": moving.answers_to_code_anew}


def _say_end(edge: Edge, written: "Written | None", *, asked: bool) -> None:
    if written is None:
        edge.say("Nothing was written." + ("" if asked else " To write, add: --output FILE"))
        return
    click.echo(f"\nCodings:          {written.codings}")
    if written.recode:
        click.echo(f"To be coded anew: {written.recode}")
    click.echo(f"Record:           {written.record}")
