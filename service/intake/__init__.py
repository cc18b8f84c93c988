"""What comes in for the label store, read record by record."""
