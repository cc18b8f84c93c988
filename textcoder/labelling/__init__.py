"""The coder's room: label store, sittings at the terminal, agreement, and codeframe versions."""
