"""From jobs to the models that the requests use: the same door, behind everybody else."""

from collections.abc import Callable, Sequence
from pathlib import Path

from service.compute.coding import Coder
from service.compute.errors import StoppingError
from service.jobs.classifying import Sender
from service.jobs.errors import BadUploadError
from service.jobs.progress import StoppedError
from textcoder.codeframe import Codeframe
from textcoder.codings import Coding
from textcoder.errors import CodeframeNotFoundError, ModelNotFoundError
from textcoder.files.home import Home
from textcoder.learning.registry import Registry


class ToCoder:
    """Sends the answers of files to where those of requests go.

    Args:
        home: Where the registry is.
        coder: Has the models, and codes with them.
    """

    def __init__(self, home: Home, coder: Coder) -> None:
        self._home = home
        self._registry = Registry(home.trained)
        self._coder = coder

    def frame(self, codeframe: str) -> Codeframe:
        """A codeframe that has a model. What a caller names is never taken for a path.

        Raises:
            CodeframeNotFoundError: There is none of that id.
            ModelNotReadyError: It has no model yet.
        """
        known = sorted({entry.codeframe_id for entry in self._registry.entries()})
        if codeframe not in known:
            self._coder.model(codeframe)  # says whether there is no such codeframe, or no model yet
            raise CodeframeNotFoundError(codeframe, known)
        return self._home.codeframe(codeframe)

    def version_for(self, codeframe: str, model: str | None) -> str:
        """The version that a model goes by.

        Args:
            codeframe: Id of the codeframe.
            model: A version, alone or behind its codeframe; None: the current one.

        Raises:
            ModelNotFoundError: There is none.
        """
        entries = [entry for entry in self._registry.entries() if entry.codeframe_id == codeframe]
        for entry in entries:
            if model in (entry.version, entry.name) or (model is None and entry.is_current):
                return entry.version
        raise ModelNotFoundError(model or codeframe, [entry.name for entry in entries])

    def check_question(self, codeframe: str, version: str, question: str) -> None:
        """See whether a question is known, by the rule that holds for requests.

        Raises:
            BadUploadError: It is not. Identical answers that people have coded would go by unnoticed.
            TextcoderError: The model cannot be loaded.
        """
        problem = self._coder.questions.problem(
            codeframe, question, lambda: self._coder.model(codeframe, version).questions
        )
        if problem is not None:
            raise BadUploadError(problem.detail, where="question")

    def check_store(self) -> None:
        """See whether the label store can be read.

        Raises:
            StoreUnavailableError: It is away.
        """
        with self._coder.store.use():
            pass

    def store_is_there(self) -> bool:
        """Whether the label store can be read, as far as is known."""
        return self._coder.store.is_there

    def sender(self, codeframe: str, version: str, max_error: float | None) -> Sender:
        """A model, loaded if it is not at hand, and the way to it.

        Raises:
            TextcoderError: It is not there any more, or cannot be loaded.
        """
        autocoder = self._coder.autocoder(self._coder.model(codeframe, version), max_error=max_error)

        def send(texts: Sequence[str], question: str) -> Sequence[Coding]:
            try:
                return self._coder.code_texts(autocoder, texts, question)
            except StoppingError as err:
                raise StoppedError from err

        return Sender(autocoder, send)

    def redaction(self, codeframe: str, question: str) -> Callable[[Sequence[str]], Sequence[str]] | None:
        """What takes out of answers to a question what is personal; None where nothing is to be taken out.

        Raises:
            RedactionUnknownError: A survey cannot be read, so that nobody knows what it wants taken out.
        """
        redaction = self._coder.redaction
        kinds = redaction.kinds(codeframe, question)
        return (lambda texts: redaction.redacted(texts, kinds)) if kinds else None

    def redacted_kinds(self, codeframe: str, question: str) -> frozenset[str]:
        """Which personal data is taken out of answers to a question.

        Raises:
            RedactionUnknownError: A survey cannot be read, so that nobody knows what it wants taken out.
        """
        return frozenset(self._coder.redaction.kinds(codeframe, question))

    def versions(self, codeframe: str) -> Path:
        """The folder of the versions of a codeframe's models."""
        return self._registry.folder(codeframe)
