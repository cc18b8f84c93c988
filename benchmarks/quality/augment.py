"""Answers written otherwise: with typing errors, or with words of the other written standard.

Not a command.
"""

import random

import regex

VARIANTS = {
    "ikke": "ikkje", "jeg": "eg", "vi": "me", "noe": "noko", "mye": "mykje", "hva": "kva", "hvordan": "korleis",
    "mer": "meir", "kommunen": "kommuna", "penger": "pengar", "ledere": "leiarar", "ledelse": "leiing", "fra": "frå",
    "være": "vere", "gjøre": "gjere", "veldig": "svært", "ansatte": "tilsette", "muligheter": "moglegheiter",
    "en": "ein", "et": "eit", "bare": "berre", "de": "dei", "hvor": "kvar", "dårlig": "dårleg",
    "nødvendig": "naudsynt", "uke": "veke", "hver": "kvar", "selv": "sjølv",
}  # fmt: skip


def mistyped(text: str) -> str:
    rng = random.Random(text)
    letters = list(text)
    for _ in range(max(1, len(letters) // 25)):
        at = rng.randrange(max(1, len(letters) - 1))
        if rng.random() < 0.5 and len(letters) > 1:
            letters[at : at + 2] = letters[at : at + 2][::-1]
        elif letters:
            del letters[at]
    return "".join(letters)


def other_standard(text: str) -> str:
    """The common words that differ between Bokmål and Nynorsk, changed for those of the other."""
    there = VARIANTS | {nn: nb for nb, nn in VARIANTS.items()}
    return regex.sub(r"\p{L}+", lambda word: there.get(word[0].lower(), word[0]), text)
