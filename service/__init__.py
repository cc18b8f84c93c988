"""The pipeline's room: the HTTP application will live here. It may import textcoder, never the other way."""
