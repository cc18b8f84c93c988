"""Finding personal data in answers and putting placeholders in its stead."""
