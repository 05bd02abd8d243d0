"""Regulators: figures over their jurisdiction, fed by events, and never a person."""
