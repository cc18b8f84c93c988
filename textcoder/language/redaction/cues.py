"""Words that say what stands beside them is a person, or something else."""

import re

BETWEEN = re.compile(r"\s?(?:,|og|å|samt|&|eller|/|and)\s\Z")
"""Between names that are listed."""

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
HE_OR_SHE = re.compile(
    r"(?:\b(?:han|hainn|hain|hanj|hann|ho|hun|hu|hin|ein viss|en viss)(?: derre| der| her)?|(?<!\w)'?[na])\s\Z"
)
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
        "vårs",
        "våres",
        "vores",
        "vårres",
        "hannes",
        "hanses",
        "hinnes",
        "dokkers",
        "okkar",
        "okka",
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
    "di", "ditt", "dine", "sin", "si", "sitt", "sine", "vår", "vårt", "våre", "vårs", "våres",
    "vores", "vårres", "hannes", "dokkers", "okkar", "okka", "hainn", "hanj", "hann", "hennes", "hennar", "deres",
    "deira",
    "som", "at", "om", "så", "no", "nå", "da", "då", "der", "her", "hva", "kva", "ka", "hvem", "kven", "kem", "når",
    "nar", "og", "men", "eller", "for", "til", "av", "på", "med", "fra", "frå", "hos", "ved", "etter", "før", "over",
    "under", "er", "var", "blir", "vert", "har", "hadde", "ha", "kan", "må", "skal", "vil", "bør", "får", "fekk",
    "fikk", "går", "gikk", "gjekk", "ikke", "ikkje", "itj", "alle", "all", "alt", "noe", "noko", "noen", "nokon",
    "mange", "flere", "fleire", "mer", "meir", "mest", "en", "ei", "et", "ein", "eit", "to", "tre", "ja", "nei", "jo",
    "bare", "berre", "elles", "også", "mot", "uten", "utan", "hele", "heile", "hver", "kvar", "same", "annen", "anna",
    "andre", "man", "slik", "sånn", "hvor", "kor", "se", "sjå", "ta", "gi", "gje", "sa", "the", "and", "my", "our",
    "we", "you", "is", "in", "on", "of", "it", "with", "will", "may",
})  # fmt: skip
"""Names of somebody too, some of them, and then with a capital that no sentence asks for."""

# After a name.
ACTS = re.compile(
    r"\s(?:sier|seier|sa|sei|sæ|mener|meiner|svarer|svarar|svara|svarte|ringte|ringer|slutta|sluttet|snakker|snakkar"
    r"|skylder|skuldar|bestemmer|bestemte|jobber|jobba|jobbar|fikser|fiksar|styrte|styrer|styrar|fortalde|fortalte"
    r"|foreslo|foreslår|heier|heiar|tør|torer|slipper|slepp|spør|spurte|spurde|fant|fann|gjør så|gjer så"
    r"|tok initiativ|sto opp|har sagt|har jobba|har jobbet|har arbeidd|(?:og|å|&) (?:jeg|eg|æ|æg)"
    r"|si|seie|meine|mein|svare|svarar|snakke|snakka|bestemme|bestæmme|jobbe|arbeider|arbeidde|fikse|styre|foreslår"
    r"|foreslo|foreslog|utviklet|utvikla|lager|lage|lagar|lagde|laga|tegna|skrev|skreiv|fekk te|fekk til|fikk til"
    r"|finn på|fann opp|fant opp|fann på|fant på|gjorde|gjord|gjor|sitt|sitter|tørr|tør|tor|kan alt|veit|vet|hører på"
    r"|hør på|hjelpe|hjelper|hjalp|leder|ledet|leia|innførte|innført|starta|startet|tenkte|kjem|kom med|sluttet"
    r"|pensjonerte|har (?:\w+ ){0,3}(?:gjort|laget|laga|utviklet|utvikla|funnet|funne|fått|tatt|teke|skrevet|skrive"
    r"|vært|vore|vorre|jobbet|vist|lært|forenklet|forenkla|foreslått|innført|dokumentert|bygget|bygd|sett))\b"
)
"""What persons do, and departments seldom."""
AT_WORK = re.compile(
    r"\s(?:på|i|fra|frå|ved|hos|nede på|borte i)\s(?:nav|ppt|sfo|avd|avdeling|enhet|eining|kjøkken(?:et)?|lager(?:et)?"
    r"|natta?|dagvakt\w*|kveldsvakt\w*|nattevakt\w*|verksted(?:et)?|verkstaden|verkstan|vaskeri(?:et)?|resepsjonen"
    r"|sentralbordet|legevakt\w*|brannstasjonen|rådhuset|kommunehuset|heimesykepleien|barnehage\w*|skole\w*|skule\w*"
    r"|[0-9]+\. trinn|\w+(?:avdelinga|avdelingen|avdelingi|kontoret|torget|etaten|eininga|enheten|heimen|hjemmet"
    r"|senteret|sentralen|skolen|skulen|stasjonen|tjenesten|tenesta|biblioteket|huset|staben|teamet|verket))\b"
)
DESCRIBED = re.compile(
    r"\s(?:er|e|æ|va|var|blir|bli|vart|ble)\s(?:(?:en|ein|ei|den|dæn|n)\s)?(?:som|einaste|eneste|beste"
    r"|flinkeste|flinkast"
    r"|besta|flink|go|god å|snill|dyktig|sjef|sjefen|leder|lederen|leiar|leiaren|lærer|lærar|vaktmester|ansatt"
    r"|tilsett|lei"
    r"|utbrent|sykmeldt|sjukemeldt|syk|sjuk|sur|i perm|pensjonist|ildsjel\w*|eldsjel\w*|gull|kjempeflink|redd)\b"
)
"""What is said of persons: "X e den einaste som …", "X er flink"."""
THEN_HE_OR_SHE = re.compile(r"\b(?:han|hun|ho|hu|hans|hennes|hennar)\b")
APPOSITION = re.compile(r"\s?[(,]\s?[^\W\d_]")
AT = re.compile(r"\s(?:på|i|fra|frå|ved|hos)\s[^\W\d_]+")
SAYS = re.compile(
    r"\s(?:sier|seier|sa|sei|mener|meiner|meine|svarer|svarar|svara|svarte|ringte|spurte|spurde|jobber|jobbar|fortalte"
    r"|foreslo|foreslår|har (?:\w+ ){0,2}(?:laget|laga|utviklet|utvikla|foreslått|skrevet|skrive|sagt|lært|funnet))\b"
)
"""Of these, what only persons do."""
PAST = re.compile(r"\s[^\W\d_]{2,}(?:[lnrktps]te|[lnrgvd]de)\b")
"""A verb in the past, mostly."""
ACTS_THERE = re.compile(
    r"\s(?:har|hadde|tok|fikk|fekk|fann|fant|laga|laget|lagde|utviklet|utvikla|foreslo|foreslår|gjorde|gjord"
    r"|viste|sa|sier"
    r"|svarer|svarar|mener|meiner|seier|kan|skal|vil|fikser|fiksar)\b"
)
"""After the place of work: "X i Servicetorget har …"."""
