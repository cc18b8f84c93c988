import pytest


def lemmas(nlp, text: str) -> list[str]:
    return [token.lemma_ for token in nlp(text)]


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("kommune", "kommune kommunen kommuner kommunene kommunar kommunane KOMMUNENE"),
        ("fylkeskommune", "fylkeskommune fylkeskommunen fylkeskommunene fylkeskommunane"),
        ("ressurs", "ressurs ressursen ressurser ressursene ressursar ressursane"),
        ("stilling", "stilling stillingen stillinger stillingene stillinga stillingar stillingane"),
        ("holdning", "holdning holdningen holdninger holdningene"),
        ("tid", "tid tiden tida"),
        ("penge", "penger pengene pengar pengane"),
        ("politiker", "politiker politikeren politikere politikerne"),
        ("modig", "modig modige"),
        ("trenge", "trenger trengte trengt"),
        ("leiar", "leiar leiaren leiarar leiarane"),
        ("teneste", "teneste tenesta tenester tenestene"),
    ],
)
def test_all_forms_of_a_word_share_its_lemma_in_both_standards(nlp, lemma, forms):
    assert {form: lemmas(nlp, form) for form in forms.split()} == {form: [lemma] for form in forms.split()}


def test_the_answers_own_standard_is_asked_first(nlp):
    assert lemmas(nlp, "Eg veit ikkje, dei tek")[-1] == "ta"
    assert lemmas(nlp, "Vi vet ikke, de tar")[-1] == "ta"


def test_a_word_of_the_other_standard_is_still_understood(nlp):
    assert "kommune" in lemmas(nlp, "Jeg vet ikke hva kommunane gjør")
    assert "kommune" in lemmas(nlp, "Eg veit ikkje kva kommunene gjer")


@pytest.mark.parametrize(("lemma", "form"), [("teneste", "tenestene"), ("ressurs", "ressursane")])
def test_a_dictionary_that_has_a_word_is_asked_before_one_that_takes_it_apart(nlp, lemma, form):
    assert lemmas(nlp, f"Jeg vet ikke hva {form} er")[-2] == lemma


def test_dialect_is_looked_up_too(nlp):
    assert nlp("Æ veit itj ka kommunan vil")._.variety == "dialect"
    assert lemmas(nlp, "Æ veit itj ka leiarane og lederne vil")[1] == "vite"
    assert set(lemmas(nlp, "Æ veit itj ka leiarane og lederne vil")) >= {"leiar", "leder"}


@pytest.mark.parametrize("word", ["GDPR", "NTNU", "KI-verktøy", "e-post", "snurrepipperi", "12", "%"])
def test_a_word_that_no_dictionary_knows_is_its_own_lemma_in_lower_case(nlp, word):
    assert lemmas(nlp, word) == [word.lower()]


def test_what_was_read_before_does_not_change_a_lemma(nlp):
    before = lemmas(nlp, "Kommunane har ikkje folk")

    list(nlp.pipe(["Kommunene har ikke folk", "kommunane", "hav har"]))

    assert lemmas(nlp, "Kommunane har ikkje folk") == before


def test_every_word_has_a_lemma(nlp):
    assert all(lemmas(nlp, "Har.Ikke.Tid, bl.a. 3-årig/4-årig (øk.rammer) – «ildsjeler» 😀 :-)"))
