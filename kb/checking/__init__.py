"""Checking what somebody wrote: citations, quotations, claims."""
