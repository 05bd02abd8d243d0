"""Handing something in over the web: a form from the pack, page by page, kept sealed until it is sent."""
