"""What can go wrong with jobs, said for the one who asked."""

from service.errors import BodyTooLargeError, MediaTypeError
from textcoder.errors import InputError, NotFoundError, OutputError, RefusedError


class JobNotFoundError(NotFoundError):
    """There is no such job, or it is somebody else's."""

    def __init__(self, job_id: str) -> None:
        shown = job_id if len(job_id) <= len("job_") + 26 and job_id.isascii() else "of this id"
        super().__init__(f"There is no job {shown}. It may have expired, or been removed.")


class ResultNotThereError(RefusedError):
    """The result of a job that has none, or none yet."""

    def __init__(self, job_id: str, state: str) -> None:
        wait = state in ("queued", "running")
        what_to_do = "Ask again when it is completed." if wait else "Send the file anew."
        super().__init__(f"Job {job_id} is {state} and has no result. {what_to_do}")


class NoErrorsError(NotFoundError):
    """A list of rows that failed, of a job where none did."""

    def __init__(self, job_id: str) -> None:
        super().__init__(f"No row of job {job_id} failed, so there is no list of them.")


class NoRecordError(NotFoundError):
    """How a file was coded, of a job that coded none, or did before that was written down."""

    def __init__(self, job_id: str) -> None:
        super().__init__(f"Of job {job_id} there is no record of how a file was coded.")


class KeyReusedError(InputError):
    """An idempotency key that has come with another request before."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key has come with another request before. Send the same request, or choose a new key."
        )


class BadKeyError(InputError):
    """An idempotency key that is none."""

    def __init__(self, longest: int) -> None:
        super().__init__(f"The Idempotency-Key must be 1 to {longest} visible ASCII characters. Choose another.")


class BadUploadError(InputError):
    """A multipart body that cannot be used, or fields of it."""

    def __init__(self, problem: str, *, where: str = "body") -> None:
        super().__init__(problem)
        self.where = where


class UploadTooLargeError(BodyTooLargeError):
    """A file beyond the limit."""

    def __init__(self, most_mb: float) -> None:
        InputError.__init__(
            self,
            f"The file is larger than {most_mb:g} MB, which is the limit here for a file. Split it, and send each part "
            "as a job of its own.",
        )


class UploadMediaTypeError(MediaTypeError):
    """A body that is no multipart form."""

    def __init__(self) -> None:
        InputError.__init__(
            self, "Send the file as multipart/form-data, with the fields codeframe, id and text beside it."
        )


class QueueAddressError(InputError):
    """The address of the queue is of no kind that is known."""

    def __init__(self) -> None:
        super().__init__(
            "The address of the queue is none that is known here. Give redis://…, rediss://…, postgresql://… or "
            "sqlite:///FILE in TEXTCODER_SERVICE_QUEUE_URL, or leave it out for a file in the jobs folder."
        )


class QueuePackageError(NotFoundError):
    """The queue is on a server whose package is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"The queue is on a server that needs the package {package}, which is not installed. Get it with: "
            f'python -m pip install "textcoder[{extra}]"'
        )


class QueueAwayError(OutputError):
    """The queue cannot be reached. Jobs wait in their folders meanwhile."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"The queue cannot be reached ({kind}). Jobs wait, and are delivered when it is back.")


class TrainingFailedError(OutputError):
    """Training ended without a model and without a word."""

    def __init__(self, status: int) -> None:
        super().__init__(
            f"Training ended unexpectedly with exit status {status}. Train on the machine itself to see why: "
            "textcoder train."
        )
