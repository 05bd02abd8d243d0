"""The pack format as its users look it up: a JSON Schema for editors, a page for readers."""
