from pathlib import Path

import pytest
from pydantic import ValidationError

from service.schemas.classify import ClassifyRequest
from service.schemas.jobs import JobForm
from service.settings import ServiceSettings
from textcoder.cli.classifying import classify
from textcoder.cli.demonstrating import demo
from textcoder.cli.training import train_command
from textcoder.settings import LEAST_MAX_ERROR
from textcoder.survey import REDACTED


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("TEXTCODER_HOME", "TEXTCODER_DB", "PROMETHEUS_MULTIPROC_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_settings_come_from_the_environment(home, monkeypatch):
    monkeypatch.setenv("TEXTCODER_HOME", str(home))
    monkeypatch.setenv("TEXTCODER_DB", "postgresql://kari:hemmelig@db/labels")
    monkeypatch.setenv("TEXTCODER_SERVICE_MAX_RECORDS", "12")
    monkeypatch.setenv("TEXTCODER_SERVICE_CORS_ORIGINS", "https://a.example, https://b.example")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(home))

    settings = ServiceSettings()

    assert (settings.home, settings.max_records, settings.metrics_folder) == (home, 12, home)
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert settings.store_address == "postgresql://kari:hemmelig@db/labels"
    assert "hemmelig" not in repr(settings)


def test_what_a_shell_calls_home_is_not_the_home(home, monkeypatch):
    (home / "labels").mkdir()
    (home / "models").mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setenv("HOME", "/")
    monkeypatch.setenv("DB", "nonsense")

    settings = ServiceSettings()

    assert settings.home == home
    assert settings.store_address == f"sqlite:///{home / 'labels' / 'store.sqlite'}"
    assert settings.jobs_at == home / "jobs"


def test_the_address_of_the_store_may_be_in_a_file(home, monkeypatch):
    (home / "secret").write_text("postgresql://u:p@h/d\n", encoding="utf-8")
    monkeypatch.setenv("TEXTCODER_DB_FILE", str(home / "secret"))

    assert ServiceSettings(home=home).store_address == "postgresql://u:p@h/d"


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("true", REDACTED),
        ("1", REDACTED),
        ("false", frozenset()),
        ("", frozenset()),
        ("person, phone", {"person", "phone"}),
    ],
)
def test_redaction_is_on_or_off_or_of_some_kinds(home, monkeypatch, said, kinds):
    monkeypatch.setenv("TEXTCODER_SERVICE_REDACT", said)

    assert ServiceSettings(home=home).redacted_kinds == kinds


@pytest.mark.parametrize(
    "wrong", [{"redact": "names"}, {"max_records": 0}, {"home": "/nowhere/at/all"}, {"max_eror": 0.1}, {"max_error": 2}]
)
def test_what_cannot_be_meant_is_refused_without_repeating_it(home, wrong):
    with pytest.raises(ValidationError) as caught:
        ServiceSettings(**({"home": home} | wrong))

    assert "input_value" not in str(caught.value)


def test_settings_do_not_change(home):
    with pytest.raises(ValidationError):
        ServiceSettings(home=home).max_records = 2


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("MAXERROR", "MAX_ERROR"),
        ("REQUEST_PER_MINUTE", "REQUESTS_PER_MINUTE"),
        ("REDCT", "REDACT"),
        ("redct", "REDACT"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest_one(home, monkeypatch, misspelt, meant):
    monkeypatch.setenv(f"TEXTCODER_SERVICE_{misspelt}", "1")

    with pytest.raises(ValidationError, match=f"TEXTCODER_SERVICE_{meant} meant"):
        ServiceSettings(home=home)


def test_what_kubernetes_says_of_a_service_called_textcoder_is_no_setting(home, monkeypatch):
    for name in ("HOST", "PORT", "PORT_HTTP", "SERVICE_HOST", "PORT_8000_TCP_ADDR"):
        monkeypatch.setenv(f"TEXTCODER_SERVICE_{name}", "10.0.0.1")

    assert ServiceSettings(home=home).home == home


def test_all_doors_take_the_same_smallest_error(home):
    doors = [ServiceSettings, ClassifyRequest, JobForm]

    assert [one.model_fields["max_error"].metadata[0].ge for one in doors] == [LEAST_MAX_ERROR] * 3
    options = [
        next(one for one in command.params if one.name == "max_error") for command in (classify, train_command, demo)
    ]
    assert [one.type.min for one in options] == [LEAST_MAX_ERROR] * 3
