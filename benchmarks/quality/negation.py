"""Words within reach of a negation, and what an answer grants before it comes to the matter.

Not a command. What an answer denies as a whole is found by ``textcoder.language.denials``.
"""

import regex

# fmt: off
_NEGATORS = frozenset((
    "ikke", "ikkje", "ikkj", "ikje", "itj", "ittj", "itte", "itt", "kje", "kkje", "isje", "ikk", "ingen", "inga",
    "ingenting", "ingeting", "intet", "inkje", "uten", "utan", "aldri", "aildri", "hverken", "verken", "korkje",
    "ittno", "itno", "neppe",
))
# fmt: on
_TURNS = frozenset(("men", "mens", "medan", "fordi", "når", "så"))
"""Words that begin another clause."""
_REACH = 6
"""Words that a negation reaches, at most."""
_SHORTEST = 3
_TOKENS = regex.compile(r"[\p{L}\p{N}'’-]+|[^\w\s]")

_NOT = "ikke|ikkje|ikkj|ikje|itj|ittj|itte|kje|isje|neppe"
_X = r"[^.,;:!?–—()]"
_CONCEDED = regex.compile(
    rf"(?:(?<=^|[.;:!?–—()] ))(?!{_X}*\b(?:{_NOT})\b)(?!{_X}*\b(?:for lite|for få|mangl\w*|treng\w*)\b)"
    rf"{_X}*\b(?:har|fått|fikk|finnes|finst|nok|god\w*|bra|flink\w*|rikelig|positiv\w*|plenty|bøtter|masse)\b{_X}*,? "
    r"(?=men )",
    regex.IGNORECASE,
)


def negates(text: str) -> bool:
    """Whether an answer holds a negation."""
    return any(token in _NEGATORS for token in _TOKENS.findall(text.lower()))


def within_reach(text: str) -> list[str]:
    """The lower-case words that a negation reaches: the next few, up to the end of its clause."""
    found, left = [], 0
    for token in _TOKENS.findall(text.lower()):
        if token in _NEGATORS:
            left = _REACH
        elif not token[0].isalnum() or token in _TURNS:
            left = 0
        elif left:
            left -= 1
            if len(token) >= _SHORTEST:
                found.append(token)
    return found


def conceded(text: str) -> list[str]:
    """The clauses that grant something before a "men"."""
    return [match[0].strip() for match in _CONCEDED.finditer(text)]


def without(text: str, clauses: list[str]) -> str:
    """The text without these clauses; all of it where nothing would be left."""
    for clause in clauses:
        rest = text.replace(clause, " ")
        if any(len(token) >= _SHORTEST for token in _TOKENS.findall(rest)):
            text = rest
    return text
