"""What the door itself refuses: leaves of the one error tree."""

from pathlib import Path

from textcoder.errors import InputError, OutputError, RefusedError


class NoKeyError(RefusedError):
    """A call without a key that counts."""

    def __init__(self, *, shown: bool) -> None:
        problem = "The key is unknown, has expired or was revoked" if shown else "This call needs a key"
        super().__init__(
            f"{problem}. Send the header Authorization: Bearer tc_…; keys are made with: textcoder keys create"
        )
        self.shown = shown


class RoleError(RefusedError):
    """A key whose role may not do this."""

    def __init__(self, role: str, needed: tuple[str, ...]) -> None:
        super().__init__(f"A key of the role {role} may not do this; it takes one of the role {' or '.join(needed)}.")


class TooManyRequestsError(RefusedError):
    """More requests with one key than are allowed."""

    def __init__(self, per_minute: int, retry_after_s: int) -> None:
        super().__init__(
            f"More than {per_minute} requests in a minute came with this key. Wait {retry_after_s} s, and send many "
            "answers in one request."
        )
        self.retry_after_s = retry_after_s


class TooManyFailuresError(TooManyRequestsError):
    """More requests without a key that counts than are allowed from one address."""

    def __init__(self, per_minute: int, retry_after_s: int) -> None:
        RefusedError.__init__(
            self,
            f"More than {per_minute} requests in a minute came from this address without a key that counts. Wait "
            f"{retry_after_s} s, and send the header Authorization: Bearer tc_…; keys are made with: textcoder keys "
            "create",
        )
        self.retry_after_s = retry_after_s


class KeysUnknownError(OutputError):
    """Nobody can be let in, since the keys have not been read yet."""

    def __init__(self) -> None:
        super().__init__("The keys have not been read yet, since the label store is away. Try again shortly.")


class BodyTooLargeError(InputError):
    """A body beyond the limit."""

    def __init__(self, most_mb: float) -> None:
        super().__init__(
            f"The body is larger than {most_mb:g} MB, which is the limit here. Send fewer records at once, or a file "
            "as a job."
        )


class MediaTypeError(InputError):
    """A body that is not JSON."""

    def __init__(self) -> None:
        super().__init__("Send the body as JSON, with the header Content-Type: application/json.")


class JobsFolderError(InputError):
    """A folder for jobs that cannot be written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"Jobs cannot be kept in {folder}: {reason}. Name a folder that can be written in "
            "TEXTCODER_SERVICE_JOBS_FOLDER."
        )
