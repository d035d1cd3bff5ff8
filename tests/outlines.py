"""The laws of an outline by itself, for tests of the family parsers."""

from __future__ import annotations

import re

from kb.model import Outline

LOCATOR = re.compile(r"[a-z]+(?:-[a-z0-9]+)*(?:_[0-9]+)?(?:\.[a-z]+(?:-[a-z0-9]+)*(?:_[0-9]+)?)*")


def check_outline(text: str, outline: Outline) -> None:
    """Check order, nesting, coverage by the top level, and that locators are unique and well-formed."""
    by_locator = {provision.locator: provision for provision in outline.provisions}
    assert len(by_locator) == len(outline.provisions)
    ends: dict[str | None, int] = {}
    starts = [provision.span.start for provision in outline.provisions]
    assert starts == sorted(starts)
    for provision in outline.provisions:
        assert LOCATOR.fullmatch(provision.locator), provision.locator
        assert provision.span.start >= ends.get(provision.parent, 0), provision.locator
        ends[provision.parent] = provision.span.end
        if provision.parent is not None:
            assert by_locator[provision.parent].span.contains(provision.span), provision.locator
    covered = 0
    for provision in outline.provisions:
        if provision.parent is None:
            assert not text[covered : provision.span.start].strip()
            covered = provision.span.end
    assert not text[covered:].strip()
