"""The least that a regulator asks of the organisations under it."""
