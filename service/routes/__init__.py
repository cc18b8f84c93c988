"""The calls, one module per group: parse, one core call, answer."""
