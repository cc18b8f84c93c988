"""What can go wrong with the label store: leaves of the one error tree."""

from collections.abc import Sequence

from textcoder.errors import InputError, NotFoundError, RefusedError, listing


class StoreUrlError(InputError):
    """An address of a label store that cannot be read as one."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The address of the label store {problem}. Write sqlite:///path/to/file.db or "
            "postgresql://user@host/database."
        )


class IncomingAnswersError(InputError):
    """Answers that cannot be told apart: a blank id, or one id twice."""

    def __init__(self, question: str, blank: int, doubled: Sequence[str]) -> None:
        problems = [f"{blank} have no id"] if blank else []
        problems += [f"the ids {listing(doubled)} occur more than once"] if doubled else []
        super().__init__(
            f"Answers to question {question!r} were not stored: {'; '.join(problems)}. Give each an id of its own."
        )
        self.blank, self.doubled = blank, tuple(doubled)


class OtherRequestError(InputError):
    """A key of idempotency that has come with another request before."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key has come with another request before. Send the same request, or choose a new key."
        )


class StoreDriverError(NotFoundError):
    """A label store on PostgreSQL, without the package that speaks to it."""

    def __init__(self) -> None:
        super().__init__(
            "A label store on PostgreSQL needs a package that is not installed. Get it with: "
            'python -m pip install "textcoder[postgresql]"; or keep the store in a file: sqlite:///path/to/file.db'
        )


class StoreUnavailableError(NotFoundError):
    """The database cannot be reached, or broke off. What was acknowledged before is kept."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"The label store {where} cannot be used: {reason}. What was saved before is kept.")
        self.where = where


class NotStoredError(NotFoundError):
    """A survey, question, answer, coding or codeframe that the label store does not have."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"The label store has no {what}. {remedy}")


class NewerStoreError(RefusedError):
    """A label store whose schema a newer textcoder has made."""

    def __init__(self, where: str, theirs: str, ours: str) -> None:
        super().__init__(
            f"The label store {where} has the schema {theirs!r}, and this textcoder knows schemas up to {ours!r}. "
            "Update textcoder, or name another store with --db. Nothing was changed."
        )
        self.theirs, self.ours = theirs, ours


class CodeframeVersionError(RefusedError):
    """A codeframe that differs from the stored one of the same version."""

    def __init__(self, codeframe_id: str, version: int) -> None:
        super().__init__(
            f"Version {version} of codeframe {codeframe_id!r} is in the label store with other content, and codings "
            "refer to it. Give the changed codeframe a higher version."
        )


class AnswerHeldError(RefusedError):
    """An answer that has been handed to somebody else since the coder got it."""

    def __init__(self, answer: int, coder: str) -> None:
        super().__init__(
            f"The coding of answer {answer} by {coder!r} was not saved: the answer has been handed to another sitting "
            "meanwhile. Go on with the next one."
        )
        self.answer = answer


class NotYoursError(RefusedError):
    """A coding that only its own coder may withdraw."""

    def __init__(self, coding: int, coder: str) -> None:
        super().__init__(
            f"Coding {coding} was not withdrawn: it is not by {coder!r}. Code the answer anew, or have it adjudicated."
        )
        self.coding = coding


class MigrationRefusedError(RefusedError):
    """A migration that would not be what the store already holds to."""

    def __init__(self, what: str, problem: str) -> None:
        super().__init__(f"Codeframe {what} was not migrated: {problem}. Nothing was changed in the label store.")


class RespondentNotFoundError(NotFoundError):
    """Nobody of that id has an answer in the survey."""

    def __init__(self, respondent: str, survey: str, question: str | None) -> None:
        where = f"survey {survey!r}" if question is None else f"question {question!r} of survey {survey!r}"
        super().__init__(
            f"The label store has no answer with the id {respondent!r} in {where}. Write the id as it was imported, "
            "leading zeros too."
        )
        self.respondent = respondent
