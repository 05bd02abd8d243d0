"""The pure core: calendars, clocks, transitions and conditions over plain values; no Django and no I/O."""
