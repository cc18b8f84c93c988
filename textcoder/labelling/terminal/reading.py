"""Something to read that lies over the labelling screen: the guideline, the keys, the other columns."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

_WIDEST = 24


class ReadingScreen(ModalScreen[None]):
    """Rows of a heading and a text.

    Args:
        title: Of the whole.
        rows: Headings and texts, in order.
    """

    # At once, so that the next key finds the screen as this one has left it.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,enter,question_mark,h,b,left", "dismiss", "Close", priority=True),
        Binding("space,pagedown,j", "page(1)", "On", priority=True),
        Binding("k,pageup", "page(-1)", "Back", priority=True),
        Binding("down", "line(1)", "Down", priority=True),
        Binding("up", "line(-1)", "Up", priority=True),
    ]

    def __init__(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._rows = title, rows

    def compose(self) -> ComposeResult:
        """The window."""
        with Vertical(id="window"):
            yield Static(Text(f"{self._title} – Space/j on, k back, q closes", "bold"))
            with VerticalScroll(id="text", can_focus=False):
                yield Static(_set_out(self._rows))

    def action_page(self, pages: int) -> None:
        """Go a page on or back."""
        room = self.query_one("#text", VerticalScroll)
        room.scroll_relative(y=pages * max(room.size.height - 1, 1), animate=False)

    def action_line(self, lines: int) -> None:
        """Go a line on or back."""
        self.query_one("#text", VerticalScroll).scroll_relative(y=lines, animate=False)


def _set_out(rows: Sequence[tuple[str, str]]) -> Text:
    shown = Text()
    for heading, text in rows:
        is_title = len(heading) > _WIDEST or "  " in heading
        shown.append("\n" if is_title and shown else "")
        shown.append(f"{heading}: " if heading and text and not is_title else f"{heading} ", "bold" if heading else "")
        shown.append(f"{text}\n")
    return shown
