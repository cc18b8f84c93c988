"""The example survey as an analyst has it a year after the first model, and people who code its answers."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("textcoder")
SURVEY, QUESTION, CODEFRAME = "innovasjonsbarometer-2024", "Q24", "innovation-barriers"
WHERE = ("--survey", SURVEY, "--question", QUESTION)
_SHIPPED = Path(__file__).resolve().parents[1]
HOW_CODED = """
00124:1 00126:4 00128:i 00133:4 00142:4,n 00159:2,n 00180:3 00187:1 00190:2,4 00192:1,2 00259:4,n 00279:2 00291:1
00298:4 00325:1 00326:2,4 00330:3 00340:2 00341:n 00350:3 00360:2 00368:3 00370:4 00391:3 00398:1 00406:4 00427:3
00434:4 00439:4 00464:2 00467:3 00469:2 00472:4,n 00482:1,2 00485:i 00495:1 00498:n 00505:i 00507:2 00512:2
00529:1,2 00578:1,4 00581:1 00585:2 00589:1,n 00592:n 00610:1 00615:3 00618:i 00628:v 00649:1 00659:2 00668:4
00690:n 00691:1 00700:1,4 00720:1 00728:n 00744:2 00755:n 00769:3 00778:1 00790:1 00799:4,n 00801:3 00804:n 00830:3
00837:2,3 00844:1 00860:i 00872:2,n 00883:1 00895:4 00899:n 00908:2 00909:i 00937:i 00951:1,2,n 00952:1 00955:n
00967:n 00968:n 00972:3 00997:1
"""
"""What a coder gives the answers of the example survey, by id: the keys of the codes."""
KEYS = dict(one.split(":") for one in HOW_CODED.split())


def write_home(root: Path) -> Path:
    """The shipped survey and encoders, with every twelfth coding so that training is quick; gives the folder.

    ``last-wave.jsonl`` has a fourth of the codings, which the first model learns from; ``export.csv`` is the example.
    """
    shutil.copytree(_SHIPPED / "labels", root / "labels", ignore=shutil.ignore_patterns("store.sqlite*"))
    (root / "models").mkdir()
    for name in ("encoder", "tuned", "pipeline"):
        (root / "models" / name).symlink_to(_SHIPPED / "models" / name)
    codings = root / "labels" / SURVEY / "codings.jsonl"
    lines = codings.read_text(encoding="utf-8").splitlines(keepends=True)[::12]
    codings.write_text("".join(lines), encoding="utf-8")
    (root / "last-wave.jsonl").write_text("".join(lines[::4]), encoding="utf-8")
    shutil.copy(root / "labels" / SURVEY / "example" / "export.csv", root / "export.csv")
    return root


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEXTCODER")}
    return kept | {"OMP_NUM_THREADS": "1", "TEXTCODER_SERVICE_LOOK_EVERY_S": "0.1"}


def sit_and_label(home: Path, coder: str, decide: Callable[[str], str], *more: str) -> list[str]:
    """A sitting of ``textcoder label --plain``: each answer shown gets the keys decided on, until there is none.

    Args:
        home: Where.
        coder: Who.
        decide: Gives the keys for an answer, by its id.
        more: Further arguments of the command.

    Returns:
        Ids of the answers that came, in order.
    """
    shown: list[str] = []
    arguments = [COMMAND, "label", *WHERE, "--coder", coder, "--plain", "--home", home, *more]
    how: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(arguments, encoding="utf-8", env=environment(), **how) as sitting:
        patience = threading.Timer(120, sitting.kill)
        patience.start()
        for line in sitting.stdout:
            if line.startswith("id "):
                shown.append(line.split()[1])
            elif line.startswith("Chosen:"):
                sitting.stdin.write(f"x {decide(shown[-1])} e\n")
                sitting.stdin.flush()
            elif line.startswith("This queue has no more answers"):
                sitting.stdin.write("q\n")
                sitting.stdin.flush()
        said = sitting.stderr.read()
        patience.cancel()
    assert sitting.returncode == 0, said
    return shown


def by_the_guideline(answer_id: str) -> str:
    return KEYS[answer_id].replace(",", " ")


class Careless:
    """Codes by the guideline, but for the first two answers."""

    def __init__(self) -> None:
        self._before = 0

    def __call__(self, answer_id: str) -> str:
        self._before += 1
        right = by_the_guideline(answer_id)
        return right if self._before > 2 else "1" if right != "1" else "2"
