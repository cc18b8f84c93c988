"""The labelling screen: one answer, its codes, and every key that does something."""

import time
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import Key, Resize
from textual.widgets import Static

from textcoder.errors import TextcoderError
from textcoder.labelling.keys import Act, Keys
from textcoder.labelling.session import Sitting
from textcoder.labelling.terminal import drawing, wording
from textcoder.labelling.terminal.aside import AsideQueue
from textcoder.labelling.terminal.asking import AlikeScreen, CommentScreen, Found, SearchScreen
from textcoder.labelling.terminal.in_turn import InTurn
from textcoder.labelling.terminal.reading import ReadingScreen
from textcoder.labelling.terminal.renewing import Renew, Renewal

_RENEW_CLAIMS = 300.0
_COUNT_AGAIN = 60.0
_REFRESH_AFTER = 50
"""Decisions after which the model is refreshed by itself."""
_NEWS_STAYS = 15.0
"""Seconds for which what is said of a new model is shown wherever there is nothing else to say."""
_SPELT_OUT = ("enter", "space", "left")


class LabellingApp(InTurn):
    """Codes answers by keyboard alone.

    Args:
        sitting: Begun.
        keys: Of its codeframe.
        said: What to tell the coder first.
        load: Makes the first suggester; called once at the start, while the coder reads. None: there is none.
        refresh: What the refresh key does; None: nothing can be refreshed. Done by itself now and then.
        end: Called when the coder quits: breaks off what ``load`` and ``refresh`` are at, or it would be waited for.
    """

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c", "leave", "Quit")]

    def __init__(
        self,
        sitting: Sitting,
        keys: Keys,
        *,
        said: str = "",
        load: Renew | None = None,
        refresh: Renew | None = None,
        end: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._sitting, self._keys, self._said = sitting, keys, said
        self._load, self._refresh, self._end = load, refresh, end
        self._renewing = False
        self._refreshed_at = 0
        self._news, self._news_since = "", 0.0
        self._found = AsideQueue(sitting)
        self._acts: dict[Act, Callable[[], str | None]] = {
            Act.NONE: sitting.none_applies,
            Act.SAVE: sitting.save,
            Act.ACCEPT: sitting.accept,
            Act.CLEAR: sitting.clear,
            Act.SKIP: sitting.skip,
            Act.UNDO: sitting.undo,
            Act.BACK: sitting.back,
            Act.FLAG: sitting.flag,
            Act.COMMENT: self._comment,
            Act.SEARCH: self._search,
            Act.BACKGROUND: self._show_background,
            Act.ALIKE: self._show_alike,
            Act.REFRESH: self._renew,
            Act.HELP: self._show_help,
            Act.QUIT: self._quit,
        }

    def compose(self) -> ComposeResult:
        """The parts of the screen, from top to bottom."""
        for name in ("header", "question", "facts"):
            yield Static(id=name)
        with VerticalScroll(id="room", can_focus=False):
            yield Static(id="answer")
        with VerticalScroll(id="frame", can_focus=False):
            yield Static(id="codes")
        for name in ("suggestion", "note", "progress", "keys"):
            yield Static(id=name)

    def on_mount(self) -> None:
        """Show the first answer, and make the next ones ready."""
        self._draw()
        self._prepare()
        self.set_interval(_RENEW_CLAIMS, lambda: self._apart(self._sitting.renew))
        self.set_interval(_COUNT_AGAIN, lambda: self._apart(self._sitting.overview.reload))
        if self._load is not None:
            self._renew_with(self._load)

    def on_resize(self, _: Resize) -> None:
        """Lay out again."""
        self._draw()

    def pressed(self, event: Key) -> bool:
        """Do what a key stands for; anything else is left alone."""
        key = event.key if event.key in _SPELT_OUT else (event.character or "").lower()
        if key in self._keys.codes:
            self._do(lambda: self._sitting.toggle(self._keys.codes[key]))
        elif key in self._keys.acts:
            self._do(self._acts[self._keys.acts[key]])
        elif event.key in ("up", "down", "pageup", "pagedown"):
            room = self.query_one("#room", VerticalScroll)
            room.scroll_relative(y=-2 if event.key in ("up", "pageup") else 2, animate=False)
        else:
            return False
        return True

    def action_leave(self) -> None:
        """End; everything decided is saved."""
        self._quit()

    def _do(self, act: Callable[[], str | None]) -> None:
        before = self._sitting.task
        try:
            said = act()
        except TextcoderError as err:
            said = str(err)
        said = self._found.go_back() or said
        self._said = self._said if said is None else said or self._fresh_news()
        self._draw()
        if self._sitting.task is not before:
            self.query_one("#room", VerticalScroll).scroll_home(animate=False)
            self._prepare()
            if self._refresh and not self._renewing and self._sitting.decisions >= self._refreshed_at + _REFRESH_AFTER:
                self._renew_with(self._refresh)

    def _draw(self) -> None:
        if not self.screen_stack or not self.screen_stack[0].query("#keys"):
            return  # what was done apart may come to its end while the screen is closing
        width = self.size.width - 2
        sitting, keys = self._sitting, self._keys
        self._put("header", drawing.header(sitting, self.size.width))
        self._put("question", drawing.question(sitting))
        self._put("facts", drawing.facts(sitting, keys))
        self._put("answer", drawing.answer(sitting))
        self._put("codes", drawing.codes(sitting, keys, width))
        self._put("suggestion", drawing.suggestion(sitting))
        self._put("note", self._said)
        self._put("progress", drawing.progress(sitting))
        self._put("keys", drawing.key_lines(keys, width))

    def _put(self, name: str, content: Text | str) -> None:
        # Looked for below the labelling screen, since another one may lie over it.
        self.screen_stack[0].query_one(f"#{name}", Static).update(content)

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self._draw()

    def _prepare(self) -> None:
        self._apart(self._sitting.prepare, then=self._draw)

    def _apart(self, work: Callable[[], None], *, then: Callable[[], None] | None = None) -> None:
        """Do something slow in a thread of its own."""

        def run() -> None:
            try:
                work()
            except TextcoderError as err:
                self.call_from_thread(self._say, str(err))
            else:
                if then is not None:
                    self.call_from_thread(then)

        self.run_worker(run, thread=True)

    def _renew(self) -> str:
        if self._refresh is None:
            return "There is nothing to refresh here."
        if self._renewing:
            return "The model is being refreshed already; go on coding."
        self._renew_with(self._refresh)
        return "Refreshing in the background; go on coding."

    def _renew_with(self, make: Renew) -> None:
        made: list[Renewal] = []

        def work() -> None:
            try:
                made.append(make())
                self._found.renewed(made[0])
            finally:
                self._renewing = False

        def then() -> None:
            self._sitting.look_again()
            self._news, self._news_since = "" if made[0].once else made[0].said, time.monotonic()
            self._say(made[0].said)
            self._prepare()
            if made[0].then is not None:
                self._renew_with(made[0].then)

        self._renewing, self._refreshed_at = True, self._sitting.decisions
        self._apart(work, then=then)

    def _fresh_news(self) -> str:
        return self._news if time.monotonic() < self._news_since + _NEWS_STAYS else ""

    def _comment(self) -> None:
        def entered(text: str | None) -> None:
            if text is not None:
                self._do(lambda: self._sitting.comment(text))

        self.lay_over(CommentScreen(self._sitting.draft.comment), entered)

    def _search(self) -> None:
        def chosen(found: Found | None) -> None:
            if found is not None:
                self._do(lambda: self._go_to(found))

        self.lay_over(SearchScreen(self._sitting, self._keys), chosen)

    def _go_to(self, found: Found) -> str:
        if found.code_id is not None:
            if found.code_id in self._sitting.draft.choice.code_ids:
                label = wording.name_of(self._sitting.frame.code(found.code_id))
                return f"{label} is chosen already; its key, or x, takes it out."
            return self._sitting.toggle(found.code_id)
        if found.answer is not None:
            return self._sitting.open(found.answer)
        if not found.hits:
            return f"Nothing was found with {found.words!r}."
        return self._found.begin(found.words, found.hits)

    def _show_alike(self) -> str | None:
        task = self._sitting.task
        if task is None or not task.alike:
            return "No other answer is nearly identical to this one."

        def ticked(keys: frozenset[int] | None) -> None:
            if keys is not None:
                self._do(lambda: self._sitting.batch(keys))

        self.lay_over(AlikeScreen(task, self._sitting.draft.batch), ticked)
        return None

    def _show_background(self) -> None:
        rows = wording.background(self._sitting) or [("", "There are no other columns.")]
        self.lay_over(ReadingScreen("Other columns of this row", rows))

    def _show_help(self) -> None:
        codes = [part for code in self._sitting.frame.codes for part in wording.guideline(code, self._keys)]
        by_key = [(by, does) for by, does in wording.keys_in_words(self._keys)]
        self.lay_over(
            ReadingScreen(
                "Codes and keys", [*wording.why(self._sitting), *codes, *wording.PERCENTAGES, ("Keys", ""), *by_key]
            )
        )

    def _quit(self) -> str:
        if self._end is not None:
            self._end()
        self.exit()
        return "Everything is saved."
