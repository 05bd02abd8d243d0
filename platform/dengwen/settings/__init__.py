"""Settings by subject; ``base`` gathers them and each environment adds its own."""
