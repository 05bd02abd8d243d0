"""What an organisation has promised, and how each promise is decided."""
