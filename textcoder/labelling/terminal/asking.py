"""Questions that lie over the labelling screen: a comment, a search, which nearly identical answers to take along."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from textcoder.codeframe import Code, in_language
from textcoder.labelling.keys import Keys
from textcoder.labelling.session import Sitting
from textcoder.labelling.store.records import StoredAnswer
from textcoder.labelling.supply import Task
from textcoder.labelling.terminal.wording import printable

_MOST_HITS = 500
_SHORTEST = 2
"""Letters from which answers are looked for; a code is found with one."""


class CommentScreen(ModalScreen[str | None]):
    """Asks for a comment."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Leave as it is")]

    def __init__(self, comment: str) -> None:
        super().__init__()
        self._comment = comment

    def compose(self) -> ComposeResult:
        """The window."""
        with Vertical(id="window"):
            yield Static(Text("Comment – Enter keeps it, Esc leaves it as it was", "bold"))
            yield Input(self._comment, id="typed")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it."""
        self.dismiss(event.value)


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen among what a search has found: a code, an answer, or all answers."""

    words: str
    code_id: str | None = None
    answer: int | None = None
    hits: tuple[int, ...] = ()


class SearchScreen(ModalScreen[Found | None]):
    """Finds codes and answers while one types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close"),
        Binding("down,ctrl+n", "move(1)", "Down", priority=True),
        Binding("up,ctrl+p", "move(-1)", "Up", priority=True),
    ]

    def __init__(self, sitting: Sitting, keys: Keys) -> None:
        super().__init__()
        self._sitting, self._keys = sitting, keys
        self._found: list[Found] = []

    def compose(self) -> ComposeResult:
        """The window."""
        with Vertical(id="window"):
            yield Static(Text("Search – ↓/Ctrl+N ↑/Ctrl+P choose, Enter takes, Esc closes", "bold"))
            yield Input(id="typed", placeholder="words of a code or an answer")
            found = OptionList(id="found")
            found.can_focus = False
            yield found

    def on_mount(self) -> None:
        """Show all codes."""
        self._look_for("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is typed so far."""
        self._look_for(event.value.strip())

    def on_input_submitted(self) -> None:
        """Take what is marked."""
        marked = self.query_one("#found", OptionList).highlighted
        self.dismiss(self._found[marked] if marked is not None else None)

    def action_move(self, by: int) -> None:
        """Mark the next one or the one before."""
        options = self.query_one("#found", OptionList)
        if self._found:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._found)

    def _look_for(self, words: str) -> None:
        self._found = []
        lines: list[str] = []
        for code in self._sitting.frame.codes:
            if _is_about(code, words):
                self._found.append(Found(words, code_id=code.id))
                by = " ".join(self._keys.of_code(code.id))
                lines.append(f"code {by:<4} {in_language(code.label)}")
        if len(words) >= _SHORTEST:
            seat = self._sitting.seat
            hits = self._sitting.store.answers.search(seat.survey, seat.question, words, limit=_MOST_HITS)
            if hits:
                more = " or more" if len(hits) == _MOST_HITS else ""
                self._found.append(Found(words, hits=tuple(one.key for one in hits)))
                lines.append(f"code all of these {len(hits)}{more} that are not coded, one after the other")
            for one in hits:
                self._found.append(Found(words, answer=one.key))
                source = self._sitting.overview.source(one.key)
                lines.append(f"{one.id} {f'({source.value}) ' if source else ''}{' '.join(one.text.split())}")
        options = self.query_one("#found", OptionList)
        options.clear_options()
        options.add_options([Option(Text(_shortened(printable(line), self.size.width - 6))) for line in lines])
        options.highlighted = 0 if lines else None


def _shortened(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _is_about(code: Code, words: str) -> bool:
    texts = (code.id, str(code.number), in_language(code.label), *code.include)
    return any(words.casefold() in text.casefold() for text in texts)


class AlikeScreen(ModalScreen[frozenset[int] | None]):
    """Asks which nearly identical answers get the same codes; all of them, to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "take", "Take", priority=True),
        Binding("escape,q", "dismiss", "Leave as it was"),
        Binding("space", "tick", "Tick", priority=True),
        Binding("j,down", "move(1)", "Down", priority=True),
        Binding("k,up", "move(-1)", "Up", priority=True),
        Binding("x", "none", "None"),
    ]

    def __init__(self, task: Task, batch: Collection[int]) -> None:
        super().__init__()
        self._beside = task
        self._ticked = set(batch) or {one.key for one in task.alike}

    def compose(self) -> ComposeResult:
        """The window."""
        with Vertical(id="window"):
            yield Static(
                Text("Same codes for these – Space ticks, j/↓ k/↑ move, x none, Enter/e done, q as before", "bold")
            )
            yield Static(Text(printable(self._beside.answer.text)))
            # Marked as codes are: the library's own list of ticks tells them by colour alone.
            alike = OptionList(*(self._line(one) for one in self._beside.alike), id="alike")
            alike.can_focus = False
            yield alike

    def on_mount(self) -> None:
        """Begin with the first."""
        self._list.highlighted = 0

    @property
    def _list(self) -> OptionList:
        return self.query_one("#alike", OptionList)

    def _line(self, answer: StoredAnswer) -> Text:
        return Text(f"[{'x' if answer.key in self._ticked else ' '}] {printable(answer.text)}")

    def _draw(self) -> None:
        for place, one in enumerate(self._beside.alike):
            self._list.replace_option_prompt_at_index(place, self._line(one))

    def action_take(self) -> None:
        """Take the ticked ones along."""
        self.dismiss(frozenset(self._ticked))

    def action_tick(self) -> None:
        """Tick the one that is marked, or take its tick away."""
        self._ticked ^= {self._beside.alike[self._list.highlighted or 0].key}
        self._draw()

    def action_none(self) -> None:
        """Tick none."""
        self._ticked.clear()
        self._draw()

    def action_move(self, by: int) -> None:
        """Go to the next one or the one before."""
        self._list.highlighted = ((self._list.highlighted or 0) + by) % len(self._beside.alike)
