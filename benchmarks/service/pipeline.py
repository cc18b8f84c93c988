"""What a pipeline does all day, and what it was told: each reply is checked as it comes."""

import csv
import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from benchmarks.service.checking import Alone, given


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answers belong."""

    codeframe: str
    survey: str
    question: str


@dataclass(slots=True)
class Told:
    """What came of it all."""

    replies: Counter[str] = field(default_factory=Counter)
    """Replies to single answers by status, and ``none`` where the connection broke."""
    wrong: list[str] = field(default_factory=list)
    """What must not be: a reply that no one model would give alone, or a row that is missing."""
    acknowledged: dict[str, int] = field(default_factory=dict)
    """Key of the coding by id of the answer, of corrections that were said to be saved."""
    jobs: int = 0
    """Files that came back with every row as it should be."""
    used: Counter[str] = field(default_factory=Counter)
    """Single answers by version of the model."""


class Pipeline:
    """Sends, sends again where need be, and checks.

    Args:
        address: Of the service.
        key: Of the role ``pipeline``.
        place: Where the answers belong.
        alone: By version and text, what that model gives by itself.
    """

    def __init__(self, address: str, key: str, place: Place, alone: Alone) -> None:
        self.told = Told()
        self._place = place
        self._alone = alone
        self._stop = threading.Event()
        self._client = httpx.Client(
            base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False
        )

    def stop(self) -> None:
        """Have everybody end with what is under way."""
        self._stop.set()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def classify(self, texts: Sequence[str], start: int) -> None:
        """One answer after the other, until stopped."""
        number = start
        while not self._stop.is_set():
            self._classify_one(number, texts[number % len(texts)])
            number += 1

    def _classify_one(self, number: int, text: str) -> None:
        wanted = {**self._where("codeframe", "question"), "records": [{"id": number, "text": text}]}
        try:
            reply = self._client.post("/v1/classify", json=wanted)
        except httpx.TransportError:
            self.told.replies["none"] += 1
            self._stop.wait(0.05)
            return
        self.told.replies[str(reply.status_code)] += 1
        if reply.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            self._stop.wait(0.05)
        elif reply.status_code != httpx.codes.OK:
            self.told.wrong.append(f"status {reply.status_code} to a single answer")
        else:
            self._check(reply.json(), number, text)

    def _check(self, said: dict[str, Any], number: int, text: str) -> None:
        version, results = said["model_version"], said["results"]
        self.told.used[version] += 1
        if [one["id"] for one in results] != [number]:
            self.told.wrong.append("another number of results, or another id")
        elif given(results[0]) != self._alone[version][text]:
            self.told.wrong.append(f"{version} would have answered otherwise alone")

    def bring(self, answers: Mapping[str, str]) -> None:
        """Bring answers into the label store."""
        listed = [{"id": name, "text": text} for name, text in answers.items()]
        said = self._until_done(lambda: self._client.put("/v1/answers", json={**self._where(), "answers": listed}))
        if sum(said["counts"][kind] for kind in ("added", "unchanged")) != len(answers):
            self.told.wrong.append("answers were not stored")

    def correct(self, answers: Mapping[str, str], code: str) -> None:
        """Send a decision on one answer after the other, each until it is acknowledged, until stopped."""
        for name in answers:
            if self._stop.wait(0.02):
                return
            wanted = {**self._where(), "codings": [{"id": name, "codes": [code], "coder": "kari"}]}
            once = {"Idempotency-Key": f"correction-{name}"}
            said = self._until_done(partial(self._client.post, "/v1/codings", json=wanted, headers=once))
            self.told.acknowledged[name] = said["results"][0]["key"]

    def job(self, texts: Sequence[str], name: str) -> None:
        """Have a file coded, fetch it, and check every row."""
        table = io.StringIO()
        csv.writer(table).writerows([("id", "svar"), *enumerate(texts)])
        fields = {**self._where("codeframe", "question"), "id": "id", "text": "svar", "layout": "joined"}
        file = ("answers.csv", table.getvalue().encode())
        once = {"Idempotency-Key": f"job-{name}"}
        sent: dict[str, Any] = {"data": fields, "files": {"file": file}, "headers": once}
        job = self._until_done(partial(self._client.post, "/v1/jobs", **sent))
        while job["state"] in ("queued", "running"):
            time.sleep(0.1)
            job = self._until_done(partial(self._client.get, job["links"]["self"]))
        if job["state"] != "completed":
            self.told.wrong.append(f"job {name} {job['state']}: {job['error']}")
            return
        got = self._until_done(lambda: self._client.get(job["links"]["result"]), parsed=False)
        self._check_rows(list(csv.DictReader(io.StringIO(got.decode("utf-8-sig")))), texts, job)

    def _check_rows(self, rows: Sequence[Mapping[str, str]], texts: Sequence[str], job: Mapping[str, Any]) -> None:
        question, alone = self._place.question, self._alone[job["model_version"]]
        if [row["id"] for row in rows] != [str(number) for number in range(len(texts))]:
            self.told.wrong.append(f"job {job['id']} has other rows than were sent")
            return
        for row, text in zip(rows, texts, strict=True):
            codes = frozenset(map(int, filter(None, row[f"{question}_codes"].split(";"))))
            if (row[f"{question}_status"], codes) != alone[text]:
                self.told.wrong.append(f"job {job['id']}: a row is not as {job['model_version']} has it alone")
                return
        self.told.jobs += 1

    def check_store(self, answers: Mapping[str, str], code: str) -> None:
        """Whether what was acknowledged is there, once, and counts."""
        found: Counter[tuple[str, int]] = Counter()
        since = 0
        while True:
            page = self._until_done(partial(self._client.get, f"/v1/codings?since={since}&limit=1000"))
            found.update((one["id"], one["key"]) for one in page["codings"])
            if not page["codings"]:
                break
            since = page["next"]
        if max(Counter(name for name, _ in found).values(), default=1) > 1:
            self.told.wrong.append("a correction is stored twice")
        lost = [name for name, key in self.told.acknowledged.items() if (name, key) not in found]
        self.told.wrong += [f"correction {name} was acknowledged and is gone" for name in lost]
        records = [{"id": name, "text": answers[name]} for name in self.told.acknowledged][:100]
        wanted = {**self._where("codeframe", "question"), "records": records}
        said = self._until_done(lambda: self._client.post("/v1/classify", json=wanted))
        wrong = [
            one for one in said["results"] if [(c["code"], c["source"]) for c in one["codes"]] != [(code, "exact")]
        ]
        self.told.wrong += ["a correction does not count for the identical answer"] * len(wrong)

    def _where(self, *names: str) -> dict[str, str]:
        return {name: getattr(self._place, name) for name in names or ("survey", "question")}

    def _until_done(self, ask: Callable[[], httpx.Response], *, parsed: bool = True) -> Any:
        """Ask again while the service or what it needs is away, as a pipeline should."""
        while True:
            try:
                reply = ask()
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if reply.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                reply.raise_for_status()
                return reply.json() if parsed else reply.content
            time.sleep(0.1)
