"""Words that say what stands beside them is something else than a person: a thing, a house, a department, a month."""

import re

SAINT = re.compile(r"\b(?:st\.?|sankt|hellig|hellige)\s\Z")
IN_PLACE = re.compile(r"\b(?:i|på|fra|frå|ved|nær|til|rundt|utenfor|i hele)\s\Z")
IN_TIME = re.compile(r"(?:\b(?:i|før|etter|siden|sidan|innen|innan|primo|medio|ultimo)|[0-9]\.?)\s\Z")
JANUARY = re.compile(r"(?P<word>[Jj]an)(?P<stop>\.(?![.\w]))?(?P<more>\s?[a-zæøå0-9/–-])?")
MONTH_NEXT = re.compile(r"(?:\b(?:i|innen|innan|primo|medio|ultimo)\s|[0-9]\.?\s?)\Z")
JANUARY_NEXT = re.compile(r"(?:\A|[.!?:\n]\s*|\b(?:siden|sidan|per|pr\.?|før)\s|[-–/])\Z")
"""Before "jan." with its full stop, in a sentence that goes on."""
MONTHS = frozenset({
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "desember",
})  # fmt: skip
# fmt: off
UNITS = frozenset({
    "prosjekt", "prosjektet", "avdeling", "avdelinga", "avdelingen", "avdelingene", "avdelingane", "enhet", "enheten",
    "enhetene", "eining", "eininga", "bofellesskap", "bofellesskapet", "bufellesskap", "bufellesskapet",
    "bofellesskapene",
    "team", "teamet", "program", "programmet", "virksomhet", "virksomheten", "verksemd", "verksemda", "seksjon",
    "seksjonen", "sone", "sona", "bolig", "boligen", "bustad", "bustaden", "barnehage", "barnehagen", "skole", "skolen",
    "skule", "skulen", "sykehjem", "sykehjemmet", "sjukeheim", "sjukeheimen", "omsorgssenter", "omsorgssenteret",
    "senter",
    "senteret", "dagsenter", "dagsenteret", "bosenter", "bosenteret", "helsehus", "helsehuset", "base", "basen", "fløy",
    "fløyen", "fløya", "etasje", "post", "rom", "rommet", "møterom", "møterommet", "sal", "distrikt", "bydel",
    "tjenesten",
    "tjeneste", "teneste", "tenesta", "sektor", "sektoren", "etat", "etaten", "stab", "pilot", "piloten", "bygg",
    "bygget",
    "krets", "område", "området", "arena", "huset", "hus", "løsning", "løsningen", "løysing", "skip", "ferja", "båten",
    "satsing", "satsinga", "satsingen", "nettverk", "nettverket", "gruppe", "gruppa", "gruppen", "modul", "modulen",
    "appen", "app", "systemet", "system", "fagsystemet", "spor", "sporet", "plan", "planen", "avd", "bu", "heimen",
    "aldershjem", "aldersheim", "barnehagane", "barnehagene", "skulane", "skolene", "skolane", "sjukeheimane",
    "sykehjemmene",
    "boavdeling", "boavdelingen", "tun", "tunet",
})
# fmt: on
"""Wards, houses and projects, after which comes what they are called."""
UNIT_BEFORE = re.compile(
    r"(?<![^\W\d_])(?i:[^\W\d_]*(?:avdeling(?:en|a|i|ene|ane)?|bofellesskap(?:et|ene)?|bufellesskap(?:et)?"
    r"|prosjekt(?:et|a|ene)?"
    r"|sykehjem(?:met|mene)?|sjukeheim(?:en|ane)?|sent(?:er|eret|ra|rene|er[’']?a)|barnehag(?:e|en|ene|er|ane|ar)"
    r"|skol(?:e|en|ene|ane|ar|er)|skul(?:e|en|ene|ane|ar)|team(?:et)?|program(?:met)?|fløy(?:en|a)?|møterom(?:met)?|tenesta|tjenesten"
    r"|seksjon(?:en)?|sone|enhet(?:en|ene)?|eining(?:a|ane)?|virksomhet(?:en)?|verksemd(?:a)?|pilot(?:en)?|avd\.?))"
    r"\s[\"«“'(]?(?:[A-ZÆØÅ][\w-]+(?:,| og| å| &| eller)\s(?:avdeling |prosjekt )?)*\Z"
)
"""So does what is listed with it: "avdelingene Solvang og Granli"."""
CALLED_THING = re.compile(
    r"(?:robot|klipper|klippar|pumpe|heis|agv|hest|system|app\b|appen|bot\b|boten|assistent|hund|katt|bil\b|bilen|buss|maskin|verktøy|program"
    r"|løsning|løysing"
    r"|prosjekt|modell|drone|båt|ferj|traktor|skjerm)[^\W\d_]*,?\s(?:[^\W\d_]+,?\s){0,4}"
    r"(?:heter|heiter|heite|hete|het|hette|heitte|heitt|kalt|kalla|kalles|kaller|kalle|døpt|døypt|døpte"
    r"|ved navn|ved namn"
    r"|med navnet|med namnet)\s(?:for\s|til\s)?[\"«“'(]?\Z"
)
"""A robot that is called "Oscar"."""
IS_NAME_OF_THING = re.compile(
    r"[\"»”]?(?:,? (?:og|å|eller) [A-ZÆØÅ][^\W\d_]+|, [A-ZÆØÅ][^\W\d_]+)* (?:er|e|var|va|ble|blei|vart"
    r"|blir) (?:et |eit |en |ein |de |dei )?"
    r"(?:arbeidsnavn|arbeidsnamn|navn på|navnet på|namn på|namnet på|namna på|navnene på|prosjekt|system"
    r"|avdeling|bofellesskap"
    r"|barnehage|skole|skule|sykehjem|sjukeheim|fagsystem|app|robot|pilot|bygg|møterom|kurs|metode|enhet|eining)\b"
)
IDIOM = re.compile(
    r"\b(?:frode miner|dag for dag|dag etter dag|dag ut|dag og natt|dag å natt|stein for stein|stein på stein"
    r"|stein på børa"
    r"|liv og (?:helse|død|lære|røre|lyst|ånd|bevegelse)|bjørn i fella|even fordeling|tore på|mai måned"
    r"|mai månad|sol og regn|vår og høst|vår og haust|storm i vannglass|jo mer|jo meir|jo flere|jo fleire|finn ut"
    r"|odd (?:er det at|nok|som det)|lykke til|ane (?:itte|ikke|ikkje|itj|det)|sol og (?:sommer|sommar))"
)
"""Words, though each may be a name."""
HIS = re.compile(
    r"Hans\s(?!(?:sin|sitt|sine)\s)[a-zæøå]{3,}\s(?:[a-zæøå]+\s)?(?:burde|bør|er|var|ble|vart|blei|blir|har|hadde|skulle|skal|må|kan|vil)\b"
)
"""The owner, as in "Hans forslag ble glemt", and no name."""
STAFF_AT = re.compile(
    r"\b(?:ledelsen|leiinga|ledelse|ansatte|tilsette|folka|brukerne|brukarane|beboerne|bebuarane|vi|oss|kollegaene|gjengen"
    r"|jobber|jobbar|arbeider|arbeidar) (?:på|ved)\s\Z"
)
"""A house follows that has a surname: "ledelsen på Fagerlia"."""
THING_BEFORE = re.compile(
    r"\b(?:\w*program\w*|\w*prosjekt\w*|satsing\w*|\w*system\w*|appen|verktøy\w*|modul\w*|kampanj\w*|ordning\w*|robot\w*|kurs\w*"
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
AND_WORD = re.compile(r"(?: (?:og|å|eller)|,) [a-zæøå]{3}")
COMPANIONS = frozenset({"gjengen", "resten", "kollegaene", "kollegene", "kollegaane", "teamet", "folka", "folkene"})
"""Who may be named after somebody, in lower case."""
AT = re.compile(r"(?<![^\W\d_])(?i:på|i|ved|rundt)\s(?:[A-ZÆØÅ][\w-]+(?:,| og| å| &| eller)\s)*\Z")
STREETS = frozenset({"vei", "veien", "veg", "vegen", "gate", "gata", "gaten", "gt", "plass", "allé"})
