"""``./dev bench``: what the product does in a second, each figure beside its floor from the same run."""
