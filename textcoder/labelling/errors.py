"""What can keep a sitting from beginning: leaves of the one error tree."""

from textcoder.errors import InputError


class BlankCoderError(InputError):
    """Decisions without a name to stand on them."""

    def __init__(self) -> None:
        super().__init__("The coder has a blank name. Say who codes: --coder NAME")


class NoTerminalError(InputError):
    """The labelling screen, where there is no terminal to show it on."""

    def __init__(self) -> None:
        super().__init__("The labelling screen needs a terminal. Code through a pipe or a screen reader with --plain.")
