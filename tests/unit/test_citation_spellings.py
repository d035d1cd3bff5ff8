"""Every spelling of an instrument in running text, brought to one form; each row guards one way of writing it."""

import pytest

from kb.law.citation import find_references, format_reference

INSTRUMENTS: list[tuple[str, str]] = [
    # statutes, short and long
    ("sesuai UU 24/2011 wajib", "UU 24/2011"),
    ("sesuai UU No 24/2011 wajib", "UU 24/2011"),
    ("sesuai UU No. 24/2011 wajib", "UU 24/2011"),
    ("sesuai UU No.24/2011 wajib", "UU 24/2011"),
    ("sesuai UU Nomor 24/2011 wajib", "UU 24/2011"),
    ("sesuai UU Nomor 24 Tahun 2011 wajib", "UU 24/2011"),
    ("sesuai UU No. 24 Tahun 2011 wajib", "UU 24/2011"),
    ("sesuai UU No. 24 Thn. 2011 wajib", "UU 24/2011"),
    ("sesuai UU No. 24 Thn 2011 wajib", "UU 24/2011"),
    ("sesuai UU No. 24 Th. 2011 wajib", "UU 24/2011"),
    ("sesuai UU 24 Tahun 2011 wajib", "UU 24/2011"),
    ("sesuai UU RI No. 24 Tahun 2011 wajib", "UU 24/2011"),
    ("sesuai U.U. No. 24 Tahun 2011 wajib", "UU 24/2011"),
    ("Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial", "UU 24/2011"),
    ("undang-undang nomor 24 tahun 2011 mengatur", "UU 24/2011"),
    ("Undang-undang No. 24 Tahun 2011 mengatur", "UU 24/2011"),
    ("Undang Undang Nomor 24 Tahun 2011 mengatur", "UU 24/2011"),
    ("UndangUndang Nomor 24 Tahun 2011 mengatur", "UU 24/2011"),
    ("Undang- Undang Nomor 24 Tahun 2011 mengatur", "UU 24/2011"),
    ("Undang–Undang".replace("–", "‑") + " Nomor 24 Tahun 2011 mengatur", "UU 24/2011"),
    ("UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 24 TAHUN 2011", "UU 24/2011"),
    ("Undang-Undang Republik Indonesia Nomor 24 Tahun 2011", "UU 24/2011"),
    ("Undang-Undang (UU) Nomor 24 Tahun 2011", "UU 24/2011"),
    ("Undang-Undang Nomor: 24 Tahun 2011", "UU 24/2011"),
    ("Undang-Undang Nomor 24, Tahun 2011", "UU 24/2011"),
    ("Undang-Undang Nomor 02 Tahun 2017", "UU 2/2017"),
    ("Undang-Undang BPJS Nomor 24 Tahun 2011", "UU 24/2011"),
    ("UU Jasa Konstruksi No. 18 Tahun 1999", "UU 18/1999"),
    ("Undang-Undang Kerja Nomor 12 Tahun 1948", "UU 12/1948"),
    ("Undang-Undang Kecelakaan Tahun 1947 Nomor 33", "UU 33/1947"),
    ("Undang-undang Pengawasan Perburuhan Tahun 1948 Nomor 23", "UU 23/1948"),
    # the constitution
    ("amanat UUD 1945 yang", "UUD 1945"),
    ("amanat UUD NRI 1945 yang", "UUD 1945"),
    ("amanat UUD NRI Tahun 1945 yang", "UUD 1945"),
    ("Undang-Undang Dasar 1945", "UUD 1945"),
    ("Undang-Undang Dasar Negara Republik Indonesia Tahun 1945", "UUD 1945"),
    ("Undang Undang Dasar Negara Republik Indonesia Tahun 1945", "UUD 1945"),
    # emergency regulations: never taken for the statute in their name
    ("Perppu 2/2022 berlaku", "Perppu 2/2022"),
    ("Perpu No. 2 Tahun 2022 berlaku", "Perppu 2/2022"),
    ("Peraturan Pemerintah Pengganti Undang-Undang Nomor 2 Tahun 2022", "Perppu 2/2022"),
    ("Peraturan Pemerintah Pengganti Undang- Undang (Perppu) Nomor 2 Tahun 2022", "Perppu 2/2022"),
    # government regulations
    ("dalam PP 44/2015 dan", "PP 44/2015"),
    ("dalam PP No 44/2015 dan", "PP 44/2015"),
    ("dalam PP No. 44 Tahun 2015 dan", "PP 44/2015"),
    ("dalam PP Nomor 44 Tahun 2015 dan", "PP 44/2015"),
    ("Peraturan Pemerintah Nomor 44 Tahun 2015 tentang", "PP 44/2015"),
    ("Peraturan Pemerintah (PP) Nomor 44 Tahun 2015", "PP 44/2015"),
    ("Peraturan Pemerintah RI No. 44 Tahun 2015", "PP 44/2015"),
    ("PERATURAN PEMERINTAH REPUBLIK INDONESIA NOMOR 44 TAHUN 2015", "PP 44/2015"),
    # presidential
    ("Perpres 12/2021 mengubah", "Perpres 12/2021"),
    ("Perpres No. 12 Tahun 2021 mengubah", "Perpres 12/2021"),
    ("Peraturan Presiden Nomor 12 Tahun 2021", "Perpres 12/2021"),
    ("Peraturan Presiden (Perpres) RI Nomor 12 Tahun 2021", "Perpres 12/2021"),
    ("Keppres 7/2021 menetapkan", "Keppres 7/2021"),
    ("Keputusan Presiden Nomor 113/P Tahun 2019", "Keppres 113/P Tahun 2019"),
    ("Kepres No. 7 Tahun 2021", "Keppres 7/2021"),
    ("Implementasi Inpres No. 2 Tahun 2021", "Inpres 2/2021"),
    ("Implementasi Inpres 2/2021", "Inpres 2/2021"),
    ("Implementasi Inpres Nomor 2 Tahun 2021", "Inpres 2/2021"),
    ("Instruksi Presiden Nomor 2 Tahun 2021 tentang Optimalisasi", "Inpres 2/2021"),
    ("Instruksi Presiden (Inpres) Nomor 2 Tahun 2021", "Inpres 2/2021"),
    ("INSTRUKSI PRESIDEN REPUBLIK INDONESIA NOMOR 2 TAHUN 2021", "Inpres 2/2021"),
    # ministers
    ("Permenaker 44/2015 mengatur", "Permenaker 44/2015"),
    ("Permenaker No. 44 Tahun 2015 mengatur", "Permenaker 44/2015"),
    ("Permennaker Nomor 44 Tahun 2015", "Permenaker 44/2015"),
    ("Peraturan Menteri Ketenagakerjaan Nomor 44 Tahun 2015", "Permenaker 44/2015"),
    ("Peraturan Menteri Ketenagakerjaan (Permenaker) Nomor 44 Tahun 2015", "Permenaker 44/2015"),
    ("Peraturan Menteri Ketenagakerjaan Republik Indonesia Nomor 44 Tahun 2015", "Permenaker 44/2015"),
    ("Permenakertrans No. 12 Tahun 2013", "Permenakertrans 12/2013"),
    ("Permendagri No. 77 Tahun 2020", "Permendagri 77/2020"),
    ("Peraturan Menteri Dalam Negeri Nomor 77 Tahun 2020", "Permendagri 77/2020"),
    ("PMK 60/2021 mengatur", "Permenkeu 60/2021"),
    ("PMK No. 60/PMK.02/2021 mengatur", "Permenkeu 60/PMK.02/2021"),
    ("Permen PUPR No. 10 Tahun 2021", "Permen PUPR 10/2021"),
    ("Permen PUPR 10/2021", "Permen PUPR 10/2021"),
    ("PermenPUPR Nomor 10 Tahun 2021", "Permen PUPR 10/2021"),
    ("Peraturan Menteri PUPR Nomor 10 Tahun 2021", "Permen PUPR 10/2021"),
    ("Peraturan Menteri Pekerjaan Umum dan Perumahan Rakyat Nomor 10 Tahun 2021", "Permen PUPR 10/2021"),
    ("Peraturan Menteri PUPR Nomor 24/PRT/M/2014", "Permen PUPR 24/PRT/M/2014"),
    ("Keputusan Menteri PUPR Nomor 713/KPTS/M/2022", "Kepmen PUPR 713/KPTS/M/2022"),
    ("Kepmen PUPR No. 713/KPTS/M/2022", "Kepmen PUPR 713/KPTS/M/2022"),
    ("Kepmenaker No. 76 Tahun 2024", "Kepmenaker 76/2024"),
    ("Inmendagri Nomor 27 Tahun 2022", "Inmendagri 27/2022"),
    ("Instruksi Menteri Dalam Negeri Nomor 27 Tahun 2022", "Inmendagri 27/2022"),
    # regions
    ("Pergub Jawa Barat 99/2009", "Pergub Jawa Barat 99/2009"),
    ("Pergub Jawa Tengah No. 99 Tahun 2009", "Pergub Jawa Tengah 99/2009"),
    ("Peraturan Gubernur Jawa Tengah Nomor 99 Tahun 2009", "Pergub Jawa Tengah 99/2009"),
    ("Pergub DKI Jakarta 5/2020", "Pergub DKI Jakarta 5/2020"),
    ("Perwali Bekasi 5/2020", "Perwali Bekasi 5/2020"),
    ("Perwal Bekasi Nomor 5 Tahun 2020", "Perwali Bekasi 5/2020"),
    ("Peraturan Walikota Bekasi Nomor 5 Tahun 2020", "Perwali Bekasi 5/2020"),
    ("Peraturan Wali Kota Tangerang Selatan Nomor 5 Tahun 2020", "Perwali Tangerang Selatan 5/2020"),
    ("Perbup Sijunjung No. 5 Tahun 2020", "Perbup Sijunjung 5/2020"),
    ("Perda Kota Bekasi No. 3 Tahun 2020", "Perda Kota Bekasi 3/2020"),
    ("Peraturan Daerah Provinsi Jawa Barat Nomor 3 Tahun 2020", "Perda Provinsi Jawa Barat 3/2020"),
    ("Instruksi Gubernur Jawa Barat Nomor 5 Tahun 2022", "Ingub Jawa Barat 5/2022"),
    # circulars and letters
    ("SE Menteri PUPR Nomor 04/SE/M/2022", "SE Menteri PUPR 04/SE/M/2022"),
    ("SE Menteri PUPR No. 04/SE/M/2022", "SE Menteri PUPR 04/SE/M/2022"),
    ("Surat Edaran Menteri PUPR Nomor 04/SE/M/2022", "SE Menteri PUPR 04/SE/M/2022"),
    ("Surat Edaran (SE) Menteri PUPR Nomor 04/SE/M/2022", "SE Menteri PUPR 04/SE/M/2022"),
    (
        "Surat Edaran Menteri Pekerjaan Umum dan Perumahan Rakyat Nomor 04/SE/M/2022",
        "SE Menteri PUPR 04/SE/M/2022",
    ),
    ("SE 04/SE/M/2022 berlaku", "SE 04/SE/M/2022"),
    ("Surat Edaran Wali Kota Nomor 19349 Tahun 2024", "SE Wali Kota 19349/2024"),
    ("SE Wali Kota Tangerang 19349/2024", "SE Wali Kota Tangerang 19349/2024"),
    ("SE Walikota Tangerang No. 19349 Tahun 2024", "SE Wali Kota Tangerang 19349/2024"),
    ("SE 19349/2024 mewajibkan", "SE 19349/2024"),
    ("Surat Edaran Bupati Sijunjung Nomor 600/802/ADM.PEMB-2024", "SE Bupati Sijunjung 600/802/ADM.PEMB-2024"),
    ("SE Wali Kota Kendari 566/9438", "SE Wali Kota Kendari 566/9438"),
    ("SE Bupati Jayapura Nomor 560/224/SE/SET Tahun 2025", "SE Bupati Jayapura 560/224/SE/SET Tahun 2025"),
    ("Surat Edaran Dirjen Bina Konstruksi Nomor 107/SE/Dk/2020", "SE Dirjen Bina Konstruksi 107/SE/Dk/2020"),
    (
        "Surat Dirjen Bina Keuangan Daerah Nomor 400.5.7/765/Keuda tanggal 21 Februari 2025",
        "Surat Dirjen Bina Keuangan Daerah 400.5.7/765/Keuda Tahun 2025",
    ),
    ("surat edaran Wali Kota Bogor tertanggal 8 Juli 2025", "SE Wali Kota Bogor Tahun 2025 (2025-07-08)"),
    ("Surat Edaran Wali Kota Bogor tanggal 8 Juli 2025", "SE Wali Kota Bogor Tahun 2025 (2025-07-08)"),
    ("SE Bupati Minahasa Tenggara tertanggal 22 Desember 2025", "SE Bupati Minahasa Tenggara Tahun 2025 (2025-12-22)"),
    ("Surat Edaran Wali Kota Bogor tanggal 08/07/2025", "SE Wali Kota Bogor Tahun 2025 (2025-07-08)"),
    ("Peraturan LKPP Nomor 12 Tahun 2021", "Peraturan LKPP 12/2021"),
    # names in common use
    ("sejak UU BPJS berlaku", "UU 24/2011"),
    ("sejak UU SJSN berlaku", "UU 40/2004"),
    ("sejak UU Jasa Konstruksi berlaku", "UU 2/2017"),
    ("sejak UU Jakon berlaku", "UU 2/2017"),
    ("sejak UU Cipta Kerja berlaku", "UU 11/2020"),
    ("sejak UU Ciptaker berlaku", "UU 11/2020"),
    ("sejak UU Ketenagakerjaan berlaku", "UU 13/2003"),
    ("sejak UU Naker berlaku", "UU 13/2003"),
    ("sejak UU Jamsostek berlaku", "UU 3/1992"),
    ("sejak UU ASN berlaku", "UU 20/2023"),
    ("Undang-Undang tentang Badan Penyelenggara Jaminan Sosial", "UU 24/2011"),
    ("Undang-Undang tentang Sistem Jaminan Sosial Nasional", "UU 40/2004"),
    ("Undang-Undang Sistem Jaminan Sosial Nasional", "UU 40/2004"),
    ("UNDANG-UNDANG TENTANG JASA KONSTRUKSI", "UU 2/2017"),
    ("Undang-Undang Cipta Kerja", "UU 11/2020"),
    # lines broken in the middle, blanks lost, digits that OCR mistook
    ("Undang-Undang\nNomor 24 Tahun\n2011", "UU 24/2011"),
    ("Undang-\nUndang Nomor 24\nTahun 2011", "UU 24/2011"),
    ("Peraturan\nPemerintah Nomor 44\nTahun 2015", "PP 44/2015"),
    ("Peraturan Menteri Pekerjaan Umum dan\nPerumahan Rakyat Nomor\n10 Tahun 2021", "Permen PUPR 10/2021"),
    ("Surat Edaran Menteri Pekerjaan Umum\ndan Perumahan Rakyat\nNomor 04/SE/M/2022", "SE Menteri PUPR 04/SE/M/2022"),
    ("UU SJSN\n", "UU 40/2004"),
    ("Undang-Undang Nomor2O Tahun 2011", "UU 20/2011"),
    ("Undang-Undang Nomor 24Tahun 2011", "UU 24/2011"),
    ("Undang-Undang Nomor 24 Tahun2011", "UU 24/2011"),
    ("Undang-Undang Nomor 11 Tahun 2O2O", "UU 11/2020"),
    ("Undang-Undang Nomor 24 Tahun 2Oll", "UU 24/2011"),
    ("Undang-Undang Nomor 4 Tahun 2oll", "UU 4/2011"),
    ("Undang-Undang Nornor 24 Tahun 2011", "UU 24/2011"),
    ("Undang-Undang Nomor 24 rahun 2011", "UU 24/2011"),
    ("Undang_Undang Nomor 24 Tahun 2011", "UU 24/2011"),
    ("Peraturan ^Pemerintah Nomor ^44 Tahun ^2015", "PP 44/2015"),
    ("Peraturan Pemerintah Nomor 22 ^Tahun ^2020", "PP 22/2020"),
    ("SURAT EDARAN\nNOMOR: 05 /SE/M/2022", "SE 05/SE/M/2022"),
    ("KEPUTUSAN MENTERI PUPR NOMOR 713 /KPTS/M/2022", "Kepmen PUPR 713/KPTS/M/2022"),
    ("KEPUTUSAN PRESIDEN REPUBLIK TNDONESIA NOMOR 7 TAHUN 2O2L", "Keppres 7/2021"),
]


@pytest.mark.parametrize(("text", "expected"), INSTRUMENTS)
def test_find_references_every_spelling_of_an_instrument_comes_to_one_form(text: str, expected: str) -> None:
    found = find_references(text)
    assert [format_reference(reference) for reference in found] == [expected]
    assert all(reference.span.text_of(text) == reference.text for reference in found)


SEVERAL: list[tuple[str, list[str]]] = [
    ("UU 24/2011 dan PP 44/2015", ["UU 24/2011", "PP 44/2015"]),
    ("UU 24/2011, UU 40/2004, serta UU 13/2003", ["UU 24/2011", "UU 40/2004", "UU 13/2003"]),
    ("UU BPJS (UU 24/2011)", ["UU 24/2011", "UU 24/2011"]),
    ("PP 44/2015 sebagaimana diubah dengan PP 82/2019", ["PP 44/2015", "PP 82/2019"]),
    ("PP 82/2019 tentang Perubahan atas PP 44/2015 tentang JKK", ["PP 82/2019", "PP 44/2015"]),
    ("UU 6/2023 tentang Penetapan Perppu 2/2022 menjadi Undang-Undang", ["UU 6/2023", "Perppu 2/2022"]),
    ("UU 24/2011 jo. UU 4/2023", ["UU 24/2011", "UU 4/2023"]),
    ("Inpres 2/2021; Permenaker 5/2021; SE 04/SE/M/2022", ["Inpres 2/2021", "Permenaker 5/2021", "SE 04/SE/M/2022"]),
    ("Pernyataan Berlakunya Undang-Undang Kerja Nomor 12 Tahun 1948 (UU 1/1951)", ["UU 12/1948", "UU 1/1951"]),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_find_references_several_instruments_are_told_apart(text: str, expected: list[str]) -> None:
    assert [format_reference(reference) for reference in find_references(text)] == expected


NOTHING = [
    # words that a kind's short name is too, and parts of words
    "se-Kota Bogor, 2 pp per hari",
    "kuu 24/2011 dan cpp 44/2015",
    "RUU Ketenagakerjaan dibahas",
    "Rancangan Undang-Undang tentang Cipta Kerja",
    "sk 24/2011",
    # kinds without a number
    "diatur dengan Peraturan Pemerintah",
    "diatur dengan Peraturan Menteri.",
    "ketentuan peraturan perundang-undangan",
    "Undang-Undang yang mengatur jaminan sosial",
    "Surat edaran Wali Kota menjadi dorongan",
    "surat nomor 5 dan peraturan nomor 6",
    "surat keputusan tersebut dibacakan",
    # what can't be read, or names many
    "Undang-Undang Nomor lT Tahun 2020",
    "Undang-Undang Nomor 30 Tahun 2074",
    "Undang-Undang Nomor 18 Tahun lggg tentang",
    "Undang-Undang Nomor 27 Tahun 2OOT tentang",
    "Undang-Undang Nomor 18 tentang",
    "Undang-Undang Nomor ... Tahun ...",
    "UU Nomor 5 Tahun 20",
    # gazettes, cases, treaties, things with numbers
    "Lembaran Negara Republik Indonesia Tahun 2004 Nomor 150",
    "Tambahan Lembaran Negara Republik Indonesia Nomor 4456",
    "Berita Negara Republik Indonesia Tahun 2020 Nomor 473",
    "Putusan Mahkamah Konstitusi Nomor 007/PUU-III/2005",
    "Konvensi ILO Nomor 102 Tahun 1952",
    "Jalan Jenderal Sudirman Nomor 24 Tahun 2011",
    "nomor identitas tunggal 2011",
    "paket 24/2011 dan kontrak 44/2015",
    "24/7, 3/4, 9/7/2025",
    "hubungi 0812-8175-4849",
    "Rp1,2 triliun atau 55 persen",
    # places without an instrument, in a text of which nothing is known
    "Pasal 5 mengatur hal lain",
    "sebagaimana dimaksud pada ayat (1)",
    "Pasal 5 dan Pasal 7",
    "Undang-Undang ini dan peraturan pelaksanaan lain",
    "Peraturan Pemerintah tersebut",
    "Lampiran I dan Lampiran II",
]


@pytest.mark.parametrize("text", NOTHING)
def test_find_references_what_only_looks_like_a_citation_is_left_alone(text: str) -> None:
    assert find_references(text) == []
