"""Changes of a codeframe: what differs between two versions, and what becomes of the codings."""
