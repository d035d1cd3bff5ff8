"""One door for all sources: content decides, labels are noted, nothing but a SourceError comes out."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model.errors import DamagedSource, EmptySource, NeedsOCR, SourceError, UnsupportedSource
from kb.reading.parse import parse_source
from kb.reading.parse.sniff import DOC, DOCX, HTML, MARKDOWN, PDF, PLAIN
from tests.unit.pdf_maker import build_pdf

PAGE = b"<!DOCTYPE html><html><body><p>Pasal 1</p></body></html>"
PDF_BYTES = build_pdf([[(72, 700, "Pasal 1")]])


def _zip(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_BODY = "<w:body><w:p><w:r><w:t>Pasal 1</w:t></w:r></w:p></w:body>"
DOCX_BYTES = _zip(word__document_xml=f'<w:document xmlns:w="{WORD}">{WORD_BODY}</w:document>')

# (bytes, filename, declared type, found type, mended)
LABELLED = [
    (b"Pasal 1", "uu.txt", None, PLAIN, ()),
    (b"Pasal 1", "uu", None, PLAIN, ()),
    (b"Pasal 1", "uu.md", None, MARKDOWN, ()),
    (b"Pasal 1", "uu", "text/markdown; charset=utf-8", MARKDOWN, ()),
    (PAGE, "uu.html", None, HTML, ()),
    (b"  <!-- x --><HTML><p>Pasal 1", "uu.htm", None, HTML, ()),
    (b"<?xml version='1.0' encoding='utf-8'?>\n" + PAGE, "uu", None, HTML, ()),
    (b"<p>Pasal 1</p>", "uu.html", None, HTML, ()),
    (PDF_BYTES, "uu.pdf", None, PDF, ()),
    (DOCX_BYTES, "se.docx", None, DOCX, ()),
    # mislabelled: read as what it is, and noted
    (PDF_BYTES, "uu.txt", None, PDF, (f"labelled {PLAIN}, is {PDF}",)),
    (PAGE, "uu.pdf", None, HTML, (f"labelled {PDF}, is {HTML}",)),
    (PAGE, "uu", PDF, HTML, (f"labelled {PDF}, is {HTML}",)),
    (DOCX_BYTES, "se.doc", None, DOCX, (f"labelled {DOC}, is {DOCX}",)),
    (DOCX_BYTES, "se.pdf", None, DOCX, (f"labelled {PDF}, is {DOCX}",)),
    (b"Pasal 1", "uu.pdf", None, PLAIN, (f"labelled {PDF}, is {PLAIN}",)),
    # what only looks like something else
    (b"MZ adalah singkatan; Pasal 1", "uu.txt", None, PLAIN, ()),
    (b"Pasal 1 menyebut <html> dan %PDF-1.4", "uu.md", None, MARKDOWN, ()),
]

KEY = b"<" + b"41" * 32 + b">"
ENCRYPTED = PDF_BYTES.replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R /ID [<41> <41>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O " + KEY + b" /U " + KEY + b" >>",
)

# (bytes, filename, error, word in its message)
REFUSED = [
    (b"", "uu.txt", EmptySource, "empty"),
    (b" \r\n\t ", "uu.md", EmptySource, "empty"),
    (b"<html><body><script>x()</script></body></html>", "a.html", EmptySource, "no text"),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), "uu.pdf", UnsupportedSource, "PNG"),
    (b"\xff\xd8\xff\xe0" + bytes(50), "uu.txt", UnsupportedSource, "JPEG"),
    (b"MZ\x90\x00" + bytes(50), "setup.exe", UnsupportedSource, "program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "se.doc", UnsupportedSource, "old Office"),
    (b"{\\rtf1 Pasal 1}", "se.rtf", UnsupportedSource, "RTF"),
    (_zip(readme="x"), "a.zip", UnsupportedSource, "ZIP"),
    (b"PK\x03\x04 broken", "se.docx", UnsupportedSource, "broken"),
    (_zip(word__document_xml="<broken"), "se.docx", DamagedSource, "broken"),
    (b"%PDF-1.7\nnothing else", "uu.pdf", DamagedSource, "not a sound PDF"),
    (PDF_BYTES[:200], "uu.pdf", DamagedSource, "not a sound PDF"),
    (b"%PDF-1.5\n" + b"\xef\xbf\xbd" * 99, "uu.pdf", DamagedSource, "EF BF BD"),
    (ENCRYPTED, "uu.pdf", UnsupportedSource, "password"),
    (build_pdf([[], []]), "scan.pdf", NeedsOCR, "2 pages"),
]


@pytest.mark.parametrize(("data", "filename", "declared", "found", "mended"), LABELLED)
def test_parse_source_labelled_somehow_is_read_as_what_it_is(
    data: bytes, filename: str, declared: str | None, found: str, mended: tuple[str, ...]
) -> None:
    parsed = parse_source(data, filename, declared)
    assert (parsed.media_type, parsed.mended) == (found, mended)
    assert "Pasal 1" in parsed.text


@pytest.mark.parametrize(("data", "filename", "error", "word"), REFUSED)
def test_parse_source_unreadable_raises_with_reason(
    data: bytes, filename: str, error: type[SourceError], word: str
) -> None:
    with pytest.raises(error, match=word) as caught:
        parse_source(data, filename)
    assert caught.value.hint
    assert filename in caught.value.message


STARTS = st.sampled_from(
    [b"", b"%PDF-1.4\n", PDF_BYTES, PAGE, b"PK\x03\x04", DOCX_BYTES, b"---\ntitle: x\n---\n", b"<html>"]
)


@settings(deadline=None, max_examples=150)
@given(
    start=STARTS,
    middle=st.binary(max_size=200),
    cut=st.integers(0, 400),
    name=st.sampled_from(["a.pdf", "a.md", "a.html", "a"]),
)
def test_parse_source_any_bytes_parse_or_raise_source_error(start: bytes, middle: bytes, cut: int, name: str) -> None:
    data = start[:cut] + middle + start[cut:]
    try:
        parsed = parse_source(data, name)
    except SourceError:
        return
    assert unicodedata.is_normalized("NFC", parsed.text)
    for spans in ([page.span for page in parsed.pages], [noise.span for noise in parsed.noise]):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(parsed.text))
