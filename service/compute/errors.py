"""What can keep answers from being coded here and now: leaves of the one error tree."""

from textcoder.errors import InputError, RefusedError


class ModelNotReadyError(RefusedError):
    """A codeframe whose model is still being loaded, or could not be."""

    def __init__(self, codeframe_id: str, reason: str) -> None:
        super().__init__(f"The model of codeframe {codeframe_id!r} is not ready: {reason} Try again in a moment.")
        self.codeframe_id = codeframe_id


class NoModelYetError(ModelNotReadyError):
    """A codeframe for which no model has been trained, or none promoted."""

    def __init__(self, codeframe_id: str, *, is_trained: bool = False) -> None:
        done, to_do = ("promoted", "Promote one") if is_trained else ("trained", "Train one")
        RefusedError.__init__(
            self, f"No model is {done} for codeframe {codeframe_id!r} yet. {to_do}; it is used from then on."
        )
        self.codeframe_id = codeframe_id


class StoppingError(RefusedError):
    """The service is on its way down and takes no more texts."""

    def __init__(self) -> None:
        super().__init__("The service is stopping and codes no more answers. Send them again in a moment.")


class TooManyRecordsError(InputError):
    """More records than one request may hold."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(
            f"The request has {count} records, and at most {limit} are taken. Send several, or the whole file as a job."
        )
        self.count, self.limit = count, limit


class TooManyToExplainError(TooManyRecordsError):
    """More records than one request may have explained."""

    def __init__(self, count: int, limit: int) -> None:
        InputError.__init__(
            self,
            f"The request has {count} records to explain, and at most {limit} are explained at once. Send several, or "
            "leave explain out.",
        )
        self.count, self.limit = count, limit


class RedactionUnknownError(RefusedError):
    """Nobody knows what must be taken out of answers before they are read."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"A survey description cannot be read, so nobody knows what it wants taken out of answers: {problem} "
            "Mend the file; no answers are coded until then."
        )
