"""What was handed in to prove something, encrypted with the case's key."""
