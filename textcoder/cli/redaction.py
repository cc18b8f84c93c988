"""What the commands that redact share: the pipeline that sees names, and how counts are said."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textcoder.cli.options import Edge

if TYPE_CHECKING:
    from spacy.language import Language

    from textcoder.language.redaction.door import Door

_SAID = {
    "person": ("name", "names"),
    "national_id": ("national identity number", "national identity numbers"),
    "phone": ("phone number", "phone numbers"),
    "email": ("e-mail address", "e-mail addresses"),
    "account": ("account number", "account numbers"),
    "address": ("street address", "street addresses"),
    "url": ("link", "links"),
    "place": ("place", "places"),
}


def replaced_in_words(replaced: Mapping[str, int]) -> str:
    """How many of what, never what: ``2 names, 1 link``; empty where nothing was replaced."""
    return ", ".join(f"{count} {_SAID[kind][count != 1]}" for kind, count in replaced.items())


def names_pipeline(edge: Edge, name: str | None = None) -> "Language | None":
    """The pipeline that sees names, or None with a word about it.

    Args:
        edge: Says what is missing.
        name: An installed pipeline, or ``light`` for none. None: the shipped one.
    """
    # Imported here: spaCy takes a second, and --help should not.
    from textcoder.language.redaction.name_pipeline import load_name_pipeline

    folder = edge.home().models / "pipeline" if name is None else None
    nlp = load_name_pipeline(name, folder)
    if folder is not None and nlp is None:
        edge.say(
            "models/pipeline is missing: names are found by lists and context alone, which finds fewer. Restore the "
            "folder from a copy of textcoder, or name an installed spaCy pipeline with --pipeline."
        )
    return nlp


def redacting_door(
    edge: Edge, positions: Sequence[int], of_survey: frozenset[str], redact: bool | None
) -> "Door | None":
    """What answers go through before anything else reads them; None where nothing is to be taken out.

    Args:
        edge: Says what is missing.
        positions: The columns with answers.
        of_survey: Personal data that the survey has taken out.
        redact: What was asked for beside that; False overrules it, None leaves it to the survey.
    """
    from textcoder.language.redaction.door import Door
    from textcoder.language.redaction.redactor import Redactor
    from textcoder.settings import RedactionSettings

    kinds = kinds_of(of_survey, redact)
    if not kinds:
        return None
    return Door(Redactor(names_pipeline(edge), RedactionSettings(kinds)), positions)


def kinds_of(of_survey: frozenset[str], redact: bool | None) -> frozenset[str]:
    """What is to be taken out of answers.

    Args:
        of_survey: Personal data that the survey has taken out.
        redact: What was asked for beside that; False overrules it, None leaves it to the survey.
    """
    from textcoder.settings import RedactionSettings

    if redact is False:
        return frozenset()
    return of_survey | (RedactionSettings().kinds if redact else frozenset())
