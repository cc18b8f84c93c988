"""Reads the Norwegian Dependency Treebank with NorNE's entities, and the official UD files, as spaCy documents."""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc
from spacy.training import biluo_tags_to_spans, iob_to_biluo
from spacy.vocab import Vocab

STANDARDS = {"nb": "bokmaal", "nn": "nynorsk"}
_CLOSES = frozenset(".,:;!?)]}»”%…")
_OPENS = frozenset("([{«“")
_SENTENCES = 8
"""Sentences a document: the end of one must be seen beside the beginning of the next."""
_AUXILIARIES = frozenset(("være", "vere", "bli", "verte", "ville", "vilje", "ha", "få"))
_AUXILIARIES |= {"kunne", "skulle", "måtte", "burde", "tørre", "tore"}
"""The auxiliaries of Norwegian in Universal Dependencies, by lemma."""


@dataclass(frozen=True, slots=True)
class Token:
    """A line of a CoNLL-U file."""

    form: str
    lemma: str
    pos: str
    morph: str
    entity: str
    """As ``B-PER``; ``O`` where there is none, or none is marked in this file."""
    space: bool | None
    """Whether a space follows; None where the file does not say."""


def entity_file(folder: Path, standard: str, part: str) -> Path:
    """The ``train``, ``dev`` or ``test`` part with entities: as NorNE publishes it, or with the treebank's own tags."""
    own = folder / f"ndt_no_{STANDARDS[standard]}_{part}.conllu.gz"
    return own if own.is_file() else ud_file(folder, standard, part)


def ud_file(folder: Path, standard: str, part: str) -> Path:
    """The official part of Universal Dependencies, gzipped or not.

    Raises:
        SystemExit: It is not there; the message says so.
    """
    name = f"no_{STANDARDS[standard]}-ud-{part}.conllu"
    for path in (folder / f"{name}.gz", folder / name):
        if path.is_file():
            return path
    raise SystemExit(f"{folder} has no {name}(.gz). docs/language.md says where to get it.")


def sentences(path: Path, standard: str) -> Iterator[list[Token]]:
    """The sentences of a file, in order."""
    with_spaces = not path.name.startswith("ndt_")
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        rows: list[_Row] = []
        for line in (*lines, ""):
            columns = line.rstrip("\n").split("\t")
            if columns[0].isdigit():  # no ranges, no empty nodes
                rows.append(_Row(columns))
            elif rows and not line.strip():
                governed = _governed(rows)
                yield [_token(row, standard, governed[row.number], with_spaces=with_spaces) for row in rows]
                rows = []


class _Row:
    """A line of the file, taken apart."""

    def __init__(self, columns: list[str]) -> None:
        self.number, self.form, self.lemma, self.pos, self.morph = (columns[place] for place in (0, 1, 2, 3, 5))
        self.facts = dict(part.split("=", 1) for part in columns[9].split("|") if "=" in part)


def _token(row: _Row, standard: str, governed: frozenset[str] | None, *, with_spaces: bool) -> Token:
    lemma = row.lemma
    if standard == "nb" and lemma == "det" and row.pos in {"PRON", "DET"}:
        lemma = "den"  # the one lemma in which Universal Dependencies differs
    pos = row.pos if governed is None or row.pos not in {"AUX", "VERB"} else _verb(lemma, governed)
    space = row.facts.get("SpaceAfter") != "No" if with_spaces else None
    return Token(row.form, lemma, pos, "" if row.morph == "_" else row.morph, row.facts.get("name", "O"), space)


def _verb(lemma: str, governed: frozenset[str]) -> str:
    """``AUX`` or ``VERB``, by the definition, where the file has the treebank's own relations.

    An auxiliary governs another verb, or is *være* with a predicative. The official tags of the dev part follow that
    to the letter; those in the file with entities were in part guessed, and call some 1,200 ordinary verbs AUX.
    """
    predicates = lemma in {"være", "vere"} and "SPRED" in governed
    return "AUX" if lemma in _AUXILIARIES and (predicates or "INFV" in governed) else "VERB"


def _governed(rows: list[_Row]) -> dict[str, frozenset[str] | None]:
    """For each word the treebank's own relations of what it governs; None where the file does not give them."""
    if not all("ndtHead" in row.facts for row in rows):
        return {row.number: None for row in rows}
    below: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        below[row.facts["ndtHead"]].add(row.facts["ndtRel"])
    return {row.number: frozenset(below[row.number]) for row in rows}


def documents(vocab: Vocab, texts: Iterable[list[Token]], size: int = _SENTENCES) -> Iterator[Doc]:
    """Documents of so many sentences."""
    held: list[list[Token]] = []
    for sentence in texts:
        held.append(sentence)
        if len(held) == size:
            yield _document(vocab, held)
            held = []
    if held:
        yield _document(vocab, held)


def _document(vocab: Vocab, held: list[list[Token]]) -> Doc:
    tokens = [token for sentence in held for token in sentence]
    starts = [place == 0 for sentence in held for place in range(len(sentence))]
    doc = Doc(
        vocab,
        words=[token.form for token in tokens],
        spaces=_spaces(tokens),
        pos=[token.pos for token in tokens],
        morphs=[token.morph for token in tokens],
        lemmas=[token.lemma for token in tokens],
        sent_starts=starts,
    )
    doc.ents = biluo_tags_to_spans(doc, iob_to_biluo([token.entity for token in tokens]))
    return doc


def _spaces(tokens: list[Token]) -> list[bool]:
    """Whether a space follows each token: said by the file, or as punctuation is usually set."""
    spaces = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1].form if place + 1 < len(tokens) else ""
        guess = following not in _CLOSES and token.form not in _OPENS
        spaces.append(token.space if token.space is not None else guess)
    return spaces
