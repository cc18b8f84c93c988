"""YAML 1.2, in which ``no`` is the Norwegian language and not a falsehood."""

from pathlib import Path

from textcoder.errors import FileProblemError


def read_yaml(path: Path) -> dict[str, object]:
    """Read a YAML file that holds a mapping.

    Raises:
        FileProblemError: It is not there, is no YAML, has a key twice, or holds no mapping.
    """
    # Imported here: commands that touch no YAML start faster.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig"))
    except RecursionError as err:
        raise FileProblemError(path, "is nested too deeply") from err
    except OSError as err:
        raise FileProblemError(path, f"cannot be read: {err.strerror or err}") from err
    except UnicodeDecodeError as err:
        raise FileProblemError(path, "is not in UTF-8; save it so") from err
    except MarkedYAMLError as err:
        line = f"line {err.problem_mark.line + 1}: " if err.problem_mark else ""
        raise FileProblemError(path, f"{line}{err.problem or 'no YAML'}".splitlines()[0]) from err
    except YAMLError as err:
        raise FileProblemError(path, f"no YAML ({str(err).splitlines()[0]})") from err
    if not isinstance(content, dict):
        raise FileProblemError(path, "holds no mapping of the form `key: value`")
    return content
