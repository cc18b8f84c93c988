import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.compounds import WORD_FILES, Splitter, parts
from textcoder.language.lexicon import Entry, Lexicon

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"

# Written before the rules, which were made while looking at others.
JUDGED = {
    "tidsmangel": "tid mangel", "ressursmangel": "ressurs mangel", "kompetanseutvikling": "kompetanse utvikling",
    "økonomireform": "økonomi reform", "bemanningsnorm": "bemanning norm",
    "kapasitetsutfordringer": "kapasitet utfordringer", "investeringsbudsjettet": "investering budsjettet",
    "innsparingskrav": "innsparing krav", "arbeidsmengde": "arbeid mengde", "endringsledelse": "endring ledelse",
    "endringsmotstand": "endring motstand", "prosjektleder": "prosjekt leder",
    "tilskuddsordning": "tilskudd ordning", "saksbehandlere": "sak behandlere", "fagkompetanse": "fag kompetanse",
    "innkjøpskompetanse": "innkjøp kompetanse", "personalressurser": "personal ressurser",
    "kommunekasse": "kommune kasse", "leiargruppa": "leiar gruppa", "sjukeheimskjøkenet": "sjukeheim kjøkenet",
    "medarbeidersamtaler": "medarbeider samtaler", "organisasjonskultur": "organisasjon kultur",
    "idédugnad": "idé dugnad", "frivillighetssentral": "frivillighet sentral",
    "næringsutvikling": "næring utvikling", "velferdsteknologi": "velferd teknologi",
    "pasientsikkerhet": "pasient sikkerhet", "vikarbruk": "vikar bruk", "vannlekkasje": "vann lekkasje",
    "skulebudsjettet": "skule budsjettet", "handlingsrommet": "handling rommet",
    "kontrollutvalet": "kontroll utvalet", "planavdelinga": "plan avdelinga",
    "folkehelsearbeid": "folkehelse arbeid", "ungdomsråd": "ungdom råd", "klimatilpasning": "klima tilpasning",
    "lederutdanning": "leder utdanning", "turnusordning": "turnus ordning", "lønnsnivå": "lønn nivå",
    "pilotprosjekt": "pilot prosjekt", "småkommuner": "små kommuner", "bestillerfunksjon": "bestiller funksjon",
    "kommunestyremøte": "kommunestyre møte", "fylkeskommunen": "fylke kommunen",
    "brukermedvirkning": "bruker medvirkning", "tillitsreform": "tillit reform", "trafikkork": "trafikk kork",
    "hjemmetjenesten": "hjemme tjenesten", "vidareutdanning": "vidare utdanning",
    "oppvekstsektoren": "oppvekst sektoren",
}  # fmt: skip

WHOLE = (
    "mangel", "ressurser", "kommune", "kultur", "leder", "ledelse", "innovasjon", "kompetanse", "økonomi",
    "kapasitet", "penger", "ansvar", "rapportering", "bemanning", "forhold", "samarbeid", "utvikling", "oppgaver",
    "undersøkelse", "forankring", "medvirkning", "kunnskap", "egenskap", "regnskap", "lederskap", "fellesskap",
    "medarbeidere", "rekruttering", "tradisjon", "digitalisering", "tjenester", "mulighet", "holdninger",
    "nysgjerrighet", "gjennomføring", "tenester", "moglegheit", "haldningar", "tilsette", "stillingar",
    "medverknad", "kommunane", "pensjonistane",
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("kapasitetsmangel", ("kapasitet", "mangel")),
        ("økonomistyring", ("økonomi", "styring")),
        ("ressursbruk", ("ressurs", "bruk")),
        ("folkevalgte", ("folk", "valgte")),
        ("tenesteutvikling", ("teneste", "utvikling")),
        ("Driftssituasjonen", ("drift", "situasjonen")),
        ("personvernregelverket", ("personvern", "regelverket")),
        ("it-system", ("it", "system")),
        ("busstasjon", ("buss", "stasjon")),
    ],
)
def test_a_compound_is_taken_apart_at_its_seam(word, expected):
    assert parts(word) == expected


def test_nine_in_ten_compounds_nobody_looked_at_are_taken_apart_rightly():
    right = sum(parts(word) == tuple(expected.split()) for word, expected in JUDGED.items())

    assert right >= 0.9 * len(JUDGED)


@pytest.mark.parametrize("word", WHOLE)
def test_a_word_made_with_an_ending_stays_whole(word):
    assert parts(word) == (word,)


def test_words_of_a_lexicon_of_ones_own_are_parts():
    entries = {"blåbær": Entry(3, "fln"), "plukking": Entry(2, "fln")}

    assert Splitter(Lexicon(entries)).parts("blåbærplukking") == ("blåbær", "plukking")


@given(st.text(LETTERS + "-", min_size=1, max_size=25))
def test_parts_hold_no_letter_that_the_word_does_not(word):
    found = parts(word)

    assert "".join(found) == word or (len(found) > 1 and all(part in word for part in found))


def test_the_word_lists_hold_no_word_in_both():
    first_parts, no_parts = (set(path.read_text(encoding="utf-8").split()) for path in WORD_FILES)

    assert not first_parts & no_parts
