import shutil
import threading

import pytest

from service.compute.errors import ModelNotReadyError
from service.compute.models import ModelShelf
from tests.service.compute.conftest import wait_until
from textcoder.errors import CodeframeNotFoundError, ModelNotFoundError
from textcoder.learning.registry import Registry


def test_the_current_model_is_loaded_at_the_start_and_then_it_is_warm(home, versions):
    shelf = ModelShelf(home)
    assert not shelf.is_warm

    shelf.start()
    wait_until(lambda: shelf.is_warm)
    shelf.stop()

    assert shelf.current("barriers").version == versions[1]


def test_a_promotion_is_noticed_and_who_holds_the_old_model_keeps_it(shelf, home, versions):
    held = shelf.current("barriers")

    Registry(home.trained).promote("barriers", versions[0])
    wait_until(lambda: shelf.current("barriers").version == versions[0])

    assert held.version == versions[1]
    assert held.autocoder().code(["for lite tid"])[0].code_ids == {"capacity"}


def test_promoting_back_takes_the_model_that_is_still_at_hand(shelf, home, versions):
    before = shelf.current("barriers")
    for version in versions:
        Registry(home.trained).promote("barriers", version)
        shelf.look()

    assert shelf.current("barriers") is before


def test_whoever_wants_to_know_is_told_which_model_is_used(home, versions):
    told = []
    shelf = ModelShelf(home, on_current=lambda *what: told.append(what))

    shelf.look()
    shelf.look()

    assert told == [("barriers", versions[1])]


def test_a_pinned_version_is_loaded_once_and_kept(shelf, versions):
    first = shelf.pinned("barriers", versions[0])

    assert first.version == versions[0]
    assert shelf.pinned("barriers", f"barriers/{versions[0]}") is first
    assert shelf.pinned("barriers", versions[1]) is shelf.current("barriers")


def test_no_more_models_are_kept_than_are_allowed(home, versions):
    shelf = ModelShelf(home, max_models=1)
    shelf.look()

    first = shelf.pinned("barriers", versions[0])

    assert shelf.pinned("barriers", versions[0]) is not first


def test_an_unknown_version_or_codeframe_is_not_found(shelf):
    with pytest.raises(ModelNotFoundError):
        shelf.pinned("barriers", "20200101-00000000")
    with pytest.raises(CodeframeNotFoundError):
        shelf.pinned("unheard-of", "20200101-00000000")
    with pytest.raises(CodeframeNotFoundError):
        shelf.current("unheard-of")


def test_a_path_is_no_codeframe(shelf, home, versions):
    path = str(home.codeframe_path("barriers"))

    with pytest.raises(CodeframeNotFoundError):
        shelf.pinned(path, versions[0])


def test_before_the_first_look_a_model_is_not_ready_rather_than_not_there(home):
    with pytest.raises(ModelNotReadyError):
        ModelShelf(home).current("barriers")


def test_a_damaged_model_leaves_the_one_before_in_use_and_is_told(shelf, home, versions):
    folder = home.trained / "barriers"
    shutil.copytree(folder / versions[1], folder / "20261123-damaged0")
    (folder / "20261123-damaged0" / "model.joblib").write_bytes(b"not a model")

    Registry(home.trained).promote("barriers", "20261123-damaged0")
    shelf.look()

    assert shelf.current("barriers").version == versions[1]
    assert "damaged0" in shelf.problems["barriers"]
    assert shelf.is_warm


def test_a_model_that_cannot_be_loaded_at_the_start_is_not_ready_and_says_why(home, versions):
    (home.trained / "barriers" / versions[1] / "model.joblib").write_bytes(b"not a model")
    shelf = ModelShelf(home)
    shelf.look()

    with pytest.raises(ModelNotReadyError, match=versions[1]):
        shelf.current("barriers")
    assert not shelf.is_warm


def test_a_new_label_in_the_codeframe_is_noticed(shelf, home):
    path = home.codeframe_path("barriers")
    path.write_text(path.read_text(encoding="utf-8").replace("Kapasitet", "Tid og folk"), encoding="utf-8")

    shelf.look()

    assert shelf.current("barriers").codes["capacity"]["label"] == "Tid og folk"


def test_another_error_rate_shares_the_model_and_is_made_once(shelf):
    held = shelf.current("barriers")

    everything = held.autocoder(max_error=1.0)

    assert everything.promise.max_error == 1.0
    assert held.autocoder(max_error=1.0) is everything
    assert held.autocoder() is held.autocoder()


def test_a_pinned_version_has_the_codeframe_as_it_is_now(shelf, home, versions):
    before = shelf.pinned("barriers", versions[0])
    path = home.codeframe_path("barriers")
    changed = path.read_text(encoding="utf-8").replace("Kapasitet", "Tid og folk").replace("version: 1", "version: 2")
    path.write_text(changed, encoding="utf-8")

    shelf.look()
    after = shelf.pinned("barriers", versions[0])

    assert (before.frame.version, after.frame.version) == (1, 2)
    assert after.codes["capacity"]["label"] == "Tid og folk"


def test_files_that_cannot_be_read_keep_nobody_from_noticing_a_promotion(shelf, home, versions):
    folder = home.root / "labels" / "x"
    folder.mkdir()
    (folder / "codeframe.yaml").symlink_to(folder / "nowhere")
    (folder / "codeframe-deep.yaml").write_text("a: " + "[" * 3000 + "]" * 3000)
    (folder / "codeframe-odd.yaml").write_text("id: barriers\nversion: {a: 1}\ncodes: 5\n")

    Registry(home.trained).promote("barriers", versions[0])

    wait_until(lambda: shelf.current("barriers").version == versions[0])
    assert shelf.is_watching


def test_whatever_goes_wrong_in_a_look_the_next_one_is_taken(shelf, home, versions, monkeypatch):
    frames, failed = shelf._frames, []

    def fail_once():
        if not failed:
            failed.append(True)
            raise RecursionError
        return frames()

    monkeypatch.setattr(shelf, "_frames", fail_once)
    wait_until(lambda: bool(failed))
    Registry(home.trained).promote("barriers", versions[0])

    wait_until(lambda: shelf.current("barriers").version == versions[0])


def test_a_thread_that_has_died_is_told(home):
    shelf = ModelShelf(home)
    assert shelf.is_watching

    shelf._thread = threading.Thread(target=lambda: None)
    shelf._thread.start()
    shelf._thread.join()

    assert not shelf.is_watching
