"""One revision for each schema of the catalog."""
