import re
from datetime import timedelta

import pytest

from tests.labelling.store.filling import Clock
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.keys import Role, hash_of, id_in
from textcoder.labelling.store.opening import Store


def test_a_key_is_made_once_and_the_store_keeps_only_its_hash(bare: Store):
    key = bare.keys.create(Role.CODER, name="Kari")

    (stored,) = bare.keys.all()
    assert re.fullmatch(r"tc_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", key)
    assert (stored.name, stored.role, stored.id, stored.hash) == ("Kari", Role.CODER, id_in(key), hash_of(key))
    assert key not in repr(stored)
    assert key.rpartition("_")[2] not in repr(stored)


def test_a_revoked_key_counts_no_more_and_is_still_listed(bare: Store):
    revoked, other = bare.keys.create(Role.ADMIN), bare.keys.create(Role.PIPELINE)

    assert bare.keys.revoke(id_in(revoked))
    assert not bare.keys.revoke(id_in(revoked))

    (first, second) = bare.keys.all()
    assert (first.id, second.id) == (id_in(revoked), id_in(other))
    assert not first.counts(first.created_at)
    assert second.counts(second.created_at)


def test_a_key_that_expires_counts_until_then(timed: Store, clock: Clock):
    timed.keys.create(Role.PIPELINE, lasts=timedelta(days=90))

    (key,) = timed.keys.all()
    assert key.expires_at == clock() + timedelta(days=90)
    assert key.counts(clock() + timedelta(days=89))
    assert not key.counts(clock() + timedelta(days=90))


def test_a_key_nobody_made_cannot_be_revoked(bare: Store):
    with pytest.raises(NotStoredError, match="textcoder keys list"):
        bare.keys.revoke("0123456789")


@pytest.mark.parametrize("text", ["", "tc_", "tc_0123456789_short", "Bearer x", "tc_0123456789_" + "å" * 43])
def test_what_is_no_key_has_no_id(text: str):
    assert id_in(text) is None
