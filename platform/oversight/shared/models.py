"""Facts across organisations."""
