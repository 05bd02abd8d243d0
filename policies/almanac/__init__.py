"""Working calendars: the countries' tables, drafts of new versions, and an organisation's own days and hours."""
