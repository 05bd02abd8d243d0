"""Who signs in: people of one organisation, their second factor and their invitations. Tenant schema only."""
