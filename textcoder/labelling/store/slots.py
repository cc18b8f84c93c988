"""Who may hold which text: one coder each, but for answers that several are to code for themselves.

A text has one general slot, and one for each coder to whom an answer with it was assigned for double coding or as a
repeat. Claims are made and codings let in by slot, so that nobody gets in anybody's way, on purpose or by accident.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, tuple_

from textcoder.labelling.store.forgotten import not_forgotten
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
    is_assigned: bool = False
    """Whether it, or an identical one, was assigned to the coder for anything."""

    def slot(self, coder: str) -> str:
        """Where the coder would hold it."""
        return GENERAL if self.mine.isdisjoint(_ALONE) else coder

    def place(self, coder: str) -> tuple[str, str, str, str]:
        """The key of a claim to it."""
        return self.survey, self.question, self.text_key, self.slot(coder)


def candidates(connection: Connection, keys: Sequence[int], coder: str) -> list[Candidate]:
    """These answers as a coder might be handed them, in the order of the keys. Keys that are not there are left out."""
    columns = answers.c["key", "survey", "question", "text_key"]
    wanted = select(*columns).where(answers.c.key.in_(keys), not_forgotten())
    found = {row.key: Candidate(*row) for row in connection.execute(wanted)}
    assigned = select(assignments.c.answer, assignments.c.coder, assignments.c.purpose)
    for row in connection.execute(assigned.where(assignments.c.answer.in_(keys))):
        found[row.answer].mine |= {Purpose(row.purpose)} if row.coder == coder else set()
    by_text = _assigned(connection, found.values())
    for one in found.values():
        who = by_text[one.survey, one.question, one.text_key]
        one.others = any(to != coder and purpose == Purpose.DOUBLE for to, purpose in who)
        one.is_assigned = any(to == coder for to, _ in who)
    return [found[key] for key in keys if key in found]


def _assigned(
    connection: Connection, found: Iterable[Candidate]
) -> defaultdict[tuple[str, str, str], set[tuple[str, str]]]:
    """To whom the texts of these answers were assigned and what for, in this answer or in an identical one."""
    by_text: defaultdict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    texts = list({(one.survey, one.question, one.text_key) for one in found})
    columns = answers.c["survey", "question", "text_key"]
    wanted = select(*columns, assignments.c.coder, assignments.c.purpose)
    wanted = wanted.join(assignments, assignments.c.answer == answers.c.key).where(tuple_(*columns).in_(texts))
    for row in connection.execute(wanted) if texts else ():
        by_text[row.survey, row.question, row.text_key].add((row.coder, row.purpose))
    return by_text
