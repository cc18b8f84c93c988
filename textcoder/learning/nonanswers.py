"""The first step of the decision order: answers that say nothing, told by rule.

Only an answer that is nothing but a don't-know or a non-answer is settled here. "Vet ikke, kanskje tid"
goes on to the model, since any codable remainder counts.

An answer parses as a row of phrases parted by punctuation; after "nei" or "sorry" and before "takk" a space
will do. One don't-know among them makes the whole a don't-know. What does not parse is left to the model,
which can be unsure; so the phrases below are such as nobody writes who has something to say.
"""

import re
from functools import lru_cache

import regex

from textcoder.codeframe import ROLES, Codeframe, Role
from textcoder.language.identity import normalise

_LONGEST = 200
"""Characters. Nobody needs more to say nothing."""

# Words in both standards, dialect and haste. Parted by spaces; "_" is a space within, and a name in capitals stands
# for its own line.
_WORDS = {
    "ME": "jeg eg æg? ej? i jæ je",
    "WE": "ME vi me mi man ei?n",
    "NOT": "ik+j?e? ikj+e k?kje itj[ei]? itt[eij]? inte inkje ikkå ekke",
    "NO": "ingen inga NOT NOT_(SOME|noen|nokon|nokre|den_minste)",
    "KNOW": "vei?t veid vett væit veta vess ved ane?r ana ana?r husk[ea]r hugs[ea]r",
    "SOME": "noe noko no[kn]+ka nåk+[ae] nåke någe?",
    "NOTHING": "ingen_?ting intet inkje NOT_SOME NOT_(noen|nokon)_ting",
    "THAT": "det_her det dette_her dette_spørsmålet dette denne",
    "WELL": """hei?lt sikkert enn?da ennå enno des+verre diverre akkurat her nå no egentlig eigentleg faktisk jo da då
        alt?så asså sorry beklager rett_og_slett ærlig_talt ærleg_tala (SOME_)?om_THAT på_THAT SOME""",
    "POWERS": "gud(ene|ane)? herren v[åo]rherre fa[ea]?n fanden søren søtten pokker hvem kven kem",
    "CLUE": "anelse aning formening mei?ning peiling begrep",
    "VIEW": "((godt?_nok|tilstrekkel[ie]g)_)?(oversikt|kjennskap|grunnlag|innsikt|svar)(_(over|til|om|i|for|på)_THAT)?",
    "UNSURE": "((litt|ganske|svært|veldig|hei?lt|SOME)_)?(usikkert?|uvisst?|NOT_(hei?lt_)?sikker)",
    "HARD": "vanskel[ie]g vrient umul[ie]g umogl?eg uråd NOT_(så_)?(godt|lett|enkelt)",
    "OTHER": "fler[ea]? fleire andre ytterligere ytterlegare øvrige spesielle særskil[td]e særlige særlege",
    "MORE": "mer meir anna annet spesielt særskilt særlig særleg konkret attåt",
    "REMARK": r"kommentar\w{0,4} merknad\w{0,4} bemerkning\w{0,3} innspill? innspel tillegg spørsmål",
    "POINT": r"""forhold faktor\w{0,5} ting punkt\w{0,4} moment\w{0,3} årsak\w{0,4} grunn\w{0,3} forslag
        (satsings)?område\w{0,2}""",
    "ADD": """å_tilføye? å_tilføya å_tilfoye å_føy[ea]_til å_leg(g|gj)[ea]_til å_meld[ea] å_bemerke å_nevne å_nemn[ea]
        å_sie? å_sei[ea] å_svar[ea] å_kommenter[ea] å_utdyp[ea]""",
    "ABOVE": "over ovenfor ovanfor oppe leng[er]+_oppe tidligere tidlegare forrige førre foregående",
    "REPLY": r"svar svar[ae] svar(ene|et) kommentar\w{0,3} spørsmål(et)? spm\.? punkt(et)? pkt\.?",
    "SAID": r"(av)?kryss\w{0,4}(_av)? ne[vm]nt svart sagt",
    "HERE": r"""her nå no i_dag i_farten på_stående_fot denne_gang(en)? akkurat_n[åo] hos_oss for_(oss|meg)
        (for|fr[aå])_((vår|min)_(del|side)|oss|meg) (som_)?ME_(kommer|kjem|kjæm|kan_kom+e?)_på alt?så asså faktisk
        ut_?over_(det|dette|avkryss\w+)(_((som|ME)_)?((allerede|alt)_)?((er|har)_)?SAID(_ABOVE)?)?""",
    "WONT": "(ønskj?er|ynskjer|vil|ork[ea]r|gidd(er|ar)?)_(des+verre_)?NOT_(å_)?",
    "SHEET": r"THAT her skjemaet s[ål][nik]+t fler[ea]?_skjema(er)? fleire_skjema",
    "TIME": "dag kveld natt helg uke veke jul påske sommer sommar høst haust vinter vår",
    "WORK": "arbeidet undersøkelsen undersøkinga granskinga jobben rapporten det",
    "THANKS": "for+ førr? me+g mæ n[oå] alt oss i_dag praten sist hjelp(en|a) at_de(re)?_sp[øu]r+",
}

# One phrase a line.
_DONT_KNOW = r"""
    (det )?(WE )?(WELL )*+KNOW( WELL\b)*+[ ']?NOT( WELL\b)*+
    (THAT )?KNOW WE( WELL\b)*+ NOT( WELL\b)*+
    (det )?POWERS vei?t( WELL\b)*+
    (WE |det )?vei?t (d[aå] )?POWERS
    (WE )?(har )?(WELL )*+NO CLUE( WELL\b)*+
    (ME har|her har ME) (WELL )*+NO VIEW
    har (WELL )*+NO svar(et)?( på THAT)?( WELL\b)*+
    ((WE|det) (er|e) |(er|e) (WE )?)?UNSURE( WELL\b)*+
    (det (er|e) )?HARD å (sie?|sei[ea]|svar[ea]|vurder[ea])( WELL\b)*+
    (WE )?kjenner NOT (godt nok )?til( THAT)?
    (i )?(don'?t|do not) know|dunno|idk|dk|no (idea|clue)|not sure
"""
_NO_ANSWER = r"""
    ((WE )?har |her har WE )?NO (REMARK|OTHER (REMARK|POINT))( ADD)?( HERE\b)*+
    (WE har|har( WE)?|her har WE) (NOTHING|NOT)( MORE)? ADD( HERE\b)*+
    NOTHING( MORE)?( ADD)?( HERE\b)*+
    NOT (OTHER|mer|meir|annet|anna)( ADD)?( HERE\b)*+
    (ingen|inga)( OTHER)?( HERE\b)*+|har ingen|no(ne|thing|pe)?|null|nil|0+
    (NOT (aktuel[lt]|aktuelle|relevante?)|uaktuel[lt]|irrelevant|n[/.]?a|not applicable)( HERE\b)*+
    (se|sjå|jfr?|jamfør|viser til|(det )?vises til)\.? ((mitt|mine|de[it]?) )?(REPLY )?((på|til|i) )?ABOVE( REPLY)?
    (se|sjå|jfr?|jamfør|viser til|(det )?vises til)\.? (REPLY (på|til|i) )?(REPLY|q) ?(nr\.? ?)?\d+
    ((det )?sam+e (svar )?)?som (over|ovenfor|ovanfor)|som SAID( ABOVE)?|ditto
    (har )?((allerede|alt) )?(be)?(svart|nevnt|nemnt) ((på )?THAT )?ABOVE
    (WE )?WONT((be)?svar[ea]|fyll[ea] ut|kommenter[ea])( på)?( SHEET)?
    (WE )?(svar[ea]r?|fyll(er)?) NOT ((ut|på) )?SHEET
    test( ?test)*|bla( ?bla)+
    (her )?må (WE )?(WELL )*+melde pass|pass|blankt?( her)?|alt (vel|ok|i orden)( her)?
    (ha (ei?n? )?)?(riktig )?(god|fin) TIME|god dag|hallo|heisann|ha ?det( (bra|godt|fint))?
    l[yu]kke til( vid[ea]re)?( med WORK)?|(med )?(vennlig |venleg |beste )?(hilsen|helsing)|mvh
"""
_CALL = r"""
    n[eæ]+i+|næ+|neida|nope|ni[xk]s?|ja+|jo|jada|yes|tja+|h+m+|ok(ay|ei)?|greit|hei
    ((tusen|mange) )?takk( THANKS\b)*+( d[aå])?
"""
_FILLER = "sorry|beklager|unnskyld|orsak|des+verre|ærlig talt|ærleg tala|godt spørsmål|good question"


def _pattern(phrases: str) -> str:
    """One pattern for all phrases, the names in capitals written out."""
    lines = "|".join(line.strip() for line in phrases.strip().splitlines())
    return "(" + re.sub("[A-Z]{2,}", lambda name: _any_of(_WORDS[name[0]]), lines) + ")"


def _any_of(words: str) -> str:
    return _pattern("|".join(words.split()).replace("_", " "))


_ANY_PHRASE = (
    rf"(?:(?P<dont_know>{_pattern(_DONT_KNOW)})|(?P<no_answer>{_pattern(_NO_ANSWER)})"
    rf"|(?P<call>{_pattern(_CALL)})|(?P<filler>{_pattern(_FILLER)}))(?!\w)"
)
_PHRASE = re.compile(_ANY_PHRASE)
_BEGINNING = regex.compile(_ANY_PHRASE)
_FIRST_WORD = re.compile(r"\w+")
_STOP = re.compile(r" ?[,.;:!?…/()\-–—][ ,.;:!?…/()\-–—]*((og|å|men) )?| (og|men) ")
_WHOLE = ("dont_know", "no_answer")
_SPACE = re.compile(" ")
_SPACE_BEFORE_CLOSING = re.compile(rf" (?=(takk|{_pattern(_FILLER)})(?!\w))")

_KEYBOARD = ("asdfghjkløæ", "æølkjhgfdsa", "zxcvbnm", "qwer")
_FOUR_KEYS = "|".join(row[start : start + 4] for row in _KEYBOARD for start in range(len(row) - 3))
_GIBBERISH = re.compile(
    rf"\w*({_FOUR_KEYS})\w*|(asd|sdf|dfg|fgh|ghj|hjk|jkl|dsa|qwe|zxc){{2,}}\w{{0,3}}|sdf|fgh|ghj|hjk|jkl|xyz"
    r"|abc(d|de|def)?|(?P<key>\w)(?P=key){2,}|x+|[a-zæøå]"
)


@lru_cache(maxsize=50_000)
def _may_begin_with(word: str) -> bool:
    """Whether any phrase begins with this word; few words differ, and most begin none, which saves most parsing."""
    return _BEGINNING.match(word, partial=True) is not None


def _role_of(text: str) -> Role | None:
    """What a normalised text comes to that says nothing; None where it might say something."""
    if " " not in text and (not text or _GIBBERISH.fullmatch(text)):
        return "no_answer"
    first = _FIRST_WORD.match(text)
    if first and not _may_begin_with(first[0]):
        return None
    kinds: set[str | None] = set()
    position = 0
    while position < len(text) <= _LONGEST:
        phrase = _PHRASE.match(text, position)
        if phrase is None:
            return None
        kind, end = phrase.lastgroup, phrase.end()
        gap = _STOP.match(text, end) or (_SPACE_BEFORE_CLOSING if kind in _WHOLE else _SPACE).match(text, end)
        if gap is None and end < len(text):
            return None
        kinds.add(kind)
        position = gap.end() if gap else end
    if "dont_know" in kinds:
        return "dont_know"
    return "no_answer" if kinds & {"no_answer", "call"} else None


class NonAnswerRule:
    """Recognises pure don't-knows and non-answers for a codeframe that has codes for them.

    Phrases under ``include`` of those codes are recognised too; phrases under their ``exclude``, and those that
    another code claims, are not, whatever the grammar says.
    """

    def __init__(self, codeframe: Codeframe) -> None:
        by_role = {role: code for role in ROLES if (code := codeframe.with_role(role))}
        self._by_role = {role: code.id for role, code in by_role.items()}
        self._phrases: dict[str, str | None] = {}
        for code in codeframe.codes:
            mine = code.id in self._by_role.values()
            claimed = code.exclude if mine else (*code.label.values(), *code.include)
            self._phrases.update(dict.fromkeys(map(normalise, claimed)))
        for code in by_role.values():
            self._phrases.update(dict.fromkeys(map(normalise, code.include), code.id))

    @property
    def no_answer(self) -> str | None:
        """The code for having written nothing, if the codeframe has one."""
        return self._by_role.get("no_answer")

    def __call__(self, text: str) -> str | None:
        """The exclusive code that settles this non-empty text, or None if it must be read."""
        return self.settle(normalise(text))

    def settle(self, normalised: str) -> str | None:
        """The same for a text that is normalised already."""
        if not self._by_role:
            return None
        if normalised in self._phrases:
            return self._phrases[normalised]
        role = _role_of(normalised)
        return None if role is None else self._by_role.get(role)
