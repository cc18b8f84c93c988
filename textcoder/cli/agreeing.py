"""``textcoder agreement``."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import measure, print_table
from textcoder.errors import CodingsError, UnknownCoderError

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.codings import CodedAnswer
    from textcoder.labelling.agreement import Agreement
    from textcoder.labelling.coefficients import Estimate


@click.command("agreement")
@click.option(
    "--codings",
    required=True,
    type=click.Path(path_type=Path),
    help="Codings with a column coder (CSV, XLSX, JSONL), one row per answer and coder.",
)
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe the answers were coded after.")
@click.option(
    "--adjudicator",
    "adjudicators",
    multiple=True,
    metavar="NAME",
    help="Leave this coder's codings out, who saw those of others. Repeatable.",
)
@common
def agreement(edge: Edge, codings: Path, codeframe: str, adjudicators: tuple[str, ...]) -> None:
    """Show how far coders agree: on whole sets of codes, by variety, per code, and which codes they confuse.

    Answers are matched by question and id. Those that only one coder coded are counted and do not enter.
    """
    # Imported here: NumPy takes a moment, and --help should not.
    from textcoder.files.codeframe_file import read_codeframe
    from textcoder.labelling.agreement import measure_agreement

    frame = read_codeframe(Path(codeframe)) if Path(codeframe).is_file() else edge.home().codeframe(codeframe)
    coded = _read(codings, frame)
    blind = _without(adjudicators, coded, codings)
    if adjudicators:
        edge.say(f"{len(coded) - len(blind)} codings by {', '.join(adjudicators)} are left out.")
    found = measure_agreement(blind, frame.code_ids)
    edge.show(
        {
            "codings": codings.name,
            "codeframe": frame.id,
            "codeframe_version": frame.version,
            "left_out": {"adjudicators": adjudicators, "codings": len(coded) - len(blind)},
            "agreement": found,
        },
        lambda: _print(f"{codings.name}, {frame.id} version {frame.version}", found),
    )


def _read(path: Path, frame: "Codeframe") -> "list[CodedAnswer]":
    """Codings that all say whose they are.

    Raises:
        MissingColumnError: There is no column ``coder``.
        CodingsError: Rows that cannot be used, or have a blank coder.
    """
    from textcoder.files.codings_file import read_codings
    from textcoder.files.formats import read_table
    from textcoder.files.table import as_text

    table = read_table(path)
    place = table.position("coder")
    nobody = [
        f"row {number}: the coder is blank" for number, row in table.numbered_rows() if not as_text(row[place]).strip()
    ]
    if nobody:
        raise CodingsError(path, nobody)
    return [replace(one, coder=one.coder.strip()) for one in read_codings(path, frame)]


def _without(adjudicators: Sequence[str], coded: "Sequence[CodedAnswer]", path: Path) -> "list[CodedAnswer]":
    """The codings that others than the adjudicators made.

    Raises:
        UnknownCoderError: An adjudicator has coded nothing, so that the name may be misspelt.
    """
    coders = {one.coder for one in coded}
    for name in adjudicators:
        if name not in coders:
            raise UnknownCoderError(path, name, sorted(coders))
    return [one for one in coded if one.coder not in adjudicators]


def _print(name: str, found: "Agreement") -> None:
    click.echo(f"{found.double_coded} of {found.answers} answers are coded by two coders or more.\n")
    print_table(
        "Coders",
        ("coder", "answers", "of them double coded"),
        [(one.coder, str(one.answers), str(one.double_coded)) for one in found.coders],
    )
    print_table(
        f"Whole sets of codes of the double-coded answers in {name} (95 % intervals over answers)",
        ("group", "verdict", "answers", "alpha (MASI)", "same set"),
        [
            (group.name, group.verdict.value, str(group.answers), _figure(group.alpha), _figure(group.exact))
            for group in (found.overall, *found.by_variety)
        ],
        left=2,
        rules_after=(0,),
    )
    print_table(
        f"Codes of the {found.double_coded} double-coded answers",
        ("code", "verdict", "prevalence", found.codes[0].measure, "positive", "AC1"),
        [
            (
                code.code_id,
                code.verdict.value,
                measure(code.prevalence),
                _figure(code.coefficient),
                measure(code.positive),
                measure(code.ac1),
            )
            for code in found.codes
        ],
        left=2,
    )
    if found.confusions:
        print_table(
            "Most often confused",
            ("one coder", "the other", "times"),
            [(pair.code_id, pair.instead or "no other code", str(pair.times)) for pair in found.confusions],
            left=2,
        )


def _figure(figure: "Estimate") -> str:
    interval = "" if figure.low is None or figure.high is None else f" [{measure(figure.low)}–{measure(figure.high)}]"
    return f"{measure(figure.value)}{interval}"
