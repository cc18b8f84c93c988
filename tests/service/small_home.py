"""A home with one small survey, and codings enough to train on in a second."""

from pathlib import Path

CODEFRAME = """\
id: barriers
version: 1
title: {nb: Hva hindrer dere?}
codes:
  - {id: capacity, number: 1, label: {nb: Kapasitet}, include: [tid]}
  - {id: economy, number: 2, label: {nb: Økonomi}, include: [penger]}
  - {id: dont_know, number: 8, label: {nb: Vet ikke}, exclusive: true}
"""
SURVEY = """\
id: barriere-2025
title: {nb: Barrierer}
codeframe: barriers
questions:
  - {id: Q24, type: open, text: {nb: Hva hindrer dere?}}
"""
CAPACITY = ("for lite tid", "for få folk", "travle dager", "mangler bemanning", "ingen har kapasitet")
ECONOMY = ("for lite penger", "stramt budsjett", "dårlig økonomi", "mangler midler", "alt er for dyrt")
MANNERS = ("{}", "Vi har {}", "{} hos oss", "Det er {} her", "Hovedsakelig {}", "{}, dessverre")


def write_home(root: Path) -> Path:
    """Write it; gives its folder."""
    survey = root / "labels" / "barriere-2025"
    survey.mkdir(parents=True)
    (root / "models").mkdir()
    (survey / "codeframe.yaml").write_text(CODEFRAME, encoding="utf-8")
    (survey / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    lines = ["id,text,codes,voice"]
    for voice, manner in enumerate(MANNERS):
        said = [(text, "capacity") for text in CAPACITY] + [(text, "economy") for text in ECONOMY]
        said += [(f"{one} og {two}", "capacity;economy") for one, two in zip(CAPACITY[:3], ECONOMY[:3], strict=True)]
        for number, (text, codes) in enumerate(said):
            lines.append(f'{voice}{number:02},"{manner.format(text)}",{codes},voice-{voice}')
    (survey / "codings.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root
