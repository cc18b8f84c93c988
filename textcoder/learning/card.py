"""The card of a model: what it is, what it is worth, and what that rests on; in English and in Norwegian.

Both cards are written from one list of facts, so that neither says what the other does not.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from textcoder.learning.promise import Promise

CARDS: Final = MappingProxyType({"en": "card.md", "nb": "card.nb.md"})
"""Name of the card's file by language; its template is called the same, with ``.j2``."""
_DECIMAL: Final = {"en": ".", "nb": ","}
_NOT_SAID: Final = {"en": "not said", "nb": "ikke oppgitt"}


def write_cards(manifest: Mapping[str, Any], promise: Promise) -> dict[str, str]:
    """Write the cards in Markdown.

    Args:
        manifest: Content of the manifest.
        promise: What the model promises by default.

    Returns:
        By name of the file, one for each language.
    """
    facts = card_facts(manifest, promise)
    return {name: _environment(language).get_template(f"{name}.j2").render(facts) for language, name in CARDS.items()}


def card_facts(manifest: Mapping[str, Any], promise: Promise) -> dict[str, Any]:
    """All that a card says, by name.

    Args:
        manifest: Content of the manifest.
        promise: What the model promises by default.
    """
    codeframe, snapshot, scores = (manifest[part] for part in ("codeframe", "snapshot", "scores"))
    return {
        "version": manifest["version"],
        "trained_at": manifest["trained_at"],
        "seed": manifest["seed"],
        "profile": manifest["settings"]["profile"],
        "textcoder": manifest["versions"]["textcoder"],
        "pipeline": manifest["pipeline"]["name"],
        "encoder": (manifest["encoder"] or {}).get("name"),
        "codeframe": codeframe["id"],
        "codeframe_version": codeframe["version"],
        "snapshot": snapshot["hash"][:12],
        "sources": snapshot.get("sources", []),
        "codings": snapshot["codings"],
        "voices": snapshot["voices"],
        "constructed": snapshot["constructed"],
        "coders": snapshot["coders"],
        "varieties": snapshot["varieties"],
        "codes": {code: (snapshot["codes"][code], f1) for code, f1 in scores["f1"].items()},
        "suggest_only": manifest["suggest_only"],
        "macro_f1": scores["macro_f1"],
        "exact": scores["exact"],
        "coded_without_a_human": scores["coded_without_a_human"],
        "wrong_among_them": scores["wrong_among_them"],
        "max_error": promise.max_error,
        "can_promise": promise.cut is not None,
    }


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("textcoder.learning"), undefined=StrictUndefined, autoescape=False, trim_blocks=False
    )
    environment.filters.update(_filters(_DECIMAL[language], _NOT_SAID[language]))
    return environment


def _filters(decimal: str, not_said: str) -> dict[str, Callable[..., str]]:
    def share(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}".replace(".", decimal)

    def percent(value: float) -> str:
        return f"{round(100 * value, 1):g} %".replace(".", decimal)

    def counts(counted: Mapping[str, int]) -> str:
        return ", ".join(f"{not_said if name == 'not said' else name} {count}" for name, count in counted.items())

    return {"share": share, "percent": percent, "counts": counts}
