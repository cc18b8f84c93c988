"""Keys are taken one after the other, however fast they come: over a slow line many arrive together."""

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from textual.app import App
from textual.events import Event, Key
from textual.screen import ModalScreen
from textual.widgets import Input

Result = TypeVar("Result")
_EDITS = {key: one.action for one in Input.BINDINGS for key in one.key.split(",")}  # type: ignore[union-attr]


class TypingScreen(ModalScreen[Result]):
    """A screen with a box to type in.

    It is handed each key and has dealt with it before the next one comes; the box alone would take them when it gets
    round to it, and those that come before it is there would be lost.

    Args:
        value: What stands in the box.
        placeholder: What stands there as long as nothing is typed.
    """

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.box = Input(value, placeholder, id="typed", select_on_focus=False)

    def take(self) -> None:
        """Do what Enter stands for."""
        raise NotImplementedError

    def move(self, by: int) -> None:
        """Do what the arrows up and down stand for."""

    async def pressed(self, key: Key) -> bool:
        """Deal with a key; False where it stands for nothing here."""
        if key.key == "enter":
            self.take()
        elif key.key == "escape":
            self.dismiss(None)
        elif key.key in ("down", "ctrl+n", "up", "ctrl+p"):
            self.move(1 if key.key in ("down", "ctrl+n") else -1)
        elif key.is_printable and key.character:
            self.box.replace(key.character, *self.box.selection)
        elif key.key in _EDITS:
            await self.app.run_action(_EDITS[key.key], self.box)
        else:
            return False
        return True


class InTurn(App[None]):
    """Takes every key after what the one before it has brought about, such as another screen."""

    def __init__(self) -> None:
        super().__init__(ansi_color=True)
        self._pressed: deque[Key] = deque()
        self._opening = False

    def pressed(self, key: Key) -> bool:
        """Deal with a key where nothing lies over the first screen; False where it stands for nothing."""
        raise NotImplementedError

    def lay_over(self, screen: ModalScreen[Result], then: Callable[[Result | None], None] | None = None) -> None:
        """Show another screen. Keys wait until it is there."""
        self._opening = True
        opened = self.push_screen(screen, then)

        async def wait() -> None:
            await opened
            self.call_later(self._opened)

        self.run_worker(wait())

    async def on_event(self, event: Event) -> None:
        """Keys are put in line; all else is left to the library."""
        if isinstance(event, Key) and not event.is_forwarded:
            self._pressed.append(event)
            await self._take_keys()
        else:
            await super().on_event(event)

    async def _opened(self) -> None:
        self._opening = False
        await self._take_keys()

    async def _take_keys(self) -> None:
        while self._pressed and not self._opening:
            key, screen = self._pressed.popleft(), self.screen
            if isinstance(screen, TypingScreen):
                taken = await screen.pressed(key)
            else:
                taken = len(self.screen_stack) == 1 and self.pressed(key)
            if not taken:
                await super().on_event(key)
            if self.screen is not screen:
                # What the end of a screen brings about comes first.
                self.call_next(self._take_keys)
                return
