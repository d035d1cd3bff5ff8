"""Heads as offices really print them: odd and blank numbers, local kinds, titles that end where they end, dates."""

from __future__ import annotations

import pytest

from kb.model import ParsedText
from kb.reading.metadata import Metadata, read_metadata
from kb.reading.outline import detect_family

BODY = "\nMEMUTUSKAN:\nPasal 1\nSatu.\nPasal 2\nDua.\nDitetapkan di Lembah Biru\npada tanggal 9 Mei 2031\n"


def read(text: str, filename: str = "berkas.txt") -> Metadata:
    parsed = ParsedText(text)
    return read_metadata(parsed, detect_family(parsed, filename, {}), filename, {})


# (kind's line, number's line, kind, number, year, issuer): each value is read by itself
NUMBERS = [
    ("PERATURAN BUPATI LEMBAH BIRU", "NOMOR 6 TAHUN 2031", "Perbup", "6", 2031, "Bupati Lembah Biru"),
    ("PERATURAN BUPATI LEMBAH BIRU", "NOMOR      TAHUN 2031", "Perbup", "", 2031, "Bupati Lembah Biru"),
    ("PERATURAN BUPATI LEMBAH BIRU", "NOMOR ..... TAHUN 2031", "Perbup", "", 2031, "Bupati Lembah Biru"),
    ("PERATURAN GUBERNUR LEMBAH BIRU", "NOMOR : … TAHUN 2031", "Pergub", "", 2031, "Gubernur Lembah Biru"),
    ("PERATURAN WALI KOTA BIRU", "NOMOR", "Perwali", "", None, "Wali Kota Biru"),
    ("KEPUTUSAN BUPATI LEMBAH BIRU", "NOMOR 188.4/      /2031", "Kepbup", "", 2031, "Bupati Lembah Biru"),
    ("SURAT EDARAN", "NOMOR : M/9/HK.04.00/V/2031", "SE", "M/9/HK.04.00/V/2031", 2031, ""),
    ("SURAT EDARAN", "NOMOR SE/12/VI/2031", "SE", "SE/12/VI/2031", 2031, ""),
    ("SURAT EDARAN", "NOMOR : 500.15/", "SE", "", None, ""),
    ("SURAT EDARAN", "NOMOR: SE-7/MBU/05/2031", "SE", "SE-7/MBU/05/2031", 2031, ""),
]  # fmt: skip


@pytest.mark.parametrize(("head", "line", "kind", "number", "year", "issuer"), NUMBERS)
def test_read_metadata_number_odd_or_blank_costs_nothing_else(
    head: str, line: str, kind: str, number: str, year: int | None, issuer: str
) -> None:
    found = read(f"{head}\n{line}\nTENTANG\nUPAH PROYEK\n{BODY}")
    instrument = found.instrument
    assert (instrument.kind, instrument.number, instrument.year, instrument.issuer) == (kind, number, year, issuer)
    assert found.title == "Upah Proyek"


# (kind's line, number's line, kind, number): what no citation is read by keeps its head
LOCAL = [
    ("QANUN KABUPATEN ACEH LEMBAH", "NOMOR 3 TAHUN 2031", "Qanun", "3"),
    ("QANUN ACEH", "NOMOR 11 TAHUN 2031", "Qanun", "11"),
    ("PERATURAN DESA SUKAMAJU", "NOMOR 2 TAHUN 2031", "Peraturan", "2"),
    ("PERATURAN KEPALA DESA SUKAMAJU", "NOMOR 4 TAHUN 2031", "Peraturan", "4"),
    ("PERATURAN DIREKSI BADAN JAMINAN SOSIAL", "NOMOR: PERDIR/21/052031", "Peraturan", "PERDIR/21/052031"),
    ("PERATURAN REKTOR UNIVERSITAS LEMBAH", "NOMOR 5 TAHUN 2031", "Peraturan", "5"),
    ("PERATURAN DEWAN PENGAWAS BADAN SOSIAL", "NOMOR 6 TAHUN 2031", "Peraturan", "6"),
    ("KEPUTUSAN LURAH SUKAMAJU", "NOMOR 7 TAHUN 2031", "Keputusan", "7"),
]


@pytest.mark.parametrize(("head", "line", "kind", "number"), LOCAL)
def test_read_metadata_local_kind_keeps_number_title_and_date(head: str, line: str, kind: str, number: str) -> None:
    found = read(f"{head}\n{line}\nTENTANG\nPADAT KARYA\nDENGAN RAHMAT TUHAN YANG MAHA ESA\n{BODY}")
    assert (found.instrument.kind, found.instrument.number, found.title) == (kind, number, "Padat Karya")
    assert str(found.date) == "2031-05-09"


# What follows a title, which is none of it.
AFTER_TITLE = [
    "KEPALA DINAS TENAGA KERJA KABUPATEN LEMBAH BIRU,\nMenimbang : bahwa perlu;",
    "SEKRETARIS DAERAH KABUPATEN LEMBAH BIRU,\nMenimbang : bahwa perlu;",
    "DIREKSI PT BENDUNGAN,\nMenimbang : bahwa perlu;",
    "REKTOR UNIVERSITAS LEMBAH,\nMenimbang : bahwa perlu;",
    "Oleh :\nPRESIDEN REPUBLIK INDONESIA\nNomor : 7",
    "Sehubungan dengan kecelakaan, disampaikan hal berikut:",
    "Dalam rangka kepastian, disampaikan hal berikut:",
    "Berdasarkan Undang-Undang Nomor 1 Tahun 1970 tentang Keselamatan Kerja, disampaikan:",
    "DENGAN RAHMAT TUHAN YANG MAHA ESA",
    "GUBERNUR LEMBAH BIRU,",
    "\nKepada Yth. Para Camat",
]


@pytest.mark.parametrize("after", AFTER_TITLE)
@pytest.mark.parametrize("title", ["PEMBENTUKAN TIM", "PEMBENTUKAN TIM\nPEMERIKSA PROYEK"])
def test_read_metadata_title_ends_where_it_ends(title: str, after: str) -> None:
    found = read(f"KEPUTUSAN GUBERNUR LEMBAH BIRU\nNOMOR 7 TAHUN 2031\nTENTANG\n{title}\n{after}\n{BODY}")
    assert found.title == " ".join(title.split()).title()


def test_read_metadata_own_head_goes_before_a_law_that_it_mentions() -> None:
    text = "UNDANG-UNDANG NEGARA REPUBLIK INDONESIA\nNOMOR 79 TAHUN 1997\nTENTANG\nSUNGAI\nMenimbang : bahwa\n"
    found = read(text + "UNDANG-UNDANG NOMOR 1 TAHUN 1970 TENTANG KESELAMATAN KERJA\n" + BODY, "uu-79-1997.txt")
    assert (found.instrument.kind, found.instrument.number, found.title) == ("UU", "79", "Sungai")


# How a text says when it was signed.
SIGNED = [
    "Ditetapkan di Jakarta\npada tanggal 30-12-2031",
    "Ditetapkan di Jakarta\npada tanggal 30 - 12 - 2031",
    "Ditetapkan di Jakarta\npada tanggal 30/12/2031",
    "Ditetapkan di Jakarta\npada tanggal 30.12.2031",
    "Ditetapkan di : Jakarta\nPada tanggal : 30 Desember 2031",
    "Ditetapkan di: Lembah Biru\npada tanggal: 30 Desember 2031",
    "Dikeluarkan di Jakarta tanggal 30-12-2031",
    "Lembah Biru, 30 Desember 2031\nBUPATI,",
    "Jakarta , 30 Desember 2031",
    "Jakarta, 30-12-2031",
]


@pytest.mark.parametrize("signed", SIGNED)
def test_read_metadata_signing_date_in_other_forms(signed: str) -> None:
    found = read(f"PERATURAN BUPATI LEMBAH BIRU\nNOMOR 7 TAHUN 2031\nTENTANG\nTANGGA\nPasal 1\nSatu.\n{signed}\nNAMA\n")
    assert str(found.date) == "2031-12-30"


@pytest.mark.parametrize(
    "text", ["Jakarta, 31-02-2031", "pada tanggal 30-12-2031 dibayar", "Jakarta, 30 Desember 2029"]
)
def test_read_metadata_other_days_are_no_signing_date(text: str) -> None:
    head = "PERATURAN BUPATI LEMBAH BIRU\nNOMOR 7 TAHUN 2031\nTENTANG\nTANGGA\nPasal 1\nSatu.\n"
    assert read(f"{head}{text}\nNAMA\n").date is None
