"""The coder's room: label store, queue, session, adjudication and agreement will live here."""
