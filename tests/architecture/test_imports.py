from pathlib import Path

from importlinter import api, cli

ROOT = Path(__file__).resolve().parents[2]


def contracts() -> list[dict]:
    return api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]


def test_the_import_contracts_hold(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)

    ended = cli.lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert ended == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_a_broken_contract_would_be_seen(monkeypatch, tmp_path, capsys):
    config = tmp_path / "contracts.toml"
    config.write_text(
        '[tool.importlinter]\nroot_packages = ["textcoder"]\n[[tool.importlinter.contracts]]\n'
        'name = "No command may know an error"\ntype = "forbidden"\n'
        'source_modules = ["textcoder.cli"]\nforbidden_modules = ["textcoder.errors"]\n'
    )
    monkeypatch.chdir(ROOT)

    assert cli.lint_imports(config_filename=str(config), no_cache=True) == cli.EXIT_STATUS_ERROR
    assert "BROKEN" in capsys.readouterr().out


def test_every_folder_of_the_library_has_its_place_in_the_layers():
    (layers,) = [contract["layers"] for contract in contracts() if contract["type"] == "layers"]
    placed = {name.strip() for layer in layers for name in str(layer).split("|")}
    present = {
        f"textcoder.{path.stem}"
        for path in (ROOT / "textcoder").iterdir()
        if (path / "__init__.py").is_file() or (path.suffix == ".py" and not path.stem.startswith("__"))
    }

    assert present - placed == set()
