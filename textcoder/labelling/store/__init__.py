"""The label store: answers, codeframes and codings in SQLite or PostgreSQL. SQL lives here and nowhere else.

Begin at ``opening.open_store``; what goes in and comes out is in ``records``, which loads no database library.
"""
