"""Quotes: the tiers, ellipses, brackets, and what is never let pass."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kb.checking.quotation import QuoteMatch, find_quote, verify_quote
from kb.model import Span

TEXT = (
    "PERATURAN CONTOH\n"
    "Pasal 14\n"
    "(1) Setiap orang, termasuk orang asing yang bekerja paling singkat 6 (enam) bulan, wajib menjadi Peserta.\n"
    "(2) Pemberi Kerja tidak boleh memungut iuran dari anggota keluarga; kecuali ditentukan lain oleh Menteri.\n"
    "- 7 -\n"
    "CONTOH PERATURAN\n"
    "Pasal 15\n"
    "(l) Pemberi Kerja secara bertahap wajib mendaftarkan dirinya dan Pekerjanya sebagai Peserta, sesuai dengan\n"
    "perundang-undangan – yang berlaku.\n"
    "Iuran sebesar 5,7% dari Rp1.250.000,00 dibayar sebelum 28 Februari 2021; dendanya 0,6 persen tiap bulan.\n"
    "“Kita harus lindungi pekerja konstruksi sampai ke desa,” kata Wali Kota. Suhu -5 derajat pada huruf i.\n"
    "Sertiﬁkat SIG dan eﬁsiensi berlaku. Sebanyak 154.008 pekerja terdaftar per 30 Juni 2025.\n"
)
FURNITURE = Span(TEXT.index("- 7 -"), TEXT.index("Pasal 15"))


def check_laws(text: str, match: QuoteMatch) -> None:
    for part in match.parts:
        if part.span is not None:
            assert text[part.span.start : part.span.end] == part.source
        for step in part.diff:
            assert step.span.text_of(text) == step.source
            assert step.quote in part.quote
            assert (step.kind == "insert") == (step.source == "" and step.quote != "")
            assert (step.kind == "delete") == (step.quote == "" and step.source != "")
        said = "".join("".join(step.quote.split()) for step in part.diff)
        assert [s for s in said if s.isalnum()] == [s for s in part.quote if s.isalnum()]
    if match.is_found:
        assert all(a.end <= b.start for a, b in pairwise(match.spans))


TIER_TABLE = [
    # exact, with and without the quoting marks
    ("wajib mendaftarkan dirinya dan Pekerjanya", "exact"),
    ("“wajib mendaftarkan dirinya dan Pekerjanya”", "exact"),
    ("“Kita harus lindungi pekerja konstruksi sampai ke desa,”", "exact"),
    ("  5,7% dari Rp1.250.000,00\n", "exact"),
    ("154.008 pekerja", "exact"),
    # typographic: marks, dashes, blanks, line ends, hyphenation, ligatures, a capital at the start, the last mark
    ("sesuai dengan perundang-undangan - yang berlaku", "typographic"),
    ("sesuai dengan perundang- undangan—yang berlaku", "typographic"),
    ("sesuai dengan per-\nundang‑undangan – yang\u00a0berlaku", "typographic"),
    ("wajib men\u00addaftarkan dirinya", "typographic"),
    ("Sertifikat SIG dan efisiensi", "typographic"),
    ("Wajib mendaftarkan dirinya", "typographic"),
    ("wajib mendaftarkan dirinya dan Pekerjanya.", "typographic"),
    ('"Kita harus lindungi pekerja konstruksi sampai ke desa." kata Wali Kota', "ocr"),
    ("singkat 6 ( enam ) bulan", "typographic"),
    ("**wajib** mendaftarkan dirinya", "typographic"),
    ("Suhu −5 derajat pada", "typographic"),
    # a scan's damage: shapes, lost blanks, few letters, a mark, a capital
    ("(1) Pemberi Kerja secara bertahap wajib mendaftarkan dirinya", "ocr"),
    ("wajlb mendaftarkan dirinya dan Pekerianya sebagai", "ocr"),
    ("wajibmendaftarkan dirinyadan Pekerjanya sebagai Peserta", "ocr"),
    ("sebanyak 154.OO8 pekeria terdaftar per 3O Juni 2O25", "ocr"),
    ("termasuk orang asing yang bekerja pa1ing singkat 6 (enarn) bulan", "ocr"),
    ("Pemberi kerja secara bertahap wajib mendaftarkan dirinya", "ocr"),
    ("secara bertahap wajib rnendaftarkan dirinya dan Pekerjanya", "ocr"),
    ("Setiap orang termasuk orang asing yang bekerja", "ocr"),
    ("Pekerjanya sebagai Pescrta sesuai dengan perundang-undangan", "ocr"),
    # differences
    ("154.009 pekerja terdaftar per 30 Juni 2025", "none"),
    ("154,008 pekerja terdaftar per 30 Juni 2025", "none"),
    ("154008 pekerja terdaftar per 30 Juni 2025", "none"),
    ("154.008 pekerja terdaftar per 30 Juli 2025", "none"),
    ("154.008 pekerja terdaftar per 3 Juni 2025", "none"),
    ("Sebanyak 154", "none"),
    ("54.008 pekerja terdaftar", "none"),
    ("008 pekerja terdaftar per 30 Juni 2025", "none"),
    ("Iuran sebesar 5,7 dari Rp1.250.000,00", "none"),
    ("Iuran sebesar 5.7% dari Rp1.250.000,00", "none"),
    ("Iuran sebesar 57% dari Rp1.250.000,00", "none"),
    ("Iuran sebesar 5,7% dari $1.250.000,00 dibayar", "none"),
    ("dendanya 0,6 permil tiap bulan", "none"),
    ("dendanya 0,6 persen tiap bukan", "none"),
    ("dibayar sesudah 28 Februari 2021", "none"),
    ("dibayar sebelum 28 Februari 2012", "none"),
    ("Suhu 5 derajat pada huruf i", "none"),
    ("5 derajat pada huruf i", "none"),
    ("Suhu -5 derajat pada huruf l.", "none"),
    ("Suhu -5 derajat pada huruf j.", "none"),
    ("paling singkat 6 (lima) bulan, wajib menjadi Peserta", "none"),
    ("Pemberi Kerja boleh memungut iuran dari anggota keluarga", "none"),
    ("Pemberi Kerja tidak wajib memungut iuran dari anggota keluarga", "none"),
    ("memungut iuran dari anggota keluarga; ditentukan lain oleh Menteri", "none"),
    ("Pemberi Kerja secara bertahap tidak wajib mendaftarkan dirinya", "none"),
    ("Pemberi Kerja secara bertahap dapat mendaftarkan dirinya", "none"),
    ("Pemberi Kerja secara bertahap mendaftarkan dirinya dan Pekerjanya", "none"),
    ("Pemberi Kerja secara serentak wajib mendaftarkan dirinya", "none"),
    ("Penerima Kerja secara bertahap wajib mendaftarkan dirinya", "none"),
    ("WAJIB MENDAFTARKAN DIRINYA DAN PEKERJANYA", "none"),
    ("wajlb rnendaftarkan", "none"),
    ("Pemberi Kerja secara berharap wajib mendaftarkan dirinya", "none"),
    ("Pemberi Kerja setara bertahap wajib mendaftarkan dirinya", "none"),
    ("sama sekali lain dan tidak ada hubungannya", "none"),
]


@pytest.mark.parametrize(("quote", "tier"), TIER_TABLE)
def test_quote_is_of_its_tier(quote: str, tier: str) -> None:
    match = verify_quote(TEXT, quote)
    check_laws(TEXT, match)
    assert match.tier == tier


ELLIPSES = [
    ("Pemberi Kerja … wajib mendaftarkan", "exact", ()),
    ("Setiap orang ... wajib menjadi Peserta", "exact", ()),
    ("Setiap orang [...] 6 (enam) bulan (...) menjadi Peserta", "exact", ()),
    ("Setiap orang […] 6 (enam) bulan . . . oleh Menteri.", "exact", ("negation-omitted",)),
    ("… wajib menjadi Peserta …", "exact", ()),
    ("Setiap orang ... wajib  menjadi Peserta", "typographic", ()),
    ("Setiap orang ... Pemberi Kerja secara bertahap wajlb mendaftarkan", "ocr", ("negation-omitted",)),
    ("Pemberi Kerja ... boleh memungut iuran", "exact", ("negation-omitted",)),
    ("Pemberi Kerja tidak boleh memungut … ditentukan lain oleh Menteri", "exact", ("negation-omitted",)),
    ("wajib mendaftarkan ... Setiap orang", "none", ("out-of-order",)),
    ("Setiap orang ... wajib membayar denda", "none", ()),
]


@pytest.mark.parametrize(("quote", "tier", "notes"), ELLIPSES)
def test_ellipses_are_honoured_in_order(quote: str, tier: str, notes: tuple[str, ...]) -> None:
    match = verify_quote(TEXT, quote)
    check_laws(TEXT, match)
    assert (match.tier, match.notes) == (tier, notes)


def test_ellipsis_takes_the_nearest_of_repeated_parts() -> None:
    match = verify_quote(TEXT, "Pemberi Kerja ... mendaftarkan dirinya")
    assert [span.start for span in match.spans] == [TEXT.rindex("Pemberi Kerja"), TEXT.index("mendaftarkan dirinya")]


def test_parts_stay_in_the_provision_that_is_given() -> None:
    within = Span(TEXT.index("Pasal 14"), TEXT.index("- 7 -"))
    assert verify_quote(TEXT, "Pemberi Kerja ... wajib mendaftarkan").is_found
    assert not verify_quote(TEXT, "Pemberi Kerja ... wajib mendaftarkan", within=within).is_found
    match = verify_quote(TEXT, "Pemberi  Kerja ... iuran", within=within)
    check_laws(TEXT, match)
    assert match.tier == "typographic"


BRACKETS = [
    ("[Perusahaan] wajib mendaftarkan dirinya", "exact", [("Perusahaan", "")]),
    ("Pemberi Kerja [yaitu perusahaan] secara bertahap wajib", "exact", [("yaitu perusahaan", "")]),
    ("wajib mendaftarkan dirinya dan [buruh] sebagai Peserta", "exact", [("buruh", "Pekerjanya")]),
    ("[W]ajib mendaftarkan dirinya", "exact", [("W", "")]),
    ("Pemberi Kerja [sic] secara bertahap", "exact", [("sic", "")]),
    # brackets can't hide a negation or a figure
    ("Pemberi Kerja [selalu] boleh memungut iuran", "none", [("selalu", "")]),
    ("Iuran sebesar [7%] dari Rp1.250.000,00", "none", [("7%", "")]),
]


@pytest.mark.parametrize(("quote", "tier", "insertions"), BRACKETS)
def test_bracketed_words_are_allowed_and_told(quote: str, tier: str, insertions: list[tuple[str, str]]) -> None:
    match = verify_quote(TEXT, quote)
    check_laws(TEXT, match)
    assert match.tier == tier
    assert [(one.text, one.replaced) for one in match.insertions] == insertions


def test_brackets_and_dots_of_the_source_itself_are_text() -> None:
    text = "Nama [huruf cetak] ............ Alamat (...) di atas"
    assert verify_quote(text, "Nama [huruf cetak] ............ Alamat (...)").tier == "exact"
    assert verify_quote(text, "Nama  [huruf cetak] ............ Alamat (...)").tier == "typographic"


NOTES = [
    ("boleh memungut iuran dari anggota keluarga", "negation-before"),
    ("wajib mendaftar", "cut-word"),
    ("dendanya 0,6", "unit-omitted"),
    ("Boleh memungut iuran dari anggota keluarga", "first-letter-case"),
]


@pytest.mark.parametrize(("quote", "note"), NOTES)
def test_a_careful_reader_is_told(quote: str, note: str) -> None:
    match = verify_quote(TEXT, quote)
    assert match.is_found
    assert note in match.notes


def test_quote_may_run_over_page_furniture() -> None:
    quote = "oleh Menteri. Pasal 15 (l) Pemberi Kerja"
    assert not verify_quote(TEXT, quote).is_found
    match = verify_quote(TEXT, quote, skip=[FURNITURE])
    check_laws(TEXT, match)
    assert match.tier == "typographic"
    assert match.notes == ("inside-furniture",)
    assert "- 7 -" in match.parts[0].source


def test_difference_is_told_word_by_word_with_both_sides() -> None:
    match = verify_quote(TEXT, "Pemberi Kerja secara bertahap dapat mendaftarkan pula dirinya dan sebagai Peserta")
    assert [(step.kind, step.source, step.quote) for step in match.diff] == [
        ("equal", "Pemberi Kerja secara bertahap", "Pemberi Kerja secara bertahap"),
        ("replace", "wajib", "dapat"),
        ("equal", "mendaftarkan", "mendaftarkan"),
        ("insert", "", "pula"),
        ("equal", "dirinya dan", "dirinya dan"),
        ("delete", "Pekerjanya", ""),
        ("equal", "sebagai Peserta,", "sebagai Peserta"),
    ]
    assert 0.5 < match.similarity < 1


def test_of_the_parts_of_a_failing_quote_the_good_ones_are_told_as_such() -> None:
    match = verify_quote(TEXT, "Setiap orang ... dendanya 0,7 persen tiap bulan")
    assert [part.tier for part in match.parts] == ["exact", "none"]
    assert [step.source for step in match.parts[1].diff if step.kind == "replace"] == ["0,6"]


@pytest.mark.parametrize("quote", ["", "  ", "“”", "…", "[...]", "[pekerja]", "?!"])
def test_quote_without_words_is_nowhere(quote: str) -> None:
    assert not verify_quote(TEXT, quote).is_found


def test_nothing_is_near_a_foreign_quote() -> None:
    match = verify_quote(TEXT, "the quick brown fox jumps over it")
    assert match.spans == ()
    assert [step.kind for step in match.diff] == ["insert"]


OTHERS = ["Naskah lain tentang air minum.", "Tidak ada apa-apa di sini.", TEXT, TEXT.replace("wajib", "dapat")]


def test_find_quote_puts_the_best_tier_first() -> None:
    texts = list(enumerate([TEXT.replace("dirinya", "dirlnya"), *OTHERS, TEXT.replace(" dirinya", "\ndirinya")]))
    found = find_quote(texts, "wajib mendaftarkan dirinya dan Pekerjanya")
    assert [(one.key, one.match.tier) for one in found] == [(3, "exact"), (5, "typographic"), (0, "ocr")]


def test_find_quote_tells_the_nearest_when_no_text_has_it() -> None:
    found = find_quote(enumerate(OTHERS), "wajib mendaftarkan orang lain dan Pekerjanya sebagai Peserta", limit=2)
    assert [one.key for one in found] == [2, 3]
    assert not any(one.match.is_found for one in found)
    assert find_quote(enumerate(OTHERS[:2]), "wajib mendaftarkan orang lain dan Pekerjanya") == []
    assert find_quote([], "apa saja") == []
