"""The models at hand: loaded and warm before they are used, and swapped when another one is promoted."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

import structlog

from service.compute.errors import ModelNotReadyError, NoModelYetError
from service.compute.memory import keep_out_of_collections
from service.frames import frames_of
from textcoder.codeframe import Codeframe, in_language
from textcoder.errors import CodeframeNotFoundError, TextcoderError
from textcoder.files.home import Home
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.registry import Registry

_REMEMBERED = 20_000
"""Texts each model keeps the coding of at hand, so that memory stays level for months."""
_SIBLINGS = 8
"""Error rates, with and without explanations, that are kept ready for each model."""
_RETRY = 30.0
"""Seconds until a model that could not be loaded is tried again."""
_TO_WARM_UP = "Dette leses for at modellen skal være klar til det første svaret"

_log = structlog.get_logger(__name__)
Frames = tuple[tuple[Path, int, int], ...]


def stamp(path: Path) -> tuple[Path, int, int]:
    """By what it is seen that a file has changed: when it was, and its size; zeros where it cannot be read."""
    try:
        stat = path.stat()
    except OSError:
        return path, 0, 0
    return path, stat.st_mtime_ns, stat.st_size


class HeldModel:
    """A model that is loaded and warm. Requests that hold one keep it, whatever is promoted meanwhile.

    Args:
        autocoder: Codes at the error rate the model was trained for.
    """

    def __init__(self, autocoder: Autocoder) -> None:
        self.frame: Codeframe = autocoder.codeframe
        self.version: str = autocoder.version
        self.questions: frozenset[str] = autocoder.questions
        self.codes: Mapping[str, Mapping[str, object]] = {
            code.id: {"code": code.id, "number": code.number, "label": in_language(code.label)}
            for code in self.frame.codes
        }
        """What a reply says of each code, in codeframe order."""
        self._own = autocoder
        self._siblings: OrderedDict[tuple[float | None, bool], Autocoder] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Codeframe and version."""
        return f"{self.frame.id}/{self.version}"

    def autocoder(self, *, max_error: float | None = None, explain: bool = False) -> Autocoder:
        """The model at an error rate. Only the compute thread may code with it.

        Args:
            max_error: Chosen error rate; None: the one the model was trained for.
            explain: Whether its codings say why.
        """
        if max_error is None and not explain:
            return self._own
        with self._lock:
            wanted = (max_error, explain)
            if wanted not in self._siblings:
                self._siblings[wanted] = self._own.at(max_error=max_error, explain=explain)
            self._siblings.move_to_end(wanted)
            while len(self._siblings) > _SIBLINGS:
                self._siblings.popitem(last=False)
            return self._siblings[wanted]


class ModelShelf:
    """Holds the current model of every codeframe, and versions that were asked for by name.

    Args:
        home: Where models and codeframes are.
        max_models: How many are held; the current ones stay even where they are more.
        look_every_s: Seconds between two looks at what is current.
        on_current: Told the codeframe and the version of a model that is used from now on.
    """

    def __init__(
        self,
        home: Home,
        *,
        max_models: int = 6,
        look_every_s: float = 1.0,
        on_current: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        self._on_current = on_current
        self._home = home
        self._registry = Registry(home.trained)
        self._max_models = max_models
        self._look_every = look_every_s
        # These are never changed but replaced, so that whoever reads them needs no lock.
        self._current: Mapping[str, HeldModel] = {}
        self._problems: Mapping[str, tuple[float, str]] = {}
        self._others: OrderedDict[tuple[str, str], HeldModel] = OrderedDict()
        self._seen: tuple[dict[str, str], Frames] | None = None
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_warm(self) -> bool:
        """Whether there is a model, and every current one is loaded and has coded something, or cannot be loaded."""
        if self._seen is None or not self._current:
            return False
        return all(codeframe in self._current or codeframe in self._problems for codeframe in self._seen[0])

    @property
    def is_watching(self) -> bool:
        """Whether a promotion would be noticed: the thread that looks has not come to an end by itself."""
        return self._thread is None or self._thread.is_alive() or self._stopping.is_set()

    @property
    def currents(self) -> Mapping[str, str]:
        """The version in use for each codeframe."""
        return {codeframe: model.version for codeframe, model in self._current.items()}

    @property
    def problems(self) -> Mapping[str, str]:
        """Why the current model of a codeframe could not be loaded."""
        return {codeframe: problem for codeframe, (_, problem) in self._problems.items()}

    def start(self) -> None:
        """Load the current models, and go on looking for others, in a thread of its own."""
        self._thread = threading.Thread(target=self._keep_looking, name="model-shelf", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def current(self, codeframe: str) -> HeldModel:
        """The model in use for a codeframe.

        Raises:
            CodeframeNotFoundError: No codeframe of that name has ever had a model, and none is under ``labels/``.
            ModelNotReadyError: It has none yet, or it is being loaded, or cannot be.
        """
        return self._current.get(codeframe) or self._explain(codeframe)

    def pinned(self, codeframe: str, version: str) -> HeldModel:
        """A version by its name, loaded if it is not at hand.

        Args:
            codeframe: Id of the codeframe.
            version: Of its model, alone or as ``<codeframe>/<version>``.

        Raises:
            ModelNotFoundError: The codeframe has no such model.
            TextcoderError: It cannot be loaded.
        """
        version = version.removeprefix(f"{codeframe}/")
        model = self._held(codeframe, version)
        if model is not None:
            return model
        with self._loading:
            model = self._held(codeframe, version)
            if model is None:
                model = self._load(codeframe, version, self._frame_of(codeframe))
                self._keep(model)
            return model

    def look(self) -> None:
        """See at once what is current now, and load it; others go on with what they hold meanwhile."""
        with self._loading:
            now = (self._registry.currents(), self._frames())
            due = any(time.monotonic() >= retry_at for retry_at, _ in self._problems.values())
            if now == self._seen and not due:
                return
            frames_changed = self._seen is None or self._seen[1] != now[1]
            if frames_changed:
                self._let_go_of_changed()
            for codeframe, version in now[0].items():
                self._bring_up(codeframe, version, frames_changed=frames_changed)
            self._current = {name: model for name, model in self._current.items() if name in now[0]}
            self._problems = {name: problem for name, problem in self._problems.items() if name in now[0]}
            self._seen = now

    def _keep_looking(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception as err:
                # Whatever it was, the next look may do better, and without looks no promotion would be noticed.
                _log.error("models_not_seen", problem=type(err).__name__)
            self._stopping.wait(self._look_every)

    def _bring_up(self, codeframe: str, version: str, *, frames_changed: bool) -> None:
        held = self._current.get(codeframe)
        if held is not None and held.version == version and not frames_changed:
            return
        try:
            frame = self._home.codeframe(codeframe)
            if held is None or (held.version, held.frame.hash) != (version, frame.hash):
                other = self._others.get((codeframe, version))
                fits = other is not None and other.frame.hash == frame.hash
                model = other if other and fits else self._load(codeframe, version, frame)
                keep_out_of_collections()
                self._current = {**self._current, codeframe: model}
                with self._lock:
                    self._others.pop((codeframe, version), None)
                if held is not None and held.frame.hash == frame.hash:
                    self._keep(held)  # who promotes may want it back
                _log.info("model_in_use", codeframe=codeframe, model=version)
                self._on_current(codeframe, version)
            self._problems = {name: problem for name, problem in self._problems.items() if name != codeframe}
        except Exception as err:
            # Whoever is served goes on being served by the model there is, and other codeframes have their turn. Errors
            # that are not ours may say anything, so only their kind is told.
            problem = str(err) if isinstance(err, TextcoderError) else f"{type(err).__name__} in loading it."
            _log.error("model_not_loaded", codeframe=codeframe, model=version, problem=problem)
            self._problems = {**self._problems, codeframe: (time.monotonic() + _RETRY, problem)}

    def _load(self, codeframe: str, version: str, frame: Codeframe) -> HeldModel:
        autocoder = self._registry.load(self._registry.find(f"{codeframe}/{version}"), frame)
        autocoder.remember_at_most(_REMEMBERED)
        autocoder.code([_TO_WARM_UP])
        return HeldModel(autocoder)

    def _held(self, codeframe: str, version: str) -> HeldModel | None:
        current = self._current.get(codeframe)
        if current is not None and current.version == version:
            return current
        with self._lock:
            held = self._others.get((codeframe, version))
            if held is not None:
                self._others.move_to_end((codeframe, version))
            return held

    def _keep(self, model: HeldModel) -> None:
        with self._lock:
            self._others[model.frame.id, model.version] = model
            while self._others and len(self._others) + len(self._current) > self._max_models:
                self._others.popitem(last=False)

    def _let_go_of_changed(self) -> None:
        """Drop the versions at hand whose codeframe reads otherwise now: whoever pins one has it loaded anew."""
        with self._lock:
            held = list(self._others.items())
        for (codeframe, version), model in held:
            try:
                has_changed = self._home.codeframe(codeframe).hash != model.frame.hash
            except TextcoderError:
                continue  # as long as it cannot be read, it goes on as it was
            if has_changed:
                with self._lock:
                    self._others.pop((codeframe, version), None)

    def _frames(self) -> Frames:
        return tuple(map(stamp, sorted(self._home.root.glob("labels/*/codeframe*.yaml"))))

    def _frame_of(self, codeframe: str) -> Codeframe:
        current = self._current.get(codeframe)
        if current is not None:
            return current.frame
        # What callers name is never taken for a path: only codeframes that have models are read.
        known = sorted({entry.codeframe_id for entry in self._registry.entries()})
        if codeframe not in known:
            raise self._without_model(codeframe)
        return self._home.codeframe(codeframe)

    def _explain(self, codeframe: str) -> NoReturn:
        problem = self.problems.get(codeframe)
        if problem is not None:
            raise ModelNotReadyError(codeframe, problem)
        if codeframe in self._registry.currents():
            raise ModelNotReadyError(codeframe, "it is being loaded.")
        raise self._without_model(codeframe)

    def _without_model(self, codeframe: str) -> CodeframeNotFoundError | NoModelYetError:
        trained = {entry.codeframe_id for entry in self._registry.entries()}
        # What callers name is never taken for a path.
        there = frames_of(self._home).by_id.keys() | trained
        if codeframe not in there:
            return CodeframeNotFoundError(codeframe, sorted(there))
        return NoModelYetError(codeframe, is_trained=codeframe in trained)
