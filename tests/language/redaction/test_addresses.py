import pytest

from textcoder.language.redaction.addresses import find_addresses


def found(text: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in find_addresses(text)]


@pytest.mark.parametrize(
    "written",
    [
        "Lindeveien 14 B", "Storgata 112", "Storgata 112, 2000 Lillestrøm", "kirkegata 3a", "Granittveien 21, 1400 Ski",
        "Øvre Kyrkjeveg 112", "Karl Johans gate 22", "karl johans gate 22", "Christian Michelsens gate 4b",
        "P. A. Munchs vei 3", "St. Olavs gate 5", "Prestegardsbakken 2–4", "Solbergåsen 7", "Storgt. 5", "Kirkev. 3",
        "Nordgard 12, 6885 Årdalstangen", "Fjøravegen 38, 6856 Sogndal", "Storgata 12, 0155 OSLO", "Hamnegata nr. 9",
        "Sjøgata 5 B, 6004 Ålesund", "Storgata 12, 7030", "Postboks 12, 9800 Vadsø", "Store Torg 4", "Lia terrasse 8",
    ],
)  # fmt: skip
def test_a_street_with_a_number_is_found_with_postcode_and_place(written):
    assert found(f"jeg bor i {written}.") == [written]
    assert found(f"kontoret i {written} er trangt") == [written]


@pytest.mark.parametrize(
    "text",
    [
        "veien 2 ganger", "Riksveien 7", "fylkesveg 55", "omveien 2", "vi har 12 barnehageplass 3",
        "parkeringsplass 14", "Gata er 12 meter", "Uke 12, 2023 Oslo", "uke 12", "Opplæring 2", "Barnehagen 3",
        "Regelverket 4", "Endringen 2", "Toppen 10", "Veien videre: 3 punkter", "Windows 10", "møteplassen 2 ganger",
        "Storgata", "hovedgata 2 ganger", "kapittel 4, 2020", "Trinn 3, 1000 kroner", "måten vi gjorde det på i 2020",
        "i borerigg nr. 4", "strandg 3", "bakken 40 %", "side 12, 2019 utgave", "vegen 5 km", "Covid 19, 2020 Norge",
    ],
)  # fmt: skip
def test_what_is_no_street_is_left(text):
    assert found(text) == []


def test_a_street_cut_short_is_found_where_something_stands_in_it():
    assert found("kom på kaffe i strandg 3, her skjer det") == ["strandg 3"]


def test_words_before_the_street_stay_outside():
    assert found("Hun bor på Storgata 12 i Oslo") == ["Storgata 12"]
    assert found("På Olavs gate 5 er det kaldt") == ["Olavs gate 5"]
    assert found("Vi flyttet. Nedre Torggate 4 er større") == ["Nedre Torggate 4"]
