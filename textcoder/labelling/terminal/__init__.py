"""Labelling in a terminal: a screen for people who sit at one, and plain prompts for pipes and screen readers."""
