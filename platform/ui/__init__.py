"""The face of every page: layout, components, tokens, and each organisation's branding. It knows no case."""
