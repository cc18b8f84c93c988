"""The client: answers out, results back, none lost on the way."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

from textcoder.client.connection import Connection
from textcoder.client.jobs import Job, read_status
from textcoder.client.models import Models
from textcoder.client.records import Batch, body, check_ids, in_batches
from textcoder.client.results import Classified, Result, Stored, StoredCoding, read_coding, read_result, read_stored

Layout = Literal["dichotomous", "joined", "spread", "long"]
_PAGE = 1000


class Client:
    """Asks the service, and sends again what could not be answered. Several threads may share one.

    Args:
        base_url: Of the service, as ``https://coding.example.org``.
        key: Made with ``textcoder keys create``; None: the service needs none.
        timeout: Seconds to wait for a reply.
        retries: How often a request is sent again where the service is away or too busy.
        batch_size: Most records in one request.
    """

    def __init__(
        self, base_url: str, key: str | None = None, *, timeout: float = 30, retries: int = 5, batch_size: int = 200
    ) -> None:
        self._connection = Connection(base_url, key, timeout=timeout, retries=retries)
        self._batch_size = batch_size
        self.models = Models(self._connection)
        """Which model codes: ``client.models.promote(…)``, ``roll_back(…)`` and ``current(…)``."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._connection.close()

    def classify(
        self,
        records: Iterable[str | Mapping[str, Any]],
        *,
        codeframe: str,
        question: str | None = None,
        model: str | None = None,
        max_error: float | None = None,
        explain: bool = False,
    ) -> Classified:
        """Code answers. Every record gets a result, in order.

        All are coded by one model, even if another is promoted in between.

        Args:
            records: Objects with ``id``, ``text`` and, if wanted, ``question``; or texts, whose ids are 0, 1, 2 …
            codeframe: Its id.
            question: Id of the question that was answered.
            model: Version to code with; None: the current one.
            max_error: Largest share of wrong code sets among answers that are not referred.
            explain: Whether to say why.

        Raises:
            ServiceError: Not all have been answered, or not as they should.
        """
        batches = list(
            self.classify_batches(
                records, codeframe=codeframe, question=question, model=model, max_error=max_error, explain=explain
            )
        )
        warnings = dict.fromkeys(warning for batch in batches for warning in batch.warnings)
        return Classified(
            results=tuple(result for batch in batches for result in batch),
            codeframe=codeframe,
            codeframe_version=batches[0].codeframe_version if batches else None,
            model_version=batches[0].model_version if batches else None,
            warnings=tuple(warnings),
        )

    def classify_batches(
        self,
        records: Iterable[str | Mapping[str, Any]],
        *,
        codeframe: str,
        question: str | None = None,
        model: str | None = None,
        max_error: float | None = None,
        explain: bool = False,
    ) -> Iterator[Classified]:
        """Code answers as :meth:`classify` does, and give the results batch by batch, as they come.

        Raises:
            ServiceError: A batch was not answered. Those before it have been given.
        """
        objects = ({"id": place, "text": one} if isinstance(one, str) else one for place, one in enumerate(records))
        for batch in in_batches(objects, self._batch_size):
            wish = {
                "codeframe": codeframe,
                "question": question,
                "model": model,
                "max_error": max_error,
                "explain": explain,
            }
            content = self._send("POST", "/v1/classify", body(batch, "records", wish), batch)
            # The rest goes to the same model, or a promotion in between would leave the answers coded by two.
            model = content["model_version"]
            yield Classified(
                results=_results(content),
                codeframe=content["codeframe"],
                codeframe_version=content["codeframe_version"],
                model_version=model,
                warnings=tuple(content.get("warnings", ())),
            )

    def put_answers(
        self,
        answers: Iterable[Mapping[str, Any]],
        *,
        survey: str,
        question: str,
        codeframe: str | None = None,
        question_text: str | None = None,
    ) -> Sequence[Stored]:
        """Bring answers into the label store, where people code them. Done again, it changes nothing.

        Args:
            answers: Objects with ``id``, ``text`` and, if wanted, ``background``.
            survey: Its id.
            question: Its id.
            codeframe: Id of the codeframe; needed only where the question is new and no survey of the home has it.
            question_text: The question as it was asked, where it is new.

        Returns:
            What became of each, in their order.

        Raises:
            ServiceError: Not all have been brought in.
        """
        to = {"survey": survey, "question": question, "codeframe": codeframe, "question_text": question_text}
        return tuple(
            read_stored(one)
            for batch in in_batches(answers, self._batch_size)
            for one in self._send("PUT", "/v1/answers", body(batch, "answers", to), batch)["results"]
        )

    def post_codings(
        self,
        codings: Iterable[Mapping[str, Any]],
        *,
        survey: str,
        question: str,
        idempotency_key: str | None = None,
    ) -> Sequence[Stored]:
        """Save what people have decided. Identical answers are given the same codes from then on.

        Args:
            codings: Objects with ``id``, ``codes`` and, if wanted, ``coder``, ``comment``, ``flag``, ``kind``,
                ``codeframe_version`` and ``seconds``.
            survey: Its id.
            question: Its id.
            idempotency_key: With the same one, the same codings are saved once, even from another process; None: one
                is made, so that nothing is saved twice where a reply is lost.

        Returns:
            What became of each, in their order.

        Raises:
            ServiceError: Not all have been saved.
        """
        name = idempotency_key or secrets.token_hex(16)
        to = {"survey": survey, "question": question}
        stored: list[Stored] = []
        for number, batch in enumerate(in_batches(codings, self._batch_size)):
            headers = {"Idempotency-Key": f"{name}.{number}"}
            content = self._send("POST", "/v1/codings", body(batch, "codings", to), batch, headers)
            stored += map(read_stored, content["results"])
        return tuple(stored)

    def codings(
        self, *, since: int = 0, survey: str | None = None, question: str | None = None
    ) -> Iterator[StoredCoding]:
        """All stored codings, the earliest first, fetched page by page as they are taken.

        Args:
            since: Only those after this key: of the last one that was fetched before.
            survey: Only of this survey.
            question: Only of questions with this id.

        Raises:
            ServiceError: A page did not come. Go on with the key of the last coding that did.
        """
        more = True
        while more:
            wanted = {"since": since, "limit": _PAGE, "survey": survey, "question": question}
            asked = {name: value for name, value in wanted.items() if value is not None}
            reply = self._connection.json("GET", "/v1/codings", partial(dict, params=asked))
            content = reply.has("codings", "next", "more")
            yield from map(read_coding, content["codings"])
            since, more = content["next"], content["more"]

    def submit(
        self,
        file: str | Path,
        *,
        codeframe: str,
        id: str,  # noqa: A002  # as the service and the command call it
        text: str,
        question: str | None = None,
        layout: Layout = "dichotomous",
        format: str | None = None,  # noqa: A002  # as the service calls it
        model: str | None = None,
        max_error: float | None = None,
        confidence: bool = False,
        excel: bool = False,
        idempotency_key: str | None = None,
    ) -> Job:
        """Send a whole file, to be coded in the background.

        Args:
            file: CSV, XLSX or JSONL, told by its suffix.
            codeframe: Id of the codeframe.
            id: The column with the respondents' ids.
            text: The column with the answers.
            question: Id of the question, which names the new columns; None: as the column with the answers.
            layout: Which columns are added.
            format: Of the coded file, as ``csv``; None: as the file that is sent.
            model: Version to code with; None: the one that is current when the job starts.
            max_error: Largest share of wrong code sets among answers that are not referred.
            confidence: Whether to add the probability of each code.
            excel: Whether to write CSV as Norwegian Excel wants it.
            idempotency_key: With the same one, the same file gives the same job, even from another process; None: one
                is made, so that no second job comes of a reply that is lost.

        Raises:
            OSError: The file cannot be read.
            ServiceError: The file was not taken.
        """
        path = Path(file)
        wanted = {"codeframe": codeframe, "id": id, "text": text, "question": question, "layout": layout}
        wanted |= {"format": format, "model": model, "max_error": None if max_error is None else str(max_error)}
        wanted |= {"confidence": str(confidence).lower(), "excel": str(excel).lower()}
        fields = {name: value for name, value in wanted.items() if value is not None}
        headers = {"Idempotency-Key": idempotency_key or secrets.token_hex(16)}
        with path.open("rb") as content:

            def make() -> Mapping[str, Any]:
                content.seek(0)
                # Of its name the service needs the end only, and the rest might tell something.
                return {"files": {"file": (f"file{path.suffix}", content)}, "data": fields, "headers": headers}

            return Job(self._connection, read_status(self._connection.json("POST", "/v1/jobs", make)))

    def job(self, job_id: str) -> Job:
        """A job that was sent before, by this process or another with the same key.

        Raises:
            NotFoundError: It has expired, was removed, or is somebody else's.
            ServiceError: The service did not say.
        """
        return Job(self._connection, read_status(self._connection.json("GET", f"/v1/jobs/{quote(job_id, safe='')}")))

    def _send(
        self, method: str, path: str, content: bytes, batch: Batch, headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        request = {"content": content, "headers": {"Content-Type": "application/json", **(headers or {})}}
        reply = self._connection.json(method, path, lambda: request)
        said: Mapping[str, Any] = reply.has("results")
        check_ids(batch, said["results"], reply.request_id)
        return said


def _results(content: Mapping[str, Any]) -> tuple[Result, ...]:
    return tuple(map(read_result, content["results"]))
