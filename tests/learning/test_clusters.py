import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.learning.clusters import find_clusters


def around(*places, each=20, seed=1):
    """Vectors scattered a little around places."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(place, 0.1, (each, len(place))) for place in places]).astype(np.float32)


THREE = ((5.0, 0.0, 0.0), (0.0, 5.0, 0.0), (0.0, 0.0, 5.0))


def test_answers_that_lie_near_each_other_are_one_cluster():
    found = find_clusters(around(*THREE), np.ones(60, int), number=3)

    assert [len(set(found.of_row[start : start + 20])) for start in (0, 20, 40)] == [1, 1, 1]
    assert len(set(found.of_row)) == 3


def test_a_medoid_is_the_answer_closest_to_the_middle_of_its_cluster():
    found = find_clusters(around(*THREE), np.ones(60, int), number=3)

    for cluster, medoid in enumerate(found.medoids):
        members = np.flatnonzero(found.of_row == cluster)
        assert medoid in members
        assert found.closeness[medoid] == found.closeness[members].max()


def test_the_cluster_that_most_answers_were_given_in_comes_first():
    counts = np.ones(60, int)
    counts[25] = 100

    found = find_clusters(around(*THREE), counts, number=3)

    assert set(found.of_row[20:40]) == {0}


def test_an_answer_that_many_gave_draws_the_middle_to_it():
    vectors = around((5.0, 0.0), (-5.0, 0.0), each=2)
    vectors[:2] = (5.0, 2.0), (5.0, -2.0)

    for favoured in (0, 1):
        counts = np.ones(4, int)
        counts[favoured] = 1000
        assert favoured in find_clusters(vectors, counts, number=2).medoids


def test_there_are_no_more_clusters_than_answers_that_differ():
    vectors = np.repeat(np.eye(4, dtype=np.float32), 5, axis=0)

    found = find_clusters(vectors, np.ones(20, int), number=50)

    assert len(found.medoids) == 4


def test_answers_without_any_difference_are_one_cluster():
    assert find_clusters(np.ones((7, 3), np.float32), np.ones(7, int)).medoids.tolist() == [0]


def test_no_answers_have_no_clusters():
    found = find_clusters(np.zeros((0, 3), np.float32), np.zeros(0, int))

    assert len(found.medoids) == 0
    assert len(found.spread(np.zeros(0))) == 0


def test_centres_sought_among_some_of_very_many_answers_serve_all():
    found = find_clusters(around(*THREE, each=4000), np.ones(12_000, int), number=3)

    assert np.bincount(found.of_row).tolist() == [4000, 4000, 4000]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_finds_the_same_clusters(seed):
    vectors, counts = np.random.default_rng(0).normal(size=(300, 8)).astype(np.float32), np.ones(300, int)

    one, other = (find_clusters(vectors, counts, seed=seed) for _ in range(2))

    assert (one.of_row == other.of_row).all()
    assert (one.medoids == other.medoids).all()


@given(st.integers(1, 40), st.integers(1, 9), st.integers(0, 5))
def test_spreading_takes_every_cluster_in_turn_and_the_most_wanted_first(n_answers, number, seed):
    rng = np.random.default_rng(seed)
    vectors, wanted = rng.normal(size=(n_answers, 4)).astype(np.float32), rng.random(n_answers)
    found = find_clusters(vectors, np.ones(n_answers, int), number=number, seed=seed)

    order = found.spread(wanted)

    assert sorted(order) == list(range(n_answers))
    first = order[: len(found.medoids)]
    assert sorted(found.of_row[first]) == list(range(len(found.medoids)))
    for cluster in range(len(found.medoids)):
        members = [row for row in order if found.of_row[row] == cluster]
        assert (np.diff(wanted[members]) <= 0).all()
