"""A year in the life of five organisations, made through the services that people use, on a simulated clock."""
