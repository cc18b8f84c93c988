"""What can go wrong when a codeframe changes: leaves of the one error tree."""

from collections.abc import Sequence

from textcoder.errors import InputError, RefusedError


class CodeframeChangeError(InputError):
    """A change of a codeframe that cannot be made as it is described; every problem is listed."""

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        super().__init__(f"Changes {where}: " + "; ".join(problems) + ".")
        self.problems = tuple(problems)


class MigrationRecordError(RefusedError):
    """A stored change of a codeframe that is damaged, or not about these codeframes."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The record of a migration was not used: {problem}. Restore it from a copy, with the codeframes it names."
        )
