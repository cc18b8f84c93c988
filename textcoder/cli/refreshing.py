"""What goes on behind a sitting: the model and the order that teaches most, made anew while one codes.

Labelling does not know learning, so they meet here. What is slow is done in a process of its own.
"""

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from textcoder.cli import refreshed
from textcoder.cli.apart import Apart
from textcoder.errors import NotFoundError, RefusedError
from textcoder.labelling.queues import Listed, Queue, random_queue, with_assignments
from textcoder.labelling.terminal.renewing import Renewal
from textcoder.learning.errors import RefreshError
from textcoder.settings import FeatureSettings, LanguageSettings, LearningSettings, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from textcoder.features.reader import AnswerReader
    from textcoder.files.home import Home
    from textcoder.labelling.session import Sitting
    from textcoder.labelling.suggesting import Suggester
    from textcoder.learning.artifact import Manifest
    from textcoder.learning.choosing import Choice
    from textcoder.learning.refreshing import Refreshed, Wish


class Refreshing:
    """Renews the model and the queue of a sitting.

    Args:
        home: Where models, encoder and codings are.
        sitting: Begun, or about to be.
        chooses: Whether its queue is the one that teaches most, to be made anew with each model.
    """

    def __init__(self, home: "Home", sitting: "Sitting", *, chooses: bool = False) -> None:
        self._home, self._sitting, self._chooses = home, sitting, chooses
        self._settings = Settings()
        self._seen: frozenset[str] | None = None
        self._reader: AnswerReader | None = None
        self._apart = Apart()

    def load(self) -> Renewal:
        """Suggestions by the current model of the codeframe, where there is one that fits."""
        # Imported here: scikit-learn and spaCy take seconds, and coding begins without them.
        from textcoder.cli.suggestions import suggester_of
        from textcoder.learning.artifact import read_manifest
        from textcoder.learning.workshop import load_autocoder

        try:
            entry, autocoder = load_autocoder(self._home, self._sitting.frame, None, None, explain=True)
            self._settings = settings_of(read_manifest(entry.folder))
        except (NotFoundError, RefusedError) as err:
            return Renewal(refreshed.without(err), once=True)
        self._seen = autocoder.seen
        return Renewal(f"Suggestions by {entry.name}.", suggester_of(autocoder, self._sitting.seat.question))

    def load_and_get_ready(self) -> Renewal:
        """The same, and read the answers for the first refresh meanwhile."""
        loaded = self.load()
        self._apart.get_ready(self._wish()[1])
        return loaded

    def load_and_choose(self) -> Renewal:
        """The same, and then the order that teaches most: answers come in another one until it is ready."""
        from textcoder.learning.rounds import read_history

        loaded = self.load()
        if read_history(self._kept_in()).given_up:
            said = f"{loaded.said} {refreshed.GIVEN_UP}"
            return dataclasses.replace(loaded, said=said, queue=self._random())
        return dataclasses.replace(loaded, said=f"{loaded.said} {refreshed.PREPARING}", then=self.choose)

    def choose(self) -> Renewal:
        """The order that teaches most, by the current model."""
        keys, wish = self._wish()
        try:
            queue = self._listed(keys, self._apart.order(wish))
        except RefreshError as err:
            return Renewal(f"Frequent answers come first. {err.why}")
        self._chooses = True
        return Renewal(refreshed.PREPARED, queue=queue)

    def refresh(self) -> Renewal:
        """Another model, of all that is coded by now.

        Raises:
            RefreshError: It could not be made.
            StoreUnavailableError: The store cannot be read.
        """
        from textcoder.learning.rounds import keep_history, read_history
        from textcoder.learning.stopping import Round, advise

        keys, wish = self._wish()
        made = self._apart.refresh(wish)
        history = read_history(self._kept_in()).with_round(made.drawn, Round(made.codings, made.given))
        said = [self._learned(made), refreshed.advised(advise(history.rounds), len(made.given))]
        queue = self._listed(keys, made.order) if made.order is not None else None
        if made.comparison is not None and not made.comparison.pays:
            said, queue = [said[0], refreshed.does_not_pay(made.comparison)], self._random()
            self._chooses = False
        if made.comparison is not None:
            history = dataclasses.replace(history, given_up=not made.comparison.pays)
        keep_history(self._kept_in(), history)
        self._seen = frozenset(made.model.seen)
        return Renewal(" ".join(filter(None, said)), self._suggester(made, wish), queue)

    def close(self) -> None:
        """End what is under way."""
        self._apart.close()

    def _kept_in(self) -> "Path":
        from textcoder.learning.rounds import history_file

        seat = self._sitting.seat
        return history_file(self._home.trained, seat.survey, seat.question, self._sitting.frame)

    def _wish(self) -> "tuple[list[int], Wish]":
        """What is coded by now, and the keys of the answers it is about."""
        from textcoder.cli.learnt_from import codings_by_people, decisions_on_texts
        from textcoder.cli.uncertain import different_answers
        from textcoder.learning.refreshing import Decided, Wish

        sitting, overview = self._sitting, self._sitting.overview
        overview.reload()
        keys, answers = different_answers(overview)
        row_of = {overview.text_key(key): row for row, key in enumerate(keys)}
        decided = (
            Decided(row, one.code_ids, one.reason)
            for one in decisions_on_texts(sitting.store, overview)
            if (row := row_of.get(one.text_key)) is not None
        )
        return keys, Wish(
            self._home.models,
            sitting.frame,
            self._settings,
            sitting.seat.question,
            tuple(codings_by_people(sitting.store, sitting.frame)),
            self._beside(),
            answers,
            dt.datetime.now(),
            tuple(decided),
            ordered=self._chooses,
        )

    def _beside(self) -> "Path | None":
        """The codings beside the home's codeframe, if it is the same."""
        frame = self._sitting.frame
        try:
            same = self._home.codeframe(frame.id).coding_hash == frame.coding_hash
            return self._home.codings_path(frame.id) if same else None
        except NotFoundError:
            return None

    def _learned(self, made: "Refreshed") -> str:
        new = None if self._seen is None else len(frozenset(made.model.seen) - self._seen)
        return refreshed.learned(made.codings, new, made.left, self._settings.learning.max_error)

    def _suggester(self, made: "Refreshed", wish: "Wish") -> "Suggester":
        from textcoder.cli.suggestions import suggester_of
        from textcoder.features.encoders import reader_to_train
        from textcoder.learning.autocoder import Autocoder

        if self._reader is None:
            self._reader = reader_to_train(wish.models, wish.codeframe, wish.settings)
        autocoder = Autocoder(
            made.model,
            wish.codeframe,
            self._reader,
            version=made.version,
            max_error=wish.settings.learning.max_error,
            explain=True,
        )
        return suggester_of(autocoder, wish.question)

    def _listed(self, keys: list[int], order: "list[Choice]") -> Queue:
        reasons = {keys[one.row]: one.reason.value for one in order}
        return self._planted(Listed("uncertain", list(reasons), reasons=reasons))

    def _random(self) -> Queue:
        return self._planted(random_queue(self._sitting.overview))

    def _planted(self, queue: Queue) -> Queue:
        sitting = self._sitting
        return with_assignments(queue, sitting.store, sitting.overview, sitting.seat.coder)


def settings_of(manifest: "Manifest") -> Settings:
    """The settings by which a model like the one described is trained: what ``textcoder train`` was told."""
    content = manifest.content["settings"]
    return Settings(
        profile=content["profile"],
        language=LanguageSettings(content["language"]["pipeline"]),
        features=FeatureSettings(encoder=content["features"]["encoder"]),
        learning=LearningSettings(max_error=content["learning"]["max_error"], seed=content["learning"]["seed"]),
    )
