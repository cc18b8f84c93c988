"""From processed answers to numbers."""
