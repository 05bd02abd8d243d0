"""Working calendars: one set for all organisations, in the public schema."""
