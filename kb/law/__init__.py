"""What legal texts say of each other: the grammar of citations, and relations between instruments."""
