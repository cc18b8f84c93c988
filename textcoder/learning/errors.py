"""What can go wrong in learning while one codes: leaves of the one error tree."""

from collections.abc import Sequence
from pathlib import Path

from textcoder.errors import InputError, NotFoundError, RefusedError


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


class TestSetError(RefusedError):
    """A frozen test set that is not as it was frozen, or does not fit the codeframe."""

    __test__ = False  # it is no test, whatever pytest makes of its name

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        super().__init__(
            f"The frozen test set {path.parent.name}/{path.name} {problem}, so no model can be judged on it. Restore "
            f"it and the file beside it from a copy, or freeze another: textcoder models freeze --codeframe {remedy}"
        )
        self.path = path


class TestSetFrozenError(RefusedError):
    """A test set is frozen already."""

    __test__ = False

    def __init__(self, codeframe_id: str, frozen_at: str) -> None:
        super().__init__(
            f"A test set of codeframe {codeframe_id!r} is frozen already, since {frozen_at}. Models could no longer be "
            "compared with those before if it were drawn again; if it must be, say so with --anew --why TEXT."
        )


class NothingToFreezeError(InputError):
    """The codings do not make a test set that leaves something to learn from."""


class ReferencesUnreadableError(RefusedError):
    """Nobody can say which models coded files refer to, so none is removed."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} cannot be read, and without it nobody knows which models coded files refer to: nothing was "
            "removed. See to it that you may read it."
        )
        self.path = path


class PromotionsUnreadableError(RefusedError):
    """Nobody can say which models were current, so none is removed."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} cannot be read, and without it nobody knows which models were current: nothing was removed. See "
            "to it that you may read it."
        )
        self.path = path


class NotReproducibleError(RefusedError):
    """A coded file that cannot be coded again as it was."""

    def __init__(self, coded: Path, why: str) -> None:
        super().__init__(f"{coded.name} cannot be coded again: {why}")
        self.coded = coded


class ModelGoneError(NotFoundError):
    """The model that coded a file is not there any more."""

    def __init__(self, coded: Path, codeframe_id: str, version: str) -> None:
        super().__init__(
            f"{coded.name} was coded with model {codeframe_id}/{version}, which is gone. Restore its folder under "
            f"models/trained/{codeframe_id} from a copy."
        )
        self.version = version


class SourceGoneError(NotFoundError):
    """The file that a coded one was made from is needed, and is not there."""

    def __init__(self, coded: Path, name: str, looked_at: Path | None) -> None:
        wanted = f"the file it was made from, {name}," if name else "the file it was made from"
        where = f"{looked_at} is not there" if looked_at else "lies not beside it" if name else "is not known"
        super().__init__(f"{coded.name} does not hold the answers, and {wanted} {where}. Name it with --source FILE.")


class HowUnknownError(InputError):
    """Nothing says how a coded file was made, or not enough."""

    def __init__(self, coded: Path, lacking: str) -> None:
        super().__init__(f"{coded}: {lacking}")
        self.coded = coded


class SnapshotMissingError(NotFoundError):
    """What a model learnt from is no longer there as it was."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(
            f"What {folder.parent.name}/{folder.name} learnt from cannot be read: {problem}. Restore it from a copy, "
            f"or train again: textcoder train --codeframe {folder.parent.name}"
        )
        self.folder = folder


class GateRefusedError(RefusedError):
    """A model that the gate does not let become current."""

    def __init__(
        self, model: str, findings: Sequence[tuple[str, str]], *, current: str | None = None, judged_on: str = ""
    ) -> None:
        on = f" Compared on {judged_on}:" if judged_on else ""
        see = f"see what would change with: textcoder models compare {current} {model}; or " if current else ""
        super().__init__(
            f"The gate refused {model}, and nothing was changed.{on} {' '.join(said for _, said in findings)} It waits "
            f"in the registry; {see}promote it all the same with: textcoder models promote {model} --force --why TEXT."
        )
        self.model, self.findings = model, tuple(findings)


class NotComparableError(InputError):
    """Two models that cannot be set side by side, or not on these answers."""

    def __init__(self, before: str, after: str, why: str) -> None:
        super().__init__(f"{before} and {after} were not compared: {why}")
        self.before, self.after = before, after


class ForcedWithoutWhyError(InputError):
    """A model is to pass the gate by force, and nobody says why."""

    def __init__(self) -> None:
        super().__init__("Whoever forces a model through the gate says why, for the audit log: --force --why TEXT.")


class ClusterPackageError(NotFoundError):
    """A model is to be trained on a Dask cluster, without the packages that can."""

    def __init__(self) -> None:
        super().__init__(
            "Training on a Dask cluster needs dask and distributed, which are not installed. Get them with: "
            'python -m pip install "textcoder[dask]"; or train without --dask'
        )


class ClusterError(NotFoundError):
    """A Dask cluster that does not answer, or does no work."""

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"The Dask cluster {address} {problem}. Name the address that dask-scheduler prints, as tcp://HOST:8786, "
            "or train on this machine: leave out --dask."
        )
        self.address = address
