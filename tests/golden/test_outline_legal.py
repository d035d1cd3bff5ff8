"""The outlines of the real statutes, instructions and decrees, compared with what was reviewed.

The golden files hold counts, one hash of the whole list, and a row for each provision (locator, label, span, hash of
its text): for long texts only for those above ayat, for the longest none. Never the text.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kb.model import BOILERPLATE, Family, Outline, ParsedText, Provision
from kb.reading.outline import detect_family, parse_outline
from kb.reading.parse import parse_source
from tests.outlines import check_outline

GOLDEN = Path(__file__).parent / "outlines"

SOURCES = [
    *(f"regulations/{name}.md" for name in ("pp-14-1993", "pp-29-2000", "pp-44-2015", "pp-45-2015", "pp-46-2015")),
    *(f"regulations/{name}.md" for name in ("pp-50-2012", "pp-60-2015", "pp-82-2019", "pp-99-2013", "uu-11-2020")),
    *(f"regulations/{name}.md" for name in ("uu-13-2003", "uu-18-1999", "uu-2-2017", "uu-24-2011", "uu-3-1992")),
    *(f"regulations/{name}.md" for name in ("uu-40-2004",)),
    *(f"pdf/{name}.pdf" for name in ("pergub-jateng-99-2009", "permen-pupr-14-2020", "permenaker-2-2022")),
    *(f"pdf/{name}.pdf" for name in ("perpres-12-2021", "inpres-1-2022", "kepmen-pupr-713-2022", "keppres-7-2021")),
]

FULL = 320
"""Up to so many provisions, every one has its row."""

HASH_ONLY = 4000
"""From so many provisions on, counts and the hash of the list stand for all of them."""

ITEMS = frozenset({"ayat", "huruf", "angka", "butir", BOILERPLATE})


def _parse(real_corpus: Path, name: str) -> tuple[ParsedText, Outline]:
    path = real_corpus / name
    parsed = parse_source(path.read_bytes(), path.name)
    return parsed, parse_outline(parsed, detect_family(parsed, path.name, {}))


def _row(text: str, provision: Provision) -> list[Any]:
    digest = hashlib.sha256(provision.span.text_of(text).encode()).hexdigest()[:8]
    return [provision.locator, provision.label, *provision.span, digest]


def _kept(provisions: tuple[Provision, ...]) -> list[Provision]:
    if len(provisions) >= HASH_ONLY:
        return []
    return [provision for provision in provisions if len(provisions) <= FULL or provision.kind not in ITEMS]


def _summary(text: str, outline: Outline) -> dict[str, Any]:
    everything = [_row(text, provision) for provision in outline.provisions]
    return {
        "family": outline.family,
        "kinds": dict(sorted(Counter(provision.kind for provision in outline.provisions).items())),
        "notices": dict(sorted(Counter(notice.code for notice in outline.notices).items())),
        "sha256": hashlib.sha256(json.dumps(everything).encode()).hexdigest(),
        "provisions": [_row(text, provision) for provision in _kept(outline.provisions)],
    }


def _format(summary: dict[str, Any]) -> str:
    """Write one line per provision, so that a diff can be read."""
    head = {key: value for key, value in summary.items() if key != "provisions"}
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in summary["provisions"])
    return json.dumps(head, indent=1)[:-2] + ',\n "provisions": [\n' + rows + "\n]}\n"


@pytest.mark.parametrize("name", SOURCES)
def test_outline_of_real_legal_text_is_as_reviewed(real_corpus: Path, update_golden: bool, name: str) -> None:
    parsed, outline = _parse(real_corpus, name)
    found = _summary(parsed.text, outline)
    path = GOLDEN / f"{Path(name).stem}.json"
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(_format(found), encoding="utf-8")
    assert found == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("family", ["statute", "instruction", "decree"])
def test_outline_of_any_real_text_keeps_laws_as_legal_text(real_corpus: Path, family: Family) -> None:
    """A text may be taken for the wrong family; then its outline is poor, but lawful."""
    paths = sorted([*real_corpus.glob("news/*"), *real_corpus.glob("regulations/pp-*")])
    assert paths
    for path in paths:
        parsed = parse_source(path.read_bytes(), path.name)
        check_outline(parsed.text, parse_outline(parsed, family))
