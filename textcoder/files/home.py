"""The home folder: ``labels/`` with one folder per survey, ``models/`` with what was trained."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.errors import CodeframeNotFoundError, FileProblemError, HomeNotFoundError, SurveyNotFoundError
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.survey_file import read_survey
from textcoder.files.yaml_file import read_yaml
from textcoder.survey import Survey


@dataclass(frozen=True, slots=True)
class Home:
    """Where a project keeps its surveys and models."""

    root: Path

    @property
    def models(self) -> Path:
        """The folder of encoders and models."""
        return self.root / "models"

    @property
    def trained(self) -> Path:
        """The folder of trained models."""
        return self.models / "trained"

    def codeframe_path(self, name: str) -> Path:
        """The file of a codeframe: a path to one, or the id of one under ``labels/``, its highest version.

        Raises:
            CodeframeNotFoundError: Neither.
            FileProblemError: It is not among those that can be read, and one cannot.
        """
        return Path(name) if Path(name).is_file() else self.codeframe_path_by_id(name)

    def codeframe_path_by_id(self, codeframe_id: str) -> Path:
        """The file of a codeframe under ``labels/``, its highest version, whatever other file goes by that name.

        Raises:
            CodeframeNotFoundError: There is none of that id.
            FileProblemError: It is not among those that can be read, and one cannot.
        """
        paths: dict[str, tuple[int, Path]] = {}
        unreadable: list[FileProblemError] = []
        for path in sorted(self.root.glob("labels/*/codeframe*.yaml")):
            try:
                content = read_yaml(path)
                its_id, version = str(content.get("id")), content.get("version")
                found = (version if isinstance(version, int) else 0, path)
                paths[its_id] = max(found, paths.get(its_id, found))
            except FileProblemError as err:
                unreadable.append(err)  # somebody else's, unless the one asked for is not found
        if codeframe_id in paths:
            return paths[codeframe_id][1]
        raise unreadable[0] if unreadable else CodeframeNotFoundError(codeframe_id, sorted(paths))

    def codeframe(self, name: str) -> Codeframe:
        """A codeframe by path or id.

        Raises:
            CodeframeNotFoundError: Neither a file nor an id under ``labels/``.
            CodeframeError: It breaks its own rules.
        """
        return read_codeframe(self.codeframe_path(name))

    def codings_path(self, codeframe: str) -> Path | None:
        """The codings that lie beside a codeframe, if any do."""
        beside = self.codeframe_path(codeframe).parent
        return next((path for name in ("codings.jsonl", "codings.csv") if (path := beside / name).is_file()), None)

    def survey(self, name: str) -> Survey:
        """A survey by the name of its folder.

        Raises:
            SurveyNotFoundError: There is no such folder, or it describes no survey.
        """
        path = self.survey_folder(name) / "survey.yaml"
        return read_survey(path)

    def redacted_kinds(self, codeframe: str, questions: Iterable[str]) -> frozenset[str]:
        """Personal data that surveys with this codeframe have taken out of the answers to these questions.

        Raises:
            FileProblemError: A survey cannot be read, so that nobody knows what it wants taken out.
            SurveyError: One does not hold together.
        """
        surveys = map(read_survey, sorted(self.root.glob("labels/*/survey.yaml")))
        wanted = frozenset(questions)
        return frozenset().union(
            *(
                survey.redact
                for survey in surveys
                if survey.codeframe == codeframe and any(field.id in wanted for field in survey.open_fields)
            )
        )

    def survey_folder(self, name: str) -> Path:
        """The folder of a survey.

        Raises:
            SurveyNotFoundError: There is none.
        """
        folders = {path.parent.name: path.parent for path in sorted(self.root.glob("labels/*/survey.yaml"))}
        if name not in folders:
            raise SurveyNotFoundError(name, list(folders))
        return folders[name]


def find_home(start: Path) -> Home:
    """The nearest folder at or above ``start`` that has both ``labels/`` and ``models/``.

    Raises:
        HomeNotFoundError: There is none.
    """
    for folder in (start, *start.parents):
        if (folder / "labels").is_dir() and (folder / "models").is_dir():
            return Home(folder)
    raise HomeNotFoundError(start)
