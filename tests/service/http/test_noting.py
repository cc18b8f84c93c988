import pytest


def test_a_request_keeps_its_id_where_it_has_a_sane_one(service):
    reply = service.client.get("/health/live", headers={"X-Request-ID": "pipeline-7:a.b_c"})

    assert reply.headers["x-request-id"] == "pipeline-7:a.b_c"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "æ".encode(), 'a"b', "a\tb"])
def test_a_request_gets_an_id_of_its_own_where_it_has_none_that_is_sane(service, given):
    first, second = (
        service.client.get("/health/live", headers={"X-Request-ID": given}).headers["x-request-id"] for _ in range(2)
    )

    assert first != second
    assert first.isalnum()
