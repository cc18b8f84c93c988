import pytest

from service.routes.files import FileReply


def reply_with(path):
    return FileReply(path, media_type="text/csv", filename="a.csv", headers={"X-One": "1"})


def sent_by(service, reply, *, before=lambda: None):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        raise AssertionError("nobody listens")

    before()
    scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}}
    service.client.portal.call(reply, scope, receive, send)
    return sent


def test_a_file_that_is_removed_while_it_is_sent_comes_to_its_end(service, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 2_500_000)

    start, *pieces = sent_by(service, reply_with(path), before=path.unlink)

    headers = dict(start["headers"])
    assert (headers[b"content-length"], headers[b"x-one"]) == (b"2500000", b"1")
    assert headers[b"content-disposition"] == b'attachment; filename="a.csv"'
    assert b"".join(piece["body"] for piece in pieces) == b"x" * 2_500_000


def test_a_file_that_is_gone_is_found_out_before_anything_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        reply_with(tmp_path / "a.csv")
