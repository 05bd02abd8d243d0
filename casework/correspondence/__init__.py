"""Correspondence: the papers of an organisation, numbered, printed, filed and delivered."""
