"""The command: parse, one core call, show."""
