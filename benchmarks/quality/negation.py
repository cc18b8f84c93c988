"""What an answer denies: words within reach of a negation, and things named only to be waved aside.

Not a command. What is missing is what an answer is about ("ikke nok penger", "ingen tid", "mangel på kompetanse"): such
words are marked at most, and only "pengene er ikke problemet", "det er ikke viljen det står på" and the like denied.
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

_NOT = r"(?:ikke|ikkje|ikkj|ikje|itj|ittj|itte|kje|isje|neppe)"
_BE = r"(?:er|e|æ|ær|var|va|ligger|ligg|står|sitter|sit)"
_IT = r"(?:det|dæ|da|de|d)"
_THE_MATTER = (
    r"(?:problem\w*|utfordr\w*|hind\w*|barrier\w*|flaskehals\w*|årsak\w*|grunnen|stopper\w*|det verste|saken|"
    rf"tema\w*|{_IT} (?:som|vi|me|der|står|skorter|skort)\b)"
)
_THAT_MATTERS = (
    rf"(?:{_IT} (?:står|stå|skort)\w*(?: på)?|som (?:er |e )?(?:mangl|stopp|hind|problem|brems|sakn|skort)\w*|"
    r"(?:vi|me|eg|jeg) (?:mangl|treng|sakn)\w*)"
)
_X = r"[^.,;:!?–—()]"
_DENIALS = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        rf"(?:(?<=^|[.,;:!?–—()] )){_X}{{3,60}}? {_BE}(?: {_IT})? {_NOT}(?: \w+){{0,2}} {_THE_MATTER}{_X}*",
        rf"{_IT} {_BE} {_NOT} (?!bare|berre|bærre|kun|nok){_X}{{3,50}}? {_THAT_MATTERS}",
        rf"{_IT} {_BE} {_NOT} (?!bare|berre|bærre|kun|nok|så|lett|mulig|tid|råd){_X}{{3,40}},?(?= men |, {_IT} {_BE} )",
        rf"(?:(?<=^|[.,;:!?–—()] )){_NOT} (?!bare|berre|bærre|kun|nok|så){_X}{{3,40}},?(?= men )",
        rf"(?:{_IT} )?(?:står|stå|skorter|skort) {_NOT} på {_X}+|{_NOT} {_IT} (?:står|stå|skorter) på {_X}+",
        rf"{_X}*(?:ingen(?:ting)?|intet|inkje|{_NOT} no\w+)(?: \w+)? (?:i ve[ig]en|feil|gale?t?) med{_X}*",
    )
)
_CONCEDED = regex.compile(
    rf"(?:(?<=^|[.;:!?–—()] ))(?!{_X}*\b{_NOT}\b)(?!{_X}*\b(?:for lite|for få|mangl\w*|treng\w*)\b)"
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


def denied(text: str) -> list[str]:
    """The clauses that wave something aside."""
    return [match[0].strip() for pattern in _DENIALS for match in pattern.finditer(text)]


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
