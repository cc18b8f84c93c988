"""Norwegian: a spaCy pipeline for both written standards, and what is made of an answer before features."""
