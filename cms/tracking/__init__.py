"""Where a filing stands, in plain words, to whoever holds its code."""
