"""Guides: what is taken, what to know before filing, and common questions."""
