"""``textcoder models compare``."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.compared import print_comparison
from textcoder.cli.options import Edge, common
from textcoder.cli.redaction import names_pipeline
from textcoder.settings import LEAST_MAX_ERROR

if TYPE_CHECKING:
    from textcoder.learning.changed_answers import ChangedAnswer
    from textcoder.learning.model_comparison import ModelComparison

_SHOWN, _ON_A_PAGE = 20, 300
"""Changed answers that are listed in a terminal and on a page, where nobody has said how many."""


@click.command("compare")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--on",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Compare on these codings (CSV, XLSX, JSONL), or on answers without codes. Default: the frozen test set, else "
    "what both were measured on.",
)
@click.option("--codeframe", metavar="ID|FILE", help="Codeframe, where it does not lie under labels/.")
@click.option(
    "--max-error",
    type=click.FloatRange(LEAST_MAX_ERROR, 1),
    help="Error at which to ask how much each could code without a human. Default: what B promises.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"List so many changed answers. Default: {_SHOWN}, on a page {_ON_A_PAGE}, in JSON all.",
)
@click.option("--texts", is_flag=True, help="Show the texts of the changed answers too, without personal data.")
@click.option("--out", "-o", type=click.Path(path_type=Path), metavar="PAGE.html", help="Write a page with plots too.")
@common
def compare_command(
    edge: Edge,
    before: str,
    after: str,
    on: Path | None,
    codeframe: str | None,
    max_error: float | None,
    limit: int | None,
    texts: bool,
    out: Path | None,
) -> None:
    """Show what would change if model B took the place of model A, before it does.

    A and B are versions, CODEFRAME/VERSION, or a codeframe for its current model. Neither is judged on answers it has
    learnt from. Differences are B minus A, with 95 % intervals over voices. Nothing is promoted.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.learning.model_comparison import compare_models

    if out is not None and on is not None and out.resolve() == on.resolve():
        raise click.BadParameter("the page would be written over the answers it is made from", param_hint="--out")
    home = edge.home()
    with edge.progress() as progress:
        found = compare_models(
            home, before, after, on=on, codeframe_name=codeframe, max_error=max_error, progress=progress
        )
        longest = len(found.changed) if edge.as_json and limit is None else _SHOWN if limit is None else limit
        on_page = _ON_A_PAGE if limit is None else limit
        listed = found.changed[: max(longest, on_page if out else 0)]
        progress("reading the texts", 0, 1)
        shown = _texts(edge, found, on, listed) if texts else {}
    if out is not None:
        _write_page(out, found, found.changed[:on_page], shown)
    content = _content(found, found.changed[:longest], shown)
    edge.show(content, lambda: print_comparison(found, found.changed[:longest], shown))
    if out is not None:
        edge.say(f"Page: {out}")


def _texts(
    edge: Edge, found: "ModelComparison", on: Path | None, listed: "Sequence[ChangedAnswer]"
) -> dict[tuple[str, str], str]:
    """The texts of answers, by question and id, without what is personal."""
    from textcoder.language.redaction.redactor import Redactor
    from textcoder.language.redaction.replacing import replace
    from textcoder.learning.side_by_side import texts_of
    from textcoder.settings import RedactionSettings

    known = texts_of(found.side, edge.home(), on)
    places = [place for one in listed if (place := (one.question, one.id)) in known]
    texts = [known[place] for place in places]
    findings = Redactor(names_pipeline(edge), RedactionSettings()).find_all(texts)
    redacted = (replace([text], [of_text])[0] for text, of_text in zip(texts, findings, strict=True))
    return dict(zip(places, redacted, strict=True))


def _write_page(
    out: Path,
    found: "ModelComparison",
    listed: "Sequence[ChangedAnswer]",
    texts: Mapping[tuple[str, str], str],
) -> None:
    # Imported here: matplotlib takes a second.
    from textcoder.files.atomic import write_text
    from textcoder.reporting.comparison import render_comparison

    write_text(out, render_comparison(found, listed, texts, made_at=dt.datetime.now().astimezone()))


def _content(
    found: "ModelComparison", listed: "Sequence[ChangedAnswer]", texts: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    side = found.side
    return {
        "before": found.before,
        "after": found.after,
        "compared_on": {
            "basis": side.basis,
            "source": side.source,
            "answers": found.figures.answers,
            "voices": found.figures.voices,
            "left_out": side.left_out,
            "constructed": side.constructed,
            "with_human_codes": side.is_judged,
        },
        "conclusion": found.conclusion,
        "figures": found.figures,
        "coverage": {"before": found.coverage[0], "after": found.coverage[1]},
        "moves": found.moves,
        "changed": len(found.changed),
        "changed_answers": [_answer(one, texts) for one in listed],
    }


def _answer(one: "ChangedAnswer", texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    place = one.question, one.id
    return dataclasses.asdict(one) | ({"text": texts[place]} if place in texts else {})
