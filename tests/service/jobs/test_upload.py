import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.jobs.errors import BadUploadError, UploadMediaTypeError, UploadTooLargeError
from service.jobs.folders import JobFolder
from service.jobs.upload import UploadReader

TYPE = "multipart/form-data; boundary=grense"


def body(*parts: tuple[str, bytes], end: bytes = b"--grense--\r\n") -> bytes:
    made = b"".join(
        b"--grense\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data + b"\r\n"
        for head, data in parts
    )
    return made + end


def file_part(data: bytes = b"a,b\n", name: str = "svar.csv") -> tuple[str, bytes]:
    return f'name="file"; filename="{name}"', data


def read(folder, data: bytes, *, pieces: int = 7, most_mb: float = 1, content_type: str = TYPE):
    with UploadReader(content_type, JobFolder(folder), most_mb=most_mb) as reader:
        for start in range(0, len(data), pieces):
            reader.feed(data[start : start + pieces])
        return reader.finish()


def test_a_file_and_its_fields_come_in_whole(tmp_path):
    upload = read(tmp_path, body(('name="text"', "spørsmål".encode()), file_part(b"id\r\n--grens\r\n1")))

    assert upload.path.read_bytes() == b"id\r\n--grens\r\n1"
    assert upload.sha256 == hashlib.sha256(b"id\r\n--grens\r\n1").hexdigest()
    assert upload.fields == {"text": "spørsmål"}


def test_nothing_of_the_clients_name_of_the_file_is_in_ours(tmp_path):
    upload = read(tmp_path, body(file_part(name="../../Kari Nordmann.XLSX")))

    assert [path.name for path in tmp_path.iterdir()] == ["upload.xlsx"]
    assert upload.suffix == ".xlsx"


@given(data=st.binary(max_size=300), pieces=st.integers(1, 50))
def test_whatever_is_in_a_file_comes_in_as_it_was_sent(tmp_path_factory, data, pieces):
    folder = tmp_path_factory.mktemp("up")

    if b"\r\n--grense" not in data:
        assert read(folder, body(file_part(data)), pieces=pieces).path.read_bytes() == data


@given(data=st.binary(max_size=300), pieces=st.integers(1, 50))
def test_whatever_comes_in_is_taken_or_refused_in_a_sentence(tmp_path_factory, data, pieces):
    with pytest.raises((BadUploadError, UploadTooLargeError)):
        read(tmp_path_factory.mktemp("up"), data, pieces=pieces)


def test_a_file_beyond_the_limit_is_refused_before_it_is_on_the_disk(tmp_path):
    with pytest.raises(UploadTooLargeError):
        read(tmp_path, body(file_part(os.urandom(30_000))), pieces=1000, most_mb=0.02)

    assert (tmp_path / "upload.csv").stat().st_size <= 20_000


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "broke off"),
        (body(file_part(), end=b""), "broke off"),
        (body(('name="text"', b"x")), "has no file"),
        (body(('name="file"', b"x")), "must be a file with a name"),
        (body(file_part(name="svar.exe")), "must end with its format"),
        (body(file_part(), file_part()), "two files"),
        (body(('name="text"', b"x"), ('name="text"', b"y"), file_part()), "twice"),
        (body(('name="text"', b"\xff"), file_part()), "UTF-8"),
        (body(('name="text"', b"x" * 5000), file_part()), "longer than"),
        (body(*[(f'name="f{n}"', b"x") for n in range(31)]), "more than 30"),
        (b"bare tekst", "well-formed"),
    ],
)
def test_what_is_wrong_with_a_form_is_said(tmp_path, data, problem):
    with pytest.raises(BadUploadError, match=problem):
        read(tmp_path, data)


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data", "text/csv; boundary=x"])
def test_what_is_no_form_is_refused(tmp_path, content_type):
    with pytest.raises(UploadMediaTypeError):
        read(tmp_path, b"", content_type=content_type)
