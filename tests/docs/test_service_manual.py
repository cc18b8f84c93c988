"""The programs in the manual of the service, run as they stand against a service that runs."""

import re
from pathlib import Path

import pytest

from tests.client.conftest import Served, served  # noqa: F401  # a fixture

PAGE = Path(__file__).resolve().parents[2] / "docs" / "service.md"
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_programs():
    assert len(PROGRAMS) >= 4


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_of_the_manual_runs(program, served: Served, tmp_path, monkeypatch, capsys):  # noqa: F811
    (tmp_path / "survey.csv").write_text(
        "respid,Q24\n1,for lite tid\n2,stramt budsjett\n2,vet ikke\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    here = {
        "https://coding.example.org": served.url,
        "tc_…": served.key,
        "innovation-barriers": "barriers",
        "innovasjonsbarometer-2024": "barriere-2025",
    }
    for there, ours in here.items():
        program = program.replace(there, ours)

    exec(compile(program, str(PAGE), "exec"), {})

    assert capsys.readouterr().out
    if "submit" in program:
        assert (tmp_path / "coded.csv").exists()
        assert (tmp_path / "errors.csv").exists()
