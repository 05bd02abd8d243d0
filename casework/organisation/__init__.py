"""Units, who works in them, which duties of the rulebook they hold, and who stands in for whom."""
