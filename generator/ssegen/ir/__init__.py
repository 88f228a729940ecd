"""An API as this project understands it, in the vocabulary of APIs and of no language."""
