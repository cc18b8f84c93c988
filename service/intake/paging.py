"""Stored codings as they are shown outside: without anybody's words."""

from service.schemas.codings import CodingsPage, StoredCode, StoredCodingOut
from textcoder.codeframe import in_language
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.pages import page_since
from textcoder.labelling.store.records import StoredCoding


def codings_page(
    store: Store, since: int, *, limit: int, survey: str | None = None, question: str | None = None
) -> CodingsPage:
    """Codings that came after one, the earliest first."""
    page = page_since(store, since, limit=limit, survey=survey, question=question)
    last = page.codings[-1].key if page.codings else since
    return CodingsPage(codings=[shown(store, one) for one in page.codings], next=last, more=page.more)


def shown(store: Store, one: StoredCoding) -> StoredCodingOut:
    """A coding with its codes as the version has them that it was given under."""
    frame = store.codeframes.get(one.codeframe, one.codeframe_version)
    codes = {code.id: code for code in frame.codes}
    return StoredCodingOut(
        key=one.key,
        survey=one.survey,
        question=one.question,
        id=one.answer_id,
        codes=[
            StoredCode(code=name, number=codes[name].number, label=in_language(codes[name].label))
            for name in one.code_ids
        ],
        coder=one.coder,
        source=one.source.value,
        kind=one.kind.value,
        referred=one.referred,
        flag=one.flag,
        codeframe=one.codeframe,
        codeframe_version=one.codeframe_version,
        model_version=one.model_version or None,
        coded_at=one.coded_at,
        withdrawn_at=one.withdrawn_at,
    )
