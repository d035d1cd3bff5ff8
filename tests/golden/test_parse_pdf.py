"""The real PDFs: canonical text by hash, pages and noise by span, never the text itself.

``pytest tests/golden/test_parse_pdf.py --update-golden`` writes the golden file anew; review its diff.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from kb.model import ParsedText
from kb.model.errors import DamagedSource, NeedsOCR
from kb.reading.parse import parse_source
from kb.reading.parse.decode import canonise

GOLDEN = Path(__file__).with_name("parse_pdf.json")
NAMES = (
    "inpres-1-2022",
    "kepmen-pupr-713-2022",
    "keppres-7-2021",
    "pergub-jateng-99-2009",
    "permen-pupr-14-2020",
    "permen-pupr-14-2020-lampiran-1d-sdp",
    "permenaker-2-2022",
    "perpres-12-2021",
    "se-dirjen-binakonstruksi-2022-sertifikasi",
    "se-dirjen-binakonstruksi-54-2024",
    "se-pupr-05-se-m-2022",
)


def _parse(corpus: Path, name: str) -> ParsedText:
    path = corpus / "pdf" / f"{name}.pdf"
    return parse_source(path.read_bytes(), path.name)


def _summarise(parsed: ParsedText) -> dict[str, Any]:
    noise = [[*entry.span, entry.reason] for entry in parsed.noise]
    return {
        "sha256": hashlib.sha256(parsed.text.encode()).hexdigest(),
        "characters": len(parsed.text),
        "pages": [list(page.span) for page in parsed.pages],
        "noise": dict(sorted(Counter(entry.reason for entry in parsed.noise).items())),
        "noise_sha256": hashlib.sha256(json.dumps(noise).encode()).hexdigest(),
        "hints": parsed.hints,
        "mended": list(parsed.mended),
    }


@pytest.mark.parametrize("name", NAMES)
def test_parse_pdf_real_document_is_as_golden(real_corpus: Path, name: str, update_golden: bool) -> None:
    found = _summarise(_parse(real_corpus, name))
    golden = json.loads(GOLDEN.read_text()) if GOLDEN.is_file() else {}
    if update_golden:
        entries = [f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in sorted((golden | {name: found}).items())]
        GOLDEN.write_text("{\n" + ",\n".join(entries) + "\n}\n")
        return
    assert found == golden[name]


@pytest.mark.parametrize("name", NAMES)
def test_parse_pdf_real_document_keeps_every_character_of_its_text_layer(real_corpus: Path, name: str) -> None:
    parsed = _parse(real_corpus, name)
    with pypdfium2.PdfDocument(real_corpus / "pdf" / f"{name}.pdf") as document:
        layer = [canonise(page.get_textpage().get_text_range()).text for page in document]
    assert len(layer) == len(parsed.pages)
    for page, text in zip(parsed.pages, layer, strict=True):
        assert Counter(page.span.text_of(parsed.text).split()).total() > 0 or not text.strip()
        assert Counter("".join(page.span.text_of(parsed.text).split())) == Counter("".join(text.split()))


# (document, labels that the text layer keeps apart from their text, as the first words of their lines)
REJOINED = [
    ("inpres-1-2022", ["PERTAMA : Mengambil", "KEDUA : Khusus", "10. Menteri Ketenagakerjaan,", "30. Ketua Dewan"]),
    ("keppres-7-2021", ["KESATU Menetapkan cuti", "KEDUA Cuti bersama", "KETIGA Pegawai", "Mengingat 1. Pasal 4"]),
    (
        "perpres-12-2021",
        ["11. Unit Kerja", "26. Pengadaan Barang/Jasa melalui", "(8) Evaluasi ulang", "Menetapkan PERATURAN"],
    ),
    ("pergub-jateng-99-2009", ["Menetapkan : PERATURAN GUBERNUR"]),
]


@pytest.mark.parametrize(("name", "starts"), REJOINED)
def test_parse_pdf_detached_labels_of_real_documents_stand_beside_their_text(
    real_corpus: Path, name: str, starts: list[str]
) -> None:
    lines = _parse(real_corpus, name).text.split("\n")
    assert [start for start in starts if not any(line.startswith(start) for line in lines)] == []


@pytest.mark.parametrize("name", ["inpres-1-2022", "keppres-7-2021", "perpres-12-2021"])
def test_parse_pdf_no_list_number_of_a_real_decree_stands_alone(real_corpus: Path, name: str) -> None:
    lines = _parse(real_corpus, name).text.split("\n")
    assert [line for line in lines if re.fullmatch(r"\s*\(?(?:\d{1,3}[a-z]?|[a-z])[.)]\s*", line)] == []


@pytest.mark.parametrize(
    ("file", "error", "word"),
    [
        ("broken/kepmen-pupr-1410-2020.pdf", DamagedSource, "EF BF BD"),
        ("broken/se-dirjen-binakonstruksi-59-2022-pencabutan.pdf", DamagedSource, "EF BF BD"),
        ("pdf/skb-libur-2021.pdf", NeedsOCR, "4 pages"),
    ],
)
def test_parse_pdf_unreadable_real_document_says_why(
    real_corpus: Path, file: str, error: type[Exception], word: str
) -> None:
    path = real_corpus / file
    with pytest.raises(error, match=word):
        parse_source(path.read_bytes(), path.name)
