"""``textcoder forget``."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db
from textcoder.cli.tables import counted
from textcoder.errors import ArtifactError, HomeNotFoundError, listing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textcoder.labelling.store.forgetting import Held
    from textcoder.labelling.store.opening import Store
    from textcoder.learning.forgetting import ForgottenAnswer
    from textcoder.learning.forgetting import Held as HeldBesideModels

_BEYOND = (
    "files the answers came in with or were exported to, also under labels/, and what was made of them",
    "copies and backups of the label store, and the log and the replicas of a PostgreSQL server",
    "old statistics of a PostgreSQL server whose database is not yours: let its owner run VACUUM FULL pg_statistic",
    "the cache of vectors in models/trained/.cache, numbers without words: delete the folder, it is made anew",
    "screens of coders who are at work now: they still show what they have read, until they are closed",
)


@click.command()
@click.argument("respondent")
@click.option("--survey", required=True, metavar="S", help="The survey, as it was imported.")
@click.option("--question", metavar="Q", help="Only the answer to this question. Default: all of the survey.")
@click.option("--yes", is_flag=True, help="Forget without asking.")
@with_db
@common
def forget(edge: Edge, respondent: str, survey: str, question: str | None, yes: bool, db: str | None) -> None:
    """Take the answers of RESPONDENT, an id as it was imported, out of the label store and what is beside models.

    For one who withdraws his consent. His words, their earlier versions and the background go, and so do the codes
    and comments given to them; nothing brings them back. It is shown first, and what is beyond reach is named.
    """
    if not yes and (edge.as_json or not sys.stdin.isatty()):
        raise click.UsageError("Nobody can be asked here. Add --yes to forget without being asked.")
    # Imported here: the database library takes a moment, and --help should not.
    from textcoder.labelling.store import forgetting
    from textcoder.labelling.store.scrubbing import scrub

    with open_label_store(edge, db) as store:
        found = forgetting.look_up(store, survey, respondent, question)
        models = _models(edge, store, survey, respondent, found)
        if not edge.as_json:
            _print_consequences(respondent, survey, found, models)
        agreed = yes or click.confirm("Forget this?", default=False, err=True)
        scrubbed = False
        if agreed:
            # Beside the models first: afterwards nobody knows the words by which it is found there.
            _forget_beside_models(edge, models)
            found = forgetting.forget(store, survey, respondent, question)
            edge.say("Writing the store's files anew …")
            scrubbed = scrub(store.database)
        where = store.database.where
    content = {"survey": survey, "respondent": respondent, "db": where, "forgotten": agreed, "scrubbed": scrubbed}
    content |= {"answers": [_as_json(one) for one in found], "models": models.since if models else None}
    content |= {"models_unreadable": models.unreadable if models else None, "beyond": _BEYOND}
    content |= {"beside_models": models.beside if models else None}
    edge.show(content, lambda: _say_end(edge, where, found, models, agreed=agreed))
    if agreed and not scrubbed:
        edge.say(
            f"Warning: the old words are in no table any more, but may still be in the files of {where}: somebody has "
            "it open, or it may not be rewritten. Run the same command again when nobody codes, and with PostgreSQL as "
            "the one to whom the tables belong."
        )


@dataclass(frozen=True, slots=True)
class _Models:
    """Models of the codeframes that the answers were coded with."""

    since: list[str]
    """Trained since the answers came in: they may have learned from them."""
    unreadable: list[str]
    """Nobody can tell when they were trained, or for which codeframe."""
    beside: "list[HeldBesideModels]"
    """Files beside models that the answers are in: what they learned from, and what they are judged on."""
    answers: "list[ForgottenAnswer]"
    """By what they are known there."""

    @property
    def learned(self) -> list[str]:
        """Models of which it is known that they learned from the answers."""
        return sorted(f"{held.codeframe_id}/{version}" for held in self.beside for version in held.models)


def _answers(store: "Store", survey: str, respondent: str, found: Sequence["Held"]) -> "Iterator[ForgottenAnswer]":
    """By what the answers are known among those that models learned from."""
    from textcoder.learning.forgetting import ForgottenAnswer

    for one in found:
        answer = store.answers.with_id(survey, one.question, respondent)
        texts = [answer.text, *(had.text for had in store.answers.earlier_texts(answer.key))] if answer else []
        yield ForgottenAnswer(survey, one.question, respondent, frozenset(texts))


def _forget_beside_models(edge: Edge, models: _Models | None) -> None:
    if models is None:
        return
    from datetime import UTC, datetime

    from textcoder.learning.forgetting import forget_beside_models

    models.beside[:] = forget_beside_models(edge.home().trained, models.answers, now=datetime.now(UTC))


def _models(edge: Edge, store: "Store", survey: str, respondent: str, found: Sequence["Held"]) -> _Models | None:
    """The models that learned from the answers or may have; None where there is no home to look in."""
    try:
        trained = edge.home().trained
    except HomeNotFoundError:
        return None
    since = {one.codeframe: one.imported_at for one in sorted(found, key=lambda one: one.imported_at, reverse=True)}
    if not trained.is_dir():
        return _Models([], [], [], [])
    # Imported here: scikit-learn takes seconds, and where nothing was trained it is not needed.
    from datetime import datetime

    from textcoder.learning.forgetting import look_up_beside_models
    from textcoder.learning.registry import Registry, describe

    answers = list(_answers(store, survey, respondent, found))
    models = _Models([], [], look_up_beside_models(trained, answers), answers)
    for entry in Registry(trained).entries():
        try:
            if entry.codeframe_id in since:
                trained_at = datetime.fromisoformat(describe(entry).content["trained_at"])
                if trained_at >= since[entry.codeframe_id].replace(microsecond=0) and entry.name not in models.learned:
                    models.since.append(entry.name)
        except ArtifactError as err:
            edge.say(str(err))
            models.unreadable.append(entry.name)
    return models


def _as_json(one: "Held") -> dict[str, Any]:
    return {
        "question": one.question,
        "was_forgotten": one.is_forgotten,
        "earlier_texts": one.earlier_texts,
        "background": one.background,
        "codings": one.codings,
        "comments": one.comments,
        "assignments": one.assignments,
        "codings_handed_on": len(one.handed_on),
    }


def _print_consequences(respondent: str, survey: str, found: Sequence["Held"], models: _Models | None) -> None:
    click.echo(f"{survey}, respondent {respondent}")
    for one in found:
        click.echo(f"  {one.question}: {_in_words(one)}")
    for held in models.beside if models else []:
        click.echo(f"  beside the models of {held.codeframe_id}: {counted(held.rows, 'coding')} in {held.name}")
    click.echo("Out of reach, and to be seen to by hand:")
    for what in _BEYOND:
        click.echo(f"  {what}")
    if models is None:
        click.echo("  models: there is no home here to look for them in")
        return
    if models.learned:
        click.echo(f"  models that learned from it, with its id and codes: {listing(models.learned, limit=40)}")
    if models.since:
        click.echo(f"  models trained since, which may have learned from it: {listing(models.since, limit=40)}")
    if models.unreadable:
        named = listing(models.unreadable, limit=40)
        click.echo(f"  models that cannot be read, so that it is unknown whether they learned from it: {named}")


def _in_words(one: "Held") -> str:
    if one.is_forgotten:
        return "forgotten already"
    counts = [
        (one.earlier_texts, "earlier text"),
        (len(one.background), "background column"),
        (one.codings, "coding"),
        (one.comments, "comment"),
        (one.assignments, "assignment"),
    ]
    also = "".join(f", {counted(count, what)}" for count, what in counts if count)
    kept = "; codings that others who wrote the same have are handed on to them" if one.handed_on else ""
    return f"the answer{also}{kept}"


def _say_end(edge: Edge, where: str, found: Sequence["Held"], models: _Models | None, *, agreed: bool) -> None:
    if not agreed:
        edge.say("Nothing was changed.")
        return
    if models and models.beside:
        rows = counted(sum(held.rows for held in models.beside), "coding")
        click.echo(f"Taken out of what is kept beside models: {rows} in {counted(len(models.beside), 'file')}.")
        if models.learned:
            click.echo(f"These cannot be trained again to the byte: {listing(models.learned, limit=40)}.")
    if all(one.is_forgotten for one in found):
        click.echo(f"It was forgotten already: {where} has nothing more of it to take out.")
        return
    click.echo(f"Forgotten in {where}. The id stays, so that the answer is not imported again.")
