import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("textcoder", "service")
MODULES = sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MOST_LINES = 300
EDGES = {module for module in MODULES if module.parts[1] == "cli"} | {Path("service/settings.py")}
VAGUE = {"utils", "helpers", "common", "manager", "misc"}


def tree_of(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), str(module))


def test_there_are_modules_to_look_at():
    assert len(MODULES) > 40
    assert Path("textcoder/cli/main.py") in MODULES


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_says_what_it_is_for(module):
    assert ast.get_docstring(tree_of(module))


def test_no_module_is_longer_than_one_can_hold_in_ones_head():
    lengths = {str(module): len((ROOT / module).read_text(encoding="utf-8").splitlines()) for module in MODULES}

    assert {module: lines for module, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_module_has_a_name_that_says_nothing():
    assert [str(module) for module in MODULES if module.stem in VAGUE] == []


def calls(module: Path) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("module", [module for module in MODULES if module not in EDGES], ids=str)
def test_the_core_never_prints_exits_or_reads_the_environment(module):
    source = tree_of(module)
    environment = [node for node in ast.walk(source) if isinstance(node, ast.Attribute) and node.attr == "environ"]

    assert calls(module).isdisjoint({"print", "input", "exit", "quit", "sys.exit", "os._exit", "os.getenv"})
    assert environment == []


def test_only_the_edges_turn_errors_into_exit_codes():
    assert [str(module) for module in MODULES if "sys.exit" in calls(module)] == ["textcoder/cli/errors.py"]


@pytest.mark.parametrize("folder", ["models", "labels"])
def test_data_folders_are_never_import_packages(folder):
    assert (ROOT / folder).is_dir()
    assert list((ROOT / folder).rglob("*.py")) == []


def test_every_package_says_that_it_is_typed():
    assert all((ROOT / package / "py.typed").is_file() for package in PACKAGES)


def test_every_test_file_mirrors_a_module():
    tests = ROOT / "tests"
    known = {module.with_name(f"test_{module.name}") for module in MODULES}
    free = {"workflow", "architecture", "docs", "words"}
    files = [path.relative_to(tests) for path in tests.rglob("test_*.py")]

    strays = [str(path) for path in files if path.parts[0] not in free and known.isdisjoint({path, "textcoder" / path})]

    assert sorted(strays) == [
        "cli/test_classifying_refusals.py",
        "cli/test_training_workers.py",
        "learning/test_old_artifacts.py",
        "service/routes/test_untrained.py",
        "service/test_fuzz.py",
        "service/test_trouble.py",
        "test_labels.py",
        "test_shipped_pipeline.py",
    ]
