"""Watching a model: what a new wave of answers has that those it learnt from had not, and who changed, people or it."""
