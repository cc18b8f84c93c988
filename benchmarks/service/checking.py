"""Whether a reply is what the model that it names gives by itself: nothing else is right, whatever goes on."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

Given = tuple[str, frozenset[int]]
"""Status and numbers of the codes of an answer."""
Alone = Mapping[str, Mapping[str, Given]]
"""By version of the model and text, what it gives when nothing else is going on."""


def given(result: Mapping[str, Any]) -> Given:
    """What a result gives an answer."""
    codes = result["suggestions"] if result["status"] == "referred" else result["codes"]
    return result["status"], frozenset(one["number"] for one in codes)


def fault_in(reply: bytes, ids: Sequence[str], texts: Sequence[str], alone: Alone) -> str | None:
    """What is wrong with a reply; None where it is right.

    Args:
        reply: Body of a reply with status 200.
        ids: Of the records that were sent.
        texts: Theirs.
        alone: What is right.
    """
    try:
        said = orjson.loads(reply)
    except orjson.JSONDecodeError:
        return "half a reply"
    version, results = said["model_version"], said["results"]
    if [one["id"] for one in results] != list(ids):
        return "another number of results, or other ids"
    wrong = sum(given(one) != alone[version][text] for one, text in zip(results, texts, strict=True))
    return f"{version} alone would have given {wrong} answers something else" if wrong else None


def write_alone(alone: Alone, path: Path) -> None:
    """Keep it for another process."""
    plain = {
        version: {text: [status, sorted(codes)] for text, (status, codes) in by_text.items()}
        for version, by_text in alone.items()
    }
    path.write_text(json.dumps(plain), "utf-8")


def read_alone(path: Path) -> Alone:
    """What another process has kept."""
    plain = json.loads(path.read_text("utf-8"))
    return {
        version: {text: (status, frozenset(codes)) for text, (status, codes) in by_text.items()}
        for version, by_text in plain.items()
    }
