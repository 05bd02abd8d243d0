"""The floor's public tables: hints that tell relay and sweeper which organisation has work."""
