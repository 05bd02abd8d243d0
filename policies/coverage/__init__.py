"""Which clause of which rulebook is shown by which test, and whether the tests would notice another number."""
