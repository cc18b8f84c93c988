"""``textcoder codeframe diff`` and ``migrate``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.plans import Versions, plan_from_store, read_plan
from textcoder.cli.stores import open_label_store, with_db

if TYPE_CHECKING:
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


def _of_store(command: Callable[..., None]) -> Callable[..., None]:
    command = with_db(command)
    command = click.option("--question", metavar="Q", help="A question of it; default: all that are coded with OLD.")(
        command
    )
    return click.option("--survey", metavar="S", help="A survey in the label store.")(command)


@click.command()
@_between_versions
@_of_store
@common
def diff(
    edge: Edge, old: str, new: str, mapping: Path | None, survey: str | None, question: str | None, db: str | None
) -> None:
    """Show what differs between two versions of a codeframe, and what that does to codings and models.

    OLD and NEW are files, or ids of codeframes in the home, whose highest version is then meant; with --survey, OLD as
    an id is the version its questions are coded with. A code with the same id in both is the same code. One that is
    gone and not named in --map is retired.
    """
    # Imported here, as all that --help does not need.
    from textcoder.cli.changes_shown import as_json, print_changes

    versions = Versions(old, new, mapping)
    if survey is None:
        _refuse_without_survey(question=question, db=db)
        plan = read_plan(edge, versions)
    else:
        with open_label_store(edge, db) as store:
            plan = plan_from_store(edge, versions, store, survey, question)
    _warn_of_version(edge, plan)
    edge.show(as_json(plan), lambda: print_changes(plan))


@click.command()
@_between_versions
@_of_store
@click.option(
    "--codings",
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
@click.option("--by", metavar="NAME", help="Who makes the migration in the label store. Default: who is logged in.")
@click.option("--why", metavar="TEXT", help="What is kept with it as the reason.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@common
def migrate(edge: Edge, old: str, new: str, mapping: Path | None, yes: bool, **options: Any) -> None:
    """Move codings to a new version of their codeframe, with the consequences first.

    With --survey, the questions in the label store go on with NEW. Their codings stay as they are and count as what
    their codes have become; answers of which only a person can tell come with: textcoder label --queue stale

    With --codings, those of the file that stand are written to --output. Beside it come the answers to be coded anew
    (…-recode) and the record of the migration (…-migration.json). All of it is written, or nothing is.
    """
    _check_whose(**options)
    versions, out = Versions(old, new, mapping), options.pop("out")
    codings = options.pop("codings")
    if codings is not None:
        # Imported here, as all that --help does not need.
        from textcoder.cli.moving_file import migrate_file

        migrate_file(edge, versions, codings, out, yes=yes)
    else:
        from textcoder.cli.moving_stored import Stored, migrate_stored

        migrate_stored(edge, versions, Stored(**options), yes=yes)


def _check_whose(*, survey: str | None, codings: Path | None, out: Path | None, **of_store: str | None) -> None:
    if (survey is None) == (codings is None):
        raise click.UsageError("Say whose codings: --survey S for the label store, or --codings FILE; one of them.")
    if survey is None:
        _refuse_without_survey(**of_store)
    elif out is not None:
        raise click.UsageError("--output goes with --codings. The label store keeps codings and migration itself.")


def _refuse_without_survey(**given: str | None) -> None:
    alone = next((name for name, value in given.items() if value is not None), None)
    if alone:
        raise click.UsageError(f"--{alone} is about the label store. Say --survey S too.")


def _warn_of_version(edge: Edge, plan: "Plan") -> None:
    if plan.changes and plan.new.version <= plan.old.version:
        edge.say(
            f"Warning: NEW is version {plan.new.version} and OLD version {plan.old.version}. Give NEW a higher one "
            "before anything is coded after it; or have the two been swapped?"
        )
