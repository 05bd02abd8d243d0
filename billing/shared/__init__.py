"""Usage by organisation and day, in the public schema."""
