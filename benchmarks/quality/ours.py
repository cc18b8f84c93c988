"""textcoder as the benchmarks use it: the profiles, trained with the settings that the command has by default.

Not a command.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from lab import REPOSITORY, Bools, Rows, code_matrix

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features.encoders import reader_to_train, tuned_for
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.fitting import CrossFit, model_from
from textcoder.learning.training_set import prepare
from textcoder.settings import FeatureSettings, Settings

FAST, PLAIN, TUNED = "textcoder fast", "textcoder accurate, encoder plain", "textcoder accurate, encoder tuned"
PROFILES = {
    FAST: Settings(profile="fast"),
    PLAIN: Settings(features=FeatureSettings(encoder="plain")),
    TUNED: Settings(),
}
CACHE = REPOSITORY / "out" / "benchmarks" / "models"
"""Where vectors are kept from one benchmark to the next; having no encoders, it is served by textcoder's own."""


def not_tuned(codeframe: Codeframe) -> str | None:
    """What to say where no encoder is tuned for these codes."""
    return None if tuned_for(CACHE, codeframe) else f"not there: {TUNED} (textcoder train --tune-encoder)"


class Ours:
    """One profile, trained as often as asked on parts of the same codings.

    Args:
        coded: All that may be learnt from.
        codeframe: Its rules.
        settings: The profile.
        models: Folder for the cache of vectors.
    """

    def __init__(
        self, coded: Sequence[CodedAnswer], codeframe: Codeframe, settings: Settings, models: Path = CACHE
    ) -> None:
        self._codeframe, self._settings = codeframe, settings
        self._reader = reader_to_train(models, codeframe, settings)
        self._prepared = prepare(coded, codeframe, self._reader, settings)
        self._reader.save()

    def folds(self) -> Iterator[tuple[Rows, Autocoder]]:
        """The rows of each fold, and a model none of whose parts has read them: as ``textcoder train`` measures."""
        cross = CrossFit(self._prepared, self._settings)
        for fold, left_out in enumerate(cross.folds):
            yield left_out, self._autocoder(cross, frozenset({fold}))

    def trained_on(self, rows: Rows) -> Autocoder:
        """A model of these codings alone."""
        return self._autocoder(CrossFit(self._prepared.part(rows), self._settings))

    def _autocoder(self, cross: CrossFit, without: frozenset[int] = frozenset()) -> Autocoder:
        model = model_from(cross, without)
        return Autocoder(model, self._codeframe, self._reader.learning(), version="benchmark", max_error=0.1)


def given_by(autocoder: Autocoder, coded: Sequence[CodedAnswer]) -> Bools:
    """The codes it gives, shape (n_answers, n_codes); the questions are taken as asked."""
    sets: list[frozenset[str]] = [frozenset()] * len(coded)
    for question in sorted({one.answer.question for one in coded}):
        rows = [row for row, one in enumerate(coded) if one.answer.question == question]
        codings = autocoder.code([coded[row].answer.text for row in rows], question, asked=True)
        for row, coding in zip(rows, codings, strict=True):
            sets[row] = coding.code_ids
    return code_matrix(sets, autocoder.codeframe.code_ids)
