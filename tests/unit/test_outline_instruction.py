"""Instructions and decrees: dicta, torn labels, addressees, lost numbers, and which family a text is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.language import ORDINALS
from kb.model import BOILERPLATE, Family, Outline, ParsedText
from kb.reading.outline import detect_family, parse_outline
from kb.reading.parse import parse_source
from tests.outlines import check_outline

DICTA = {"inpres-1-2022.pdf": 4, "kepmen-pupr-713-2022.pdf": 24, "keppres-7-2021.pdf": 4}
"""File → how many dicta it has, found by reading the text."""

FAMILIES_OF_FILES: dict[str, Family] = {
    "pdf/inpres-1-2022.pdf": "instruction",
    "pdf/kepmen-pupr-713-2022.pdf": "decree",
    "pdf/keppres-7-2021.pdf": "decree",
    "pdf/pergub-jateng-99-2009.pdf": "statute",
    "pdf/permen-pupr-14-2020.pdf": "statute",
    "pdf/permenaker-2-2022.pdf": "statute",
    "pdf/perpres-12-2021.pdf": "statute",
    "pdf/se-dirjen-binakonstruksi-2022-sertifikasi.pdf": "circular",
    "pdf/se-dirjen-binakonstruksi-54-2024.pdf": "circular",
    "pdf/se-pupr-05-se-m-2022.pdf": "circular",
}


def outline_of(text: str, family: Family = "decree") -> Outline:
    outline = parse_outline(ParsedText(text), family)
    check_outline(text, outline)
    return outline


def locators(outline: Outline) -> list[str]:
    return [provision.locator for provision in outline.provisions if provision.kind != BOILERPLATE]


def load(folder: Path, name: str) -> tuple[ParsedText, Outline]:
    parsed = parse_source((folder / "pdf" / name).read_bytes(), name)
    return parsed, parse_outline(parsed, detect_family(parsed, name, {}))


def printed_ordinals(text: str) -> set[int]:
    """Ordinals in capitals anywhere in the text, mentions included: no dictum can be among none of them."""
    words = re.findall(r"\b(?:PERTAMA|KE[A-Z]{3,14}(?: (?:BELAS|PULUH))?(?: [A-Z]{3,8})?)\b", text)
    spelled = {spell(word) for word in words} | {spell(word.split()[0]) for word in words}
    return {ORDINALS[word] for word in spelled if word in ORDINALS}


def spell(words: str) -> str:
    """Write an ordinal as the table of ordinals has it: ``KEDUAPULUH SATU`` → ``kedua puluh satu``."""
    return " ".join(words.lower().replace("puluh", " puluh").split()).replace("kese puluh", "kesepuluh")


@pytest.mark.parametrize("name", DICTA)
def test_every_dictum_that_the_text_prints_is_named(real_corpus: Path, name: str) -> None:
    parsed, outline = load(real_corpus, name)
    named = [provision for provision in outline.provisions if provision.kind == "diktum"]
    numbers = [ORDINALS[spell(provision.number)] for provision in named]
    assert numbers == list(range(1, DICTA[name] + 1))
    assert printed_ordinals(parsed.text) <= set(numbers)
    check_outline(parsed.text, outline)


def test_real_instruction_names_addressees_through_lost_numbers(real_corpus: Path) -> None:
    _, outline = load(real_corpus, "inpres-1-2022.pdf")
    headings = {provision.locator: provision.heading for provision in outline.provisions}
    assert headings["diktum-kedua.angka-3"] == "Menteri Dalam Negeri"
    assert headings["diktum-kedua.angka-9"] == "Menteri Kesehatan"
    assert headings["diktum-kedua.angka-28"] == "Para Gubernur"
    assert "number-unreadable" in {notice.code for notice in outline.notices}


@pytest.mark.parametrize(
    ("text", "expected", "codes"),
    [
        (  # labels with their texts
            "KEPUTUSAN\nMEMUTUSKAN:\nMenetapkan : KEPUTUSAN.\nKESATU : Menetapkan:\na. satu;\nb. dua.\n"
            "KEDUA : Diktum\nKESATU berlaku.\nDitetapkan di Jakarta",
            [
                "pembukaan",
                "memutuskan",
                "diktum-kesatu",
                "diktum-kesatu.huruf-a",
                "diktum-kesatu.huruf-b",
                "diktum-kedua",
                "penutup",
            ],
            [],
        ),
        (  # labels in a block, as many sentences behind it: one way to share them out
            "MEMUTUSKAN\nKESATU\nKEDUA\nCuti ditetapkan\npada Rabu.\nCuti pada diktum\nKESATU tetap.\n"
            "Ditetapkan di Jakarta",
            ["memutuskan", "diktum-kesatu", "diktum-kedua", "penutup"],
            ["unit-detached"],
        ),
        (  # labels in a block, another number of sentences: the texts stay together
            "MEMUTUSKAN\nKESATU\nKEDUA\nSatu.\nDua.\nTiga.\nDitetapkan di Jakarta",
            ["memutuskan", "diktum-kesatu", "diktum-kedua", "butir-4", "penutup"],
            ["unit-detached"],
        ),
        (  # labels torn off, each text begins with its colon
            "menginstruksikan:\nKepada\n1. Menteri;\nPERTAMA\nKEDUA\n2. Gubernur.\n: Mengambil langkah.\n: Melapor.\n"
            "Dikeluarkan di Jakarta",
            ["pembukaan", "kepada", "kepada.angka-1", "kepada.angka-2", "diktum-pertama", "diktum-kedua", "penutup"],
            ["unit-detached"],
        ),
        (  # a label is missing
            "MEMUTUSKAN:\nKESATU : Satu.\nKETIGA : Tiga.\nKEEMPAT : Empat.\nDitetapkan di Jakarta",
            ["memutuskan", "diktum-kesatu", "diktum-ketiga", "diktum-keempat", "penutup"],
            ["number-missing"],
        ),
        (  # words written apart and together
            "MEMUTUSKAN:\n" + "".join(f"{word} : Isi.\n" for word in ("KESATU", "KEDUA", "KETIGA")),
            ["memutuskan", "diktum-kesatu", "diktum-kedua", "diktum-ketiga"],
            [],
        ),
    ],
)
def test_parse_instruction_layout_gives_locators_and_notices(text: str, expected: list[str], codes: list[str]) -> None:
    outline = outline_of(text)
    assert locators(outline) == expected
    assert [notice.code for notice in outline.notices] == codes


def test_parse_instruction_lost_numbers_are_read_only_where_they_fit() -> None:
    text = "MEMUTUSKAN:\nKESATU : Kepada:\n1. Satu;\n. Dua hilang;\n3. Tiga;\n. Empat hilang.\nDitetapkan di Jakarta"
    outline = outline_of(text)
    assert locators(outline)[2:] == [
        "diktum-kesatu.angka-1",
        "diktum-kesatu.angka-2",
        "diktum-kesatu.angka-3",
        "diktum-kesatu.butir-4",
        "penutup",
    ]
    assert [notice.code for notice in outline.notices] == ["number-unreadable", "number-missing"]


def test_parse_instruction_digest_headings_are_units() -> None:
    text = "# Inpres\n\nBuka.\n\n## Diktum KEDUA\n\nIsi.\n\n### Angka 13. Menteri\n\na. satu;\nb. dua.\n\n"
    text += "## Kaitan\n\nLain."
    outline = outline_of(text, "instruction")
    assert locators(outline) == [
        "pembukaan",
        "diktum-kedua",
        "diktum-kedua.angka-13",
        "diktum-kedua.angka-13.huruf-a",
        "diktum-kedua.angka-13.huruf-b",
        "seksi-1",
    ]
    assert outline.provisions[2].heading == "Menteri"


@pytest.mark.parametrize("name", FAMILIES_OF_FILES)
def test_detect_family_real_pdf_is_right(real_corpus: Path, name: str) -> None:
    path = real_corpus / name
    assert detect_family(parse_source(path.read_bytes(), path.name), path.name, {}) == FAMILIES_OF_FILES[name]


@pytest.mark.parametrize(("folder", "family"), [("regulations", "statute"), ("news", "news")])
def test_detect_family_real_folder_is_one_family(real_corpus: Path, folder: str, family: Family) -> None:
    paths = sorted((real_corpus / folder).iterdir())
    found = {path.name: detect_family(parse_source(path.read_bytes(), path.name), path.name, {}) for path in paths}
    assert set(found.values()) == {family}, found


@pytest.mark.parametrize(
    ("hints", "given", "text", "family"),
    [
        ({"family": "plain", "kind": "UU"}, {}, "INSTRUKSI PRESIDEN", "plain"),  # family goes before kind
        ({"kind": "Inpres"}, {}, "Ringkasan.", "instruction"),
        ({"kind": "UU"}, {"kind": "SE"}, "Ringkasan.", "circular"),  # the manifest goes before front matter
        ({}, {}, "# Surat Edaran Wali Kota Bogor\n\n## Pokok", "circular"),
        ({}, {}, "KEPUTUSAN PRESIDEN REPUBLIK INDONESIA", "decree"),
        ({}, {}, "SURAT EDARAN\nTENTANG PERUBAHAN ATAS PERATURAN MENTERI", "circular"),
        ({}, {}, "Catatan rapat.", "plain"),
    ],
)
def test_detect_family_what_is_stated_goes_before_what_is_read(
    hints: dict[str, str], given: dict[str, str], text: str, family: Family
) -> None:
    assert detect_family(ParsedText(text, hints=hints), "a.md", given) == family
