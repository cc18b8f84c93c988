"""The first step of the decision order: answers that say nothing, told by rule.

Only an answer that is nothing but a don't-know or a non-answer is settled here. "Vet ikke, kanskje tid"
goes on to the model, since any codable remainder counts.
"""

import re

from textcoder.codeframe import Codeframe, Role
from textcoder.language.processing import normalise

_WHO = r"(?:(?:jeg|eg|æ|e|je|i|vi|me|mi)\s+)?"
_NOT = r"(?:ikke|ikkje|itj|itte|itt|inte|ikkj|ikke noe|ikkje noko)"
_SOFTENER = r"(?:\s+(?:helt|heilt|sikkert|enda|ennå|enno|dessverre|desverre|akkurat|her|no|nå|egentlig|eigentleg))*"
_DONT_KNOW = re.compile(
    rf"""(?:
      {_WHO}(?:vet|veit|vett|veta|vess|ved)\s+{_NOT}{_SOFTENER}
    | (?:det\s+)?(?:vet|veit)\s+{_WHO}{_NOT}{_SOFTENER}
    | (?:har\s+)?(?:ingen|inga|ikke|ikkje)\s+(?:anelse|aning|formening|meining|mening|peiling)
    | {_WHO}(?:aner|ana)\s+{_NOT}{_SOFTENER}
    | {_WHO}(?:er\s+)?(?:usikker|usikkert|uviss)
    | vanskelig\s+å\s+si | vanskeleg\s+å\s+seie? | (?:i\s+)?don'?t\s+know | dk
    )\Z""",
    re.VERBOSE,
)
_NO_ANSWER = re.compile(
    r"""(?:
      nei | nei\s+takk | næ+i? | ingen | inga | intet | ingenting | ingen\s+ting | ikke\s+noe | ikkje\s+noko | no | none
    | ingen\s+(?:kommentar(?:er|ar)?|flere|fleire|andre|merknad(?:er|ar)?|spesielle) | ikke\s+aktuelt | ikkje\s+aktuelt
    | uaktuelt | n/?a | nope | null | ok | hei | takk | takk\s+for\s+meg | har\s+ingen
    | (?:se|sjå|jf|jfr|jamfør)\.?\s+(?:svar\s+)?(?:over|ovenfor|ovanfor|forrige|førre|tidligere|tidlegare)(?:\s+svar)?
    | (?:se|sjå)\s+svar(?:et)?\s+(?:over|ovenfor|ovanfor)
    | ønsker\s+ikke\s+å\s+svare | ynskjer\s+ikkje\s+å\s+svare | vil\s+ikke\s+svare | vil\s+ikkje\s+svare
    | (?:asdf|qwer|sdf|jkl|hjk|dfg|xyz|abc|test|bla|xx)+[a-z]{0,4}
    | (.)\1{2,}
    )\Z""",
    re.VERBOSE,
)


class NonAnswerRule:
    """Recognises pure don't-knows and non-answers for a codeframe that has codes for them.

    Phrases under ``include`` of those codes are recognised too.
    """

    def __init__(self, codeframe: Codeframe) -> None:
        self._phrases: dict[str, str] = {}
        self._by_role: dict[Role, str] = {}
        for role in ("dont_know", "no_answer"):
            code = codeframe.with_role(role)
            if code:
                self._by_role[role] = code.id
                self._phrases.update({normalise(phrase): code.id for phrase in code.include})

    @property
    def no_answer(self) -> str | None:
        """The code for having written nothing, if the codeframe has one."""
        return self._by_role.get("no_answer")

    def __call__(self, text: str) -> str | None:
        """The exclusive code that settles this non-empty text, or None if it must be read."""
        if not self._by_role:
            return None
        normalised = normalise(text)
        if normalised in self._phrases:
            return self._phrases[normalised]
        if "dont_know" in self._by_role and _DONT_KNOW.match(normalised):
            return self._by_role["dont_know"]
        if "no_answer" in self._by_role and (not normalised or _NO_ANSWER.match(normalised)):
            return self._by_role["no_answer"]
        return None
