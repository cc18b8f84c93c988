import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.learning.choosing import Choice, ModelView, Reason, audit_sample, choose, doubts
from textcoder.learning.clusters import find_clusters


class World:
    """Answers at random places, some of them done, and a model that thinks something of each."""

    def __init__(self, n_answers, n_codes=3, share_done=0.0, seed=1):
        rng = np.random.default_rng(seed)
        self.n_answers = n_answers
        self.counts = rng.integers(1, 40, n_answers)
        vectors = rng.normal(size=(n_answers, 6)).astype(np.float32)
        self.clusters = find_clusters(vectors, self.counts, number=8, seed=seed)
        self.done = rng.random(n_answers) < share_done
        self.view = ModelView(
            rng.random((n_answers, n_codes)), rng.uniform(0.05, 0.95, n_codes), rng.integers(0, 30, n_codes)
        )

    def choose(self, size=None, done=None, **further):
        return choose(self.clusters, self.counts, self.done if done is None else done, size, **further)


worlds = st.builds(
    World, st.integers(0, 40), st.integers(1, 5), st.sampled_from([0.0, 0.1, 0.5, 1.0]), st.integers(0, 20)
)


def reasons(choices):
    return [choice.reason for choice in choices]


def rows(choices):
    return [choice.row for choice in choices]


@given(worlds, st.booleans(), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_everything_that_is_not_done_is_chosen_once(world, has_model, audit_share):
    chosen = world.choose(view=world.view if has_model else None, audit_share=audit_share)

    assert sorted(rows(chosen)) == np.flatnonzero(~world.done).tolist()


@given(worlds, st.integers(0, 30))
def test_no_more_are_chosen_than_asked_for_and_in_the_same_order(world, size):
    assert world.choose(size, view=world.view) == world.choose(view=world.view)[:size]


@given(worlds)
def test_the_same_seed_gives_the_same_order(world):
    assert world.choose(view=world.view, seed=3) == world.choose(view=world.view, seed=3)


@given(worlds, st.sampled_from([0.1, 0.25, 0.5]), st.integers(1, 12))
def test_the_audit_keeps_its_share_however_few_are_asked_for_at_a_time(world, audit_share, at_a_time):
    done = np.zeros(world.n_answers, bool)
    chosen: list[Choice] = []
    while new := world.choose(at_a_time, done, view=world.view, audit_share=audit_share):
        chosen += new
        done[rows(chosen)] = True
        audited = reasons(chosen).count(Reason.AUDIT)
        assert audited == int(len(chosen) * audit_share)

    assert done.all()


@given(worlds)
def test_coding_one_after_the_other_before_there_is_a_model_is_coding_them_in_one_go(world):
    done, one_by_one = world.done.copy(), []
    while new := world.choose(1, done):
        one_by_one += new
        done[new[0].row] = True

    # After the medoids, which answer of a cluster is whose turn depends on what is done.
    n_medoids = sum(choice.row in world.clusters.medoids for choice in one_by_one[:8])
    assert one_by_one[:n_medoids] == world.choose(n_medoids)


@given(worlds, st.integers(0, 40))
def test_the_audit_sample_is_random_whatever_else_is_done(world, size):
    chosen = world.choose(size, view=world.view)
    done = world.done.copy()
    done[rows(chosen)] = True

    audited = audit_sample(done)

    # The same as if everything had been chosen at random: the first ones of one random order.
    at_random = rows(world.choose(done=np.zeros_like(done), audit_share=1.0))
    assert audited.tolist() == at_random[: len(audited)]
    assert done[audited].all()
    if not world.done.any():
        assert {choice.row for choice in chosen if choice.reason is Reason.AUDIT} <= set(audited.tolist())


def test_shares_are_estimated_without_bias_from_the_audit_sample_and_not_from_the_rest():
    world = World(400, n_codes=1)
    has_code = np.abs(world.view.probabilities[:, 0] - world.view.thresholds[0]) < 0.2  # all of them in doubt
    audited, others = [], []
    for seed in range(100):
        chosen = world.choose(80, view=world.view, seed=seed)
        done = np.zeros(400, bool)
        done[rows(chosen)] = True
        audited.append(has_code[audit_sample(done, seed)].mean())
        others.append(has_code[[choice.row for choice in chosen if choice.reason is not Reason.AUDIT]].mean())

    assert np.mean(audited) == pytest.approx(has_code.mean(), abs=0.03)
    assert np.mean(others) > has_code.mean() + 0.1


def test_new_answers_leave_the_audit_sample_as_it_was():
    fewer, more = np.ones(50, bool), np.ones(70, bool)

    kept = [row for row in audit_sample(more) if row < 50]

    assert kept == audit_sample(fewer).tolist()


def test_medoids_of_all_clusters_come_first_the_largest_before_the_others():
    world = World(80)

    chosen = world.choose(8, audit_share=0.0, view=world.view)

    assert reasons(chosen) == [Reason.MEDOID] * 8
    assert rows(chosen) == world.clusters.medoids.tolist()


def test_a_cluster_that_something_is_known_about_needs_no_medoid():
    world = World(80)
    done = np.zeros(80, bool)
    for cluster in (0, 5):
        done[np.flatnonzero(world.clusters.of_row == cluster)[-1]] = True

    chosen = world.choose(6, done, audit_share=0.0, view=world.view)

    assert rows(chosen) == [row for cluster, row in enumerate(world.clusters.medoids) if cluster not in (0, 5)]


def test_without_a_model_typical_answers_are_chosen_throughout():
    chosen = World(40).choose(audit_share=0.25)

    assert set(reasons(chosen)) == {Reason.MEDOID, Reason.AUDIT}


def one_cluster(probabilities, thresholds=(0.5,), positives=(50,), counts=None):
    """Answers that all mean the same, of which the last is done."""
    n_answers = len(probabilities) + 1
    counts = np.ones(n_answers, int) if counts is None else np.array([*counts, 1])
    clusters = find_clusters(np.ones((n_answers, 2), np.float32), counts)
    done = np.zeros(n_answers, bool)
    done[-1] = True
    table = np.array([*probabilities, probabilities[0]], dtype=float).reshape(n_answers, -1)
    view = ModelView(table, np.array(thresholds), np.array(positives))
    return choose(clusters, counts, done, view=view, audit_share=0.0)


def test_the_answer_nearest_to_the_threshold_is_the_most_doubtful():
    assert rows(one_cluster([0.9, 0.35, 0.1, 0.28], thresholds=(0.3,))) == [3, 1, 2, 0]


def test_an_answer_in_doubt_about_two_codes_comes_before_one_in_doubt_about_one():
    chosen = one_cluster([(0.5, 0.01), (0.5, 0.5), (0.01, 0.01)], (0.5, 0.5), (50, 50))

    assert rows(chosen) == [1, 0, 2]


def test_a_low_probability_of_a_code_with_a_low_threshold_is_no_doubt():
    view = ModelView(np.array([[0.005, 0.45]]), np.array([0.05, 0.5]), np.array([50, 50]))

    rare, usual = doubts(view)[0]

    assert rare < usual / 5


def test_a_doubt_about_a_rare_code_counts_for_more_and_is_said():
    chosen = one_cluster([(0.5, 0.01), (0.01, 0.5)], (0.5, 0.5), (200, 2))

    assert chosen == [Choice(1, Reason.RARE), Choice(0, Reason.UNCERTAIN)]


def test_of_answers_in_equal_doubt_the_one_that_most_gave_comes_first():
    assert rows(one_cluster([0.4, 0.4, 0.4], counts=(1, 37, 5))) == [1, 2, 0]


def test_doubtful_answers_are_taken_from_all_clusters_in_turn():
    world = World(80)
    done = np.zeros(80, bool)
    done[world.clusters.medoids] = True
    left = [cluster for cluster in range(8) if (~done[world.clusters.of_row == cluster]).any()]

    chosen = world.choose(len(left), done, audit_share=0.0, view=world.view)

    assert sorted(world.clusters.of_row[rows(chosen)]) == left


def test_certainty_without_any_doubt_can_be_put_in_order():
    assert sorted(rows(one_cluster([0.0, 1.0, 0.5]))) == [0, 1, 2]


def test_fifty_thousand_answers_are_put_in_order_at_once():
    n_answers = 50_000
    rng = np.random.default_rng(1)
    clusters = find_clusters(rng.normal(size=(n_answers, 4)).astype(np.float32), np.ones(n_answers, int))
    view = ModelView(rng.random((n_answers, 6)), np.full(6, 0.5), np.full(6, 20))

    chosen = choose(clusters, np.ones(n_answers, int), np.zeros(n_answers, bool), 100, view=view)

    assert len(set(rows(chosen))) == 100
