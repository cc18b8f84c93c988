"""What can keep coding, or measuring it, from beginning: leaves of the one error tree."""

from collections.abc import Mapping

from textcoder.errors import InputError, listing


class BlankCoderError(InputError):
    """Decisions without a name to stand on them."""

    def __init__(self) -> None:
        super().__init__("The coder has a blank name. Say who codes: --coder NAME")


class NoTerminalError(InputError):
    """The labelling screen, where there is no terminal to show it on."""

    def __init__(self) -> None:
        super().__init__("The labelling screen needs a terminal. Code through a pipe or a screen reader with --plain.")


class UnlikeCodeframesError(InputError):
    """Questions that cannot be measured together, since their answers are coded after different codeframes."""

    def __init__(self, survey: str, frames: Mapping[str, str]) -> None:
        named = listing([f"{question} ({frame})" for question, frame in frames.items()])
        super().__init__(
            f"The questions of survey {survey!r} have not one codeframe: {named or 'there are none'}. "
            "Name one with --question Q."
        )
        self.survey, self.frames = survey, dict(frames)
