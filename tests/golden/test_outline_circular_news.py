"""The outlines of the real circulars and releases, compared with what was reviewed.

The golden files hold locators, labels, kinds, spans, speakers and a hash of each provision's text, never the text.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kb.model import Outline, ParsedText, Provision
from kb.reading.outline import parse_outline
from kb.reading.parse import parse_source
from tests.outlines import check_outline

GOLDEN = Path(__file__).parent / "outlines"

SOURCES = [
    ("pdf/se-pupr-05-se-m-2022.pdf", "circular"),
    ("pdf/se-dirjen-binakonstruksi-54-2024.pdf", "circular"),
    ("pdf/se-dirjen-binakonstruksi-2022-sertifikasi.pdf", "circular"),
    ("pdf/permen-pupr-14-2020-lampiran-1d-sdp.pdf", "circular"),
    ("news/bekasiguide-2025-11-05-bekasi-pekerja-rentan.txt", "news"),
    ("news/bogorkita-2025-07-25-sosialisasi-konstruksi.txt", "news"),
    ("news/infopublik-2025-07-10-kalbar-jamsostek.txt", "news"),
    ("news/mediaseputarindonesiaraya-2026-02-09-bekasi-rakor.txt", "news"),
    ("news/tangerangkota-2025-07-30-sosialisasi-konstruksi.txt", "news"),
]


def _parse(real_corpus: Path, name: str, family: Any) -> tuple[ParsedText, Outline]:
    path = real_corpus / name
    parsed = parse_source(path.read_bytes(), path.name)
    return parsed, parse_outline(parsed, family)


def _row(text: str, provision: Provision) -> list[Any]:
    """List what is kept of a provision; short lists, so that a diff has one line per provision."""
    digest = hashlib.sha256(provision.span.text_of(text).encode()).hexdigest()[:16]
    row = [provision.locator, provision.label, provision.kind, *provision.span, digest]
    return [*row, provision.speaker, provision.role] if provision.kind == "kutipan" else row


def _golden(text: str, outline: Outline) -> str:
    rows = [json.dumps(_row(text, provision), ensure_ascii=False) for provision in outline.provisions]
    notices = [json.dumps([notice.code, list(notice.span or ())]) for notice in outline.notices]
    return "{\n" + ",\n".join([_block("provisions", rows), _block("notices", notices)]) + "\n}\n"


def _block(key: str, lines: list[str]) -> str:
    return json.dumps(key) + ": [\n" + ",\n".join(lines) + "\n]"


@pytest.mark.parametrize(("name", "family"), SOURCES)
def test_outline_of_real_source_is_as_reviewed(real_corpus: Path, update_golden: bool, name: str, family: str) -> None:
    parsed, outline = _parse(real_corpus, name, family)
    found = _golden(parsed.text, outline)
    path = GOLDEN / f"{Path(name).stem}.json"
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert json.loads(found) == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "family"), SOURCES)
def test_outline_of_real_source_keeps_laws(real_corpus: Path, name: str, family: str) -> None:
    parsed, outline = _parse(real_corpus, name, family)
    check_outline(parsed.text, outline)


@pytest.mark.parametrize("family", ["circular", "news", "plain"])
def test_outline_of_any_real_text_keeps_laws_in_every_family(real_corpus: Path, family: Any) -> None:
    """A text may be taken for the wrong family; then its outline is poor, but lawful."""
    paths = sorted([*real_corpus.glob("news/*"), *real_corpus.glob("regulations/pp-*")])
    assert paths
    for path in paths:
        parsed = parse_source(path.read_bytes(), path.name)
        check_outline(parsed.text, parse_outline(parsed, family))


FACTS = [
    ("pdf/se-pupr-05-se-m-2022.pdf", "huruf-c.angka-1.huruf-e.angka-2.huruf-b"),
    ("pdf/se-pupr-05-se-m-2022.pdf", "huruf-c.angka-3.huruf-g"),
    ("pdf/se-pupr-05-se-m-2022.pdf", "lampiran.angka-9"),
    ("pdf/se-dirjen-binakonstruksi-54-2024.pdf", "huruf-f.angka-2.huruf-c.angka-4"),
    ("pdf/se-dirjen-binakonstruksi-54-2024.pdf", "angka-4.angka-10"),
    ("pdf/se-dirjen-binakonstruksi-2022-sertifikasi.pdf", "huruf-f.angka-1.huruf-ee"),
    ("pdf/se-dirjen-binakonstruksi-2022-sertifikasi.pdf", "romawi-vi.angka-2.angka-7"),
    ("pdf/permen-pupr-14-2020-lampiran-1d-sdp.pdf", "bab-iii.huruf-d.angka-7.angka-9"),
    ("news/mediaseputarindonesiaraya-2026-02-09-bekasi-rakor.txt", "paragraf-6.angka-3"),
    ("news/infopublik-2025-07-10-kalbar-jamsostek.txt", "dateline"),
]


@pytest.mark.parametrize(("name", "locator"), FACTS)
def test_outline_of_real_source_has_provision(real_corpus: Path, name: str, locator: str) -> None:
    family = "news" if name.startswith("news") else "circular"
    assert locator in {provision.locator for provision in _parse(real_corpus, name, family)[1].provisions}


def test_release_text_after_its_end_is_boilerplate(real_corpus: Path) -> None:
    """The teaser of another article, with its own date and quote, belongs to nobody here."""
    parsed, outline = _parse(real_corpus, "news/bekasiguide-2025-11-05-bekasi-pekerja-rentan.txt", "news")
    teaser = parsed.text.index("31 Oktober 2025")
    holders = [one.kind for one in outline.provisions if one.span.start <= teaser < one.span.end]
    assert holders == ["boilerplate"]
