"""The card of a model: what it is, what it is worth, and what that rests on."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from textcoder.learning.promise import Promise


def write_card(manifest: Mapping[str, Any], promise: Promise) -> str:
    """Write the card in Markdown.

    Args:
        manifest: Content of the manifest.
        promise: What the model promises by default.
    """
    environment = Environment(
        loader=PackageLoader("textcoder.learning"), undefined=StrictUndefined, autoescape=False, trim_blocks=False
    )
    environment.filters.update(share=_share, percent=_percent, counts=_counts)
    return environment.get_template("card.md.j2").render(m=manifest, promise=promise)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float) -> str:
    return f"{round(100 * value, 1):g} %"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
