"""Who is at the keyboard, for logs that say who did what."""

import getpass


def who() -> str:
    """The user's name; empty where he has none, as in containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
