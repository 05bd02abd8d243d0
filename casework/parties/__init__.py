"""Who filed and about whom: identities apart from the case, sealed, found again only by blind index."""
