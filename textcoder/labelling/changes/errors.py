"""What can go wrong when a codeframe changes: leaves of the one error tree."""

from collections.abc import Sequence

from textcoder.errors import InputError, RefusedError, listing


class CodeframeChangeError(InputError):
    """A change of a codeframe that cannot be made as it is described; every problem is listed."""

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        super().__init__(f"Changes {where}: " + "; ".join(problems) + ".")
        self.problems = tuple(problems)


class AlreadyAtVersionError(RefusedError):
    """Questions in the label store that are coded with the new version already."""

    def __init__(self, survey: str, codeframe: str, version: int) -> None:
        super().__init__(
            f"Survey {survey!r} is already at version {version} of codeframe {codeframe!r}. There is nothing left to "
            "migrate; nothing was written."
        )
        self.survey, self.codeframe, self.version = survey, codeframe, version


class MigrationRecordError(RefusedError):
    """A stored change of a codeframe that is damaged, or not about these codeframes."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The record of a migration was not used: {problem}. Restore it from a copy, with the codeframes it names."
        )


class NotCodedWithError(InputError):
    """Questions in the label store that are coded with something else than what is to be moved."""

    def __init__(self, survey: str, question: str | None, wanted: str, there: Sequence[str]) -> None:
        which = f"question {question!r} of survey {survey!r} is not" if question else f"survey {survey!r} is not"
        super().__init__(
            f"In the label store {which} coded with {wanted}. There is: {listing(there) or 'no question'}. "
            "Name another codeframe as OLD, or another --question."
        )
        self.survey, self.question, self.there = survey, question, tuple(there)
