"""Parts of speech, morphology, sentences and names, all read at once by a small transformer."""
