"""From records to results: what people have decided, then the model, each record by itself."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from service.compute.human import Ask, HumanDecisions, Known
from service.compute.models import HeldModel, ModelShelf
from service.compute.pooling import PATIENCE_AT_END, PIECE, Pool
from service.compute.questions import Questions, is_known
from service.compute.records import Record, check_number, read_records, unknown_question
from service.compute.redacting import Redaction
from service.compute.results import Result, result_of, result_of_problem
from service.compute.small import SmallRequests
from service.compute.surveys import HomeSurveys
from service.compute.warnings import warnings_of
from service.observing.metrics import Metrics
from service.settings import ServiceSettings
from service.store_link import StoreLink
from textcoder.codeframe import Codeframe
from textcoder.codings import Coding, Source, Status, check_code_set
from textcoder.errors import CodeSetError, TextcoderError
from textcoder.files.home import Home
from textcoder.labelling.store.texts import TextDecision
from textcoder.language.identity import fingerprint
from textcoder.learning.autocoder import Autocoder

_JOB_CHUNK = 8 * PIECE


@dataclass(frozen=True, slots=True)
class Wish:
    """How a request wants its records coded."""

    codeframe: str
    question: str = ""
    """Of records that name none."""
    model: str | None = None
    """A version; None: the current one."""
    max_error: float | None = None
    """None: as the service is set, else as the model was trained."""
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of the records of a request."""

    codeframe: str
    codeframe_version: int
    model_version: str
    warnings: tuple[str, ...]
    results: list[Result]
    """In the order of the records, none left out."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A request that can be met."""

    wish: Wish
    model: HeldModel
    autocoder: Autocoder
    records: Sequence[Record]
    texts: Sequence[str]
    """Of the records, without what is personal."""


@dataclass(frozen=True, slots=True)
class _Coded:
    """The codings of the texts of one question."""

    codings: Mapping[str, Coding]
    questions: frozenset[str]
    store_away: bool


_AllCoded = dict[tuple[Autocoder, str], _Coded]
"""By model and question."""


class Coder:
    """Codes for all callers of a process. Everything in it may be used by several threads.

    Args:
        shelf: Holds the models.
        store: The label store, which may be away.
        settings: Limits, and what is redacted.
        metrics: Told what became of answers.
    """

    def __init__(self, shelf: ModelShelf, store: StoreLink, settings: ServiceSettings, metrics: Metrics) -> None:
        self._shelf = shelf
        self._settings = settings
        self._metrics = metrics
        self._pool = Pool(metrics.observe_batch)
        self.human = HumanDecisions(store, look_every_s=settings.look_every_s)
        self._small: SmallRequests[tuple[Wish, Sequence[object]], Reply] = SmallRequests(self._code_together)
        home = Home(settings.home)
        self._surveys = HomeSurveys(home)
        self.questions = Questions(self._surveys, self.human)
        self.store = store
        self.redaction = Redaction(home, self._surveys, settings.redacted_kinds)

    @property
    def waiting(self) -> int:
        """Texts that wait for the model, and small requests that wait for others."""
        return self._pool.waiting + self._small.waiting

    def start(self) -> None:
        """Begin: a thread that codes, one that looks decisions up, and one for small requests."""
        self._pool.start()
        self.human.start()
        self._small.start()

    def stop(self) -> None:
        """Code what requests wait for, as far as it is done within a few seconds, and end."""
        until = time.monotonic() + PATIENCE_AT_END
        self._small.stop(PATIENCE_AT_END)
        self._pool.stop(max(0.0, until - time.monotonic()))
        self.human.stop()

    def model(self, codeframe: str, version: str | None = None) -> HeldModel:
        """The model in use for a codeframe, or one of its versions, loaded if need be.

        Raises:
            NotFoundError: There is no such codeframe or model.
            ModelNotReadyError: It is being loaded, or cannot be.
        """
        return self._shelf.current(codeframe) if version is None else self._shelf.pinned(codeframe, version)

    def autocoder(self, model: HeldModel, *, max_error: float | None = None, explain: bool = False) -> Autocoder:
        """A model at an error rate; None: as the service is set, else as the model was trained."""
        chosen = self._settings.max_error if max_error is None else max_error
        return model.autocoder(max_error=chosen, explain=explain)

    def code(self, wish: Wish, raw: Sequence[object]) -> Reply:
        """Code the records of a request.

        Args:
            wish: How.
            raw: The records as they came in, whatever they are.

        Raises:
            TooManyRecordsError: They are more than one request may hold.
            NotFoundError: There is no such codeframe or model.
            RefusedError: The model is not ready, the service is stopping, or nobody knows what to redact.
        """
        (outcome,) = self._code_together([(wish, raw)])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def code_soon(self, wish: Wish, raw: Sequence[object]) -> Reply:
        """The same for a coroutine, which waits without a thread of its own where the request is small.

        Raises:
            TextcoderError: As for :meth:`code`.
        """
        # A version that must be loaded first, another error rate and reasons take long enough to keep others waiting.
        is_usual = wish.model is None and wish.max_error is None and not wish.explain
        if is_usual and len(raw) <= PIECE:
            return await self._small.ask((wish, raw), len(raw))
        return await run_in_threadpool(self.code, wish, raw)

    def code_texts(self, autocoder: Autocoder, texts: Sequence[str], question: str = "") -> list[Coding]:
        """Code answers of a file, letting everybody else go first. They have been through redaction.

        Args:
            autocoder: From :meth:`autocoder`.
            texts: The verbatims.
            question: Id of the question they answer.

        Raises:
            StoppingError: The service is stopping.
        """
        codings: list[Coding] = []
        for start in range(0, len(texts), _JOB_CHUNK):
            chunk = texts[start : start + _JOB_CHUNK]
            (known,) = self.human.on([_ask(autocoder.codeframe, question, chunk)])
            decided = _decided(chunk, known, autocoder.codeframe)
            rest = sorted((text for text in dict.fromkeys(chunk) if text not in decided), key=len)
            made = self._pool.submit(autocoder, rest, question, patient=True).wait()
            decided.update(zip(rest, made, strict=True))
            codings += [decided[text] for text in chunk]
        self._count(autocoder.codeframe.id, codings)
        return codings

    def _code_together(self, asked: Sequence[tuple[Wish, Sequence[object]]]) -> list[Reply | Exception]:
        """The reply to each request, or what to raise in its place; what they have in common is done once."""
        requests = [self._read_or_error(wish, raw) for wish, raw in asked]
        try:
            coded = self._code_texts_of([one for one in requests if isinstance(one, _Request)])
        except TextcoderError as err:
            return [one if isinstance(one, Exception) else err for one in requests]
        return [one if isinstance(one, Exception) else self._reply(one, coded) for one in requests]

    def _read_or_error(self, wish: Wish, raw: Sequence[object]) -> _Request | TextcoderError:
        try:
            check_number(len(raw), self._settings.max_records, explain=wish.explain)
            model = self.model(wish.codeframe, wish.model)
            autocoder = self.autocoder(model, max_error=wish.max_error, explain=wish.explain)
            records = read_records(raw, wish.question, most_characters=self._settings.max_text_chars)
            return _Request(wish, model, autocoder, records, self.redaction.texts_of(records, wish.codeframe))
        except TextcoderError as err:
            return err

    def _code_texts_of(self, requests: Sequence[_Request]) -> _AllCoded:
        """The codings of all texts. Questions that are not known have none."""
        together: dict[tuple[Autocoder, str], dict[str, None]] = {}
        for request in requests:
            for record, text in zip(request.records, request.texts, strict=True):
                if record.problem is None:
                    together.setdefault((request.autocoder, record.question), {})[text] = None
        asks = [_ask(autocoder.codeframe, question, texts) for (autocoder, question), texts in together.items()]
        coded: _AllCoded = {}
        waiting = []
        for ((autocoder, question), texts), known in zip(together.items(), self.human.on(asks), strict=True):
            frame = autocoder.codeframe
            there = self._surveys.questions(frame.id) | known.questions | autocoder.questions
            decided: dict[str, Coding] = {}
            if is_known(question, there, store_away=known.store_away):
                decided = _decided(texts, known, frame)
                at_hand = ((text, autocoder.remembered(text, question)) for text in texts if text not in decided)
                decided.update((text, coding) for text, coding in at_hand if coding is not None)
                # Texts of like length side by side, for the encoder pads them to the longest.
                rest = sorted((text for text in texts if text not in decided), key=len)
                waiting.append((autocoder, question, rest, decided))
            coded[autocoder, question] = _Coded(decided, there, known.store_away)
        self._code_rest(waiting)
        return coded

    def _code_rest(self, waiting: Sequence[tuple[Autocoder, str, Sequence[str], dict[str, Coding]]]) -> None:
        """Have the model code what nobody has decided on."""
        if len(waiting) == 1 and len(waiting[0][2]) <= PIECE:
            ((autocoder, question, rest, decided),) = waiting
            decided.update(zip(rest, self._pool.code(autocoder, rest, question), strict=True))
            return
        tickets = [self._pool.submit(autocoder, rest, question) for autocoder, question, rest, _ in waiting]
        self._metrics.set_waiting(self._pool.waiting)
        for (_, _, rest, decided), ticket in zip(waiting, tickets, strict=True):
            decided.update(zip(rest, ticket.wait(), strict=True))
        self._metrics.set_waiting(self._pool.waiting)

    def _reply(self, request: _Request, coded: _AllCoded) -> Reply:
        results: list[Result] = []
        codings: list[Coding | None] = []
        is_away = False
        for record, text in zip(request.records, request.texts, strict=True):
            problem, coding = record.problem, None
            if problem is None:
                of_question = coded[request.autocoder, record.question]
                is_away |= of_question.store_away
                coding = of_question.codings.get(text)
                problem = None if coding else unknown_question(of_question.questions)
            codings.append(coding)
            if coding is not None:
                results.append(result_of(record, coding, request.model, explained=request.wish.explain))
            elif problem is not None:
                results.append(result_of_problem(record, problem))
        model = request.model
        self._count(model.frame.id, codings)
        warnings = warnings_of(request.records, request.autocoder.promise, store_away=is_away)
        return Reply(model.frame.id, model.frame.version, model.version, warnings, results)

    def _count(self, codeframe: str, codings: Sequence[Coding | None]) -> None:
        pairs = Counter((one.status, one.source) if one else (Status.ERROR, None) for one in codings)
        for (status, source), number in pairs.items():
            self._metrics.count_answers(codeframe, status.value, source.value if source else "", number)


def _ask(frame: Codeframe, question: str, texts: Iterable[str]) -> Ask:
    return Ask(frame.id, question, [fingerprint(text) for text in texts if text and not text.isspace()])


def _decided(texts: Sequence[str] | Mapping[str, None], known: Known, frame: Codeframe) -> dict[str, Coding]:
    """The codings of texts that people have decided on, as far as the codeframe allows their codes."""
    found: dict[str, Coding] = {}
    if known.decisions:
        for text in texts:
            decision = None if not text or text.isspace() else known.decisions.get(fingerprint(text))
            coding = None if decision is None else _by_human(decision, frame)
            if coding is not None:
                found[text] = coding
    return found


def _by_human(decision: TextDecision, frame: Codeframe) -> Coding | None:
    try:
        return Coding(check_code_set(decision.code_ids, frame), decision.coder, Source.EXACT)
    except CodeSetError:
        return None  # it was made under other rules than the model's
