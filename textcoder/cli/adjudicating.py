"""``textcoder adjudicate``."""

import os
import re
import sys
from collections.abc import Callable, Collection
from functools import partial
from string import ascii_lowercase
from typing import IO, TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db
from textcoder.errors import TextcoderError
from textcoder.labelling.errors import BlankCoderError

if TYPE_CHECKING:
    from textcoder.labelling.adjudicating import Adjudication, Dispute

_GUIDELINES = "?"
_ACTS = {"u": "union", "s": "skip", "z": "undo", _GUIDELINES: "codes", "q": "quit"}
_SIDES = [letter for letter in ascii_lowercase if letter not in _ACTS]
"""Keys of the codings side by side. Whoever has more coders settles by numbers."""
_END = "q"
_CTRL_D = "\x04"
_APART = re.compile(r"[\s,;]+")


@click.command()
@click.option("--survey", required=True, metavar="S", help="The survey, as it was imported.")
@click.option("--question", required=True, metavar="Q", help="Id of the question.")
@click.option("--coder", required=True, metavar="NAME", help="Who adjudicates; stands on every decision.")
@click.option("--plain", is_flag=True, help="One line after the other, each ended with Enter: for screen readers.")
@with_db
@common
def adjudicate(edge: Edge, survey: str, question: str, coder: str, plain: bool, db: str | None) -> None:
    """Settle what people have coded differently, the most in dispute first, each decision saved at once.

    What is decided goes before every other coding of the answer. Answers that are settled do not come again.
    """
    name = coder.strip()
    if not name:
        raise BlankCoderError
    # Imported here: the database library and NumPy take a moment, and --help should not.
    from textcoder.labelling.adjudicating import Adjudication

    with open_label_store(edge, db) as store:
        adjudication = Adjudication(store, survey, question, f"human:{name}")
        # What is asked is talk, where a machine reads what comes of it.
        _Prompts(adjudication, sys.stderr if edge.as_json else sys.stdout, sys.stdin, plain=plain).run()
    done: dict[str, Any] = {"survey": survey, "question": question, "coder": name, "decisions": adjudication.decisions}
    done |= {"skipped": adjudication.skipped, "left": adjudication.left + adjudication.skipped}
    edge.show(done, lambda: None)
    edge.say(f"{adjudication.settled} settled and saved, {adjudication.skipped} skipped.")


class _Prompts:
    """Asks for one disagreement after the other.

    On a terminal one key is enough, but for own codes, which are numbers ended with Enter. Elsewhere every line is
    an answer.
    """

    def __init__(self, adjudication: "Adjudication", screen: IO[str], typed: IO[str], *, plain: bool) -> None:
        # Imported here: rich takes a moment.
        from rich.console import Console

        self._adjudication, self._plain = adjudication, plain
        self._screen, self._typed = screen, typed
        self._ahead = ""
        self._told_of_own = False
        self._console = Console(file=screen, highlight=False, markup=False, emoji=False)

    def run(self) -> None:
        """Ask until nothing is left, or nobody is there to answer."""
        from textcoder.codeframe import in_language
        from textcoder.labelling.terminal.wording import printable

        asked = self._adjudication.asked
        self._say(f"Question: {printable(in_language(asked.text)) or asked.id}")
        self._say(self._codes())
        self._show()
        while (entered := self._read()) not in (None, _END):
            shown = self._adjudication.current
            self._say(self._obey(entered or ""))
            # What the codes mean takes up a screen, and the answer they are for is gone from it.
            if self._adjudication.current is not shown or entered == _GUIDELINES:
                self._show()

    def _obey(self, entered: str) -> str:
        """Do what was entered, and say in a sentence what there is to say."""
        from textcoder.labelling.terminal.wording import printable

        adjudication = self._adjudication
        coders = adjudication.current.disagreement.codings if adjudication.current else ()
        acts: dict[str, Callable[[], str]] = {
            key: partial(adjudication.take, place) for place, (key, _) in enumerate(zip(_SIDES, coders, strict=False))
        }
        acts |= {"u": partial(adjudication.take, -1), "s": adjudication.skip, "z": adjudication.undo}
        acts[_GUIDELINES] = self._guidelines
        if entered[:1].isdecimal():
            acts[entered] = partial(self._settle, _APART.split(entered))
        try:
            return "\n".join(map(printable, acts.get(entered, self._keys)().split("\n")))
        except TextcoderError as err:
            return f"Not saved: {err}"

    def _settle(self, numbers: Collection[str]) -> str:
        """Take one's own codes; ``0`` alone says that none applies, where it is no code's number."""
        known = {str(code.number) for code in self._adjudication.frame.codes}
        none = list(numbers) == ["0"] and "0" not in known
        wanted = [] if none else [one for one in numbers if one]
        unknown = next((one for one in wanted if one not in known), None)
        if unknown is not None:
            return f"Not saved: {unknown} is no code here; {_GUIDELINES} shows the codes."
        return self._adjudication.settle(wanted)

    def _show(self) -> None:
        from textcoder.labelling.terminal.wording import printable

        dispute = self._adjudication.current
        self._console.print()
        if dispute is None:
            self._say("Nothing is left to settle. z undoes, q ends.")
            return
        self._say(f"{self._adjudication.left} left · id {printable(dispute.answer.id)}")
        self._say(f"Answer: {printable(dispute.answer.text)}")
        self._show_lines(dispute) if self._plain else self._show_table(dispute)
        if self._adjudication.is_own and not self._told_of_own:
            self._told_of_own = True
            self._say("You are one of those who disagree here; better let somebody else settle it (s skips).")
        self._say(self._keys())

    def _show_lines(self, dispute: "Dispute") -> None:
        from textcoder.labelling.choosing import named

        frame = self._adjudication.frame
        for key, (coder, code_ids) in zip(_SIDES, dispute.disagreement.codings.items(), strict=False):
            self._say(f"{key.upper()} {coder}: {named(code_ids, frame) or 'none applies'}")
        self._say(f"In dispute: {named(dispute.disagreement.disputed, frame)}")

    def _show_table(self, dispute: "Dispute") -> None:
        """One row a code, one column a coder; what is in dispute is marked by more than its weight."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        from textcoder.labelling.choosing import named

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("code")
        for key, coder in zip(_SIDES, dispute.disagreement.codings, strict=False):
            table.add_column(Text(f"{key.upper()} {coder}"), justify="center")
        table.add_column("")
        codings, disputed = dispute.disagreement.codings.values(), dispute.disagreement.disputed
        frame = self._adjudication.frame
        for code_id in frame.in_order(dispute.disagreement.agreed | disputed):
            open_one = code_id in disputed
            cells = ["×" if code_id in code_ids else "–" for code_ids in codings]
            name = f"{frame.code(code_id).number} {named([code_id], frame)}"
            table.add_row(Text(name), *cells, "in dispute" if open_one else "", style="bold" if open_one else "")
        self._console.print(table)

    def _keys(self) -> str:
        """What can be pressed now; the union only where an answer can have it."""
        dispute = self._adjudication.current
        if dispute is None:
            return ""
        coders = dispute.disagreement.codings
        keys = [f"{key} {coder}" for key, coder in zip(_SIDES, coders, strict=False)]
        refused = dispute.settlements[-1].refused
        keys += [f"{key} {does}" for key, does in _ACTS.items() if key != "u" or refused is None]
        said = f"Keys: {', '.join(keys)}; or numbers of codes: 1 3, and 0 if none applies."
        return f"{said}\nThe union cannot be taken: {refused}." if refused else said

    def _codes(self) -> str:
        from textcoder.labelling.terminal.wording import name_of

        return f"Codes: {', '.join(f'{code.number} {name_of(code)}' for code in self._adjudication.frame.codes)}"

    def _guidelines(self) -> str:
        from textcoder.codeframe import in_language
        from textcoder.labelling.terminal.wording import name_of

        lines = []
        for code in self._adjudication.frame.codes:
            lines.append(": ".join(filter(None, (f"{code.number} {name_of(code)}", in_language(code.definition)))))
            lines += [f"  include: {', '.join(code.include)}"] if code.include else []
            lines += [f"  exclude: {', '.join(code.exclude)}"] if code.exclude else []
        return "\n".join(lines)

    def _read(self) -> str | None:
        """What was entered, in small letters; None at the end."""
        self._screen.write("> ")
        self._screen.flush()
        if not self._plain and self._typed.isatty():
            return self._press()
        line = self._typed.readline()
        if not self._typed.isatty():
            self._screen.write("\n")
        return line.strip().lower() if line else None

    def _press(self) -> str:
        """One key, or a line where it begins with a digit."""
        try:
            # What is typed fast comes in one piece.
            self._ahead = self._ahead or _pressed(self._typed).lower() or _END
            if self._ahead.startswith("\x1b"):
                self._ahead = "\r"  # an arrow or the like, which is no key here
            key, self._ahead = self._ahead[0], self._ahead[1:]
            self._screen.write(key if key.isprintable() else "")
            self._screen.flush()
            if key.isdecimal():
                return (key + self._rest_of_line()).strip().lower()
        except KeyboardInterrupt:
            key = _END  # everything decided is saved already
        self._screen.write("\n")
        return _END if key == _CTRL_D else key.strip()

    def _rest_of_line(self) -> str:
        typed, ended, rest = self._ahead.replace("\r", "\n").partition("\n")
        self._screen.write(typed + ended)
        self._screen.flush()
        self._ahead = rest
        return typed if ended else typed + self._typed.readline()

    def _say(self, said: str) -> None:
        if said:
            self._console.print(said)


def _pressed(terminal: IO[str]) -> str:
    """What was pressed, as soon as it was; empty where the line is gone."""
    if sys.platform == "win32":
        return click.getchar()
    # Imported here: Windows has neither. click's own way of doing it throws away what was typed ahead.
    import termios
    import tty

    place = terminal.fileno()
    before = termios.tcgetattr(place)
    try:
        tty.setcbreak(place, termios.TCSANOW)
        return os.read(place, 64).decode(errors="replace")
    finally:
        termios.tcsetattr(place, termios.TCSANOW, before)
