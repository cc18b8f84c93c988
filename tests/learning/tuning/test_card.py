from dataclasses import asdict

from textcoder.learning.tuning.card import tuned_card
from textcoder.settings import TuningSettings


def facts(**settings):
    return {
        "name": "multilingual-e5-small, tuned for reasons",
        "codes": ["time", "money"],
        "made": "2024-11-05T12:30:00+00:00",
        "codeframe": {"id": "reasons", "version": 3, "hash": "c" * 64},
        "snapshot": {"hash": "5" * 64, "codings": 30, "voices": 6},
        "settings": asdict(TuningSettings(rate=1e-4, batch=16, **settings)),
        "epochs": {"folds": [3, 5, 4], "all": 4},
    }


def test_the_card_says_what_the_encoder_learnt_from_and_how():
    card = tuned_card(facts())

    assert card.startswith("# multilingual-e5-small, tuned for reasons\n")
    assert "`reasons` version 3: time, money." in card
    assert "30 codings by 6 voices (snapshot `555555555555`) and the codeframe's own phrases." in card
    assert "AdamW at 0.0001" in card
    assert "batches of 16, 4 epochs" in card
    assert "3, 5, 4" in card


def test_the_card_names_no_phrases_where_none_were_learnt_from():
    assert "phrases" not in tuned_card(facts(phrase_weight=0))
