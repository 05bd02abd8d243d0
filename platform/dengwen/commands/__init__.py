"""The commands of ``dengwen``, one module each, imported only when called."""
