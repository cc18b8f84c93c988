import pytest

from textcoder.labelling.importing.together import together
from textcoder.labelling.store.opening import open_store


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        yield store


def names(store):
    return [one.id for one in store.surveys.all()]


def test_all_is_kept_when_the_block_ends_well(store):
    with together(store) as whole:
        whole.surveys.put("a")
        whole.surveys.put("b")
        assert (names(whole), names(store)) == (["a", "b"], [])

    assert names(store) == ["a", "b"]


def test_nothing_is_kept_when_it_is_broken_off(store):
    def break_off():
        with together(store) as whole:
            whole.surveys.put("a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert names(store) == []


def test_what_was_only_tried_is_undone_and_the_store_works_on(store):
    with together(store, keep=False) as whole:
        whole.surveys.put("a")

    store.surveys.put("b")
    assert names(store) == ["b"]
