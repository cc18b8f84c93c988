"""Logs and metrics. Neither ever holds a verbatim."""
