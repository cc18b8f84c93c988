"""Long work in the background: whole files to code, models to train. State is in a folder a job; a queue delivers."""
