import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "patient_joe.py"


def test_patient_joe_is_measured_as_cohen_did_his_example(tmp_path):
    # Cohen (1960), table 2: 200 answers, kappa .492, in columns named as those of Patient Joe.
    table = {"aa": 88, "ab": 14, "ac": 18, "ba": 10, "bb": 40, "bc": 10, "ca": 2, "cb": 6, "cc": 12}
    pairs = [pair for pair, times in table.items() for _ in range(times)]
    rows = [f"{number},{one},{one},{other},words" for number, (one, other) in enumerate(pairs, start=1)]
    (tmp_path / "patient_joe.csv").write_text("\n".join(["id,label,label_coder1,label_coder2,text", *rows]))

    ended = subprocess.run(
        [sys.executable, str(SCRIPT), "--data", str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert "200 answers" in ended.stdout
    assert "kappa         0.492 [" in ended.stdout
    assert "same code     0.700 [" in ended.stdout
    assert "a for b: 24 times" in ended.stdout
