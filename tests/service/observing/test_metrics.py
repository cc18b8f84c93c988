import subprocess
import sys

from service.observing.metrics import Metrics


def lines(metrics: Metrics) -> list[str]:
    return metrics.expose().decode().splitlines()


def test_what_was_counted_is_told():
    metrics = Metrics()

    metrics.count_answers("barriers", "coded", "model", 3)
    metrics.count_answers("barriers", "coded", "model")
    metrics.set_jobs({"queued": 2})
    metrics.set_store_up(False)

    assert 'textcoder_answers_total{codeframe="barriers",source="model",status="coded"} 4.0' in lines(metrics)
    assert 'textcoder_jobs{state="queued"} 2.0' in lines(metrics)
    assert "textcoder_store_up 0.0" in lines(metrics)


def test_a_model_that_was_current_is_told_apart_from_the_one_that_is():
    metrics = Metrics()

    metrics.set_model("barriers", "v1")
    metrics.set_model("barriers", "v2")

    assert 'textcoder_model_info{codeframe="barriers",version="v1"} 0.0' in lines(metrics)
    assert 'textcoder_model_info{codeframe="barriers",version="v2"} 1.0' in lines(metrics)


def test_two_applications_in_one_process_count_apart():
    first, second = Metrics(), Metrics()

    first.observe_batch(7)

    assert "textcoder_batch_size_sum 7.0" in lines(first)
    assert "textcoder_batch_size_sum 0.0" in lines(second)


def test_several_processes_bring_their_figures_together(tmp_path):
    process = (
        "import pathlib, sys; from service.observing.metrics import Metrics; "
        "m = Metrics(pathlib.Path(sys.argv[1])); m.count_answers('b', 'coded', 'model', 2); m.set_waiting(5); "
        "sys.stdout.write(m.expose().decode()); m.close()"
    )
    run = [sys.executable, "-c", process, str(tmp_path)]
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PATH": ""}

    said = [subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)]

    assert 'textcoder_answers_total{codeframe="b",source="model",status="coded"} 4.0' in said[1]
    assert "textcoder_queue_depth 5.0" in said[1]  # of the first process, which has ended, nothing waits any more
