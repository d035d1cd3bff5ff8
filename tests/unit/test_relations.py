"""What a document does to what it mentions: a table of sentences, the traps first among equals."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.law.citation import Context, find_references, format_reference
from kb.law.relations import RelatedReference, find_relations
from kb.model import Instrument, Provision, Span
from kb.model.vocabulary import RELATIONS

OWN = Instrument("PP", "5", 2024)
SE = Instrument("SE", "3", 2024, "Menteri PUPR")

M, C, S, L, D, R = "mengubah", "mencabut", "mencabut-sebagian", "melaksanakan", "dasar-hukum", "merujuk"
REVOKED = "dicabut dan dinyatakan tidak berlaku"

REVOCATIONS = [
    (f"Pada saat Peraturan Pemerintah ini mulai berlaku, PP 22/2004 {REVOKED}.", [(C, REVOKED)]),
    (f"PP 22/2004 tentang Dana (Lembaran Negara Tahun 2004 Nomor 76), {REVOKED} lagi.", [(C, f"{REVOKED} lagi")]),
    ("PP 22/2004 dinyatakan tidak berlaku.", [(C, "dinyatakan tidak berlaku")]),
    ("PP 22/2004 dinyatakan dicabut.", [(C, "dinyatakan dicabut")]),
    ("PP 22/2004 dicabut.", [(C, "dicabut")]),
    ("PP 22/2004 dicabut dengan Peraturan Pemerintah ini.", [(C, "dicabut")]),
    (f"PP 3/1951 dan PP 33/1977 tentang Asuransi {REVOKED}.", [(C, REVOKED), (C, REVOKED)]),
    (f"1. UU 1/1951 tentang Kerja;\n2. UU 3/1958 tentang Asing;\n{REVOKED}.", [(C, REVOKED), (C, REVOKED)]),
    ("Peraturan Pemerintah ini mencabut PP 22/2004.", [(C, "mencabut")]),
    ("Mencabut:\na. SE 1/2020 tentang Libur; dan\nb. SE 7/2021 tentang Kerja.", [(C, "Mencabut"), (C, "Mencabut")]),
    ("TENTANG PENCABUTAN PP 22/2004", [(C, "PENCABUTAN")]),
    ("TENTANG PENCABUTAN ATAS PP 22/2004", [(C, "PENCABUTAN ATAS")]),
    # A law whose own name names another: only the outer one is revoked.
    (f"UU 28/2000 tentang Perubahan atas UU 11/1998 {REVOKED}.", [(C, REVOKED), (R, "")]),
    (f"UU 1/1951 tentang Pernyataan Berlakunya UU 12/1948 {REVOKED}.", [(C, REVOKED), (R, "")]),
    # What amended it describes it.
    (f"UU 8/1974 sebagaimana telah diubah dengan UU 43/1999 {REVOKED}.", [(C, REVOKED), (R, "")]),
    ("UU 8/1974, terakhir dengan UU 43/1999, dinyatakan tidak berlaku.", [(C, "dinyatakan tidak berlaku"), (R, "")]),
    # A place that belongs to the time, not to what is revoked.
    (
        f"Pada saat beroperasinya BPJS sebagaimana dimaksud dalam Pasal 64, UU 3/1992 {REVOKED}.",
        [(C, REVOKED)],
    ),
]

PARTS = [
    (f"Pasal 8 UU 3/1992 {REVOKED}.", [(S, REVOKED)]),
    (f"Ketentuan Pasal 8 sampai dengan Pasal 15 UU 3/1992 {REVOKED}.", [(S, REVOKED)]),
    ("Pasal 5 dan Pasal 7 UU 3/1992 dicabut.", [(S, "dicabut"), (S, "dicabut")]),
    ("PP 22/2004 dinyatakan tidak berlaku sepanjang mengatur dana.", [(S, "dinyatakan tidak berlaku")]),
    ("PP 22/2004 sepanjang mengatur dana dicabut.", [(S, "dicabut")]),
    ("PP 22/2004 dinyatakan tidak berlaku bagi pekerja konstruksi.", [(S, "dinyatakan tidak berlaku")]),
    (f"Ketentuan mengenai jaminan kematian dalam PP 14/1993 {REVOKED}.", [(S, REVOKED)]),
    ("Peraturan Pemerintah ini mencabut Pasal 5 UU 3/1992.", [(S, "mencabut")]),
]

NO_REVOCATIONS = [
    ("PP 22/2004 tidak dicabut.", [(R, "")]),
    ("PP 22/2004 belum dicabut.", [(R, "")]),
    ("PP 22/2004 dapat dicabut.", [(R, "")]),
    ("PP 22/2004 perlu dicabut.", [(R, "")]),
    ("Sebelum PP 22/2004 dicabut oleh Presiden, iuran dibayar.", [(R, "")]),
    ("PP 22/2004 telah dicabut.", [(R, "")]),
    ("PP 22/2004 yang dicabut itu mengatur dana.", [(R, "")]),
    ("PP 22/2004 masih tetap berlaku sepanjang tidak bertentangan dengan Peraturan Pemerintah ini.", [(R, "")]),
    ("Peraturan pelaksanaan dari PP 22/2004 dinyatakan tetap berlaku.", [(R, "")]),
    (f"Peraturan pelaksanaan PP 22/2004 {REVOKED}.", [(R, "")]),
    # Another one's deed.
    ("PP 22/2004 dicabut oleh PP 99/2013.", [(R, ""), (R, "")]),
    ("PP 22/2004 telah dicabut dengan PP 99/2013.", [(R, ""), (R, "")]),
    ("PP 99/2013 mencabut PP 22/2004.", [(R, ""), (R, "")]),
    ("PP 99/2013 tentang Pencabutan PP 22/2004 mengatur aset.", [(R, ""), (R, "")]),
    ("Menurut PP 99/2013, PP 22/2004 dicabut oleh Presiden.", [(R, ""), (R, "")]),
    # Licences are revoked too.
    ("Pengusaha yang melanggar Pasal 5 UU 24/2011 dicabut izinnya.", [(R, "")]),
    ("Dalam hal melanggar UU 24/2011, izin usahanya dicabut.", [(R, "")]),
    ("Pencabutan izin menurut UU 24/2011 dilakukan Menteri.", [(R, "")]),
    ("Menteri berwenang mencabut izin sebagaimana dimaksud dalam Pasal 5 UU 24/2011.", [(R, "")]),
    # The sentence has ended.
    ("Iuran diatur dalam UU 24/2011. Izin usaha dicabut.", [(R, "")]),
    ("UU 24/2011 tidak berlaku untuk pembubaran PT Askes.", [(R, "")]),
    (f"Ketentuan yang bertentangan dengan UU 24/2011 {REVOKED}.", [(R, "")]),
    (f"Izin yang diterbitkan berdasarkan UU 24/2011 {REVOKED}.", [(R, "")]),
]

AMENDMENTS = [
    ("TENTANG PERUBAHAN ATAS PP 44/2015 TENTANG JAMINAN", [(M, "PERUBAHAN ATAS")]),
    ("TENTANG PERUBAHAN KEDUA ATAS PP 44/2015 TENTANG JAMINAN", [(M, "PERUBAHAN KEDUA ATAS")]),
    ("tentang Perubahan Ketiga Belas Atas PP 44/2015", [(M, "Perubahan Ketiga Belas Atas")]),
    ("PP 5/2024 tentang Perubahan atas PP 44/2015", [(M, "Perubahan atas")]),
    (
        "berdasarkan UU 11/2020, perlu menetapkan Peraturan Pemerintah tentang Perubahan atas PP 44/2015;",
        [(R, ""), (M, "Perubahan atas")],
    ),
    (
        "Beberapa ketentuan dalam PP 44/2015 (Lembaran Negara Nomor 154) diubah sebagai berikut:",
        [(M, "diubah sebagai berikut")],
    ),
    ("Ketentuan Pasal 26 PP 46/2015, diubah sehingga berbunyi sebagai berikut:", [(M, "diubah sehingga")]),
    ("Ketentuan Pasal 26 PP 46/2015 dihapus.", [(M, "dihapus")]),
    (
        "Peraturan Pemerintah ini mengubah beberapa ketentuan yang diatur dalam:\na. UU 26/2007;\nb. UU 4/2011.",
        [(M, "mengubah beberapa ketentuan yang diatur dalam"), (M, "mengubah beberapa ketentuan yang diatur dalam")],
    ),
    # Another one's deed, or none.
    ("PP 22/2020 sebagaimana telah diubah dengan PP 14/2021.", [(R, ""), (R, "")]),
    ("PP 14/2021 tentang Perubahan atas PP 22/2020 mengatur sertifikat.", [(R, ""), (R, "")]),
    ("Ketentuan Pasal 26 PP 46/2015 telah diubah.", [(R, "")]),
    ("Ketentuan Pasal 26 PP 46/2015 dapat diubah oleh Menteri.", [(R, "")]),
    ("Data sebagaimana dimaksud dalam Pasal 5 UU 24/2011 diubah.", [(R, "")]),
    ("Perubahan data menurut UU 24/2011 dilaporkan.", [(R, "")]),
]

PURPOSES = [
    (
        "bahwa untuk melaksanakan ketentuan Pasal 33, dan Pasal 46 ayat (4) UU 40/2004, perlu ditetapkan;",
        [(L, "untuk melaksanakan ketentuan"), (L, "untuk melaksanakan ketentuan")],
    ),
    ("bahwa dalam rangka pelaksanaan UU 3/1992 diperlukan ketentuan;", [(L, "dalam rangka pelaksanaan")]),
    ("bahwa untuk menindaklanjuti Inpres 2/2021 perlu edaran;", [(L, "untuk menindaklanjuti")]),
    ("Menindaklanjuti Inpres 2/2021, disampaikan hal berikut.", [(L, "Menindaklanjuti")]),
    ("Dalam rangka menindaklanjuti Inpres 2/2021, diminta:", [(L, "Dalam rangka menindaklanjuti")]),
    ("Sebagai tindak lanjut Inpres 2/2021, kepala dinas diminta:", [(L, "Sebagai tindak lanjut")]),
    ("Peraturan Pemerintah ini merupakan pelaksanaan dari Pasal 5 UU 40/2004.", [(L, "merupakan pelaksanaan dari")]),
    ("TENTANG PERATURAN PELAKSANAAN UU 2/2017 TENTANG JASA KONSTRUKSI", [(L, "PERATURAN PELAKSANAAN")]),
    (
        "untuk melaksanakan UU 24/2011 tentang Badan Penyelenggara dan Pasal 5 PP 44/2015",
        [(L, "untuk melaksanakan")] * 2,
    ),
    # Only a ground, a duty, or another one's deed.
    ("bahwa berdasarkan Pasal 5 UU 40/2004 harus dibentuk badan;", [(R, "")]),
    ("sebagaimana diamanatkan dalam Pasal 42 PP 22/2020", [(R, "")]),
    ("PP 22/2020 tentang Peraturan Pelaksanaan UU 2/2017", [(R, ""), (R, "")]),
    ("Pemberi kerja yang tidak melaksanakan ketentuan Pasal 15 UU 24/2011 dikenai sanksi.", [(R, "")]),
    ("SE 8/2021 diterbitkan sebagai pelaksanaan Inpres 2/2021.", [(R, ""), (R, "")]),
    ("Itu disebut mendukung pelaksanaan Inpres 2/2021.", [(R, "")]),
]

GROUNDS = [
    (
        "Mengingat : 1. UU 40/2004;\n2. PP 22/2020 sebagaimana telah diubah dengan PP 14/2021;\nMEMUTUSKAN:",
        [(D, "Mengingat")] * 3,
    ),
    ("Mengingat : UU 40/2004;\nMEMUTUSKAN:\nMenetapkan: iuran menurut PP 44/2015.", [(D, "Mengingat"), (R, "")]),
    ("Mengingat pentingnya UU 40/2004, iuran dibayar.", [(R, "")]),
]

ROWS = [*REVOCATIONS, *PARTS, *NO_REVOCATIONS, *AMENDMENTS, *PURPOSES, *GROUNDS]


def relate(text: str, own: Instrument = OWN, provisions: tuple[Provision, ...] = ()) -> list[RelatedReference]:
    references = find_references(text, Context(own, provisions=provisions), unresolved=True)
    return [found for found in find_relations(text, references, own, provisions) if found.instrument != own]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text[:60] for text, _ in ROWS])
def test_find_relations_of_a_sentence(text: str, expected: list[tuple[str, str]]) -> None:
    found = relate(text)
    assert [(r.relation, r.evidence.text_of(text) if r.evidence else "") for r in found] == expected


def test_table_is_large() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize("own", [None, Instrument("Berita"), Instrument("Dokumen")])
def test_find_relations_of_a_release_is_only_to_refer(own: Instrument | None) -> None:
    text = f"PP 22/2004 {REVOKED}. Sebagai tindak lanjut Inpres 2/2021, edaran terbit."
    found = find_relations(text, find_references(text), own)
    assert [reference.relation for reference in found] == [R, R]


def provision(locator: str, start: int, end: int, kind: str = "", heading: str = "") -> Provision:
    parent = locator.rpartition(".")[0] or None
    return Provision(
        locator, kind or locator.split("-")[0], "", "", heading, Span(start, end), parent, locator.count(".")
    )


def test_find_relations_in_an_article_carries_nothing_out() -> None:
    text = "Pasal 5\nMenteri dalam rangka melaksanakan Pasal 9 UU 24/2011 menetapkan iuran."
    assert [r.relation for r in relate(text, provisions=(provision("pasal-5", 0, len(text)),))] == [R]
    assert [r.relation for r in relate(text, provisions=(provision("menimbang", 0, len(text)),))] == [L]


def test_find_relations_under_a_circulars_ground() -> None:
    text = "B. Dasar Pembentukan\n1. UU 2/2017;\n2. PP 22/2020.\n"
    found = relate(text, SE, (provision("huruf-b", 0, len(text), "huruf", "Dasar Pembentukan"),))
    assert [(r.relation, r.evidence and r.evidence.text_of(text)) for r in found] == [(D, "Dasar Pembentukan")] * 2


def test_find_relations_doesnt_reach_into_the_next_article() -> None:
    text = f"Pasal 1\nIuran menurut UU 24/2011\nPasal 2\nPP 22/2004 {REVOKED}.\n"
    half = text.index("Pasal 2")
    found = relate(text, provisions=(provision("pasal-1", 0, half), provision("pasal-2", half, len(text))))
    assert [r.relation for r in found] == [R, C]


def test_find_relations_in_an_article_that_an_amending_one_quotes_is_to_refer() -> None:
    text = "Pasal I\nKetentuan Pasal 26 PP 46/2015 diubah:\nPasal 26\nKetentuan Pasal 5 UU 24/2011 diubah."
    inner = text.index("Pasal 26\nKet")
    outline = (provision("pasal-i", 0, len(text)), provision("pasal-i.pasal-26", inner, len(text), "pasal"))
    own = replace(OWN, number="60")
    references = find_references(text, Context(own, provisions=outline))
    found = find_relations(text, references, own, outline)
    assert [(format_reference(r), r.relation) for r in found] == [("PP 46/2015#pasal-26", M), ("UU 24/2011#pasal-5", R)]


PIECES = [
    "PP 22/2004",
    " dicabut",
    " dan dinyatakan tidak berlaku",
    ". ",
    ";\n",
    " mengubah ",
    "Pasal 5 ",
    " sepanjang ",
    " oleh ",
]


@given(
    st.lists(
        st.sampled_from([*PIECES, " untuk melaksanakan ", " Perubahan atas ", "Mengingat:", " MEMUTUSKAN "]),
        max_size=20,
    )
)
def test_find_relations_keeps_its_laws_on_any_words(pieces: list[str]) -> None:
    text = "".join(pieces)
    references = find_references(text, unresolved=True)
    found = find_relations(text, references, OWN)
    assert [(r.span, r.text, r.instrument) for r in found] == [(r.span, r.text, r.instrument) for r in references]
    for reference in found:
        assert reference.relation in RELATIONS
        assert (reference.evidence is None) == (reference.relation == R)
        assert reference.evidence is None or reference.evidence.text_of(text).strip()


@pytest.mark.parametrize(
    "filler",
    ["dicabut ", "ketentuan ", "; a. ", "PP 1/2000, ", "perubahan kedua ", "\n\n", "1", "tentang Perubahan atas "],
)
def test_find_relations_on_long_repeats_takes_linear_time(filler: str) -> None:
    text = ("PP 22/2004 " + filler * (20_000 // len(filler)))[:20_000] + " PP 5/2001 dicabut."
    references = find_references(text)
    started = time.process_time()
    find_relations(text, references, OWN)
    # Generous: what backtracks would take minutes.
    assert time.process_time() - started < 5
