"""Which organisations exist, where they live, and how they come, are upgraded and go. Public schema."""
