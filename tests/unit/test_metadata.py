"""Metadata of the real corpus: one row per file; and the order in which sources of a value are believed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.model import Family, Instrument, ParsedText, Span
from kb.model.errors import DamagedSource
from kb.reading.metadata import Metadata, read_metadata
from kb.reading.parse import parse_source

PUPR, DIRJEN, NAKER = "Menteri PUPR", "Dirjen Bina Konstruksi", "Menteri Ketenagakerjaan"
NEWS = Instrument("Berita")

ROWS: list[tuple[str, str, Instrument, str, str, str | None]] = [
    # file, id, instrument, beginning of the title, place, date
    ("pp-14-1993.md", "pp-14-1993", Instrument("PP", "14", 1993), "Penyelenggaraan Program", "", "1993-02-27"),
    ("pp-29-2000.md", "pp-29-2000", Instrument("PP", "29", 2000), "Penyelenggaraan Jasa", "", "2000-05-30"),
    ("pp-44-2015.md", "pp-44-2015", Instrument("PP", "44", 2015), "Penyelenggaraan Program", "", "2015-06-30"),
    ("pp-45-2015.md", "pp-45-2015", Instrument("PP", "45", 2015), "Penyelenggaraan Program", "", "2015-06-30"),
    ("pp-46-2015.md", "pp-46-2015", Instrument("PP", "46", 2015), "Penyelenggaraan Program", "", "2015-06-30"),
    ("pp-50-2012.md", "pp-50-2012", Instrument("PP", "50", 2012), "Penerapan Sistem", "", "2012-04-12"),
    ("pp-60-2015.md", "pp-60-2015", Instrument("PP", "60", 2015), "Perubahan atas Peraturan", "", "2015-08-12"),
    # the title's second TENTANG is misread
    ("pp-82-2019.md", "pp-82-2019", Instrument("PP", "82", 2019), "Perubahan atas Peraturan", "", "2019-11-29"),
    ("pp-99-2013.md", "pp-99-2013", Instrument("PP", "99", 2013), "Pengelolaan Aset", "", "2013-12-27"),
    # TAHUN 2O2O, after two stray words
    ("uu-11-2020.md", "uu-11-2020", Instrument("UU", "11", 2020), "Cipta Kerja", "", "2020-11-02"),
    ("uu-13-2003.md", "uu-13-2003", Instrument("UU", "13", 2003), "Ketenagakerjaan", "", "2003-03-25"),
    ("uu-18-1999.md", "uu-18-1999", Instrument("UU", "18", 1999), "Jasa Konstruksi", "", "1999-05-07"),
    # 2OlZ in the signing date
    ("uu-2-2017.md", "uu-2-2017", Instrument("UU", "2", 2017), "Jasa Konstruksi", "", "2017-01-12"),
    ("uu-24-2011.md", "uu-24-2011", Instrument("UU", "24", 2011), "Badan Penyelenggara", "", "2011-11-25"),
    # the signing clause is lost, promulgation is left
    ("uu-3-1992.md", "uu-3-1992", Instrument("UU", "3", 1992), "Jaminan Sosial Tenaga", "", "1992-02-17"),
    ("uu-40-2004.md", "uu-40-2004", Instrument("UU", "40", 2004), "Sistem Jaminan", "", "2004-10-19"),
    ("inpres-1-2022.pdf", "inpres-1-2022", Instrument("Inpres", "1", 2022), "Optimalisasi", "", "2022-01-06"),
    (
        "kepmen-pupr-713-2022.pdf",
        "kepmen-pupr-713-kpts-m-2022",
        Instrument("Kepmen", "713/KPTS/M/2022", 2022, PUPR),
        "Penetapan Besaran Biaya",
        "",
        "2022-07-11",
    ),
    # the signing year is misread as 2027
    ("keppres-7-2021.pdf", "keppres-7-2021", Instrument("Keppres", "7", 2021), "Cuti Bersama", "", "2021-04-09"),
    # the file's name says Jawa Tengah
    (
        "pergub-jateng-99-2009.pdf",
        "pergub-jawa-barat-99-2009",
        Instrument("Pergub", "99", 2009, "Gubernur Jawa Barat"),
        "Pedoman Pelaksanaan",
        "Jawa Barat",
        "2009-09-14",
    ),
    (
        "permen-pupr-14-2020.pdf",
        "permen-pupr-14-2020",
        Instrument("Permen", "14", 2020, PUPR),
        "Standar dan Pedoman",
        "",
        "2020-05-15",
    ),
    # a form without a head: the file's name alone makes no instrument
    (
        "permen-pupr-14-2020-lampiran-1d-sdp.pdf",
        "permen-pupr-14-2020-lampiran-1d-sdp",
        Instrument("Dokumen"),
        "Standar Dokumen Pemilihan",
        "",
        None,
    ),
    # the signature page is a scan
    (
        "permenaker-2-2022.pdf",
        "permenaker-2-2022",
        Instrument("Permen", "2", 2022, NAKER),
        "Tata Cara dan Persyaratan",
        "",
        None,
    ),
    # the month runs into the year: Februan2O2l
    ("perpres-12-2021.pdf", "perpres-12-2021", Instrument("Perpres", "12", 2021), "Perubahan atas", "", "2021-02-02"),
    # first and signature pages are scans; no number anywhere
    (
        "se-dirjen-binakonstruksi-2022-sertifikasi.pdf",
        "se-dirjen-binakonstruksi-2022-sertifikasi",
        Instrument("SE", "", 2022, DIRJEN),
        "se dirjen",
        "",
        None,
    ),
    (
        "se-dirjen-binakonstruksi-54-2024.pdf",
        "se-dirjen-bina-konstruksi-54-2024",
        Instrument("SE", "54", 2024, DIRJEN),
        "Pemberian Kompetensi Tambahan",
        "",
        None,
    ),
    # NOMOR: 05 /SE/M/2022, its issuer elsewhere
    (
        "se-pupr-05-se-m-2022.pdf",
        "se-menteri-pupr-05-se-m-2022",
        Instrument("SE", "05/SE/M/2022", 2022, PUPR),
        "Perubahan atas Surat Edaran",
        "",
        "2022-02-17",
    ),
    (
        "bekasiguide-2025-11-05-bekasi-pekerja-rentan.txt",
        "berita-bekasiguide-2025-11-05-bekasi-pekerja-rentan",
        NEWS,
        "Pemkot Bekasi Salurkan",
        "Kota Bekasi",
        "2025-11-05",
    ),
    (
        "bogorkita-2025-07-25-sosialisasi-konstruksi.txt",
        "berita-bogorkita-2025-07-25-sosialisasi-konstruksi",
        NEWS,
        "Pemkot Bogor dan BPJS",
        "Kota Bogor",
        "2025-07-25",
    ),
    (
        "infopublik-2025-07-10-kalbar-jamsostek.txt",
        "berita-infopublik-2025-07-10-kalbar-jamsostek",
        NEWS,
        "Kalbar Perkuat Perlindungan",
        "Kalimantan Barat",
        "2025-07-10",
    ),
    # no headline: the first sentence, cut
    (
        "mediaseputarindonesiaraya-2026-02-09-bekasi-rakor.txt",
        "berita-mediaseputarindonesiaraya-2026-02-09-bekasi-rakor",
        NEWS,
        "Pemerintah Kota Bekasi tancap gas",
        "Kota Bekasi",
        "2026-02-09",
    ),
    (
        "tangerangkota-2025-07-30-sosialisasi-konstruksi.txt",
        "berita-tangerangkota-2025-07-30-sosialisasi-konstruksi",
        NEWS,
        "Pemerintah Kota (Pemkot) Tangerang",
        "Kota Tangerang",
        "2025-07-30",
    ),
]


def _read(root: Path, filename: str) -> tuple[ParsedText, Metadata]:
    path = next(root.glob(f"*/{filename}"))
    parsed = parse_source(path.read_bytes(), filename)
    family: Family = "news" if path.parent.name == "news" else "plain"
    return parsed, read_metadata(parsed, family, filename, {})


@pytest.mark.parametrize(("filename", "id_", "instrument", "title", "place", "day"), ROWS, ids=[row[0] for row in ROWS])
def test_read_metadata_real_file_is_read_right(
    real_corpus: Path, filename: str, id_: str, instrument: Instrument, title: str, place: str, day: str | None
) -> None:
    parsed, metadata = _read(real_corpus, filename)
    assert (metadata.id, metadata.instrument, metadata.place) == (id_, instrument, place)
    assert metadata.title.startswith(title)
    assert metadata.date == (date.fromisoformat(day) if day else None)
    assert metadata.text_status == "copy"
    for name, reading in metadata.readings.items():
        assert (reading.span is not None) == (reading.origin == "text") or name == "id", name
        assert reading.span is None or reading.span.text_of(parsed.text).strip(), name


def test_read_metadata_covers_every_file_but_the_unreadable(real_corpus: Path) -> None:
    held = {path.name for path in real_corpus.glob("*/*") if path.parent.name != "broken"}
    assert held - {"skb-libur-2021.pdf"} == {row[0] for row in ROWS}


@pytest.mark.parametrize(
    ("filename", "field", "value", "origin"),
    [
        ("infopublik-2025-07-10-kalbar-jamsostek.txt", "publisher", "InfoPublik", "text"),
        ("infopublik-2025-07-10-kalbar-jamsostek.txt", "date", "2025-07-10", "text"),
        ("bogorkita-2025-07-25-sosialisasi-konstruksi.txt", "publisher", "BOGOR-KITA.com", "text"),
        ("mediaseputarindonesiaraya-2026-02-09-bekasi-rakor.txt", "publisher", "MSIR.COM", "text"),
        ("tangerangkota-2025-07-30-sosialisasi-konstruksi.txt", "publisher", "tangerangkota", "filename"),
        ("tangerangkota-2025-07-30-sosialisasi-konstruksi.txt", "date", "2025-07-30", "filename"),
        ("se-dirjen-binakonstruksi-54-2024.pdf", "kind", "SE", "text"),
        ("se-dirjen-binakonstruksi-54-2024.pdf", "number", "54", "filename"),
        ("se-dirjen-binakonstruksi-54-2024.pdf", "issuer", DIRJEN, "text"),
        ("se-dirjen-binakonstruksi-2022-sertifikasi.pdf", "issuer", DIRJEN, "filename"),
        ("pergub-jateng-99-2009.pdf", "issuer", "Gubernur Jawa Barat", "text"),
    ],
)
def test_read_metadata_reading_tells_where_it_was_read(
    real_corpus: Path, filename: str, field: str, value: str, origin: str
) -> None:
    _, metadata = _read(real_corpus, filename)
    assert (metadata.readings[field].value, metadata.readings[field].origin) == (value, origin)


HEAD = "PERATURAN PEMERINTAH REPUBLIK INDONESIA\nNOMOR 44 TAHUN 2015\nTENTANG\nJUDUL CONTOH\nDENGAN RAHMAT TUHAN"


def _legal(given: Mapping[str, str], text: str = HEAD, filename: str = "x.txt", **more: object) -> Metadata:
    return read_metadata(replace(ParsedText(text), **more), "statute", filename, given)  # type: ignore[arg-type]


def test_read_metadata_manifest_wins_over_front_matter_over_text() -> None:
    hints = {"title": "Dari Kepala", "place": "Kota Bogor"}
    given = {"title": "Dari Manifest", "text_status": "digest", "licence": "CC0"}
    metadata = _legal(given, hints=hints, media_type="text/markdown")
    assert (metadata.title, metadata.place, metadata.text_status) == ("Dari Manifest", "Kota Bogor", "digest")
    assert metadata.readings["title"].origin == "manifest"
    assert metadata.readings["place"].origin == "front-matter"
    assert metadata.readings["number"].origin == "text"
    assert (metadata.id, metadata.licence) == ("pp-44-2015", "CC0")


def test_read_metadata_printed_title_wins_over_a_files_property() -> None:
    metadata = _legal({}, hints={"title": "Microsoft Word - PP.doc"}, media_type="application/pdf")
    assert (metadata.title, metadata.readings["title"].origin) == ("Judul Contoh", "text")


def test_read_metadata_other_instrument_stated_takes_nothing_of_the_texts() -> None:
    metadata = _legal({"kind": "se", "issuer": "Walikota Bogor", "year": "2025"}, filename="se-bogor-2025-07-08.txt")
    assert metadata.instrument == Instrument("SE", "", 2025, "Wali Kota Bogor")
    assert (metadata.id, metadata.place) == ("se-bogor-2025-07-08", "Kota Bogor")


def test_read_metadata_stated_kind_keeps_the_texts_number() -> None:
    assert _legal({"kind": "pp"}).instrument == Instrument("PP", "44", 2015)


def test_read_metadata_front_matter_is_no_text() -> None:
    text = "---\ntitle: UU 1/2020\n---\n" + HEAD
    metadata = _legal({}, text, body=Span(text.index(HEAD), len(text)))
    assert metadata.instrument == Instrument("PP", "44", 2015)
    span = metadata.readings["title"].span
    assert span is not None
    assert span.text_of(text) == "JUDUL CONTOH"


@pytest.mark.parametrize(
    "given",
    [{"date": "31 Februari"}, {"date": "2025-02-31"}, {"year": "25"}, {"kind": "novel"}, {"text_status": "genuine"}],
)
def test_read_metadata_stated_nonsense_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(DamagedSource):
        _legal(given)


def test_read_metadata_reference_in_a_plain_text_is_not_its_name() -> None:
    metadata = _legal({}, "Catatan rapat tentang iuran.\n\nMenurut UU 24/2011 iuran wajib.", "catatan-rapat.txt")
    assert metadata.instrument == Instrument("Dokumen")
    assert (metadata.id, metadata.title) == ("catatan-rapat", "Catatan rapat tentang iuran")


def test_read_metadata_signing_year_that_cannot_be_the_instruments_is_no_date() -> None:
    assert _legal({}, HEAD + "\nDitetapkan di Jakarta pada tanggal 30 Juni 2031").date is None
    assert _legal({}, HEAD + "\nDitetapkan di Jakarta pada tanggal 30 Juni 2OI5").date == date(2015, 6, 30)


def test_read_metadata_news_without_a_telling_file_name_gets_an_id_of_its_own() -> None:
    parsed = ParsedText("Wali Kota Bogor Buka Rapat Koordinasi\nBogor, Antara - Rapat dibuka.")
    metadata = read_metadata(parsed, "news", "unduhan.txt", {"date": "2025-07-10"})
    assert metadata.id == "berita-antara-2025-07-10-wali-kota-bogor-buka-rapat-koordinasi"
    assert (metadata.publisher, metadata.place) == ("Antara", "Kota Bogor")


@pytest.mark.parametrize(
    "unit", ["PERATURAN PEMERINTAH ", "Surat Edaran ini ", "Ditetapkan di a ", "Pemkot A", "A, ", "\n"]
)
def test_read_metadata_of_adversarial_repeats_is_bounded(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    found = (_legal({}, text), read_metadata(ParsedText(text), "news", "x.txt", {}))
    assert max(len(field) for metadata in found for field in (metadata.id, metadata.title, metadata.place)) < 1000


def test_read_metadata_annex_alone_does_not_take_its_instruments_id() -> None:
    metadata = _legal(
        {}, "LAMPIRAN II\nPERATURAN PEMERINTAH NOMOR 44 TAHUN 2015\nTENTANG\nJUDUL\n\nTabel", "pp-lampiran.txt"
    )
    assert (metadata.id, metadata.instrument) == ("pp-lampiran", Instrument("PP", "44", 2015))
