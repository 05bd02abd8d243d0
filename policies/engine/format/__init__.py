"""The pack format, one module per subject; ``policies.engine.pack`` gives all of its names."""
