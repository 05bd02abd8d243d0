"""Facts across organisations, in the public schema."""
