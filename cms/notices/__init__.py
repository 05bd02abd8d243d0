"""Notices of the organisation, by date."""
