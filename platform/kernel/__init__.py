"""The floor: clock, ids, keys, events, alarms, background work, files and paging. It knows no noun of the field."""
