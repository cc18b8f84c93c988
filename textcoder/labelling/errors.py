"""What can keep coding, or measuring it, from beginning: leaves of the one error tree."""

from collections.abc import Mapping, Sequence

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


class TwiceNamedError(InputError):
    """A coder who is to code the same answers twice over."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The coder {name!r} is named twice. Name each coder once.")
        self.name = name


class GroupSizeError(InputError):
    """Answers that are to be double coded by one, or by more coders than there are."""

    def __init__(self, each: int, coders: int) -> None:
        problem = f"Of {coders} coders, {each} cannot code an answer together: give a number from 2 to {coders}."
        alone = "Double coding takes two coders at least: name another with --coder."
        super().__init__(alone if coders <= 1 else problem)
        self.each, self.coders = each, coders


class ShareError(InputError):
    """A share of answers that is none."""

    def __init__(self, share: float) -> None:
        super().__init__(
            f"A share is above 0 and at most 1, and {share:g} is not. For a number of answers say --answers N."
        )
        self.share = share


class NothingToRepeatError(InputError):
    """A coder who has coded nothing that could come before him again."""

    def __init__(self, coder: str, coded: int, back: int) -> None:
        name = coder.removeprefix("human:")
        only = "one different answer" if coded == 1 else f"{coded} different answers"
        why = (
            f"{name} has coded {only} here, and the last {back} do not come again"
            if coded
            else (f"{name} has coded nothing here himself")
        )
        super().__init__(
            f"Nothing can be repeated for {name}: {why}. Nothing was assigned; ask again when more is coded."
        )
        self.coder, self.coded = coder, coded


class NothingToAssignError(InputError):
    """More answers to be assigned, where there are none to draw from."""

    def __init__(self, coders: Sequence[str], before: int) -> None:
        names = listing([one.removeprefix("human:") for one in coders])
        had = f"{before} were assigned before, and no other answer" if before else "no answer"
        super().__init__(
            f"Nothing is left to draw for {names}: {had} fits the purpose. Nothing was assigned; see who has what "
            "with --show."
        )
        self.coders, self.before = tuple(coders), before
