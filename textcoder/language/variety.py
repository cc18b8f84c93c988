"""Bokmål or Nynorsk? A guess from tell-tale words and endings, which says so when it cannot tell."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc


class Variety(StrEnum):
    """Written standard, as guessed."""

    NB = "nb"
    NN = "nn"
    UNSURE = "unsure"


_NN_WORDS = frozenset(
    """
    ikkje eg ein eit frå kva korleis kven kvar kvifor kva kvarandre kvart dei dykk dykkar noko nokon nokre ingenting
    berre mykje meir fleire færre sjølv sjølve då vere vera gjere gjera vart vert verte skule skulen skular skulane heim
    teneste tenester tenesta tenestene utan saman eigen eiga eige eigne høg høge veit seier kjem trengst difor medan
    leiing leiinga leiar leiarar leiarane pengar pengane ressursar tilsette tilsett vanskeleg eigentleg mogleg moglegheit
    moglegheiter nødvendig endå òg gong gonger no anna andre annleis likevel heile heilt tidleg einskild einskilde
    einingar eining leverandørar innbyggjarar innbyggjarane samfunn løysing løysingar løysingane framleis vilje tek teke
    gjev gje gjer seie sette sjå fekk følgje innføre auke auka kunnskapen trong korkje verken ho hjå hjelp oppgåver
    oppgåve oppgåvene stader nye tenkje tenkjer byggje arbeidet kvardag kvardagen kvardags tryggleik kjærleik rekruttere
    """.split()
) - frozenset("andre nye arbeidet samfunn vilje nødvendig sette hjelp heile anna ingenting rekruttere".split())
_NB_WORDS = frozenset(
    """
    ikke jeg en et fra hva hvordan hvem hvor hvorfor hverandre hvert hver dere deres noe noen ingen bare mye mer flere
    selv da nå være gjøre gjør ble blitt skole skolen skoler skolene hjem tjeneste tjenester tjenesten tjenestene uten
    sammen egen egne høy høye vet sier kommer trengs derfor mens ledelse ledelsen leder ledere lederne penger pengene
    ressurser ansatte ansatt vanskelig egentlig mulig mulighet muligheter enda også gang ganger annet annerledes
    likevel hele helt tidlig enkelt enkelte enheter enhet leverandører innbyggere innbyggerne løsning løsninger
    løsningene fremdeles tar tatt gir si fikk følge øke økt verken hun hos oppgaver oppgave oppgavene steder tenke tenker
    bygge hverdag hverdagen trygghet mangler
    """.split()
) - frozenset("et en enkelt si derfor likevel også gang hele helt leder gir følge enhet ingen verken bygge da".split())
# "en" and "et" do tell, but half as much as the rest: they are also names, cut-off words and typing slips.
_NB_HINTS = frozenset({"en", "et", "da"})
_NN_ENDINGS = ("ane", "ingar", "ingane", "leg", "lege", "legare", "heit", "heita", "heiter", "sjonar", "ande", "arar")
_NB_ENDINGS = ("ene", "inger", "ingene", "lig", "lige", "ligere", "het", "heten", "heter", "sjoner", "ende", "erer")
_SHORTEST_WITH_ENDING = 6
_WORD_POINTS, _HINT_POINTS = 2, 1


@lru_cache(maxsize=100_000)
def _points(word: str) -> tuple[int, int]:
    """How much a lower-case word speaks for Bokmål and for Nynorsk."""
    if word in _NN_WORDS:
        return 0, _WORD_POINTS
    if word in _NB_WORDS:
        return _WORD_POINTS, 0
    if word in _NB_HINTS:
        return _HINT_POINTS, 0
    if len(word) >= _SHORTEST_WITH_ENDING:
        if word.endswith(_NN_ENDINGS):
            return 0, _HINT_POINTS
        if word.endswith(_NB_ENDINGS):
            return _HINT_POINTS, 0
    return 0, 0


def guess_variety(words: Iterable[str]) -> Variety:
    """Guess the written standard of lower-case words; unsure where nothing tells, or both sides tell as much."""
    nb = nn = 0
    for word in words:
        points = _points(word)
        nb += points[0]
        nn += points[1]
    if nn > nb:
        return Variety.NN
    return Variety.NB if nb > nn else Variety.UNSURE


@Language.component("textcoder_variety", assigns=["doc._.variety"])
def variety_component(doc: Doc) -> Doc:
    """Set ``doc._.variety``."""
    doc._.variety = guess_variety([token.lower_ for token in doc])
    return doc


if not Doc.has_extension("variety"):
    Doc.set_extension("variety", default=Variety.UNSURE)
