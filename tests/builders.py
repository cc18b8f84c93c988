"""Small codeframes and codings. A test names what it is about and leaves the rest to these."""

from collections.abc import Iterable, Sequence

import numpy as np

from textcoder.answers import Answer
from textcoder.codeframe import Code, Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features.encoder import Encoded, EncoderFacts

USUAL_CODES = ("time", "money", "skill", "dont_know!", "no_answer!")


def build_code(code_id: str, number: int = 1, **fields) -> Code:
    """A code labelled with its own id; a ``!`` after the id makes it exclusive."""
    exclusive = fields.pop("exclusive", code_id.endswith("!"))
    code_id = code_id.removesuffix("!")
    return Code(code_id, number, fields.pop("label", {"nb": code_id}), exclusive=exclusive, **fields)


def build_codeframe(*codes: str | Code, **rules) -> Codeframe:
    """A codeframe of these codes, numbered from 1: ``build_codeframe("time", "dont_know!", max_codes=1)``."""
    numbered = enumerate(codes or USUAL_CODES, start=1)
    made = tuple(code if isinstance(code, Code) else build_code(code, number) for number, code in numbered)
    return Codeframe(**{"id": "reasons", "version": 1, "codes": made, **rules})


def build_coded(answer_id: str = "a1", code_ids: Iterable[str] = ("time",), **fields) -> CodedAnswer:
    """An answer by its own voice that ``human:kari`` has coded; ``fields`` are those of both."""
    rest = {name: fields.pop(name) for name in ("coder", "weight") if name in fields}
    answer = Answer(**{"id": answer_id, "text": "Vi har for lite tid", "question": "Q24", "variety": "nb", **fields})
    return CodedAnswer(answer, frozenset(code_ids), **{"coder": "human:kari", **rest})


class ScoringEncoder:
    """An encoder tuned for some codes that remembers what it was asked and gives every text the same scores."""

    def __init__(self, codes: Sequence[str], score: float = 9.0) -> None:
        self.facts = EncoderFacts("scoring", "0" * 64, 2, tuple(codes))
        self.read: list[str] = []
        self._score = score

    def encode(self, texts: Sequence[str]) -> Encoded:
        self.read += texts
        scores = np.full((len(texts), len(self.facts.codes)), self._score, dtype=np.float32)
        return Encoded(np.ones((len(texts), self.facts.width), dtype=np.float32) / np.sqrt(2), scores)
