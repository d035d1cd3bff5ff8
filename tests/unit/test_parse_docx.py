"""Word documents: paragraphs, rows and printed list numbers."""

from __future__ import annotations

import io
import zipfile

import pytest

from kb.model.errors import DamagedSource, EmptySource
from kb.reading.parse import parse_source

SPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="hdr.xml"/><Relationship Id="rId2" Target="/word/hdr.xml"/></Relationships>"""
NUMBERING = f"""<w:numbering {SPACE}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def _paragraph(text: str, depth: int | None = None) -> str:
    number = "" if depth is None else f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _docx(body: str, **parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACE}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", NUMBERING)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {SPACE}>{content}</w:{name}>")
        archive.writestr("word/_rels/document.xml.rels", RELATIONS)
    return file.getvalue()


def _box(*lines: str) -> str:
    inside = "".join(_paragraph(line) for line in lines)
    newer, older = (f"<w:txbxContent>{one}</w:txbxContent>" for one in (inside, _paragraph("kuno")))
    both = (
        f"<mc:AlternateContent><mc:Choice>{newer}</mc:Choice><mc:Fallback>{older}</mc:Fallback></mc:AlternateContent>"
    )
    return f"<w:p><w:r><w:t>b</w:t>{both}</w:r></w:p>"


def _gone(mark: str) -> str:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{number}<w:rPr>{mark}</w:rPr></w:pPr></w:p>"


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
    (f"<w:sdt><w:sdtContent>{_paragraph('KESATU')}</w:sdtContent></w:sdt>{_paragraph('Isi')}", "KESATU\nIsi"),
    # Text boxes: their lines apart, behind the paragraph that holds them, and once.
    (
        _paragraph("a") + _box("Ditetapkan di Biru", "pada tanggal 9 Mei 2031"),
        "a\nb\nDitetapkan di Biru\npada tanggal 9 Mei 2031",
    ),
    (f"<w:tbl><w:tr><w:tc>{_box('c')}</w:tc><w:tc>{_paragraph('d')}</w:tc></w:tr></w:tbl>", "b c | d"),
    # A table in a table's cell: each cell once.
    (
        "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>"
        + _paragraph("x", 0)
        + "</w:tc><w:tc>"
        + _paragraph("y")
        + "</w:tc></w:tr>"
        "</w:tbl></w:tc><w:tc>" + _paragraph("z", 0) + "</w:tc></w:tr></w:tbl>",
        "1. x | y | 2. z",
    ),
    (
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>"
        + _paragraph("lama", 0)
        + "</w:tc></w:tr></w:tbl>"
        + _paragraph("a", 0),
        "1. a",
    ),
    # What is hidden isn't shown, and a paragraph that is gone isn't counted.
    ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>tersembunyi</w:t></w:r><w:r><w:t>tampak</w:t></w:r></w:p>", "tampak"),
    ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>tampak</w:t></w:r></w:p>', "tampak"),
    (_gone("<w:del/>") + _paragraph("a", 0) + _gone("<w:vanish/>") + _paragraph("b", 0), "1. a\n2. b"),
    # A field's result is shown, its instruction isn't.
    ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>", "7"),
]

NOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>dua</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="3"><w:p><w:r><w:t>tiga</w:t></w:r></w:p><w:p><w:r><w:t>lagi</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="4"><w:p><w:r><w:t>tak dirujuk</w:t></w:r></w:p></w:footnote>'
)
ENDS = '<w:endnote w:id="2"><w:p><w:r><w:t>akhir</w:t></w:r></w:p></w:endnote>'


def _referring(kind: str, note: int) -> str:
    reference = f'<w:r><w:{kind}Reference w:id="{note}"/></w:r>'
    return f"<w:p><w:r><w:t>0,21%</w:t></w:r>{reference}<w:r><w:t> upah.</w:t></w:r></w:p>"


# Notes stand at the end, in the order in which they are referred to, and glue nothing to a figure.
NOTED = [
    (_referring("footnote", 2), "0,21% upah.\n1 dua"),
    (_referring("footnote", 3) + _referring("footnote", 2), "0,21% upah.\n0,21% upah.\n1 tiga lagi\n2 dua"),
    (_referring("endnote", 2) + _referring("footnote", 2), "0,21% upah.\n0,21% upah.\n1 dua\ni akhir"),
    (f"<w:del>{_referring('footnote', 2)}</w:del>" + _referring("footnote", 3), "0,21% upah.\n1 tiga lagi"),
    (_referring("footnote", 9), "0,21% upah."),
]


@pytest.mark.parametrize(("body", "text"), NOTED)
def test_parse_docx_notes_stand_at_the_end_numbered(body: str, text: str) -> None:
    assert parse_source(_docx(body, footnotes=NOTES, endnotes=ENDS), "se.docx").text == text


def _section(references: str) -> str:
    return f"<w:sectPr>{references}</w:sectPr>"


DEFAULT = '<w:headerReference w:type="default" r:id="rId1"/>'
FIRST = '<w:headerReference w:type="first" r:id="rId2"/>'

# (the section's references, the head's lines, text, reasons of noise)
HEADS = [
    (DEFAULT, ["PEMERINTAH KOTA BIRU", "Jalan Damai 1"], "PEMERINTAH KOTA BIRU\nJalan Damai 1\nIsi", []),
    (DEFAULT, ["BADAN KEUANGAN", "2"], "BADAN KEUANGAN\nIsi", []),
    (DEFAULT, ["RANCANGAN"], "RANCANGAN\nIsi", ["running-head"]),
    (DEFAULT, ["- 2 -"], "Isi", []),
    (FIRST, ["PEMERINTAH KOTA BIRU"], "Isi", []),
    (FIRST + "<w:titlePg/>", ["DINAS TENAGA KERJA"], "DINAS TENAGA KERJA\nIsi", []),
    (DEFAULT + "<w:titlePg/>", ["DINAS TENAGA KERJA"], "Isi", []),
    ('<w:headerReference w:type="default" r:id="rId9"/>', ["DINAS TENAGA KERJA"], "Isi", []),
    ("", ["DINAS TENAGA KERJA"], "Isi", []),
]


@pytest.mark.parametrize(("references", "head", "text", "reasons"), HEADS)
def test_parse_docx_head_of_first_page_comes_first(
    references: str, head: list[str], text: str, reasons: list[str]
) -> None:
    source = _docx(_paragraph("Isi") + _section(references), hdr="".join(_paragraph(line) for line in head))
    parsed = parse_source(source, "surat.docx")
    assert parsed.text == text
    assert [noise.reason for noise in parsed.noise] == reasons


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
