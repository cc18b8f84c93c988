"""The review of ``textcoder redact --review``: what was found, answer by answer, for a person to accept or mend."""

import re
import unicodedata
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from textcoder.language.redaction.decisions import Decisions
    from textcoder.language.redaction.draft import Draft
    from textcoder.language.redaction.findings import Kind
    from textcoder.language.redaction.redacting import Findings, FoundAnswer

_WIDTH_OF_A_PIPE = 80
_COLOURS = {
    "person": "bold magenta",
    "national_id": "bold red",
    "phone": "bold cyan",
    "email": "bold blue",
    "account": "bold yellow",
    "address": "bold green",
    "url": "bold bright_blue",
    "place": "bold bright_green",
}
_KEYS = "Enter accept · 1 2 … restore (again: redact) · + words add · b back · q quit"
_PLACEHOLDER = r"\[[A-ZÆØÅ-]+(-\d+)?\]"
_NUMBERS = re.compile(r"\d+(?:[\s,;]+\d+)*[\s,;]*\Z")
_LONGEST_NUMBER = 6
_CONTROL = ("Cc", "Cf", "Co", "Cs")


class ReviewStoppedError(Exception):
    """Somebody has stopped before the end, or nobody answers any more. What was decided is kept."""


class Review:
    """Asks about one answer after the other, on a terminal or through a pipe."""

    def __init__(self, decisions: "Decisions", screen: IO[str], keys: IO[str]) -> None:
        # Imported here: rich takes a moment.
        from rich.console import Console

        self._decisions = decisions
        width = None if screen.isatty() else _WIDTH_OF_A_PIPE
        self._console = Console(file=screen, width=width, highlight=False, markup=False, emoji=False)
        self._keys = keys

    def __call__(self, answers: Sequence["FoundAnswer"]) -> list["Findings"]:
        """Ask about the answers that are not decided yet, and say what of each shall be replaced.

        Raises:
            ReviewStoppedError: Before all are decided.
        """
        at = next((n for n, one in enumerate(answers) if self._decisions.of(one) is None), len(answers))
        while at < len(answers):
            at += self._ask(answers, at)
        return self._decided(answers)

    def _decided(self, answers: Sequence["FoundAnswer"]) -> list["Findings"]:
        decided = map(self._decisions.of, answers)
        return [answer.findings if one is None else one for answer, one in zip(answers, decided, strict=True)]

    def _ask(self, answers: Sequence["FoundAnswer"], at: int) -> int:
        """Ask about an answer until it is accepted; how many answers to go on by, which is -1 for back."""
        from textcoder.language.redaction.draft import Draft

        answer = answers[at]
        draft = Draft(answer.text, answer.findings)
        earlier = self._decisions.of(answer)
        if earlier is not None:
            draft = draft.with_decision(earlier)
        self._show(answers, at, draft)
        while True:
            typed = self._read("> ")
            if typed == "":
                self._decisions.keep(answer, draft.kept)
                return 1
            if typed == "b" and at > 0:
                return -1
            if typed == "q":
                raise ReviewStoppedError
            changed = self._changed(draft, typed)
            if changed != draft:
                draft = changed
                self._show(answers, at, draft)

    def _changed(self, draft: "Draft", typed: str) -> "Draft":
        if typed.startswith("+"):
            words = typed[1:].strip()
            if not draft.places_of(words):
                self._say("These words do not stand in this answer." if words else "Give the words: + Kari Nordmann")
                return draft
            changed = draft.with_words(words, self._ask_kind())
            if changed == draft:
                self._say("These words are replaced already.")
            return changed
        if _NUMBERS.match(typed):
            numbers = {int(number[:_LONGEST_NUMBER]) for number in re.findall(r"\d+", typed)}
            if numbers <= set(range(1, len(draft.findings) + 1)):
                return draft.toggled(numbers)
            self._say(f"There are findings 1 to {len(draft.findings)}.")
            return draft
        self._say("This is the first answer." if typed == "b" else f"Not understood. {_KEYS}")
        return draft

    def _ask_kind(self) -> "Kind":
        from textcoder.language.redaction.findings import Kind

        kinds = list(Kind)
        self._say("  ".join(f"{number} {kind.value}" for number, kind in enumerate(kinds, start=1)))
        by_name = {kind.value: kind for kind in kinds} | {str(n): kind for n, kind in enumerate(kinds, start=1)}
        while True:
            typed = self._read("Kind (Enter: person) > ").lower()
            if typed == "":
                return Kind.PERSON
            if typed in by_name:
                return by_name[typed]
            self._say(f"Give a number from 1 to {len(kinds)}.")

    def _read(self, prompt: str) -> str:
        self._console.print(prompt, end="", soft_wrap=True)
        self._console.file.flush()
        typed = self._keys.readline()
        if not self._keys.isatty():
            self._say("")  # a pipe does not end the line on the screen
        if not typed:
            raise ReviewStoppedError
        return typed.strip()

    def _show(self, answers: Sequence["FoundAnswer"], at: int, draft: "Draft") -> None:
        # Imported here: rich takes a moment.
        from rich.table import Table
        from rich.text import Text

        answer = answers[at]
        whose = f"respondent {_printable(answer.respondent)}" if answer.respondent else f"row {answer.row}"
        self._say("")
        self._console.print(Text(f"{at + 1} of {len(answers)} · {whose} · {_printable(answer.column)}", "bold"))
        after = Text(_printable(self._after(answers, at, draft)))
        after.highlight_regex(_PLACEHOLDER, "bold")
        table = Table.grid(padding=(0, 2))
        table.add_row("Before", _marked(draft))
        table.add_row("After", after)
        self._console.print(table)
        self._say(_KEYS)

    def _after(self, answers: Sequence["FoundAnswer"], at: int, draft: "Draft") -> str:
        """The answer as it will be written, which depends on the respondent's other answers too."""
        from textcoder.language.redaction.redacting import redacted_texts

        theirs = [place for place, one in enumerate(answers) if one.writer == answers[at].writer]
        decided = self._decided([answers[place] for place in theirs])
        decided[theirs.index(at)] = draft.kept
        return redacted_texts([answers[place] for place in theirs], decided)[theirs.index(at)]

    def _say(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)


def _marked(draft: "Draft") -> "Text":
    """The answer with its findings numbered in brackets and coloured by kind."""
    # Imported here: rich takes a moment.
    from rich.text import Text

    shown = Text()
    text = _printable(draft.text)
    done = 0
    for mark in draft.marks:
        one = mark.finding
        numbers = ",".join(map(str, mark.numbers))
        what, style = ("restored", "dim") if mark.restored else (one.kind.value, _COLOURS[one.kind.value])
        shown.append(text[done : one.start])
        shown.append(f"[{numbers} {what}: {text[one.start : one.end]}]", style)
        done = one.end
    return shown.append(text[done:])


def _printable(text: str) -> str:
    """The text, as long as it was, without what would steer a terminal: anybody may have written it."""
    return "".join("·" if unicodedata.category(one) in _CONTROL and one != "\n" else one for one in text)
