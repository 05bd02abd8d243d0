"""Who listens to what: the one table of event consumers and alarm handlers, by dotted path."""

CONSUMERS: dict[str, tuple[str, ...]] = {
    "case.changed": (
        "casework.correspondence.actors.on_case_changed",
        "oversight.consumers.on_case_changed",
        "dengwen.metering.on_case_changed",
    ),
}

ALARM_HANDLERS: dict[str, str] = {
    "housekeeping": "dengwen.housekeeping.on_housekeeping",
    "clock": "casework.cases.alarms.on_clock",
    "clock-audit": "casework.cases.alarms.on_clock_audit",
    "clock-run": "casework.cases.moves.on_run",
    "calendar-run": "dengwen.calendars.on_run_waiting",
    "filing-draft": "cms.filing.alarms.on_draft_expiry",
    "letter": "casework.correspondence.actors.on_letter_due",
    "release": "oversight.release.on_release",
    "policy-replay": "dengwen.replaying.on_replay",
}
