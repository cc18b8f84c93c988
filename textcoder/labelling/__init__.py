"""The coder's room: agreement between coders, and codings moved from one codeframe version to the next."""
