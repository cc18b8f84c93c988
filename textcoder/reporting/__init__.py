"""What people read when the coding is done: summaries today, shares with intervals and the full report later."""
