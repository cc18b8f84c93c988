"""Coding answers for many callers at once: models held, texts pooled, people's decisions looked up."""
