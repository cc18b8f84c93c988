"""What can keep answers from a question: leaves of the one error tree."""

from textcoder.errors import NotFoundError, RefusedError


class QuestionUnknownError(NotFoundError):
    """A question that nobody has described, so that nobody knows what its answers are coded with."""

    def __init__(self) -> None:
        super().__init__(
            "Neither the label store nor a survey of the home has this question of this survey. Name the codeframe "
            "that its answers are coded with in codeframe; then survey and question are made."
        )


class OtherCodeframeError(RefusedError):
    """A question that is coded with another codeframe than was named."""

    def __init__(self, named: str, used: str) -> None:
        super().__init__(
            f"The question is coded with codeframe {used!r}, not {named!r}. Leave codeframe out, or name that one."
        )


class NameTheCoderError(RefusedError):
    """A coding to be withdrawn in nobody's name, that is not the key's own."""

    def __init__(self, key: int) -> None:
        super().__init__(
            f"Coding {key} was not withdrawn: it is not by the holder of this key. Name its coder, as GET /v1/codings "
            "shows it, in the query: ?coder=NAME."
        )
