"""Answers to load the service with: of the right length and vocabulary, all different, and nobody's."""

import json
import random
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SURVEY = ROOT / "labels" / "innovasjonsbarometer-2024"
CODEFRAME = "innovation-barriers"


def distinct_answers(count: int, *, seed: int = 1) -> list[str]:
    """Clauses of the shipped answers with one or two of their words exchanged for others of them.

    Args:
        count: How many.
        seed: Others with another one.
    """
    rng = random.Random(seed)
    clauses = _clauses()
    words = sorted({word for clause in clauses for word in clause})
    found: dict[str, None] = {}
    while len(found) < count:
        clause = list(rng.choice(clauses))
        for _ in range(rng.choice((1, 2))):
            clause[rng.randrange(len(clause))] = rng.choice(words)
        found[" ".join(clause)] = None
    return list(found)


def _clauses() -> list[list[str]]:
    with (SURVEY / "codings.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    clauses = [clause.split() for text in texts for clause in re.split(r"[.,;:/!?–]| og | men ", text)]
    return [clause for clause in clauses if 3 <= len(clause) <= 7]
