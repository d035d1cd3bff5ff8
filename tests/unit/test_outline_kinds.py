"""Layouts that a text's kind doesn't tell: decrees in articles, annexes with chapters, items put in later."""

from __future__ import annotations

import pytest

from kb.model import Family, ParsedText
from kb.reading.outline import parse_outline

HEAD = (
    "{kind} GUBERNUR LEMBAH BIRU\nNOMOR 5 TAHUN 2001\nTENTANG\nTANGGUL\nMenimbang : bahwa perlu;\nMEMUTUSKAN :\n{body}"
)
FOOT = "\nDitetapkan di Lembah Biru\npada tanggal 4 Februari 2002\nGUBERNUR,\nNAMA\n"


def read(family: Family, text: str) -> list[str]:
    return [provision.locator for provision in parse_outline(ParsedText(text), family).provisions]


# (kind, family by its name, body, locators that it has, locators that it hasn't)
DECISIONS: list[tuple[str, Family, str, list[str], list[str]]] = [
    ("KEPUTUSAN", "decree", "Menetapkan : KEPUTUSAN.\nPasal 1\nSatu.\nPasal 2\nDua.", ["pasal-1", "pasal-2"], []),
    ("KEPUTUSAN", "decree", "BAB I\nUMUM\nPasal 1\nSatu.\nBAB II\nTUTUP\nPasal 2\nDua.", ["bab-i", "bab-ii", "pasal-2"],
     []),
    ("KEPUTUSAN", "decree", "Pasal 1\n(1) Satu:\na. batu; dan\nb. pasir.\n(2) Dua.",
     ["pasal-1.ayat-1.huruf-b", "pasal-1.ayat-2"], []),
    ("KEPUTUSAN", "decree", "BAB I\nISI\nBagian Kesatu\nJadwal\nPasal 1\nSatu.",
     ["bab-i.bagian-kesatu", "pasal-1"], []),
    ("KEPUTUSAN", "decree", "PERTAMA : Satu.\nKEDUA : Dua.", ["diktum-pertama", "diktum-kedua"], ["pasal-1"]),
    ("KEPUTUSAN", "decree", "KESATU : Mengubah Pasal 1\nKEDUA : Dua.", ["diktum-kesatu", "diktum-kedua"], ["pasal-1"]),
    ("KEPUTUSAN", "decree", "KESATU :\nPasal 1\nberbunyi: Satu.\nKEDUA : Dua.", ["diktum-kedua"], ["pasal-1"]),
    ("KEPUTUSAN", "decree", "KESATU : Satu.\nKEDUA : Dua.\nLAMPIRAN\nKEPUTUSAN GUBERNUR\nPasal 1\nX.\nPasal 2\nY.",
     ["diktum-kedua", "lampiran.pasal-1", "lampiran.pasal-2"], []),
    ("PERATURAN", "statute", "KESATU : Satu.\nKEDUA : Dua.", ["diktum-kesatu", "diktum-kedua"], ["pasal-1"]),
    ("PERATURAN", "statute", "Pasal 1\nSatu.\nPasal 2\nDua.", ["pasal-1", "pasal-2"], ["diktum-kesatu"]),
    ("KEPUTUSAN", "decree", "Pasal 1\nSatu.\nPasal 2\nDua." + FOOT, ["pasal-2", "penutup"], []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "family", "body", "has", "lacks"), DECISIONS)
def test_outline_is_laid_out_by_what_stands_after_the_decision(
    kind: str, family: Family, body: str, has: list[str], lacks: list[str]
) -> None:
    found = {*read(family, HEAD.format(kind=kind, body=body))}
    assert [one for one in has if one not in found] == []
    assert not {*lacks} & found


ANNEX = "KESATU : Satu.\nKEDUA : Dua." + FOOT + "LAMPIRAN{number}\nKEPUTUSAN GUBERNUR\nPEDOMAN\n{body}"

# (what is guarded, body of the annex, locators that it has, locators that it hasn't)
ANNEXES = [
    ("lists begin anew in each chapter",
     "BAB I\nSATU\nA. Latar\nTeks.\nB. Tujuan\n1. Satu.\n2. Dua.\nBAB II\nDUA\nA. Waktu\nTeks.",
     ["bab-i.huruf-a", "bab-i.huruf-b.angka-2", "bab-ii.huruf-a"], ["bab-i.huruf-b.angka-2.huruf-a"]),
    ("a chapter's title beside its number", "BAB I PENDAHULUAN\nA. Latar\nTeks.\nBAB II PENUTUP\nA. Akhir\nTeks.",
     ["bab-i.huruf-a", "bab-ii.huruf-a"], []),
    ("a chapter without lists", "BAB I\nSATU\nTeks.\nBAB II\nDUA\n1. Satu.\n2. Dua.", ["bab-i", "bab-ii.angka-2"], []),
    ("Roman sections", "I. UMUM\na. satu;\nb. dua.\nII. KHUSUS\na. satu;\nb. dua.",
     ["romawi-i.huruf-b", "romawi-ii.huruf-a"], ["romawi-i.huruf-a_2"]),
    ("Roman sections in chapters",
     "BAB I\nSATU\nI. UMUM\n1. Satu.\nII. KHUSUS\n1. Dua.\nBAB II\nDUA\n1. Tiga.",
     ["bab-i.romawi-i.angka-1", "bab-i.romawi-ii.angka-1", "bab-ii.angka-1"], []),
    ("articles", "BAB I\nSATU\nPasal 1\nTeks.\nPasal 2\n(1) Satu.\n(2) Dua.", ["pasal-1", "pasal-2.ayat-2"], []),
    ("lists alone", "A. Satu\n1. Anu.\n2. Bila.\nB. Dua\n1. Cara.", ["huruf-a.angka-2", "huruf-b.angka-1"], ["bab-i"]),
    ("a lone I. is a letter", "H. Satu\nI. Dua\nJ. Tiga", [], ["romawi-i"]),
    ("a mention of a chapter is none", "1. lihat BAB I dan\n2. BAB II tetap.", ["angka-1", "angka-2"],
     ["bab-i", "bab-ii"]),
    ("chapters count up from the first", "BAB II\nDUA\nTeks.\nBAB III\nTIGA\nTeks.", [], ["bab-ii"]),
]  # fmt: skip


@pytest.mark.parametrize("number", ["", " I"])
@pytest.mark.parametrize(("body", "has", "lacks"), [row[1:] for row in ANNEXES], ids=[row[0] for row in ANNEXES])
def test_outline_annex_opens_and_closes_its_sections(body: str, has: list[str], lacks: list[str], number: str) -> None:
    found = read("decree", HEAD.format(kind="KEPUTUSAN", body=ANNEX.format(number=number, body=body)))
    annex = "lampiran-i." if number else "lampiran."
    assert [one for one in has if annex + one not in found] == []
    assert [one for one in lacks if annex + one in found] == []


ARTICLE = "MEMUTUSKAN:\nPasal 1\n{body}\nPasal 2\nAkhir."

# (what is guarded, an article's text, locators of its items)
INSERTED = [
    ("ayat", "(1) Satu.\n(1a) Sisip.\n(2) Dua.", ["ayat-1", "ayat-1a", "ayat-2"]),
    ("several ayat", "(1) Satu.\n(1a) Anu.\n(1b) Bila.\n(1c) Cara.\n(2) Dua.",
     ["ayat-1", "ayat-1a", "ayat-1b", "ayat-1c", "ayat-2"]),
    ("capitals", "(1) Satu.\n(2) Dua.\n(2A) Anu.\n(2B) Bila.", ["ayat-1", "ayat-2", "ayat-2a", "ayat-2b"]),
    ("angka", "Arti:\n1. Anu;\n2. Bila;\n2a. Cara;\n2b. Dua;\n3. Enam.",
     ["angka-1", "angka-2", "angka-2a", "angka-2b", "angka-3"]),
    ("angka with brackets", "Arti:\n1) Anu;\n1a) Bila;\n2) Cara.", ["angka-1", "angka-1a", "angka-2"]),
    ("beyond ten", "Arti:\n" + "".join(f"{n}. Nomor;\n" for n in range(1, 13)) + "12a. Anu;\n13. Bila.",
     [*(f"angka-{n}" for n in range(1, 13)), "angka-12a", "angka-13"]),
    ("after an item's own list", "(1) Isi:\na. batu; dan\nb. pasir.\n(1a) Sisip.\n(2) Dua.",
     ["ayat-1", "ayat-1.huruf-a", "ayat-1.huruf-b", "ayat-1a", "ayat-2"]),
    ("with a list of its own", "(1) Isi.\n(1a) Sisip:\na. batu; dan\nb. pasir.\n(2) Dua.",
     ["ayat-1", "ayat-1a", "ayat-1a.huruf-a", "ayat-1a.huruf-b", "ayat-2"]),
    ("the same first word as the item before", "(1) Laporan satu.\n(1a) Laporan dua.\n(2) Laporan tiga.",
     ["ayat-1", "ayat-1a", "ayat-2"]),
    ("a mention is none", "(1) Satu.\n(2) Menurut ayat\n(2a) tetap.\n(3) Tiga.", ["ayat-1", "ayat-2", "ayat-3"]),
    ("inside a line it is none", "(1) Satu.\n(2) Sesuai (2a) tetap.\n(3) Tiga.", ["ayat-1", "ayat-2", "ayat-3"]),
    ("a letter out of order is text", "(1) Satu.\n(1c) Aneh.\n(2) Dua.", ["ayat-1", "ayat-2"]),
    ("behind another number it is text", "(1) Satu.\n(4a) Aneh.\n(2) Dua.", ["ayat-1", "ayat-2"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "items"), [row[1:] for row in INSERTED], ids=[row[0] for row in INSERTED])
def test_outline_items_put_in_later_follow_their_number(body: str, items: list[str]) -> None:
    found = read("statute", ARTICLE.format(body=body))
    assert [one.removeprefix("pasal-1.") for one in found if one.startswith("pasal-1.")] == items


AMENDING = "PERATURAN MENTERI\nTENTANG\nPERUBAHAN ATAS PERATURAN LAMA\nMEMUTUSKAN:\nMenetapkan : PERATURAN.\n{body}"

# Pasal I and Pasal II of a text that changes another, in whatever words: (body, locators)
ROMANS = [
    ("Pasal I\nBeberapa ketentuan dalam PP 1/2001 diubah sebagai berikut:\n1. Pasal 3 dihapus.\nPasal II\nBerlaku.",
     ["pasal-i", "pasal-ii"]),
    ("Pasal I\nMengubah Lampiran I Peraturan 1/2001 menjadi sebagaimana tercantum.\nPasal II\nBerlaku.",
     ["pasal-i", "pasal-ii"]),
    ("Pasal I\nLampiran Peraturan 1/2001 diganti dengan Lampiran ini.\nPasal II\nBerlaku.", ["pasal-i", "pasal-ii"]),
    ("Pasal I\nKetentuan Pasal 4 dihapus.\nPasal II\nBerlaku.", ["pasal-i", "pasal-ii"]),
    ("Pasal 1\nMengubah Lampiran.\nPasal 2\nBerlaku.", ["pasal-1", "pasal-2"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "articles"), ROMANS)
def test_outline_amending_text_has_its_two_articles(body: str, articles: list[str]) -> None:
    found = read("statute", AMENDING.format(body=body))
    assert [one for one in found if one.startswith("pasal-") and "." not in one] == articles


CHANGES = AMENDING.format(
    body="Pasal I\nBeberapa ketentuan dalam PP 1/2001 diubah sebagai berikut:\n{changes}\nPasal II\nX."
)
DEFINED = (
    "1. Ketentuan Pasal 1 diubah sehingga berbunyi sebagai berikut:\nPasal 1\nArti:\n1. Anu.\n2. Bila.\n3. Cara.\n"
)
HEADLESS = "1. Ketentuan Pasal 8 diubah sehingga berbunyi sebagai berikut:\n"

# (what is guarded, the changes, locators inside Pasal I)
AMENDED = [
    ("a change of words behind definitions", DEFINED + "2. Penyebutan kata mandor diubah menjadi pengawas.",
     ["angka-1.pasal-1.angka-3", "angka-2"], []),
    ("a phrase that is replaced", DEFINED + "2. Frasa “wali kota” diganti menjadi “bupati”.",
     ["angka-1.pasal-1.angka-3", "angka-2"], []),
    ("a term that is replaced", DEFINED + "2. Istilah mandor diubah menjadi pengawas.\n3. Pasal 9 dihapus.",
     ["angka-2", "angka-3"], []),
    ("a definition that begins like a change", DEFINED + "4. Kata adalah satuan bahasa.\n2. Pasal 9 dihapus.",
     ["angka-1.pasal-1.angka-4", "angka-2"], ["angka-4"]),
    ("a mention at a line's beginning is no heading",
     HEADLESS + "(1) Tata cara sebagaimana dimaksud\ndalam Pasal 7 adalah:\na. anu; dan\nb. bila.\n(2) Dua.",
     ["angka-1.ayat-1.huruf-b", "angka-1.ayat-2"], ["angka-1.pasal-7"]),
    ("new text without its article's heading", HEADLESS + "(1) Satu.\n(2) Dua.\n2. Pasal 9 dihapus.",
     ["angka-1.ayat-1", "angka-1.ayat-2", "angka-2"], []),
    ("only the item that is new", HEADLESS + "(2) Dalam hal:\n"
     "a. anu; dan\nb. bila.\n2. Pasal 9 dihapus.", ["angka-1.ayat-2.huruf-b", "angka-2"], ["angka-1.pasal-8"]),
    ("the heading as usual", HEADLESS + "Pasal 8\n(1) Satu.\n(2) Dua.",
     ["angka-1.pasal-8.ayat-2"], ["angka-1.ayat-2"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "has", "lacks"), [row[1:] for row in AMENDED], ids=[row[0] for row in AMENDED])
def test_outline_changes_begin_and_quote_where_they_can(changes: str, has: list[str], lacks: list[str]) -> None:
    second = "" if "\n2. " in changes else "\n2. Pasal 9 dihapus."
    found = read("statute", CHANGES.format(changes=changes + second))
    assert [one for one in has if f"pasal-i.{one}" not in found] == []
    assert [one for one in lacks if f"pasal-i.{one}" in found] == []
    assert "pasal-ii" in found
