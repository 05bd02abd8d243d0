"""The front page of a portal."""
