"""What can go wrong in learning while one codes: leaves of the one error tree."""

from textcoder.errors import RefusedError


class RefreshError(RefusedError):
    """The model was not refreshed; the sitting goes on as it was."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The model was not refreshed, and coding goes on as before: {why}")
        self.why = why


class CurrentChangedError(RefusedError):
    """Somebody else made another model current at the same moment."""

    def __init__(self, codeframe_id: str) -> None:
        super().__init__(
            f"Another model of codeframe {codeframe_id!r} was made current meanwhile, and nothing was changed. "
            "See which one it is with: textcoder models list."
        )


class NothingToRollBackError(RefusedError):
    """No promotion is left that could be undone."""

    def __init__(self, codeframe_id: str) -> None:
        super().__init__(
            f"No earlier model of codeframe {codeframe_id!r} is known to go back to: none was promoted over, or it is "
            "gone. Name the one to use with: textcoder models promote."
        )


class NotPromotedError(RefusedError):
    """A model that could not be used if it were current."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(f"{model} was not made current, since it could not be used. {reason}")
        self.model = model
