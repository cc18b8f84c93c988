"""``textcoder language``."""

import sys
from typing import TYPE_CHECKING

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.redaction import names_pipeline

if TYPE_CHECKING:
    from textcoder.language.describing import DescribedWord, Description

_VARIETIES = {"nb": "Bokmål", "nn": "Nynorsk", "dialect": "dialect", "unsure": "variety unsure: nothing in it tells"}


@click.command()
@click.argument("text")
@click.option("--pipeline", metavar="NAME", help="An installed spaCy pipeline instead of models/pipeline.")
@click.option("--places", is_flag=True, help="Show names of places as redacted, too.")
@common
def language(edge: Edge, text: str, pipeline: str | None, places: bool) -> None:
    """Show what the language pipeline makes of an answer: words, lemmas, parts, variety, and what would be redacted.

    TEXT is the answer in quotation marks, or - to read it from stdin, where no shell history keeps it.
    """
    # Imported here: spaCy takes a second, and --help should not.
    from textcoder.language.describing import describe
    from textcoder.language.redaction.findings import Kind
    from textcoder.language.redaction.redactor import Redactor
    from textcoder.settings import RedactionSettings

    if text == "-":
        text = sys.stdin.read()
    if not text.strip():
        raise click.BadParameter("there is nothing to read; write an answer in quotation marks", param_hint="TEXT")
    nlp = names_pipeline(edge, pipeline)
    kinds = RedactionSettings().kinds | ({Kind.PLACE.value} if places else set())
    found = describe(text, nlp, Redactor(nlp, RedactionSettings(kinds=frozenset(kinds))))
    name = "light" if nlp is None else f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    edge.show({"pipeline": name, **_as_content(found)}, lambda: _print(found, name))


def _as_content(found: "Description") -> dict[str, object]:
    return {field: getattr(found, field) for field in found.__slots__}


def _print(found: "Description", pipeline: str) -> None:
    # Imported here: rich takes a moment, and programs that ask for JSON never see it.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print(f"{_VARIETIES[found.variety]} ({found.probability:.0%})   pipeline {pipeline}", markup=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, widest in (("word", 17), ("lemma", 16), ("kind", 9), ("features", 8), ("parts, or as meant", None)):
        table.add_column(heading, no_wrap=widest is not None, overflow="ellipsis", max_width=widest)
    for word in filter(_is_word, found.words):
        kind = f"{word.pos} {word.entity}".strip()
        table.add_row(*map(Text, (word.form, word.lemma, kind, _values(word.features), _noted(word))))
    console.print(table)
    for label, lines in (("Sentences", found.sentences), ("Written apart", found.joined)):
        if lines and (label != "Sentences" or len(lines) > 1):
            console.print(f"{label}: {' | '.join(lines)}", markup=False)
    redacted = f"Redacted: {found.redacted}" if found.findings else "Nothing would be redacted."
    console.print(redacted, markup=False)


def _is_word(word: "DescribedWord") -> bool:
    return any(map(str.isalnum, word.form))


def _values(features: str) -> str:
    """``Def Plur`` of ``Definite=Def|Number=Plur``."""
    return " ".join(part.partition("=")[2] for part in features.split("|") if part)


def _noted(word: "DescribedWord") -> str:
    return "  ".join(filter(None, (f"→ {word.repaired}" if word.repaired else "", " + ".join(word.parts))))
