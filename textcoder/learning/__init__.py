"""From features to codings: models, decisions, promises, evaluation, artifacts."""
