"""What an organisation uses and owes. It starts with usage, because that can never be counted afterwards."""
