import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_code, build_codeframe
from textcoder.learning.nonanswers import NonAnswerRule

RULE = NonAnswerRule(build_codeframe())

DONT_KNOWS = """
    vet ikke | Vet ikke. | VET IKKE!! | vetikke | vet ikkke | veit ikkje | Veit ikkje! | veit itj | æ veit ikkje
    æ veit itj | Æ veit da ikkje. | e veit itte | eg veit kje | jeg vet dessverre ikke | jeg vet ikke helt
    det vet jeg ikke | det veit eg ikkje | vet ikke noe om det | aner ikke | aner ikkje | ana itj
    det aner jeg ikke | ingen anelse | har ikke peiling | har itj peiling | ikkje peiling | ingen formening
    har ingen mening om dette | usikker | Usikkert | er usikker her | litt usikker på dette | er ikke sikker
    vanskelig å si | vanskeleg å seie | ikke godt å si | uråd å seie | kjenner ikke til dette | husker ikke
    det hugsar eg ikkje | jeg har ikke oversikt over dette | har ikke svar på det | hvem vet | gudene vet
    don't know | no idea | nei, vet ikke | nei vet ikke | nei, det vet jeg ikke | godt spørsmål, vet ikke
    beklager, vet ikke | vet ikke, beklager | hmm ... vet ikke | vet ikke, sorry | ingen kommentar, vet ikke
"""
NON_ANSWERS = """
    - | – | -- | . | ... | … | ? | ??? | !? | nei | Nei. | NEI | nei nei | nei takk | Næ | niks | nope | no | none
    n/a | N.A. | 0 | ingen | Inga | ingenting | ingen ting | Nei, ingenting. | nei ingen | ikke noe | ikkje noko
    itj nåkka | ikke noe mer | Ikkje noko meir å leggje til | ikke noe å tilføye | ingenting å melde her
    Har ikke noe å tilføye, takk. | ingen kommentar | Ingen kommentarer | ingen kommentarar | har ingen merknader
    ingen ytterligere kommentarer | ingen flere | ingen fleire | ingen andre forhold | ikke andre | se over
    sjå over | Se svar over | se svaret ovenfor | jf. over | jf. spm. 12 | se svar på spørsmål 6 | som over
    som nevnt over | samme som over | ditto | ikke aktuelt | ikkje aktuelt | ikke aktuelt for oss | ikke relevant
    uaktuelt | ønsker ikke å svare | vil ikkje svare | Fyller ikke ut flere skjemaer. | blank | ok | OK. | Greit
    ja | tja | hei | hei og ha det | takk | Takk for meg! | tusen takk | lykke til | Lykke til videre!
    Lukke til vidare med arbeidet | ha en fin dag | God helg! | mvh | asdf | asdfgh | jklø | dfgdfg | qwerty | xxx
    aaaa | x | test | bla bla bla | "nei" | - nei - | nei :) | nei 😀
"""
CODABLE = """
    vet ikke, kanskje tid | nei, men vi mangler tid | vet ikke. Økonomi kanskje
    nei, bortsett frå at vi er for få | ingen tid | ikke tid | inga tid | ingen penger | ikke råd
    ingen ressurser | ingen kompetanse | ingen plan | ingen tør | ingen kultur for det | ingen ideer
    ingen oversikt | vi har ingen oversikt | ingen flere stillinger | ikke nok folk | ikke noe tid
    ikkje noko samarbeid | ingen andre enn oss selv | ingenting fungerer | ikke mer penger | har ikke tid
    nei til innovasjon fra toppen | nei-kultur | Nei. Tid. | ja til alt | OK økonomi | OK ledelse
    takk og pris for ildsjelene | vet ikke hva innovasjon er | vi vet ikke hvordan | vi vet ikke nok
    vet for lite | hvem her som har tid til det, vet jeg ikke | usikker økonomi | usikre tider | usikkerhet
    vanskelig å si nei | vanskelig å rekruttere | don't know how to innovate | GDPR | NTNU | ROBEK | KS | NAV
    HMS | KI | AI | IKT | DFØ | kr | €€€ | $$$ | 💰 | 3 | 50 % | 2030 | test av nye løsninger | testing | Tester
    blakk | blakke | blant annet tid | alt | klø i fingrene | polert fasade | se over budsjettet
    sjå over rutinane | samme som før | som alltid | null budsjett | nullvekst | blanke ark | vil ikke | tør ikke
    orker ikke mer | rekker ikke å svare | ønsker ikke endring | svarer ikke på e-post | god økonomi | god tid
    lykke og flaks | takk for tilskuddet | hei, vi mangler folk | uaktuelt for politikerne
    dårlig formulerte spørsmål | for mange spørsmål | når skulle vi ha rukket det? | ikke mitt bord
"""


def answers(block: str) -> list[str]:
    return [answer.strip() for line in block.strip().splitlines() for answer in line.split(" | ")]


@pytest.mark.parametrize("text", answers(DONT_KNOWS))
def test_a_dont_know_is_told_in_both_standards_dialect_and_haste(text):
    assert RULE(text) == "dont_know"


@pytest.mark.parametrize("text", answers(NON_ANSWERS))
def test_a_non_answer_is_told(text):
    assert RULE(text) == "no_answer"


@pytest.mark.parametrize("text", answers(CODABLE))
def test_an_answer_with_anything_codable_is_read(text):
    assert RULE(text) is None


FACTORS = st.sampled_from(
    ["tid", "penger", "for få folk", "kompetansen", "tør ikke", "GDPR", "ildsjeler", "staten", "kr"]
)
NOTHINGS = st.sampled_from(
    answers(DONT_KNOWS) + [text for text in answers(NON_ANSWERS) if text[0].isalpha() and "😀" not in text]
)


@given(NOTHINGS, st.sampled_from([", ", ". ", " - ", " og ", "\n", " men ", "; ", " "]), FACTORS, st.booleans())
def test_whatever_is_said_beside_a_factor_the_answer_is_read(nothing, between, factor, factor_first):
    parts = (factor, nothing) if factor_first else (nothing, factor)

    assert RULE(between.join(parts)) is None


@given(NOTHINGS, st.sampled_from([", ", ". ", " – ", "! ", "\n– "]), NOTHINGS)
def test_several_nothings_are_nothing_and_one_dont_know_among_them_decides(first, between, second):
    kinds = {RULE(first), RULE(second)}
    gibberish = {"asdf", "asdfgh", "jklø", "dfgdfg", "qwerty", "xxx", "aaaa", "x"} & {first, second}

    together = "dont_know" if "dont_know" in kinds else "no_answer"
    assert RULE(first + between + second) == (None if gibberish else together)


@given(NOTHINGS, st.sampled_from(["{}", " {} ", "«{}»", "({})", "{}.", "- {}", "{}\u200b", "{}…", "\ufeff{}"]))
def test_dress_does_not_matter(text, dress):
    assert RULE(dress.format(text)) == RULE(text.upper()) == RULE(text)


def test_nobody_needs_many_words_to_say_nothing_so_a_long_answer_is_always_read():
    assert RULE("vet ikke, " * 5) == "dont_know"
    assert RULE("vet ikke, " * 50) is None


@pytest.mark.parametrize("text", ["beklager", "dessverre", "ærlig talt", "godt spørsmål"])
def test_a_phrase_that_only_leads_to_another_says_too_little_for_the_rule(text):
    assert RULE(text) is None


def test_a_codeframe_without_codes_for_them_leaves_non_answers_to_the_model():
    rule = NonAnswerRule(build_codeframe("time", "money"))

    assert rule("vet ikke") is None
    assert rule("-") is None
    assert rule.no_answer is None


def test_a_codeframe_with_one_of_the_codes_settles_only_what_it_is_for():
    rule = NonAnswerRule(build_codeframe("time", "no_answer!"))

    assert rule("-") == rule.no_answer == "no_answer"
    assert rule("vet ikke") is None
    assert rule("nei, vet ikke") is None


def test_the_codes_are_found_by_role_whatever_they_are_called():
    rule = NonAnswerRule(build_codeframe("time", build_code("unsure!", 99, role="dont_know")))

    assert rule("veit ikkje") == "unsure"


def test_phrases_of_the_codeframe_are_recognised_too():
    rule = NonAnswerRule(build_codeframe("time", build_code("no_answer!", 97, include=("Spør sjefen min",))))

    assert rule("spør sjefen min!") == "no_answer"
    assert RULE("spør sjefen min!") is None


def test_a_phrase_that_another_code_claims_is_left_to_the_model():
    irrelevant = build_code("irrelevant", 5, include=("ikke aktuelt", "uaktuelt"))
    rule = NonAnswerRule(build_codeframe(irrelevant, "time", build_code("no_answer!", 97, exclude=("greit",))))

    assert rule("Ikke aktuelt.") is None
    assert rule("greit") is None
    assert rule("ikke relevant") == "no_answer"


@pytest.mark.parametrize(
    "text",
    [
        "vet" + " jo" * 60,
        "nei " * 49 + "tid",
        "det " * 49,
        "vet" + " noe om det" * 15,
        "ingen" + " her nå" * 25,
        "bla" * 66,
    ],
)
def test_no_answer_makes_the_rule_think_for_long(text):
    before = time.perf_counter()

    RULE(text + "x")

    assert time.perf_counter() - before < 0.05
