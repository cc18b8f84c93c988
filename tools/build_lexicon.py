"""Builds textcoder/language/words/lexicon.tsv, the words that compounds and typing errors are measured against.

    python tools/build_lexicon.py --ndt FOLDER

FOLDER holds ndt_no_bokmaal_train.conllu.gz and ndt_no_nynorsk_train.conllu.gz, the training parts of the Norwegian
Dependency Treebank (annotation CC0). Words and how often they occur are taken from them, no texts: names and foreign
words are left out, and so are compounds that occur once, which their parts stand for.
"""

import argparse
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from textcoder.language.lexicon import COMPOUND, FILE, FIRST, FORM, NOUN, SHORTEST

PARTS = ("ndt_no_bokmaal_train.conllu.gz", "ndt_no_nynorsk_train.conllu.gz")
WORD = re.compile(r"[a-zæøåéèêòóôäöü]+")
CONTENT = ("NOUN", "ADJ", "VERB")
LEFT_OUT = ("PROPN", "X", "SYM", "PUNCT", "NUM")
FEWEST = 0.2
"""Share of a word's occurrences that give it a role: "man" is a noun once in a hundred times."""
MARK = "samset"
"""What the treebank says of a compound that its dictionary lacks."""


class Token(NamedTuple):
    """A word of the treebank."""

    form: str
    lemma: str
    kind: str
    is_compound: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ndt", type=Path, required=True, help="folder with the training parts")
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    of_role: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for token in (token for part in PARTS for token in tokens(options.ndt / part)):
        counts[token.form] += 1
        of_role[token.form].update(roles_of_form(token))
        of_role[token.lemma].update(roles_of_lemma(token))
    lines = []
    for word in sorted(counts.keys() | of_role.keys()):
        roles = {role for role, count in of_role[word].items() if count >= FEWEST * counts[word]}
        if len(word) >= SHORTEST and ((roles and COMPOUND not in roles) or counts[word] > 1):
            lines.append(f"{word}\t{counts[word]}\t{''.join(sorted(roles))}\n")
    options.out.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{options.out}: {len(lines)} words, {options.out.stat().st_size / 1e6:.2f} MB")


def tokens(path: Path) -> Iterator[Token]:
    """The words of a part, in lower case."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if len(columns) != 10 or not columns[0].isdigit() or columns[3] in LEFT_OUT:
                continue
            form, lemma = columns[1].lower(), columns[2].lower()
            if WORD.fullmatch(form) and WORD.fullmatch(lemma):
                yield Token(form, lemma, columns[3], MARK in columns[4].split("|"))


def roles_of_form(token: Token) -> set[str]:
    """What a form can be in a compound, which may have compounds in it."""
    if token.kind not in CONTENT:
        return set()
    return {FORM} | ({NOUN} if token.kind == "NOUN" else set()) | ({COMPOUND} if token.is_compound else set())


def roles_of_lemma(token: Token) -> set[str]:
    """First in a compound stands a lemma."""
    if token.kind not in CONTENT:
        return set()
    return {FIRST} | ({NOUN} if token.kind == "NOUN" else set()) | ({COMPOUND} if token.is_compound else set())


if __name__ == "__main__":
    main()
