"""Who may hold which text: one coder each, but for answers that several are to code for themselves.

A text has one general slot, and one for each coder to whom an answer with it was assigned for double coding or as a
repeat. Claims are made and codings let in by slot, so that nobody gets in anybody's way, on purpose or by accident.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from textcoder.labelling.store.records import Purpose
from textcoder.labelling.store.schema import answers, assignments

GENERAL = ""
"""The slot of those to whom nothing was assigned."""
_ALONE = (Purpose.DOUBLE, Purpose.CONSISTENCY)


@dataclass(slots=True)
class Candidate:
    """An answer that a coder might be handed, and what it is to him."""

    key: int
    survey: str
    question: str
    text_key: str
    mine: set[Purpose] = field(default_factory=set)
    """What it was assigned to the coder for."""
    others: bool = False
    """Whether it is set aside for others to code for themselves."""

    def slot(self, coder: str) -> str:
        """Where the coder would hold it."""
        return GENERAL if self.mine.isdisjoint(_ALONE) else coder

    def place(self, coder: str) -> tuple[str, str, str, str]:
        """The key of a claim to it."""
        return self.survey, self.question, self.text_key, self.slot(coder)


def candidates(connection: Connection, keys: Sequence[int], coder: str) -> list[Candidate]:
    """These answers as a coder might be handed them, in the order of the keys. Keys that are not there are left out."""
    columns = answers.c["key", "survey", "question", "text_key"]
    found = {row.key: Candidate(*row) for row in connection.execute(select(*columns).where(answers.c.key.in_(keys)))}
    assigned = select(assignments.c.answer, assignments.c.coder, assignments.c.purpose)
    purposes: dict[int, list[tuple[str, Purpose]]] = defaultdict(list)
    for row in connection.execute(assigned.where(assignments.c.answer.in_(keys))):
        purposes[row.answer].append((row.coder, Purpose(row.purpose)))
    for key, of_answer in purposes.items():
        found[key].mine = {purpose for name, purpose in of_answer if name == coder}
        found[key].others = any(name != coder and purpose is Purpose.DOUBLE for name, purpose in of_answer)
    return [found[key] for key in keys if key in found]
