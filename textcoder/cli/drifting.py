"""``textcoder drift``."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.drift_tables import print_drift
from textcoder.cli.options import Edge, common
from textcoder.cli.redaction import names_pipeline, redacting_door

if TYPE_CHECKING:
    from textcoder.answers import Answer
    from textcoder.codeframe import Codeframe
    from textcoder.learning.drift.findings import Drift
    from textcoder.learning.drift.watching import Wish

SMALLEST = 0.02
_WRITTEN = (".html", ".htm")


@click.command("drift")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe, by id under labels/ or as a YAML file.")
@click.option("--id", "id_column", required=True, metavar="COL", help="Column with the respondents' ids, kept as text.")
@click.option("--text", "text_column", required=True, metavar="COL", help="Column with the answers.")
@click.option("--question", metavar="ID", help="Id of the question they answer. Default: the name of the column.")
@click.option(
    "--voice", "voice_column", metavar="COL", help="Who wrote each answer. Default: each id is one person's answer."
)
@click.option("--model", metavar="VERSION", help="Version of the model. Default: the current one.")
@click.option(
    "--before",
    type=click.Path(path_type=Path),
    metavar="FILE2",
    help="An earlier wave with the same columns: how the change from it to FILE comes about is told too.",
)
@click.option(
    "--model-before", metavar="VERSION", help="Version of the model that coded FILE2. Default: the same as --model."
)
@click.option(
    "--other", metavar="ID", default="other", show_default=True, help="Code that takes what fits no other, if any does."
)
@click.option(
    "--smallest",
    type=click.FloatRange(0, 1),
    default=SMALLEST,
    show_default=True,
    help="Change of a share that matters to you; smaller ones are in the tables alone.",
)
@click.option("--texts", "with_texts", is_flag=True, help="Show the most typical answers of each theme, redacted.")
@click.option(
    "--redact/--no-redact",
    default=None,
    help="Take names and numbers of persons out of answers before they are coded. Default: as the survey says.",
)
@click.option("--out", "-o", type=click.Path(path_type=Path), metavar="PAGE", help="Write a page with plots, as .html.")
@common
def drift(
    edge: Edge,
    file: Path,
    before: Path | None,
    smallest: float,
    with_texts: bool,
    out: Path | None,
    **how: Any,
) -> None:
    """Compare the answers in FILE, a new wave, with those the model learnt from, and say what has changed.

    Shares of codes and of what is referred, confidence, words that have come up, and themes among the answers that the
    model knows no code for: proposals for a new one. With --before the change of each share from an earlier wave is
    split into what people say and what the coder does, by letting both models code both waves.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.learning.drift.verdict import verdict_on
    from textcoder.learning.drift.watching import watch

    _check(out, how["model_before"], before)
    wish = _wish(edge, file, before, **how)
    with edge.progress() as progress:
        found = watch(edge.home(), wish, progress=progress)
    said = verdict_on(found, smallest)
    texts = _typical(found, wish) if with_texts else {}
    _say_what_lacks(edge, found)
    if out is not None:
        _write_page(out, found, said, texts, file.name, before.name if before else "")
        edge.say(f"Written: {out}")
    edge.show(
        {"file": file, "before": before, "verdict": said, "drift": found, "texts": texts},
        lambda: print_drift(found, said, texts),
    )


def _wish(
    edge: Edge,
    file: Path,
    before: Path | None,
    *,
    codeframe: str,
    id_column: str,
    text_column: str,
    question: str | None,
    voice_column: str | None,
    model: str | None,
    model_before: str | None,
    other: str,
    redact: bool | None,
) -> "Wish":
    from textcoder.learning.drift.watching import Wish

    frame = edge.home().codeframe(codeframe)
    columns = (id_column, text_column, question or text_column, voice_column)
    return Wish(
        frame,
        question or text_column,
        _read(edge, file, frame, columns, redact),
        _concealing(edge),
        model=model,
        before=_read(edge, before, frame, columns, redact) if before else (),
        model_before=model_before,
        other=_code(frame, other),
    )


def _check(out: Path | None, model_before: str | None, before: Path | None) -> None:
    if model_before and not before:
        raise click.BadParameter("it goes with --before FILE2", param_hint="--model-before")
    if out is not None and out.suffix.lower() not in _WRITTEN:
        raise click.BadParameter("give a name that ends in .html", param_hint="--out")


def _code(frame: "Codeframe", name: str) -> str | None:
    from textcoder.learning.drift.watching import OTHER

    # Many codeframes have no such code, and only who names one has to be told that it is not there.
    return frame.code(name).id if name != OTHER or OTHER in frame.code_ids else None


def _read(
    edge: Edge, file: Path, frame: "Codeframe", columns: tuple[str, str, str, str | None], redact: bool | None
) -> "list[Answer]":
    from textcoder.files.formats import read_table
    from textcoder.learning.drift.reading import read_wave

    id_column, text_column, question, voice_column = columns
    table = read_table(file)
    edge.say(f"Reading {table.facts}")
    kinds = edge.home().redacted_kinds(frame.id, [question])
    door = redacting_door(edge, [table.position(text_column)], kinds, redact)
    answers, passed_over = read_wave(
        table,
        id_column=id_column,
        text_column=text_column,
        question=question,
        voice_column=voice_column,
        door=door or (lambda rows: rows),
    )
    if passed_over:
        edge.say(f"Rows passed over, since their id is blank or stands in another row too: {passed_over}")
    return answers


def _concealing(edge: Edge) -> Callable[[Sequence[str]], list[str]]:
    """What takes out all that is personal but places, before a word is shown."""
    from textcoder.language.redaction.redactor import Redactor
    from textcoder.language.redaction.replacing import replace
    from textcoder.settings import RedactionSettings

    redactor = Redactor(names_pipeline(edge), RedactionSettings())
    return lambda texts: [
        replace([text], [found])[0] for text, found in zip(texts, redactor.find_all(texts), strict=True)
    ]


def _typical(found: "Drift", wish: "Wish") -> dict[str, str]:
    wanted = {name for theme in found.themes for name in theme.typical}
    those = [one for one in wish.now if one.id in wanted]
    return dict(zip((one.id for one in those), wish.redact([one.text for one in those]), strict=True))


def _say_what_lacks(edge: Edge, found: "Drift") -> None:
    if found.unseen is None:
        edge.say(
            "The answers that the model learnt from are not kept with it, so words and themes of then are not known. "
            "They are kept from the next training on."
        )
    if not found.of_question:
        edge.say(
            f"The model has learnt from no answers to {found.question}: its answers to all questions stand in for them."
        )
    if found.constructed_then:
        edge.say(
            f"{found.constructed_then:,} of the codings that the model learnt from are of constructed answers: real "
            "ones differ from these, whatever the year."
        )


def _write_page(out: Path, found: "Drift", said: Sequence[str], texts: dict[str, str], file: str, before: str) -> None:
    from textcoder.files.atomic import write_text
    from textcoder.reporting.drift_page import DriftReport, render_drift

    report = DriftReport(found, tuple(said), texts, file, before, dt.datetime.now().astimezone())
    write_text(out, render_drift(report))
