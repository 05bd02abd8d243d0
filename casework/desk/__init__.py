"""The console: the pages on which officers work. It draws and asks; every decision and write is elsewhere."""
