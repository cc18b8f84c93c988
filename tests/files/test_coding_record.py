import json
from dataclasses import asdict, replace

import pytest

from textcoder.files.coding_record import (
    ClassifySettings,
    CodeframeUsed,
    CodingRecord,
    CodingRecordError,
    ExportSettings,
    FieldCoded,
    FileSeen,
    ModelUsed,
    read_record,
    record_path,
    recording_writer,
    sha256_of,
)

SETTINGS = ClassifySettings("id", (FieldCoded("svar", "Q24", ("Q2", ("1", "2"))), FieldCoded("mer", "Q25")), "joined")
RECORD = CodingRecord(
    made_by="classify",
    at="2026-11-22T12:00:00+01:00",
    codeframe=CodeframeUsed("barriers", 1, "a" * 64),
    models=(ModelUsed("20261122-01234567", "b" * 64, 3),),
    settings=SETTINGS,
    source=FileSeen("wave.csv", "c" * 64),
)
EXPORT = replace(
    RECORD, made_by="export", settings=ExportSettings("s", "Q24", "2026-11-22T12:00:00+01:00", "long"), source=None
)


def write(out, record=RECORD, **how):
    with recording_writer(out, record, **how)(out, ["id", "svar"]) as line:
        line(["1", "tid"])
    return out


@pytest.mark.parametrize("record", [RECORD, EXPORT])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
def test_a_record_lies_beside_its_file_and_says_the_same_when_it_is_read(tmp_path, record, suffix):
    out = write(tmp_path / f"coded{suffix}", record)

    read = read_record(out)

    assert read == replace(record, file=FileSeen(out.name, sha256_of(out)))
    assert record_path(out).name == f"coded{suffix}.coding.json"
    assert sorted(path.name for path in tmp_path.iterdir()) == [out.name, record_path(out).name]


def test_a_file_without_a_record_has_none(tmp_path):
    assert read_record(tmp_path / "coded.csv") is None


def test_what_is_to_be_done_before_sees_the_whole_record_and_no_file_yet(tmp_path):
    seen = []
    out = tmp_path / "coded.csv"

    write(out, before=lambda record: seen.append((record.file, out.exists())))

    assert seen == [(FileSeen("coded.csv", sha256_of(out)), False)]


def test_where_that_fails_nothing_appears(tmp_path):
    def fail(record):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "coded.csv", before=fail)

    assert list(tmp_path.iterdir()) == []


def test_a_record_of_a_newer_textcoder_may_say_more_in_the_same_format(tmp_path):
    out = write(tmp_path / "coded.csv")
    content = json.loads(record_path(out).read_text()) | {"weather": "rain"}
    record_path(out).write_text(json.dumps(content))

    assert read_record(out).models == RECORD.models


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "made_by": 7}'])
def test_a_record_that_cannot_be_read_is_an_error_with_what_to_do(tmp_path, content):
    out = write(tmp_path / "coded.csv")
    record_path(out).write_text(content)

    with pytest.raises(CodingRecordError, match="Restore it from a copy, or move it away"):
        read_record(out)


def spoilt(record, **changes):
    """The record as JSON, with changes by the path of a part."""
    content = json.loads(json.dumps(asdict(record)))
    for where, value in changes.items():
        *folders, name = where.split("__")
        part = content
        for folder in folders:
            part = part[folder]
        part[name] = value
    return content


@pytest.mark.parametrize(
    ("record", "changes", "said"),
    [
        (RECORD, {"models": []}, "names 0 models"),
        (RECORD, {"models": [{"version": "a"}, {"version": "b"}]}, "names 2 models"),
        (RECORD, {"made_by": "job", "models": []}, "names 0 models"),
        (RECORD, {"made_by": "magic"}, "what made the file"),
        (RECORD, {"made_by": "export"}, "settings of something else"),
        (EXPORT, {"made_by": "classify"}, "settings of something else"),
        (RECORD, {"at": "yesterday"}, "damaged at at"),
        (RECORD, {"settings": []}, "damaged at settings"),
        (RECORD, {"settings__fields": []}, "damaged at settings/classify/fields"),
        (RECORD, {"settings__layout": "heap"}, "damaged at settings/classify/layout"),
        (RECORD, {"settings__redaction": ["person", "smell"]}, "damaged at settings/classify/redaction/1"),
        (RECORD, {"settings__max_error": -3}, "damaged at settings/classify/max_error"),
        (RECORD, {"settings__max_error": float("nan")}, "damaged at settings/classify/max_error"),
        (RECORD, {"settings__most_characters": -1}, "damaged at settings/classify/most_characters"),
        (EXPORT, {"settings__layout": "heap"}, "damaged at settings/export/layout"),
        (EXPORT, {"settings__as_of": "yesterday"}, "damaged at settings/export/as_of"),
        (EXPORT, {"settings__as_of": "2026-11-22T12:00:00"}, "damaged at settings/export/as_of"),
        (EXPORT, {"settings__as_of": "0001-01-01T00:00:00+10:00"}, "damaged at settings/export/as_of"),
        (RECORD, {"source__name": "../../etc/passwd"}, "damaged at source/name"),
        (RECORD, {"source__name": "/etc/passwd"}, "damaged at source/name"),
        (RECORD, {"source__name": ".."}, "damaged at source/name"),
        (RECORD, {"source__name": "..\\wave.csv"}, "damaged at source/name"),
    ],
)
def test_a_record_that_no_coding_can_have_left_is_an_error_that_says_where(tmp_path, record, changes, said):
    out = write(tmp_path / "coded.csv")
    record_path(out).write_text(json.dumps(spoilt(record, **changes)))

    with pytest.raises(CodingRecordError, match=said):
        read_record(out)


def test_an_export_may_hold_codes_of_several_models_or_of_none(tmp_path):
    for models in ((), (ModelUsed("a"), ModelUsed("b"))):
        out = write(tmp_path / "coded.csv", replace(EXPORT, models=models))

        assert read_record(out).models == models


@pytest.mark.parametrize("name", ["wave 10:30.csv", "bølge «2».csv", "..csv"])
def test_a_file_may_be_called_whatever_a_file_can_be_called(tmp_path, name):
    out = write(tmp_path / "coded.csv", replace(RECORD, source=FileSeen(name, "")))

    assert read_record(out).source.name == name


def test_a_record_nested_without_end_is_an_error_like_any_other(tmp_path):
    out = write(tmp_path / "coded.csv")
    record_path(out).write_text("[" * 100_000)

    with pytest.raises(CodingRecordError, match="cannot be read"):
        read_record(out)
