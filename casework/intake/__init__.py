"""How something that somebody brought becomes a submission and its cases (来件、登记)."""
