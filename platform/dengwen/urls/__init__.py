"""Addresses: one table for organisations, one (empty) for hosts that are nobody's."""
