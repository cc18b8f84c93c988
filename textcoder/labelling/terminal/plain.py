"""The same sitting as lines that are asked and answered: for pipes, and for those who have the screen read to them."""

from collections.abc import Callable
from typing import IO

from textcoder.errors import TextcoderError
from textcoder.labelling.keys import Act, Keys
from textcoder.labelling.session import Sitting
from textcoder.labelling.terminal import wording
from textcoder.labelling.terminal.finding import find
from textcoder.labelling.terminal.renewing import Renew

_MOST_HITS = 20
_WITH_WORDS = (Act.COMMENT, Act.SEARCH)


class PlainSitting:
    """Asks for one answer after the other.

    A line holds keys, one after the other with or without spaces: ``1 2 e`` chooses two codes and saves. An empty line
    is Enter. After the keys for comment and search comes what is commented or searched for.

    Args:
        sitting: Begun.
        keys: Of its codeframe.
        screen: Where it is written to.
        typed: Where lines are read from.
        refresh: What the refresh key does; None: nothing can be refreshed.
    """

    def __init__(
        self, sitting: Sitting, keys: Keys, screen: IO[str], typed: IO[str], *, refresh: Renew | None = None
    ) -> None:
        self._sitting, self._keys, self._refresh = sitting, keys, refresh
        self._screen, self._typed = screen, typed
        self._found: list[int] = []
        self._ended = False
        self._who = ""
        self._acts: dict[Act, Callable[[], str]] = {
            Act.NONE: sitting.none_applies,
            Act.SAVE: sitting.save,
            Act.ACCEPT: sitting.accept,
            Act.CLEAR: sitting.clear,
            Act.SKIP: sitting.skip,
            Act.UNDO: sitting.undo,
            Act.BACK: sitting.back,
            Act.FLAG: sitting.flag,
            Act.BACKGROUND: self._background,
            Act.ALIKE: self._alike,
            Act.REFRESH: self._renew,
            Act.HELP: self._help,
            Act.QUIT: self._quit,
        }

    def run(self, said: str = "") -> None:
        """Ask until there is no answer left, or nobody to answer."""
        self._say_apart(wording.place(self._sitting))
        self._say_who()
        self._say(f"{wording.of_queue(self._sitting)}.".capitalize())
        self._say(f"Question: {wording.question(self._sitting)}")
        self._say(said)
        self._say(self._key_lines())
        self._show()
        while not self._ended and (line := self._read()) is not None:
            self._take_turn(line)

    def _take_turn(self, line: str) -> None:
        shown, chosen = self._sitting.task, self._sitting.draft.choice
        self._obey(line)
        if self._ended:
            return
        if self._sitting.task is not shown:
            self._sitting.prepare()
            self._show()
        elif self._sitting.draft.choice != chosen:
            self._say(self._chosen())

    def _obey(self, line: str) -> None:
        """Do what a line says, key by key; the first one that is not understood ends it."""
        rest = line.strip()
        if not rest:
            self._do(self._sitting.save)
        while rest and not self._ended:
            key, rest = rest[0].lower(), rest[1:].lstrip()
            act = self._keys.acts.get(key)
            if key in self._keys.codes:
                self._do(self._sitting.toggle, self._keys.codes[key])
            elif act in _WITH_WORDS:
                self._do(self._sitting.comment if act is Act.COMMENT else self._search, rest)
                rest = ""
            elif act is not None:
                self._do(self._acts[act])
            else:
                self._say(f"{wording.printable(key)} is no key here. ? tells the keys.")
                return

    def _do(self, act: Callable[..., str], *arguments: str) -> None:
        try:
            said = act(*arguments)
        except TextcoderError as err:
            said = str(err)
        self._say(said)

    def _show(self) -> None:
        sitting = self._sitting
        self._screen.write("\n")
        if sitting.task is None:
            self._say(wording.finished(sitting))
            return
        self._say_who()
        self._say_apart(wording.progress(sitting))
        self._say_apart(wording.pace(sitting))
        self._say("\n".join(wording.facts(sitting, self._keys)))
        self._say(f"Answer: {wording.printable(sitting.task.answer.text)}")
        if sitting.task.suggestion:
            self._say(wording.suggestion(sitting))
        self._say(self._chosen())

    def _say_who(self) -> None:
        """The coder and the queue, or what the answer was assigned for; only where that has changed."""
        who = wording.who(self._sitting)
        if who != self._who:
            self._say_apart(who)
        self._who = who

    def _chosen(self) -> str:
        choice = self._sitting.draft.choice
        if choice.none_applies:
            return "Chosen: none applies"
        frame = self._sitting.frame
        names = [wording.name_of(frame.code(code_id)) for code_id in frame.in_order(choice.code_ids)]
        return f"Chosen: {', '.join(names) or 'nothing'}"

    def _key_lines(self) -> str:
        frame = self._sitting.frame
        codes = [f"  {'/'.join(self._keys.of_code(code.id))} {wording.name_of(code)}" for code in frame.codes]
        acts = [f"  {by} {does}" for by, does in wording.keys_in_words(self._keys)]
        return "\n".join(["Codes:", *codes, "Keys:", *acts])

    def _help(self) -> str:
        lines = [": ".join(part) for part in (*wording.why(self._sitting), *wording.PERCENTAGES[1:])]
        for code in self._sitting.frame.codes:
            lines += [": ".join(filter(None, part)) for part in wording.guideline(code, self._keys)]
        return "\n".join([*lines, self._key_lines()])

    def _background(self) -> str:
        rows = wording.background(self._sitting)
        return "\n".join(f"{name}: {cell}" for name, cell in rows) or "There are no other columns."

    def _alike(self) -> str:
        """Take all nearly identical answers along, or none again."""
        alike = self._sitting.task.alike if self._sitting.task else ()
        if not alike:
            return "No other answer is nearly identical to this one."
        texts = "\n".join(f"  {wording.printable(one.text)}" for one in alike)
        return f"{texts}\n{self._sitting.batch(() if self._sitting.draft.batch else [one.key for one in alike])}"

    def _renew(self) -> str:
        """Refresh the model, and wait for it."""
        if self._refresh is None:
            return "There is nothing to refresh here."
        self._say("Refreshing the model …")
        self._screen.flush()
        renewal = self._refresh()
        self._sitting.renewed(suggester=renewal.suggester, queue=renewal.queue)
        self._sitting.look_again()
        offered = bool(self._sitting.task and self._sitting.task.suggestion)
        return "\n".join([renewal.said, *([wording.suggestion(self._sitting)] if offered else [])])

    def _search(self, words: str) -> str:
        if words.isdecimal() and 0 < int(words) <= len(self._found):
            return self._sitting.open(self._found[int(words) - 1])
        hits = find(self._sitting, words, limit=_MOST_HITS).all
        self._found = [one.key for one in hits]
        lines = [f"  {n} {one.id} {wording.printable(one.text)}" for n, one in enumerate(hits, start=1)]
        return "\n".join([*lines, "/ and a number shows one." if hits else f"Nothing was found with {words!r}."])

    def _quit(self) -> str:
        self._ended = True
        return f"{self._sitting.decisions} decisions in this sitting, all of them saved."

    def _read(self) -> str | None:
        self._screen.write("> ")
        self._screen.flush()
        line = self._typed.readline()
        if not self._typed.isatty():
            self._screen.write("\n")
        return line if line else None

    def _say(self, said: str) -> None:
        self._screen.write(f"{said}\n" if said else "")

    def _say_apart(self, said: str) -> None:
        """One thing a line, for those who hear it."""
        self._say(said.replace(" · ", "\n"))
