"""The policy studio: a tenant's admin reads, changes, tries and publishes the organisation's rules."""
