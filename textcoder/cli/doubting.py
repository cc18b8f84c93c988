"""``textcoder doubts``."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import measure, print_table

if TYPE_CHECKING:
    from textcoder.learning.doubting import Doubted
    from textcoder.learning.doubts import Doubt

_SHOWN = 25
_WIDTH = 80
"""Characters, in a pipe too: codes are short words, and read better below than far beside each other."""


@click.command("doubts")
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe, by id under labels/ or as a YAML file.")
@click.option("--model", metavar="VERSION", help="The model that doubts. Default: the current one.")
@click.option("--code", metavar="CODE", help="Rank by this code alone, an id or a number. Default: by the whole set.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_SHOWN,
    show_default=True,
    metavar="N",
    help="How many codings to show, the most doubtful first.",
)
@common
def doubts(edge: Edge, codeframe: str, model: str | None, code: str | None, limit: int) -> None:
    """Rank the codings a model has learnt from by how far it doubts them: those most likely wrong come first.

    Each coding was judged by a model that had read nothing by its voice. Scores go from 0, where the model is sure of
    something else, to 1. The answers are told by id. To have the first tenth coded afresh: textcoder label --queue
    doubtful.
    """
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.doubting import doubted_codings

    found = doubted_codings(edge.home(), codeframe, model=model, code=code)
    if found.without_coders:
        edge.say(f"Who gave the codings is not known. {found.without_coders}")
    first = found.doubts[:limit]
    content = {
        "model": found.model,
        "code": found.code,
        "codings": found.codings,
        "ranked": len(found.doubts),
        "doubts": [_plain(one) for one in first],
        "codes": found.codes,
    }
    edge.show(content, lambda: _print(found, first))


def _plain(doubt: "Doubt") -> dict[str, Any]:
    codes = [dataclasses.asdict(one) | {"score": round(one.score, 5)} for one in doubt.codes]
    return dataclasses.asdict(doubt) | {"codes": codes}


def _print(found: "Doubted", first: "Sequence[Doubt]") -> None:
    by = f"by {found.code}" if found.code else "by the whole set"
    columns = _columns(first)
    print_table(
        f"{found.model}: the {len(first)} most doubtful of {len(found.doubts)} codings, {by}",
        [*columns, "score"],
        [(*(cell(one) for cell in columns.values()), measure(one.score)) for one in first],
        left=len(columns),
        whole=1,
        pipe=_WIDTH,
    )
    print_table(
        "Where coder and model differ",
        ("code", "codings with it", "only the coder", "only the model"),
        [(one.code_id, str(one.given), str(one.only_given), str(one.only_model)) for one in found.codes],
    )


def _columns(first: "Sequence[Doubt]") -> "dict[str, Callable[[Doubt], str]]":
    """Those that tell the codings apart; what is the same for all takes no room."""
    columns: dict[str, Callable[[Doubt], str]] = {"id": lambda one: one.id}
    if len({one.question for one in first}) > 1:
        columns["question"] = lambda one: one.question
    if len({one.coder for one in first}) > 1:
        columns["coder"] = lambda one: one.coder.removeprefix("human:")
    return columns | {"coded": lambda one: "; ".join(one.given) or "none applies", "the model would": _would}


def _would(doubt: "Doubt") -> str:
    """What the model would change: with a minus what it would take out, with a plus what it would add."""
    by = {"rule": "by rule: ", "exact": "as an identical answer: "}.get(doubt.source, "")
    out = [f"−{code_id}" for code_id in doubt.given if code_id not in doubt.model]
    added = [f"+{code_id}" for code_id in doubt.model if code_id not in doubt.given]
    return by + (", ".join(out + added) or f"agree, least sure of {doubt.codes[0].code_id}")
