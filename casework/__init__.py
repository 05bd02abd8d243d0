"""The heart: who filed, what was filed, what is done about it and by when. One package per noun."""
