"""What points back and what leaves its instrument out: resolved only when exactly one candidate remains.

Each row says where the text stands, what it says, and what that means; ``?`` stays open.
"""

import datetime

import pytest

from kb.law.citation import Context, find_references, format_reference, parse_instrument
from kb.model import Provision, Span

DAY = datetime.date(2012, 1, 1)


def _find(text: str, context: Context) -> list[str]:
    found = find_references(text, context, unresolved=True)
    assert all(reference.span.text_of(text) == reference.text for reference in found)
    return [format_reference(reference) or "?" for reference in found]


def _at(name: str, locator: str = "") -> Context:
    return Context(parse_instrument(name), locator=locator)


UU, PP, INPRES = "UU 24/2011", "PP 44/2015", "Inpres 2/2021"
NAKER, SE, KEPMEN = "Permenaker 2/2022", "SE Menteri PUPR 04/SE/M/2022", "Kepmen PUPR 713/KPTS/M/2022"

IN_DOCUMENT: list[tuple[str, str, str, list[str]]] = [
    # articles of the document itself
    (UU, "", "sebagaimana dimaksud dalam Pasal 5", ["UU 24/2011#pasal-5"]),
    (UU, "pasal-17.ayat-1", "sebagaimana dimaksud dalam Pasal 15 ayat (1)", ["UU 24/2011#pasal-15.ayat-1"]),
    (UU, "", "Pasal 14 sampai dengan Pasal 16", ["UU 24/2011#pasal-14..pasal-16"]),
    (UU, "", "ketentuan Pasal 5 dan Pasal 7", ["UU 24/2011#pasal-5", "UU 24/2011#pasal-7"]),
    (UU, "", "Pasal 15 Undang-Undang ini", ["UU 24/2011#pasal-15"]),
    (UU, "", "diatur dalam Bab IV", ["UU 24/2011#bab-iv"]),
    (PP, "", "tercantum dalam Lampiran I", ["PP 44/2015#lampiran-i"]),
    (PP, "", "tercantum dalam Lampiran yang merupakan bagian", ["PP 44/2015#lampiran"]),
    (INPRES, "", "dimaksud dalam Diktum KEDUA angka 13", ["Inpres 2/2021#diktum-kedua.angka-13"]),
    (KEPMEN, "diktum-keempat.angka-5", "dimaksud pada angka 2", ["Kepmen PUPR 713/KPTS/M/2022#diktum-keempat.angka-2"]),
    # paragraphs, letters and numbers of where the words stand
    (UU, "pasal-15.ayat-2", "dimaksud pada ayat (1)", ["UU 24/2011#pasal-15.ayat-1"]),
    (UU, "pasal-15", "dimaksud pada ayat (1)", ["UU 24/2011#pasal-15.ayat-1"]),
    (UU, "pasal-15.ayat-4", "ayat (2) dan ayat (3)", ["UU 24/2011#pasal-15.ayat-2", "UU 24/2011#pasal-15.ayat-3"]),
    (UU, "pasal-15.ayat-4", "ayat (1) sampai dengan ayat (3)", ["UU 24/2011#pasal-15.ayat-1..pasal-15.ayat-3"]),
    (UU, "pasal-17.ayat-3", "pada ayat (2) huruf a", ["UU 24/2011#pasal-17.ayat-2.huruf-a"]),
    (
        UU,
        "pasal-17.ayat-3",
        "pada ayat (2) huruf a dan huruf b",
        ["UU 24/2011#pasal-17.ayat-2.huruf-a", "UU 24/2011#pasal-17.ayat-2.huruf-b"],
    ),
    (UU, "pasal-17.ayat-2.huruf-c", "dimaksud dalam huruf a", ["UU 24/2011#pasal-17.ayat-2.huruf-a"]),
    (UU, "pasal-17.ayat-2", "dimaksud dalam huruf a", ["UU 24/2011#pasal-17.ayat-2.huruf-a"]),
    (UU, "pasal-1.angka-9", "dimaksud dalam angka 4", ["UU 24/2011#pasal-1.angka-4"]),
    (
        UU,
        "menimbang.huruf-d",
        "dalam huruf a dan huruf b",
        ["UU 24/2011#menimbang.huruf-a", "UU 24/2011#menimbang.huruf-b"],
    ),
    (SE, "huruf-e.angka-5", "dimaksud pada angka 4 huruf c", [f"{SE}#huruf-e.angka-4.huruf-c"]),
    (SE, "huruf-e.angka-5.huruf-b", "dimaksud pada huruf a", [f"{SE}#huruf-e.angka-5.huruf-a"]),
    (SE, "huruf-f.angka-2", "dimaksud pada huruf E", [f"{SE}#huruf-e"]),
    # an elucidation speaks of the statute's own articles
    (UU, "penjelasan.pasal-15.ayat-2", "dimaksud dalam ayat (1)", ["UU 24/2011#pasal-15.ayat-1"]),
    (UU, "penjelasan.umum", "menurut Pasal 5", ["UU 24/2011#pasal-5"]),
    # no article around it: nothing to belong to
    (UU, "", "dimaksud pada ayat (1)", ["?"]),
    (UU, "menimbang.huruf-d", "dimaksud pada ayat (1)", ["?"]),
    # "ini"
    (UU, "", "Dalam Undang-Undang ini yang dimaksud", ["UU 24/2011"]),
    (UU, "", "dalam undang undang ini", ["UU 24/2011"]),
    (UU, "", "Undang-Undang tentang Badan Penyelenggara Jaminan Sosial ini", ["UU 24/2011"]),
    (PP, "", "Peraturan Pemerintah ini mulai berlaku", ["PP 44/2015"]),
    (NAKER, "", "Peraturan Menteri ini mulai berlaku", ["Permenaker 2/2022"]),
    (NAKER, "", "Peraturan Menteri Ketenagakerjaan ini", ["Permenaker 2/2022"]),
    (NAKER, "", "Peraturan ini mulai berlaku", ["Permenaker 2/2022"]),
    (KEPMEN, "", "dari Keputusan Menteri ini", [KEPMEN]),
    (KEPMEN, "", "dari Keputusan ini", [KEPMEN]),
    (INPRES, "", "Instruksi Presiden ini mulai berlaku", ["Inpres 2/2021"]),
    (SE, "", "dari Surat Edaran ini", [SE]),
    (SE, "", "dari Surat\nEdaran ini", [SE]),
    # another kind can't be this document
    (PP, "", "Undang-Undang ini", ["?"]),
    (UU, "", "Peraturan Menteri ini", ["?"]),
    (UU, "pasal-15.ayat-2", "dalam Pasal ini", ["UU 24/2011#pasal-15"]),
    (UU, "pasal-15.ayat-2", "dalam ayat ini", ["UU 24/2011#pasal-15.ayat-2"]),
    (UU, "", "dalam Pasal ini", ["?"]),
    # "tersebut": the one that was named
    (PP, "", "UU 40/2004 berlaku. Undang-Undang tersebut", ["UU 40/2004", "UU 40/2004"]),
    (PP, "", "UU 40/2004 dan UU 24/2011. Undang-Undang tersebut", ["UU 40/2004", "UU 24/2011", "?"]),
    (PP, "", "UU 40/2004 dan PP 45/2015. Undang-Undang tersebut", ["UU 40/2004", "PP 45/2015", "UU 40/2004"]),
    (PP, "", "Undang-Undang tersebut, yaitu UU 40/2004", ["?", "UU 40/2004"]),
    (UU, "", "Pasal 5 berlaku. Pasal tersebut", ["UU 24/2011#pasal-5", "UU 24/2011#pasal-5"]),
    (UU, "", "Pasal 5 dan Pasal 7. Pasal tersebut", ["UU 24/2011#pasal-5", "UU 24/2011#pasal-7", "?"]),
    # an article in the same breath as another instrument's could be either's
    (PP, "", "Pasal 33 UU 40/2004 dan Pasal 7", ["UU 40/2004#pasal-33", "?"]),
    (PP, "", "Pasal 33 UU 40/2004. Menurut Pasal 7", ["UU 40/2004#pasal-33", "PP 44/2015#pasal-7"]),
    # the document's own number without its issuer
    (SE, "", "SURAT EDARAN\nNOMOR 04/SE/M/2022", [SE]),
    # a circular has no articles
    (SE, "", "UU 2/2017 mengatur. Pasal 5 menyebut", ["UU 2/2017", "UU 2/2017#pasal-5"]),
    (SE, "", "UU 2/2017 dan PP 22/2020. Pasal 5 menyebut", ["UU 2/2017", "PP 22/2020", "?"]),
    # headings are no mentions
    (UU, "", "Pasal 5\nSetiap orang wajib", []),
    (UU, "", "BAB II KEPESERTAAN", []),
    (UU, "", "Lampiran persyaratan pengajuan", []),
    (UU, "", "diatur dengan Peraturan Presiden", []),
    # what can't be read stays open
    (UU, "pasal-5", "dalam Pasal 2r", ["?"]),
    (UU, "pasal-5", "Undang-Undang Nomor lT Tahun 2020", ["?"]),
]


@pytest.mark.parametrize(("name", "locator", "text", "expected"), IN_DOCUMENT)
def test_find_references_in_a_document_are_resolved_by_where_they_stand(
    name: str, locator: str, text: str, expected: list[str]
) -> None:
    assert _find(text, _at(name, locator)) == expected


IN_PASSAGE: list[tuple[str, list[str]]] = [
    ("UU 24/2011 berlaku. Pasal 15 mewajibkan", ["UU 24/2011", "UU 24/2011#pasal-15"]),
    ("Pasal 15 mewajibkan. UU 24/2011 berlaku", ["?", "UU 24/2011"]),
    ("UU 24/2011 dan PP 44/2015. Pasal 15 mewajibkan", ["UU 24/2011", "PP 44/2015", "?"]),
    ("Pasal 15 ayat (1) UU 24/2011; ayat (2) merinci", ["UU 24/2011#pasal-15.ayat-1", "UU 24/2011#pasal-15.ayat-2"]),
    ("Pasal 15 UU 24/2011, Pasal 7 PP 44/2015; ayat (2)", ["UU 24/2011#pasal-15", "PP 44/2015#pasal-7", "?"]),
    ("ayat (2) merinci", ["?"]),
    ("UU 24/2011. Undang-Undang ini mewajibkan", ["UU 24/2011", "UU 24/2011"]),
    ("Inpres 2/2021 terbit. Instruksi Presiden tersebut", ["Inpres 2/2021", "Inpres 2/2021"]),
    ("Inpres 2/2021 terbit. Inpres itu menugaskan", ["Inpres 2/2021", "Inpres 2/2021"]),
    (
        "surat edaran Wali Kota Bogor tertanggal 8 Juli 2025. Surat edaran Wali Kota menjadi dorongan",
        ["SE Wali Kota Bogor Tahun 2025 (2025-07-08)"] * 2,
    ),
    ("Surat edaran Wali Kota menjadi dorongan", []),
    ("SE Wali Kota Bogor 1/2025 dan SE Bupati Bogor 2/2025. Surat Edaran tersebut", [
        "SE Wali Kota Bogor 1/2025", "SE Bupati Bogor 2/2025", "?"]),
    ("angka 49 persen, di angka 100, huruf kapital", []),
    ("Angka itu masih jauh", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IN_PASSAGE)
def test_find_references_in_a_passage_belong_to_the_one_instrument_named(text: str, expected: list[str]) -> None:
    assert _find(text, Context()) == expected


DATED: list[tuple[datetime.date, str, list[str]]] = [
    (datetime.date(2010, 5, 1), "UU Jasa Konstruksi", ["UU 18/1999"]),
    (datetime.date(2017, 1, 11), "UU Jasa Konstruksi", ["UU 18/1999"]),
    (datetime.date(2017, 1, 12), "UU Jasa Konstruksi", ["UU 2/2017"]),
    (datetime.date(1998, 5, 1), "UU Jasa Konstruksi", ["?"]),
    (datetime.date(2021, 5, 1), "UU Cipta Kerja", ["UU 11/2020"]),
    (datetime.date(2023, 2, 1), "UU Cipta Kerja", ["?"]),
    (datetime.date(2024, 5, 1), "UU Cipta Kerja", ["UU 6/2023"]),
    (datetime.date(2010, 5, 1), "UU BPJS", ["?"]),
    (datetime.date(2010, 5, 1), "Pasal 15 UU BPJS", ["?"]),
    (datetime.date(2010, 5, 1), "UU 24/2011", ["?"]),
    (datetime.date(2010, 5, 1), "Pasal 15 UU 24/2011", ["?"]),
    (datetime.date(2011, 5, 1), "UU 24/2011", ["UU 24/2011"]),
    (datetime.date(2025, 7, 7), "surat edaran Wali Kota Bogor tertanggal 8 Juli 2025", ["?"]),
    (datetime.date(2025, 7, 8), "surat edaran Wali Kota Bogor tertanggal 8 Juli 2025", [
        "SE Wali Kota Bogor Tahun 2025 (2025-07-08)"]),
    (datetime.date(2010, 5, 1), "UU 24/2011. Undang-Undang tersebut", ["?", "?"]),
    (datetime.date(2010, 5, 1), "UU 40/2004 dan UU 24/2011. Undang-Undang tersebut", ["UU 40/2004", "?", "UU 40/2004"]),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "expected"), DATED)
def test_find_references_never_name_what_came_after_the_text(
    day: datetime.date, text: str, expected: list[str]
) -> None:
    assert _find(text, Context(date=day)) == expected


def _provision(locator: str, text: str, words: str, until: str = "", parent: str | None = None) -> Provision:
    start = text.index(words)
    end = text.index(until, start) if until else len(text)
    kind, _, number = locator.rpartition(".")[2].partition("-")
    return Provision(locator, kind, "", number, "", Span(start, end), parent, locator.count("."))


AMENDING = (
    "Pasal I Beberapa ketentuan dalam PP 44/2015 diubah: 1. Ketentuan Pasal 26 diubah sehingga berbunyi: "
    "Pasal 26 (1) Hak dalam Pasal 25 gugur. (2) Hak pada ayat (1) menurut Peraturan Pemerintah ini. "
    "2. Di antara ayat (2) dan ayat (3) Pasal 34 disisipkan 1 (satu) ayat, yakni ayat (2a). "
    "Pasal II Peraturan Pemerintah ini mulai berlaku."
)


def test_find_references_in_an_amending_text_belong_to_what_it_amends() -> None:
    text = AMENDING
    outline = [
        _provision("pasal-i", text, "Pasal I ", "Pasal II"),
        _provision("pasal-i.angka-1", text, "1. Ketentuan", "2. Di", "pasal-i"),
        _provision("pasal-i.angka-1.pasal-26", text, "Pasal 26 (1)", "2. Di", "pasal-i.angka-1"),
        _provision("pasal-i.angka-1.pasal-26.ayat-1", text, "(1) Hak", "(2) Hak", "pasal-i.angka-1.pasal-26"),
        _provision("pasal-i.angka-1.pasal-26.ayat-2", text, "(2) Hak", "2. Di", "pasal-i.angka-1.pasal-26"),
        _provision("pasal-i.angka-2", text, "2. Di", "Pasal II", "pasal-i"),
        _provision("pasal-ii", text, "Pasal II"),
    ]
    context = Context(parse_instrument("PP 82/2019"), datetime.date(2019, 11, 29), provisions=outline)
    places = ("pasal-26", "pasal-25", "pasal-26.ayat-1", "", "pasal-34.ayat-2", "pasal-34.ayat-3", "pasal-34.ayat-2a")
    amended = [f"PP 44/2015#{place}".removesuffix("#") for place in places]
    assert _find(text, context) == ["PP 44/2015", *amended, "PP 82/2019"]


def test_find_references_an_article_that_the_document_cannot_have_stays_open() -> None:
    text = "Pasal 1 Menurut Pasal 2, Pasal 28H ayat (3), dan Pasal 90. Pasal 3 Cukup."
    outline = [_provision("pasal-1", text, "Pasal 1 ", "Pasal 3"), _provision("pasal-3", text, "Pasal 3")]
    context = Context(parse_instrument(UU), provisions=outline)
    assert _find(text, context) == ["UU 24/2011#pasal-2", "?", "?"]
