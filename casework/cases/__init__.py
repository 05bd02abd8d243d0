"""The case: its state, its clocks, its append-only history, and the one way to change it."""
