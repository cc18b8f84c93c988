"""The spaCy pipeline that sees names: the shipped one, an installed one, or none."""

import sys
from pathlib import Path

import spacy
from spacy.language import Language

from textcoder.errors import LanguagePipelineNotFoundError, RefusedError
from textcoder.language.pipeline import LIGHT, shipped_pipeline


def load_name_pipeline(name: str | None, shipped: Path | None) -> Language | None:
    """Load a pipeline that sees names, with all else that it does.

    Args:
        name: The name or the folder of an installed one; ``light`` for none. None: the shipped one.
        shipped: Folder of the shipped one, if that is wanted.

    Returns:
        None for ``light``, or where there is no shipped one: names are then found by lists and context alone.

    Raises:
        LanguagePipelineNotFoundError: The one named is not installed.
        RefusedError: It sees no names.
    """
    if name is None:
        return shipped_pipeline(shipped) if shipped else None
    if name == LIGHT:
        return None
    if not spacy.util.is_package(name) and not (Path(name) / "config.cfg").is_file():
        raise LanguagePipelineNotFoundError(name)
    nlp = spacy.load(name)
    if not any("doc.ents" in nlp.get_pipe_meta(component).assigns for component in nlp.pipe_names):
        raise RefusedError(f"The spaCy pipeline {name!r} sees no names: it has no component for them. Name another.")
    # spaCy's limit is there to spare memory; a broken file can make one answer of very many.
    nlp.max_length = sys.maxsize
    return nlp
