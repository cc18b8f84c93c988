"""Intercoder agreement: how far coders who worked apart gave the same answers the same codes."""
