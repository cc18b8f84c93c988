"""Words that say what stands beside them is a person, or something else."""

import re

# Before a name.
INTRODUCED = re.compile(
    r"\b(?:jeg|eg|æ|æg|sjefen|leder(?:e?n)?|leiaren|naboen|min|mi|mitt|vår) "
    r"(?:heter|heiter|heite|hette|het|heitte|heita|heitar)\s\Z"
    r"|\b(?:navnet|namnet) (?:mitt )?er\s\Z|\bmitt na[vm]n er\s\Z|\bmy name is\s\Z|\bna[vm]n: ?\Z"
)
"""Only a name can follow, whether with a capital or not."""
LAST_OF_INTRODUCTION = frozenset(
    {"heter", "heiter", "heite", "hette", "het", "heitte", "heita", "heitar", "er", "is", "navn", "namn"}
)
NAMED = re.compile(r"\b(?:heter|heiter|heite|het|hette|heitte|kalles|kalla|kalt|ved navn|ved namn|called|named)\s\Z")
SIGN_OFF = re.compile(
    r"\b(?:br|hilsen|hilsning|helsing|helsingar|mvh|m\.v\.h|vh|regards|hilser|klem|fra meg)[\s,.:!–-]*\Z"
)
ASKED = re.compile(
    r"\b(?:kontakt(?:e|er|et|a)?|spør|spørre|spurte|spurde|ring|ringe|ringte|snakk|snakke|snakker|snakka|snakket"
    r"|prat|prate|takk|takke|ask|contact|reach|ping|shoutout|mail|send|skriv)(?: gjerne| heller| da| bare| berre| out)?"
    r"(?: med| til| på| with| to)?\s\Z"
)
HE_OR_SHE = re.compile(r"(?:\b(?:han|ho|hun|hu|hin|ein viss|en viss)(?: derre| der)?|(?<!\w)'?[na])\s\Z")
"""As in "ho Ragnhild", "n Ola", "a Kari"."""
BESIDE_PERSON = re.compile(
    r"\b(?:til|av|fra|frå|med|hos|som|særlig|særleg|spesielt|jeg er|eg er|æ e|uten|utan|takket være)\s\Z"
)
OWNERS = frozenset(
    {
        "min",
        "mi",
        "mitt",
        "mine",
        "vår",
        "vårt",
        "våre",
        "hans",
        "hennes",
        "hennar",
        "deres",
        "deira",
        "sin",
        "si",
        "din",
    }
)
"""Between a title and a name: "sjefen min Kari"."""
HEADS_OF_TITLES = (
    "sjef", "sjefen", "leder", "lederen", "ledern", "ledar", "leiar", "leiaren", "direktør", "direktøren", "lærer",
    "læreren", "lærar", "læraren", "rådgiver", "rådgjevar", "konsulent", "koordinator", "behandler", "handsamar",
    "ansvarlig", "ansvarleg", "manager", "lead", "teamlead", "owner", "boss", "colleague", "assistent", "arbeider",
    "arbeidar", "kolegaen", "kolega",
)  # fmt: skip
"""Titles are made up as they are needed, and misspelt: no list has them all."""

TELLING = frozenset(
    {
        "spør",
        "spurte",
        "spurde",
        "kontakt",
        "ring",
        "hilsen",
        "helsing",
        "mvh",
        "sjefen",
        "leder",
        "leiar",
        "rektor",
        "takk",
    }
)
"""In a text without capitals or sure names, worth a closer look beside a word that is a name too."""

FUNCTION_WORDS = frozenset({
    "jeg", "eg", "æ", "e", "i", "me", "vi", "du", "de", "dere", "dykk", "han", "ho", "hun", "hu", "henne", "ham",
    "den", "det", "dei", "dem", "oss", "meg", "mæ", "deg", "dæ", "seg", "sæ", "min", "mi", "mitt", "mine", "din",
    "di", "ditt", "dine", "sin", "si", "sitt", "sine", "vår", "vårt", "våre", "hennes", "hennar", "deres", "deira",
    "som", "at", "om", "så", "no", "nå", "da", "då", "der", "her", "hva", "kva", "ka", "hvem", "kven", "kem", "når",
    "nar", "og", "men", "eller", "for", "til", "av", "på", "med", "fra", "frå", "hos", "ved", "etter", "før", "over",
    "under", "er", "var", "blir", "vert", "har", "hadde", "ha", "kan", "må", "skal", "vil", "bør", "får", "fekk",
    "fikk", "går", "gikk", "gjekk", "ikke", "ikkje", "itj", "alle", "all", "alt", "noe", "noko", "noen", "nokon",
    "mange", "flere", "fleire", "mer", "meir", "mest", "en", "ei", "et", "ein", "eit", "to", "tre", "ja", "nei", "jo",
    "bare", "berre", "også", "mot", "uten", "utan", "hele", "heile", "hver", "kvar", "same", "annen", "anna", "andre",
    "man", "slik", "sånn", "hvor", "kor", "se", "sjå", "ta", "gi", "gje", "sa", "the", "and", "my", "our", "we",
    "you", "is", "in", "on", "of", "it", "with", "will", "may",
})  # fmt: skip
"""Names of somebody too, some of them, and then with a capital that no sentence asks for."""

# After a name.
ACTS = re.compile(
    r"\s(?:sier|seier|sa|sei|sæ|mener|meiner|svarer|svarar|svara|svarte|ringte|ringer|slutta|sluttet|snakker|snakkar"
    r"|skylder|skuldar|bestemmer|bestemte|jobber|jobba|jobbar|fikser|fiksar|styrte|styrer|styrar|fortalde|fortalte"
    r"|foreslo|foreslår|heier|heiar|tør|torer|slipper|slepp|spør|spurte|spurde|fant|fann|gjør så|gjer så"
    r"|tok initiativ|sto opp|har sagt|har jobba|har jobbet|har arbeidd|og jeg|og eg|og æ)\b"
)
"""What persons do, and departments seldom."""
AT_WORK = re.compile(
    r"\s(?:på|i|fra|frå|ved|hos|nede på|borte i)\s(?:it|ikt|hr|lønn|løn|drift|teknisk|økonomi|personal|plan|byggesak"
    r"|kultur|oppvekst|barnehage\w*|skole\w*|skule\w*|\w+(?:avdelinga|avdelingen|kontoret|torget|etaten|eininga"
    r"|enheten|heimen|hjemmet|senteret|skolen|skulen))\b"
)
THEN_HE_OR_SHE = re.compile(r"\b(?:han|hun|ho|hu|hans|hennes|hennar)\b")
APPOSITION = re.compile(r"\s?[(,]\s?[^\W\d_]")

# Something else than a person.
SAINT = re.compile(r"\b(?:st\.?|sankt|hellig|hellige)\s\Z")
IN_PLACE = re.compile(r"\b(?:i|på|fra|frå|ved|nær|til|rundt|utenfor|i hele)\s\Z")
IN_TIME = re.compile(r"(?:\b(?:i|før|etter|siden|sidan|innen|innan|primo|medio|ultimo)|[0-9]\.?)\s\Z")
MONTHS = frozenset({
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "desember",
})  # fmt: skip
THING_BEFORE = re.compile(
    r"\b(?:program\w*|prosjekt\w*|satsing\w*|system\w*|appen|verktøy\w*|modul\w*|kampanj\w*|ordning\w*|robot\w*|kurs\w*"
    r"|konsept\w*|metod\w*|plattform\w*|tiltak\w*|opplegg\w*|selskap\w*|firma\w*|leverandør\w*)\s[\"«“'(]?\Z"
)
"""Things have names of persons too: "programmet Liv"."""
AND_THING = re.compile(r"\s(?:og|&|i)\s[A-ZÆØÅ][^\W\d_]+")
COMPANY = frozenset({"as", "asa", "gruppen", "gruppa", "konsern", "konsernet", "kommune", "fylkeskommune"})
INSTITUTION = frozenset({
    "sykehus", "sykehuset", "sjukehus", "sjukehuset", "hospital", "universitetssykehus", "universitetssjukehus",
    "kirke", "kyrkje", "menighet", "bedehus", "stiftelse", "hotell", "sykehjem", "sjukeheim", "omsorgssenter",
    "helsehus", "skole", "skule", "barnehage", "bibliotek", "kulturhus", "museum", "arena", "senter", "hall", "gate",
    "gata", "gaten", "vei", "veien", "veg", "vegen", "plass", "torg", "kraft", "sparebank", "auto", "bygg", "eiendom",
    "flyplass", "lufthavn", "stadion",
})  # fmt: skip
