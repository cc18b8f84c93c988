import subprocess
import sys

import click
import pytest

from textcoder import __version__
from textcoder.cli.main import cli

SLOW = ("spacy", "sklearn", "numpy", "scipy", "rich", "joblib", "ruamel")


def all_commands() -> list[tuple[str, ...]]:
    context = click.Context(cli)
    paths = [()]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        paths.append((name,))
        if isinstance(command, click.Group):
            paths += [(name, subcommand) for subcommand in command.commands]
    return paths


def command_at(path: tuple[str, ...]) -> click.Command:
    command = cli
    for name in path:
        command = command.get_command(click.Context(command), name)
    return command


@pytest.mark.parametrize("path", all_commands(), ids=" ".join)
def test_every_command_and_option_has_help(textcoder, path):
    command = command_at(path)

    shown = textcoder(*path, "--help")

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(f"Usage: textcoder {' '.join(path)}".rstrip())
    assert command.help
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


@pytest.mark.parametrize("path", [("classify",), ("models", "list"), ("codeframe", "show"), ("demo",), ("train",)])
def test_every_command_takes_a_home_json_and_quiet(path):
    assert {"home", "as_json", "quiet"} <= {parameter.name for parameter in command_at(path).params}


def test_the_help_names_every_command_and_every_exit_code(textcoder):
    shown = textcoder("-h").out
    codes = ("0 done", "1 done, with rows", "2 wrong", "3 not found", "4 refused", "130 interrupted", "70 a fault")

    assert all(f"\n  {name} " in shown for name in ("demo", "train", "evaluate", "classify", "codeframe", "models"))
    assert all(code in " ".join(shown.split()) for code in codes)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["classify", "--help"], ["models", "list", "--help"]])
def test_help_imports_nothing_slow(arguments):
    program = (
        "import sys\n"
        "from textcoder.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {SLOW} if name in sys.modules], file=sys.stderr)\n"
    )

    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
    assert done.stdout


def test_the_version_is_that_of_the_package(textcoder):
    assert textcoder("--version").out.strip() == f"textcoder, version {__version__}"


def test_the_package_runs_as_a_module_too():
    done = subprocess.run([sys.executable, "-m", "textcoder", "-h"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("Usage: textcoder ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clasify"], "No such command 'clasify'"),
        (["models", "lst"], "No such command 'lst'"),
        (["train"], "Missing option '--codeframe'"),
        (["train", "--codeframe", "x", "--profile", "slow"], "'slow' is not"),
        (["classify", "a.csv", "--lay-out", "long"], "No such option"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_where_help_is(textcoder, arguments, said):
    ended = textcoder(*arguments)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "--help" in ended.err
