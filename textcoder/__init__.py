"""Turn open survey answers into codes: trained, measured, and honest about what it does not know."""

__version__ = "0.1.0"
