"""Markdown: verbatim, with front matter told apart."""

from __future__ import annotations

import pytest

from kb.model import Span
from kb.reading.parse import parse_source

FRONT = '---\ntitle: Jaminan Sosial\nnumber: 04/SE/M/2022\n# catatan\nplace:\naddress: "https://jdih.pu.go.id"\n---\n'

# (text, hints)
CASES = [
    (
        FRONT + "# Isi\n",
        {"title": "Jaminan Sosial", "number": "04/SE/M/2022", "place": "", "address": "https://jdih.pu.go.id"},
    ),
    ("# Judul\n\n---\ntitle: bukan\n---\n", {}),
    ("---\nPasal 1 tanpa titik dua\n---\nisi", {}),
    ("---\ntitle: tanpa akhir\nisi", {}),
    ("---\n---\nisi", {}),
    # YAML: lists, folded and continued lines, escapes, notes behind a value; days and numbers as they are written.
    ("---\ntags:\n  - upah\n  - iuran\n---\nisi", {"tags": "upah, iuran"}),
    ("---\njudul: >-\n  Surat Edaran\n  tentang Iuran\n---\nisi", {"judul": "Surat Edaran tentang Iuran"}),
    ("---\njudul:\n  baris lanjut\n---\nisi", {"judul": "baris lanjut"}),
    ('---\njudul: \'Jum\'\'at\'\n"kunci": "a \\"b\\""\n---\nisi', {"judul": "Jum'at", "kunci": 'a "b"'}),
    ("---\nnomor: 02\ntanggal: 2031-07-10 # terbit\n---\nisi", {"nomor": "02", "tanggal": "2031-07-10"}),
    ("---\njudul: A\nsumber: {nama: B}\n---\nisi", {"judul": "A"}),
    # No YAML, because nobody put the value in quotes, and still front matter.
    ("---\njudul: Inpres 2/2031: Optimalisasi\n---\nisi", {"judul": "Inpres 2/2031: Optimalisasi"}),
    ("---\njudul: [Draf] SE 1\noleh: @kantor\n---\nisi", {"judul": "[Draf] SE 1", "oleh": "@kantor"}),
    ("---\nissuer: *Gubernur*\n---\nisi", {"issuer": "*Gubernur*"}),
    # A sentence, a list or a word between two rules is text.
    ("---\nPasal 1 berbunyi: setiap orang wajib\n---\nisi", {}),
    ("---\n- satu\n- dua\n---\nisi", {}),
    ("---\nKeputusan\n---\nisi", {}),
]


@pytest.mark.parametrize(("text", "hints"), CASES)
def test_parse_markdown_front_matter_becomes_hints_and_text_stays(text: str, hints: dict[str, str]) -> None:
    parsed = parse_source(text.encode(), "a.md")
    assert parsed.text == text
    assert parsed.hints == hints


def test_parse_markdown_front_matter_is_noise_before_the_body() -> None:
    parsed = parse_source((FRONT + "# Isi\n").encode(), "a.md")
    assert parsed.body == Span(len(FRONT), len(parsed.text))
    assert [(noise.span, noise.reason) for noise in parsed.noise] == [(Span(0, len(FRONT)), "markup")]


def test_parse_markdown_without_front_matter_is_all_body() -> None:
    parsed = parse_source(b"# Isi\n\n1. satu\n", "a.md")
    assert (parsed.body, parsed.noise) == (None, ())


@pytest.mark.parametrize("depth", [9, 400, 5000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "&a ", "a: &x\n", "a: *x "])
def test_parse_markdown_front_matter_nested_without_end_stays_text(opening: str, depth: int) -> None:
    text = f"---\n{opening * depth}\n---\nisi"
    assert parse_source(text.encode(), "a.md").text == text


def test_parse_markdown_copied_statute_marks_swept_in_page_furniture() -> None:
    text = "Huruf a Cukup jelas. PRES IDEI{ REPUELIK INDONESIA -9 - Huruf b Cukup jelas.\n"
    parsed = parse_source(text.encode(), "uu.md")
    assert [noise.span.text_of(text) for noise in parsed.noise] == ["PRES IDEI{ REPUELIK INDONESIA", "-9 -"]
