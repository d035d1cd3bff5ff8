"""Word documents: paragraphs, rows and printed list numbers."""

from __future__ import annotations

import io
import zipfile

import pytest

from kb.model.errors import DamagedSource, EmptySource
from kb.reading.parse import parse_source

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {SPACE}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def _paragraph(text: str, depth: int | None = None) -> str:
    number = "" if depth is None else f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _docx(body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACE}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", NUMBERING)
    return file.getvalue()


# (body, text)
BODIES = [
    (_paragraph("SURAT EDARAN") + _paragraph("Isi"), "SURAT EDARAN\nIsi"),
    (
        "".join(
            _paragraph(text, depth) for text, depth in [("x", 0), ("y", 1), ("z", 1), ("u", 2), ("v", 0), ("w", 1)]
        ),
        "1. x\na. y\nb. z\nu\n2. v\na. w",
    ),
    (
        f"<w:tbl><w:tr><w:tc>{_paragraph('Tahun')}</w:tc><w:tc>{_paragraph('0,24')}{_paragraph('persen')}</w:tc></w:tr></w:tbl>",
        "Tahun | 0,24 persen",
    ),
    ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
    (
        "<w:p><w:del><w:r><w:delText>lama</w:delText></w:r></w:del><w:ins><w:r><w:t>baru</w:t></w:r></w:ins></w:p>",
        "baru",
    ),
]


@pytest.mark.parametrize(("body", "text"), BODIES)
def test_parse_docx_body_gives_text_in_order(body: str, text: str) -> None:
    assert parse_source(_docx(body), "se.docx").text == text


def test_parse_docx_without_text_is_empty() -> None:
    with pytest.raises(EmptySource):
        parse_source(_docx("<w:p/>"), "se.docx")


def test_parse_docx_cut_off_is_refused() -> None:
    whole = _docx(_paragraph("isi " * 500))
    with pytest.raises(DamagedSource, match="broken"):
        parse_source(whole.replace(b"</w:body>", b"</w:bodi>"), "se.docx")
