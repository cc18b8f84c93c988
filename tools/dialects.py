"""Rewrites sentences of the two standards as people of five regions write who write as they speak.

The words are listed in dialect_words.txt; endings and spellings are done by rule. No dialect is rendered faithfully:
what is wanted is what tells dialect writing apart, in many mixtures, from the lightest (a pronoun and a negation) to
the broadest.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).with_name("dialect_words.txt")
LIGHTEST = 0.35
"""The smallest share of listed words that a writer of dialect writes so."""
REGIONS = "ntvso"
"""Northern, trøndersk, western, southern, eastern."""
_NOT = {"ikkje": "ikke"}


@dataclass(frozen=True, slots=True)
class Token:
    """A lower-case word and its features as the treebank has them, which may be empty."""

    form: str
    features: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A change of spelling: where it holds, and how readily it is made by region."""

    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]
    readiness: dict[str, float]
    features: str = ""
    """What must be among a word's features."""


def _rule(pattern: str, replacement: str | Callable[[re.Match[str]], str], features: str = "", **at: float) -> Rule:
    return Rule(re.compile(pattern), replacement, at, features)


def _soft(match: re.Match[str]) -> str:
    return match[1] + {"p": "b", "t": "d", "k": "g"}[match[2]] + match[3]


_INFINITIVE, _PRESENT, _PAST = "VerbForm=Inf", "Tense=Pres", "Tense=Past"
_PLURAL, _PLURAL_DEFINITE, _DEFINITE = "Definite=Ind|.*Number=Plur", "Definite=Def|.*Number=Plur", "Definite=Def"
ENDINGS = (
    _rule(r"(?<=\w\w)e$", "", _INFINITIVE, n=0.7, t=0.8),
    _rule(r"(?<=\w\w)e$", "a", _INFINITIVE, v=0.6, o=0.4, t=0.1, s=0.1),
    _rule(r"(?<=\w\w)[ea]r$", "e", _PRESENT, n=0.8, t=0.6, v=0.6, s=0.5),
    _rule(r"(?<=\w\w)[ea]r$", "", _PRESENT, t=0.3, n=0.15),
    _rule(r"(?<=\w\w)ar$", "a", _PRESENT, v=0.3),
    _rule(r"(?<=\w\w)et$", "a", _PAST, n=0.9, t=0.9, v=0.9, s=0.6, o=0.8),
    _rule(r"(?<=\w\w[td])e$", "", _PAST, n=0.6, t=0.7),
    _rule(r"(?<=\w\w)[ea]r$", "a", _PLURAL, n=0.8, t=0.7, v=0.5, s=0.3, o=0.2),
    _rule(r"(?<=\w\w)[ea]ne$", "an", _PLURAL_DEFINITE, n=0.9, t=0.9, v=0.15, s=0.1),
    _rule(r"(?<=\w\w)ene$", "ane", _PLURAL_DEFINITE, v=0.6, s=0.5, o=0.3),
    _rule(r"(?<=\w\w)[ea]ne$", "a", _PLURAL_DEFINITE, o=0.5, s=0.1),
    _rule(r"(?<=\w\w)et$", "e", _DEFINITE, n=0.4, t=0.5, v=0.4, s=0.3, o=0.4),
    _rule(r"(?<=\w\w)(?:en|a)$", "a", "Gender=Fem", n=0.8, t=0.8, s=0.7, o=0.8),
    _rule(r"(?<=\w\w)(?:en|a)$", "å", "Gender=Fem", v=0.4),
    _rule(r"(?<=\w\w)e$", "", "ADJ", n=0.3, t=0.5),
)
"""Endings that the treebank's features tell of."""
SPELLINGS = (
    _rule(r"ingen$", "inga", n=0.7, t=0.8, v=0.6, s=0.6, o=0.7),
    _rule(r"(?<=\w\w)ane$", "an", n=0.5, t=0.6),
    _rule(r"(?<=\w\w)(?:ert|isert)e$", "ert", n=0.5, t=0.6),
    _rule(r"(?<=\w)l(?:ig|eg)(?=e?$)", "li", n=0.6, t=0.6, v=0.5, s=0.5, o=0.6),
    _rule(r"(?<=\w)ig(?=e?$)", "i", n=0.5, t=0.5, v=0.5, s=0.5, o=0.6),
    _rule(r"([aeou])(?=(?:nn|ll|nd|ld)e?n?$)", r"\1i", n=0.4, t=0.5),
    _rule(r"e(?=r[nktm]|l[pvg]|n[kg])", "æ", n=0.3, t=0.3, o=0.3, s=0.1),
    _rule(r"o(?=r[gtd]|rr|mm|lk|ld|pp|kk)", "å", n=0.2, t=0.25, v=0.2, s=0.3, o=0.2),
    _rule(r"^hv", "k", n=0.8, t=0.8, v=0.8, s=0.3),
    _rule(r"skj", "sj", n=0.3, t=0.3, v=0.3, s=0.3, o=0.2),
    _rule(r"^kj", "sj", v=0.25, s=0.1),
    _rule(r"gj(?=[eøæ])", "j", n=0.3, v=0.3, s=0.4, o=0.3),
    _rule(r"([aeiouyæøå])([ptk])(e?[nr]?|a)$", _soft, s=0.5, v=0.15),
    _rule(r"(?<=[aeiouyæøå])d$", "", n=0.2, t=0.2, v=0.2, s=0.2, o=0.2),
    _rule(r"(?<=[bdfghjklmnpstv])ll", "dl", v=0.1),
    _rule(r"(?<=[ao])ll(?=e)", "dl", v=0.35),
    _rule(r"a(?=n[knd]|ll|kk|ss)", "æ", o=0.15),
    _rule(r"^un(?=[a-zæøå]{3})", "on", n=0.15, t=0.3, v=0.15),
    _rule(r"rs", "rsj", n=0.05, t=0.05),
)
"""Spellings that a word's letters tell of."""


@cache
def dialect_words() -> dict[str, dict[str, tuple[str, ...]]]:
    """Dialect forms by standard form (of one word or two) and region."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in WORDS_FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        standard, _, written = line.partition(":")
        by_region: dict[str, tuple[str, ...]] = {}
        for part in written.split(";"):
            region, *forms = part.split()
            by_region |= dict.fromkeys(REGIONS if region == "*" else region, tuple(forms))
        # "har ikke" is one entry; "hun ho" is two words for the same.
        entries = [standard] if standard.endswith(" ikke") or standard == "det er" else standard.split()
        for entry in entries:
            merged = found.setdefault(entry, {})
            for region, forms in by_region.items():
                merged[region] = merged.get(region, ()) + forms
    return found


def rewritten(tokens: Sequence[Token], region: str, rng: random.Random) -> list[tuple[str, bool]]:
    """Words as one of a region might write them, and whether each is changed."""
    words = dialect_words()
    of_words, of_rules = rng.uniform(LIGHTEST, 1), rng.random() ** 1.5
    written: list[tuple[str, bool]] = []
    at = 0
    while at < len(tokens):
        pair = " ".join(_NOT.get(token.form, token.form) for token in tokens[at : at + 2])
        if region in words.get(pair, {}) and rng.random() < 0.25 * of_words:
            written.append((rng.choice(words[pair][region]), True))
            at += 2
            continue
        token = tokens[at]
        listed = words.get(token.form, {}).get(region)
        if listed:
            form = rng.choice(listed) if rng.random() < of_words else token.form
        else:
            form = _respelt(token, region, of_rules, rng)
        written.append((form, form != token.form))
        at += 1
    return written


def _respelt(token: Token, region: str, readiness: float, rng: random.Random) -> str:
    form = token.form
    if len(form) < 3 or "PROPN" in token.features:
        return form
    for rules, most in ((ENDINGS, 1), (SPELLINGS, 2)):
        made = 0
        for rule in rules:
            if made < most and rng.random() < readiness * rule.readiness.get(region, 0):
                if rule.features and not re.search(rule.features, token.features):
                    continue
                respelt = rule.pattern.sub(rule.replacement, form)
                made += respelt != form
                form = respelt
    return form
