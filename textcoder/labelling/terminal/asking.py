"""Questions that lie over the labelling screen: a comment, a search, which nearly identical answers to take along."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from textcoder.codeframe import in_language
from textcoder.labelling.keys import Keys
from textcoder.labelling.session import Sitting
from textcoder.labelling.store.records import StoredAnswer
from textcoder.labelling.supply import Task
from textcoder.labelling.terminal.finding import find, is_about
from textcoder.labelling.terminal.in_turn import TypingScreen
from textcoder.labelling.terminal.wording import printable

_MOST_HITS = 500


class CommentScreen(TypingScreen[str | None]):
    """Asks for a comment."""

    def compose(self) -> ComposeResult:
        """The window."""
        with Vertical(id="window"):
            yield Static(Text("Comment – Enter keeps it, Esc leaves it as it was", "bold"))
            yield self.box

    def take(self) -> None:
        """Keep it."""
        self.dismiss(self.box.value)


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen among what a search has found: a code, an answer, or all answers; nothing where none is."""

    words: str
    code_id: str | None = None
    answer: int | None = None
    hits: tuple[int, ...] = ()


class SearchScreen(TypingScreen[Found | None]):
    """Finds codes and answers while one types."""

    def __init__(self, sitting: Sitting, keys: Keys) -> None:
        super().__init__(placeholder="words of a code or an answer, or an id")
        self._sitting, self._keys = sitting, keys
        self._looked_for: str | None = None
        self._found: list[Found] = []

    def compose(self) -> ComposeResult:
        """The window."""
        with Vertical(id="window"):
            yield Static(Text("Search – ↓/Ctrl+N ↑/Ctrl+P choose, Enter takes, Esc closes", "bold"))
            yield self.box
            found = OptionList(id="found")
            found.can_focus = False
            yield found

    def on_mount(self) -> None:
        """Show all codes."""
        self._look()

    def on_input_changed(self) -> None:
        """Look for what is typed so far."""
        self._look()

    def take(self) -> None:
        """Take what is marked."""
        self._look()
        marked = self.query_one("#found", OptionList).highlighted
        self.dismiss(self._found[marked] if self._found and marked is not None else Found(self._looked_for or ""))

    def move(self, by: int) -> None:
        """Mark the next one or the one before."""
        self._look()
        options = self.query_one("#found", OptionList)
        if self._found:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._found)

    def _look(self) -> None:
        # Keys may come faster than the box tells that it has changed; what is marked is of what is typed by now.
        words = self.box.value.strip()
        if words == self._looked_for:
            return
        self._looked_for = words
        listed = [*self._codes(words), *self._answers(words)]
        self._found = [found for found, _ in listed]
        lines = [line for _, line in listed] or [f"Nothing was found with {words!r}."]
        options = self.query_one("#found", OptionList)
        options.clear_options()
        options.add_options([Option(Text(_shortened(printable(line), self.size.width - 6))) for line in lines])
        options.highlighted = 0 if listed else None

    def _codes(self, words: str) -> Iterator[tuple[Found, str]]:
        for code in self._sitting.frame.codes:
            if is_about(code, words):
                by = " ".join(self._keys.of_code(code.id))
                yield Found(words, code_id=code.id), f"code {by:<4} {in_language(code.label)}"

    def _answers(self, words: str) -> Iterator[tuple[Found, str]]:
        hits = find(self._sitting, words, limit=_MOST_HITS)
        overview = self._sitting.overview
        left = tuple(one.key for one in hits.by_words if not overview.is_decided(one.key))
        if len(left) > 1:
            more = " or more" if len(hits.by_words) == _MOST_HITS else ""
            yield (
                Found(words, hits=left),
                f"code all of these {len(left)}{more} that are not coded, one after the other",
            )
        for one in hits.all:
            source = overview.source(one.key)
            coded = f"({source.value}) " if source else ""
            yield Found(words, answer=one.key), f"{one.id} {coded}{' '.join(one.text.split())}"


def _shortened(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"


class AlikeScreen(ModalScreen[frozenset[int] | None]):
    """Asks which nearly identical answers get the same codes; all of them, to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "take", "Take", priority=True),
        Binding("escape,q", "dismiss", "Leave as it was", priority=True),
        Binding("space", "tick", "Tick", priority=True),
        Binding("j,down", "move(1)", "Down", priority=True),
        Binding("k,up", "move(-1)", "Up", priority=True),
        Binding("x", "none", "None", priority=True),
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
