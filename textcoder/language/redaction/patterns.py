"""What has a form of its own: numbers, e-mail addresses, links, street addresses."""

import re

from textcoder.language.redaction.addresses import find_addresses
from textcoder.language.redaction.contacts import find_contacts
from textcoder.language.redaction.findings import Finding, without_overlaps
from textcoder.language.redaction.numbers import find_numbers

_SIGN = re.compile(r"[0-9@]|\w\.\w|krøll|snabel|alfa|[(\[{]\s?(?:at|a)\s?[)\]}]|\b(?:dot|punktum)\b", re.IGNORECASE)
"""None of this, no pattern."""


def find_patterns(text: str) -> list[Finding]:
    """Find personal numbers, e-mail addresses, links and street addresses, in order and not overlapping."""
    if not _SIGN.search(text):
        return []
    return without_overlaps(text, [*find_contacts(text), *find_numbers(text), *find_addresses(text)])
