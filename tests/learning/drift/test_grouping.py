import numpy as np

from textcoder.learning.drift.grouping import group_alike

ORIGIN = np.zeros(40, dtype=np.float32)


def around(centres: int, each: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Directions near as many others, which stand upright on each other, and which of these each is near to."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(centres), each)
    return (np.eye(40)[of] + rng.normal(0, 0.05, (len(of), 40))).astype(np.float32), of


def partition(numbers) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(numbers == number).tolist()) for number in set(numbers.tolist())}


def test_as_many_groups_are_found_as_there_are():
    vectors, of = around(5, 12)

    group, closeness = group_alike(vectors, ORIGIN)

    assert partition(group) == partition(of)
    assert closeness.min() > 0.5


def test_where_there_are_very_many_those_not_drawn_join_the_nearest_group_or_stay_alone():
    vectors, of = around(5, 40)
    alone = np.zeros((1, 40), dtype=np.float32)
    alone[0, 39] = 1
    vectors = np.vstack([vectors, alone])

    for seed in range(1, 30):
        group, _ = group_alike(vectors, ORIGIN, most_linked=60, seed=seed)
        assert partition(group[:-1]) == partition(of)
        assert (group == group[-1]).sum() == 1


def test_nothing_and_a_single_text_are_no_trouble():
    assert group_alike(np.zeros((0, 4), dtype=np.float32), ORIGIN[:4])[0].shape == (0,)
    assert group_alike(np.ones((1, 4), dtype=np.float32), ORIGIN[:4])[0].tolist() == [0]


def test_texts_that_are_all_the_same_are_one_group():
    assert set(group_alike(np.ones((6, 4), dtype=np.float32), ORIGIN[:4])[0].tolist()) == {0}
