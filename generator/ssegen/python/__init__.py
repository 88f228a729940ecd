"""Python as the language of the SDK: what to write, how to spell it, what goes along with it."""
