"""The numbers that Word computes: by list and by style, restarted, begun elsewhere, in every form."""

from __future__ import annotations

import io
import zipfile

import pytest

from kb.reading.parse import parse_source

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(depth: int, style: str, pattern: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def definition(name: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>'


def num(name: int, of: int, *overrides: str) -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{"".join(overrides)}</w:num>'


def restart(depth: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def place(list_id: int | None, depth: int | None) -> str:
    named = "" if list_id is None else f'<w:numId w:val="{list_id}"/>'
    deep = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    return f"<w:numPr>{deep}{named}</w:numPr>"


def style(name: str, properties: str = "", base: str = "", more: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="paragraph" {more} w:styleId="{name}">{based}<w:pPr>{properties}</w:pPr></w:style>'


def paragraph(text: str, list_id: int | None = None, depth: int | None = None, of: str = "") -> str:
    styled = f'<w:pStyle w:val="{of}"/>' if of else ""
    numbered = "" if list_id is None and depth is None else place(list_id, depth)
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(numbering: str, styles: str, *paragraphs: str) -> list[str]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        body = f"<w:body>{''.join(paragraphs)}</w:body>"
        archive.writestr("word/document.xml", f"<w:document {SPACE}>{body}</w:document>")
        archive.writestr("word/numbering.xml", f"<w:numbering {SPACE}>{numbering}</w:numbering>")
        archive.writestr("word/styles.xml", f"<w:styles {SPACE}>{styles}</w:styles>")
    return parse_source(file.getvalue(), "perbup.docx").text.split("\n")


ARTICLE = definition(1, level(0, "decimal", "Pasal %1"))
ITEMS = definition(2, level(0, "decimal", "(%1)"), level(1, "lowerLetter", "%2."), level(2, "decimal", "%3."))
LEGAL = definition(3, level(0, "upperRoman", "BAB %1"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
FLAT = definition(4, level(0, "decimal", "%1."))


def one(depth: int) -> str:
    return paragraph("x", 2, depth)


# what is guarded, numbering, styles, paragraphs, lines
TABLE = [
    ("a heading that is only its number", ARTICLE + num(1, 1), style("Pasal", place(1, None)),
     [paragraph("", of="Pasal"), paragraph("Isi."), paragraph("", of="Pasal")], ["Pasal 1", "Isi.", "Pasal 2"]),
    ("a style based on a numbered style", ITEMS + num(2, 2), style("Ayat", place(2, None)) + style("Anak", "", "Ayat"),
     [paragraph("a", of="Ayat"), paragraph("b", of="Anak")], ["(1) a", "(2) b"]),
    ("a style that only deepens the style it is based on", ITEMS + num(2, 2),
     style("Ayat", place(2, 0)) + style("Huruf", place(None, 1), "Ayat"),
     [paragraph("a", of="Ayat"), paragraph("b", of="Huruf"), paragraph("c", of="Huruf")], ["(1) a", "a. b", "b. c"]),
    ("a level that names its style, whatever the style says",
     definition(2, level(0, "decimal", "(%1)"), level(1, "lowerLetter", "%2.", more='<w:pStyle w:val="Huruf"/>'))
     + num(2, 2), style("Huruf", place(2, None)),
     [paragraph("a", of="Huruf"), paragraph("b", of="Huruf")], ["a. a", "b. b"]),
    ("the default style is numbered", FLAT + num(1, 4), style("Normal", place(1, 0), more='w:default="1"'),
     [paragraph("a"), paragraph("b")], ["1. a", "2. b"]),
    ("a paragraph's own list goes before its style's", FLAT + ITEMS + num(1, 4) + num(2, 2),
     style("Ayat", place(2, None)), [paragraph("a", of="Ayat"), paragraph("b", 1, 0, of="Ayat")], ["(1) a", "1. b"]),
    ("list 0 takes a style's number away", FLAT + num(1, 4), style("Butir", place(1, 0)),
     [paragraph("a", of="Butir"), paragraph("b", 0, of="Butir"), paragraph("c", of="Butir")], ["1. a", "b", "2. c"]),
    ("styles based on one another in a circle", FLAT + num(1, 4), style("A", "", "B") + style("B", "", "A"),
     [paragraph("a", of="A")], ["a"]),
    ("a style that nobody defines", FLAT + num(1, 4), "", [paragraph("a", of="Hilang")], ["a"]),
    ("a deeper level begins anew under each number above it", ITEMS + num(2, 2), "",
     [one(0), one(1), one(2), one(2), one(1), one(2), one(0), one(1)],
     ["(1) x", "a. x", "1. x", "2. x", "b. x", "1. x", "(2) x", "a. x"]),
    ("a level that never restarts", definition(1, level(0, "decimal", "%1."),
     level(1, "lowerLetter", "%2)", more='<w:lvlRestart w:val="0"/>')) + num(1, 1), "",
     [paragraph("x", 1, depth) for depth in (0, 1, 1, 0, 1)], ["1. x", "a) x", "b) x", "2. x", "c) x"]),
    ("a level that restarts only under the first", definition(1, level(0, "decimal", "%1."), level(1, "decimal", "%2)"),
     level(2, "lowerLetter", "%3.", more='<w:lvlRestart w:val="1"/>')) + num(1, 1), "",
     [paragraph("x", 1, depth) for depth in (0, 1, 2, 1, 2, 0, 2)],
     ["1. x", "1) x", "a. x", "2) x", "b. x", "2. x", "a. x"]),
    ("lists of one definition go on where the other stopped", FLAT + num(1, 4) + num(2, 4), "",
     [paragraph("a", 1, 0), paragraph("b", 1, 0), paragraph("c", 2, 0), paragraph("d", 1, 0)],
     ["1. a", "2. b", "3. c", "4. d"]),
    ("a list that starts anew does so once", FLAT + num(1, 4) + num(2, 4, restart(0, 1)), "",
     [paragraph("a", 1, 0), paragraph("b", 1, 0), paragraph("c", 2, 0), paragraph("d", 2, 0)],
     ["1. a", "2. b", "1. c", "2. d"]),
    ("a list that starts anew at another number", FLAT + num(1, 4, restart(0, 7)), "",
     [paragraph("a", 1, 0), paragraph("b", 1, 0)], ["7. a", "8. b"]),
    ("a first number other than one", definition(1, level(0, "decimal", "Pasal %1", start=5)) + num(1, 1), "",
     [paragraph("", 1, 0), paragraph("", 1, 0)], ["Pasal 5", "Pasal 6"]),
    ("a level defined anew by one list", FLAT + num(1, 4)
     + num(2, 4, f'<w:lvlOverride w:ilvl="0">{level(0, "lowerLetter", "%1)")}</w:lvlOverride>'), "",
     [paragraph("a", 2, 0), paragraph("b", 2, 0)], ["a) a", "b) b"]),
    ("numbers of two levels", definition(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")) + num(1, 1), "",
     [paragraph("x", 1, depth) for depth in (0, 1, 1, 0, 1)], ["1. x", "1.1 x", "1.2 x", "2. x", "2.1 x"]),
    ("digits in place of another level's Roman number", LEGAL + num(3, 3), "",
     [paragraph("x", 3, depth) for depth in (0, 1, 0, 1)], ["BAB I x", "1.1 x", "BAB II x", "2.1 x"]),
    ("letters beyond z are doubled", definition(1, level(0, "lowerLetter", "%1.", start=26)) + num(1, 1), "",
     [paragraph("x", 1, 0)] * 3, ["z. x", "aa. x", "bb. x"]),
    ("capitals, small Roman numbers and a leading zero", definition(1, level(0, "upperLetter", "%1."),
     level(1, "lowerRoman", "%2)"), level(2, "decimalZero", "%3")) + num(1, 1), "",
     [paragraph("x", 1, depth) for depth in (0, 0, 1, 1, 2)], ["A. x", "B. x", "i) x", "ii) x", "01 x"]),
    ("a level without a number keeps its words", definition(1, level(0, "none", "Menimbang :")) + num(1, 1), "",
     [paragraph("bahwa", 1, 0)], ["Menimbang : bahwa"]),
    ("a level without a number or words", definition(1, level(0, "none", "")) + num(1, 1), "",
     [paragraph("bahwa", 1, 0)], ["bahwa"]),
    ("a number in another level's pattern that has none", definition(1, level(0, "none", ""),
     level(1, "decimal", "%1%2.")) + num(1, 1), "", [paragraph("a", 1, 0), paragraph("b", 1, 1)], ["a", "1. b"]),
    ("typed labels beside an automatic list", ITEMS + num(2, 2, restart(0, 1)), "",
     [paragraph("KESATU : Menunjuk:"), one(0), one(0), paragraph("KEDUA : Menugasi:"), one(1), one(1)],
     ["KESATU : Menunjuk:", "(1) x", "(2) x", "KEDUA : Menugasi:", "a. x", "b. x"]),
    ("typed numbers stay as they are", FLAT + num(1, 4), "", [paragraph("1. a"), paragraph("2. b")], ["1. a", "2. b"]),
    ("a list that names a list style", definition(1, more='<w:numStyleLink w:val="Daftar"/>')
     + definition(2, level(0, "decimal", "%1)"), more='<w:styleLink w:val="Daftar"/>') + num(1, 1) + num(2, 2),
     f'<w:style w:type="numbering" w:styleId="Daftar"><w:pPr>{place(2, None)}</w:pPr></w:style>',
     [paragraph("a", 1, 0), paragraph("b", 1, 0)], ["1) a", "2) b"]),
    ("bullets have no number and don't count", definition(1, level(0, "bullet", "o")) + num(1, 1), "",
     [paragraph("a", 1, 0)], ["a"]),
    ("a deeper level before any above it", ITEMS + num(2, 2), "", [one(1), one(0), one(1)],
     ["a. x", "(1) x", "a. x"]),
    ("a list that nobody defines", FLAT, "", [paragraph("a", 9, 0)], ["a"]),
    ("a level that the list lacks", FLAT + num(1, 4), "", [paragraph("a", 1, 5)], ["a"]),
]  # fmt: skip


@pytest.mark.parametrize(("numbering", "styles", "paragraphs", "lines"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])  # fmt: skip
def test_parse_docx_numbers_paragraphs_as_word_does(
    numbering: str, styles: str, paragraphs: list[str], lines: list[str]
) -> None:
    assert read(numbering, styles, *paragraphs) == lines
