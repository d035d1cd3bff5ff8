"""Instruments: every spelling comes to one form, and every form can be read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.law.citation import (
    KINDS,
    format_instrument,
    format_long_instrument,
    normalise_issuer,
    parse_instrument,
    slug_instrument,
    title_case,
)
from kb.model import Instrument
from kb.model.errors import CitationError

UU24 = Instrument("UU", "24", 2011)
INPRES2 = Instrument("Inpres", "2", 2021)
NAKER44 = Instrument("Permen", "44", 2015, "Menteri Ketenagakerjaan")
PUPR10 = Instrument("Permen", "10", 2021, "Menteri PUPR")
SE04 = Instrument("SE", "04/SE/M/2022", 2022, "Menteri PUPR")
SIJUNJUNG = Instrument("SE", "600/802/ADM.PEMB-2024", 2024, "Bupati Sijunjung")

SPELLINGS = [
    ("UU 24/2011", UU24),
    ("uu 24/2011", UU24),
    ("UU Nomor 24 Tahun 2011", UU24),
    ("UU No. 24 Thn. 2011", UU24),
    ("U.U. No 24 tahun 2011", UU24),
    ("UU 24 Tahun 2011", UU24),
    ("Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial", UU24),
    ("Undang Undang Nomor 24 Tahun 2011", UU24),
    ("UndangUndang Nomor 24 Tahun 2011", UU24),
    ("Undang- Undang Nomor 24 Tahun 2011", UU24),
    ("Undang-\nUndang Nomor 24\nTahun 2011", UU24),
    ("UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 24 TAHUN 2011", UU24),
    ("UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 11 TAHUN 2O2O", Instrument("UU", "11", 2020)),
    ("KEPUTUSAN PRESIDEN REPUBLIK TNDONESIA\nNOMOR 7 TAHUN 2O2L", Instrument("Keppres", "7", 2021)),
    ("Undang Undang Nomor 02 tahun 2017", Instrument("UU", "2", 2017)),
    ("PP No 44/2015", Instrument("PP", "44", 2015)),
    ("Peraturan Pemerintah (PP) Nomor 44 Tahun 2015", Instrument("PP", "44", 2015)),
    ("Perpu 2/2022", Instrument("Perppu", "2", 2022)),
    ("Peraturan Pemerintah Pengganti Undang- Undang Nomor 2 Tahun 2022", Instrument("Perppu", "2", 2022)),
    ("Inpres No. 2 Tahun 2021", INPRES2),
    ("Instruksi Presiden (Inpres) Nomor 2 Tahun 2021", INPRES2),
    ("inpres 2 tahun 2021", INPRES2),
    ("Keppres 113/P Tahun 2019", Instrument("Keppres", "113/P", 2019)),
    ("Permenaker 44/2015", NAKER44),
    ("Permen Ketenagakerjaan 44/2015", NAKER44),
    ("Peraturan Menteri Ketenagakerjaan Republik Indonesia Nomor 44 Tahun 2015", NAKER44),
    (
        "Permenakertrans Nomor 12 Tahun 2013",
        Instrument("Permen", "12", 2013, "Menteri Tenaga Kerja dan Transmigrasi"),
    ),
    ("Permendagri No. 77 Tahun 2020", Instrument("Permen", "77", 2020, "Menteri Dalam Negeri")),
    ("Permen PUPR No. 10 Tahun 2021", PUPR10),
    ("PermenPUPR 10/2021", PUPR10),
    ("Peraturan Menteri PUPR Nomor 10 Tahun 2021", PUPR10),
    ("Peraturan Menteri Pekerjaan Umum dan\nPerumahan Rakyat Nomor 10 Tahun 2021", PUPR10),
    ("SE Menteri PUPR Nomor 04/SE/M/2022", SE04),
    ("Surat Edaran Menteri Pekerjaan Umum dan Perumahan Rakyat No. 04/SE/M/2022", SE04),
    ("se menteri pupr 04/se/m/2022", SE04),
    ("SURAT EDARAN\nNOMOR: 05 /SE/M/2022", Instrument("SE", "05/SE/M/2022", 2022)),
    ("Surat Edaran Wali Kota Nomor 19349 Tahun 2024", Instrument("SE", "19349", 2024, "Wali Kota")),
    ("SE Walikota Tangerang 19349/2024", Instrument("SE", "19349", 2024, "Wali Kota Tangerang")),
    (
        "Keputusan Menteri PUPR Nomor 713 /KPTS/M/2022",
        Instrument("Kepmen", "713/KPTS/M/2022", 2022, "Menteri PUPR"),
    ),
    ("Surat Edaran Bupati Sijunjung Nomor 600/802/ADM.PEMB-2024", SIJUNJUNG),
    ("SE Wali Kota Kendari 566/9438", Instrument("SE", "566/9438", None, "Wali Kota Kendari")),
    (
        "Surat Edaran Direktur Jenderal Bina Konstruksi Nomor 107/SE/Dk/2020",
        Instrument("SE", "107/SE/Dk/2020", 2020, "Dirjen Bina Konstruksi"),
    ),
    (
        "Surat Dirjen Bina Keuangan Daerah Nomor 400.5.7/765/Keuda tanggal 21 Februari 2025",
        Instrument("Surat", "400.5.7/765/Keuda", 2025, "Dirjen Bina Keuangan Daerah"),
    ),
    ("surat edaran Wali Kota Bogor tertanggal 8 Juli 2025", Instrument("SE", "", 2025, "Wali Kota Bogor")),
    ("Pergub Jawa Barat 99/2009", Instrument("Pergub", "99", 2009, "Gubernur Jawa Barat")),
    ("PERATURAN GUBERNUR JAWA BARAT\n NOMOR 99 Tahun 2009", Instrument("Pergub", "99", 2009, "Gubernur Jawa Barat")),
    ("Perwal Bekasi 5/2020", Instrument("Perwali", "5", 2020, "Wali Kota Bekasi")),
    ("Peraturan Walikota Bekasi Nomor 5 Tahun 2020", Instrument("Perwali", "5", 2020, "Wali Kota Bekasi")),
    ("Perda Kota Bekasi No. 3 Tahun 2020", Instrument("Perda", "3", 2020, "Kota Bekasi")),
    ("UUD 1945", Instrument("UUD", "", 1945)),
    ("Undang-Undang Dasar Negara Republik Indonesia Tahun 1945", Instrument("UUD", "", 1945)),
    ("Peraturan LKPP Nomor 12 Tahun 2021", Instrument("Peraturan", "12", 2021, "LKPP")),
    ("Berita", Instrument("Berita")),
]


@pytest.mark.parametrize(("text", "instrument"), SPELLINGS)
def test_parse_instrument_every_spelling_comes_to_one_form(text: str, instrument: Instrument) -> None:
    assert parse_instrument(text) == instrument


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24/2011",
        "Undang-undang ini",
        "UU Nomor lT Tahun 2020",
        "UU Nomor 30 Tahun 2074",
        "UU Nomor 5 Tahun 20",
        "UU 24/2011 dan UU 40/2004",
        "Pasal 5 UU 24/2011",
        "kuu 24/2011",
    ],
)
def test_parse_instrument_unreadable_or_more_is_refused(text: str) -> None:
    with pytest.raises(CitationError):
        parse_instrument(text)


FORMS = [
    (UU24, "UU 24/2011", "Undang-Undang Nomor 24 Tahun 2011", "uu-24-2011"),
    (NAKER44, "Permenaker 44/2015", "Peraturan Menteri Ketenagakerjaan Nomor 44 Tahun 2015", "permenaker-44-2015"),
    (
        SE04,
        "SE Menteri PUPR 04/SE/M/2022",
        "Surat Edaran Menteri Pekerjaan Umum dan Perumahan Rakyat Nomor 04/SE/M/2022",
        "se-menteri-pupr-04-se-m-2022",
    ),
    (
        Instrument("Permen", "14", 2020, "Menteri PUPR"),
        "Permen PUPR 14/2020",
        "Peraturan Menteri Pekerjaan Umum dan Perumahan Rakyat Nomor 14 Tahun 2020",
        "permen-pupr-14-2020",
    ),
    (
        Instrument("SE", "19349", 2024, "Wali Kota Tangerang"),
        "SE Wali Kota Tangerang 19349/2024",
        "Surat Edaran Wali Kota Tangerang Nomor 19349 Tahun 2024",
        "se-wali-kota-tangerang-19349-2024",
    ),
    (
        Instrument("Pergub", "99", 2009, "Gubernur Jawa Barat"),
        "Pergub Jawa Barat 99/2009",
        "Peraturan Gubernur Jawa Barat Nomor 99 Tahun 2009",
        "pergub-jawa-barat-99-2009",
    ),
    (
        Instrument("SE", "560/224/SE/SET", 2025, "Bupati Jayapura"),
        "SE Bupati Jayapura 560/224/SE/SET Tahun 2025",
        "Surat Edaran Bupati Jayapura Nomor 560/224/SE/SET Tahun 2025",
        "se-bupati-jayapura-560-224-se-set-2025",
    ),
    (Instrument("UUD", "", 1945), "UUD 1945", "Undang-Undang Dasar Negara Republik Indonesia Tahun 1945", "uud-1945"),
    (Instrument("Dokumen"), "Dokumen", "Dokumen", "dokumen"),
]


@pytest.mark.parametrize(("instrument", "short", "long", "slug"), FORMS)
def test_format_instrument_short_long_and_slug(instrument: Instrument, short: str, long: str, slug: str) -> None:
    assert format_instrument(instrument) == short
    assert format_long_instrument(instrument) == long
    assert slug_instrument(instrument) == slug


@pytest.mark.parametrize(
    ("text", "kind", "issuer"),
    [
        ("MENTERI KETENAGAKERJAAN REPUBLIK INDONESIA,", "", "Menteri Ketenagakerjaan"),
        ("Menteri Tenaga Kerja dan Transmigrasi", "", "Menteri Tenaga Kerja dan Transmigrasi"),
        ("menaker", "", "Menteri Ketenagakerjaan"),
        ("WALIKOTA TANGERANG", "", "Wali Kota Tangerang"),
        ("Direktorat Jenderal Bina Konstruksi", "", "Dirjen Bina Konstruksi"),
        ("dirjen binakonstruksi", "SE", "Dirjen Bina Konstruksi"),
        ("Kemendagri", "", "Kementerian Dalam Negeri"),
        ("Jawa Barat", "Pergub", "Gubernur Jawa Barat"),
        ("", "Permen", ""),
    ],
)
def test_normalise_issuer_every_spelling_comes_to_one_form(text: str, kind: str, issuer: str) -> None:
    assert normalise_issuer(text, kind) == issuer
    assert normalise_issuer(issuer, kind) == issuer


PLACES = st.sampled_from(["Bekasi", "Tangerang Selatan", "Bogor", "Jawa Barat", "Minahasa Tenggara"])
ISSUERS = {
    "Menteri": st.sampled_from(["Ketenagakerjaan", "PUPR", "Dalam Negeri", "Tenaga Kerja dan Transmigrasi", "Sosial"]),
    "Gubernur": PLACES,
    "Wali Kota": PLACES,
    "Bupati": PLACES,
}
ANY_ISSUER = st.sampled_from(
    ["Wali Kota Bogor", "Menteri PUPR", "Dirjen Bina Konstruksi", "Bupati Sijunjung", "Jaksa Agung", "LKPP"]
)
# Offices whose regulations have no kind of their own, as Wali Kota's have (Perwali).
BODIES = st.sampled_from(["LKPP", "BPJS Ketenagakerjaan", "Dirjen Bina Konstruksi", "Jaksa Agung"])
CODES = st.sampled_from(["{n}/SE/M/{y}", "600/{n}/ADM.PEMB-{y}", "{n}/KPTS/M/{y}", "KEP.{n}/MEN/VI/{y}"])


def _draw_issuer(draw: st.DrawFn, kind: str) -> str:
    if kind == "Perda":
        return draw(st.sampled_from(["Kota Bekasi", "Kabupaten Bogor", "Provinsi Jawa Barat"]))
    return draw(BODIES if kind in ("Peraturan", "Keputusan") else ANY_ISSUER)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Any instrument that a document of ours may have, but for news and unnamed documents."""
    kind = draw(st.sampled_from([kind for kind in KINDS.values() if kind.short not in ("Berita", "Dokumen")]))
    if kind.short == "UUD":
        return Instrument("UUD", "", 1945)
    number, year = str(draw(st.integers(1, 99999))), draw(st.integers(1945, 2030))
    if draw(st.booleans()) and kind.has_issuer:
        number = draw(CODES).format(n=number.zfill(2), y=year)
    issuer = ""
    if kind.office:
        issuer = f"{kind.office} {draw(ISSUERS[kind.office])}"
    elif kind.any_issuer:
        issuer = _draw_issuer(draw, kind.short)
    return Instrument(kind.short, number, year, issuer)


@given(instruments())
def test_parse_instrument_inverts_both_formats(instrument: Instrument) -> None:
    assert parse_instrument(format_instrument(instrument)) == instrument
    assert parse_instrument(format_long_instrument(instrument)) == instrument


@given(instruments(), instruments())
def test_slug_instrument_tells_instruments_apart(one: Instrument, other: Instrument) -> None:
    assert (slug_instrument(one) == slug_instrument(other)) == (one == other)


TITLES = [
    # DI is a preposition, unless it stands for Daerah Istimewa before the name of one
    ("PENDIDIKAN DI LUAR NEGERI", "Pendidikan di Luar Negeri"),
    ("PENEMPATAN TENAGA KERJA DI DKI JAKARTA", "Penempatan Tenaga Kerja di DKI Jakarta"),
    ("KENAIKAN GOLONGAN DI LINGKUNGAN PEMERINTAH", "Kenaikan Golongan di Lingkungan Pemerintah"),
    ("UPAH MINIMUM DI YOGYAKARTA", "Upah Minimum di Yogyakarta"),
    ("GUBERNUR DI YOGYAKARTA", "Gubernur DI Yogyakarta"),
    ("PEMERINTAH PROVINSI DI ACEH", "Pemerintah Provinsi DI Aceh"),
    ("di yogyakarta", "DI Yogyakarta"),
    # numbers in Roman letters
    ("PELAKSANAAN TAHAP II", "Pelaksanaan Tahap II"),
    ("PELAYANAN RUANG KELAS III DI RUMAH SAKIT", "Pelayanan Ruang Kelas III di Rumah Sakit"),
    ("PENGANGKATAN ESELON II DAN III", "Pengangkatan Eselon II dan III"),
    ("PEGAWAI GOLONGAN III/A SAMPAI IV/B", "Pegawai Golongan III/A Sampai IV/B"),
    ("PERUBAHAN BAB XLII", "Perubahan Bab XLII"),
    ("PT PELABUHAN INDONESIA II (PERSERO)", "PT Pelabuhan Indonesia II (Persero)"),
    ("bagian ketujuh bab vii", "Bagian Ketujuh Bab VII"),
    # words and abbreviations that are spelt like numbers, never one
    ("PENGADAAN OLEH CV DAN PT", "Pengadaan oleh CV dan PT"),
    ("BANTUAN BAGI MI SWASTA", "Bantuan bagi Mi Swasta"),
    ("PASAR LI DAN CI", "Pasar Li dan Ci"),
    ("DIM SUM", "Dim Sum"),
    # a word that mixes both cases stays
    ("jaminan sosial BPJamsostek", "Jaminan Sosial BPJamsostek"),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_title_case_keeps_numbers_and_abbreviations_and_no_words_that_look_like_them(text: str, title: str) -> None:
    assert title_case(text) == title
