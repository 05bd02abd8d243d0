"""Trying a rulebook on the organisation's own past cases: in the background, slice by slice, with the list."""
