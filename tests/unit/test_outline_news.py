"""News: what is the release, what is not, and who said what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import BOILERPLATE, Noise, Outline, ParsedText, Span
from kb.reading.outline import parse_outline
from kb.reading.outline.boilerplate import find_boilerplate
from kb.reading.outline.speech import find_speech
from tests.outlines import check_outline

LEAD = "Pemerintah kota membuka sosialisasi perlindungan pekerja konstruksi di balai kota pada hari Jumat."


def _outline(text: str, noise: tuple[Noise, ...] = ()) -> Outline:
    outline = parse_outline(ParsedText(text, noise=noise), "news")
    check_outline(text, outline)
    return outline


def _locators(text: str) -> list[str]:
    return [provision.locator for provision in _outline(text).provisions]


LAYOUTS = [
    # headline and paragraphs, with and without blank lines
    (f"Pemkot Lindungi Pekerja Rentan\n\n{LEAD}\n\n{LEAD}", ["judul", "paragraf-1", "paragraf-2"]),
    (f"Pemkot Lindungi Pekerja Rentan\n{LEAD}\n{LEAD}", ["judul", "paragraf-1", "paragraf-2"]),
    # no headline
    (f"{LEAD}\n{LEAD}", ["paragraf-1", "paragraf-2"]),
    # byline with a date
    (
        f"Kalbar Perkuat Perlindungan Pekerja\nOleh MC Kalbar, Kamis, 10 Juli 2025 | 14:06 WIB\n{LEAD}",
        ["judul", "dateline", "paragraf-1"],
    ),
    # subheads in capitals are no paragraphs
    (f"{LEAD}\nBUKAN SEKADAR KEWAJIBAN\n{LEAD}", ["paragraf-1", "subjudul-1", "paragraf-2"]),
    # an acronym alone is no subhead
    (f"{LEAD}\nBPJS.", ["paragraf-1", "paragraf-2"]),
    # a list belongs to the paragraph that leads it in
    (
        f"{LEAD}\nHal ini akan berdampak pada:\n1. Ketepatan waktu.\n2. Kualitas.\n{LEAD}",
        ["paragraf-1", "paragraf-2", "paragraf-2.angka-1", "paragraf-2.angka-2", "paragraf-3"],
    ),
    # a digest in Markdown
    (
        f"# Judul berita\n\n{LEAD}\n\n## Angka\n\n- satu orang\n- dua orang\n",
        ["judul", "paragraf-1", "subjudul-1", "paragraf-2", "paragraf-2.butir-1", "paragraf-2.butir-2"],
    ),
    # lines that are broken by width are one paragraph
    (
        "Pemkot Lindungi Pekerja\n\nPemerintah kota membuka sosialisasi perlindungan\n"
        "Pekerja konstruksi di balai kota yang dihadiri\nBupati dan jajaran.\n",
        ["judul", "paragraf-1"],
    ),
    # quotes, numbered in their paragraph
    (f"{LEAD}\n“Kita perlu bergerak cepat sekarang,” kata Tri.", ["paragraf-1", "paragraf-2", "paragraf-2.kutipan-1"]),
    # a phrase in quotation marks is no speech
    (f"{LEAD}\nMereka adalah “pahlawan pembangunan” kota ini.", ["paragraf-1", "paragraf-2"]),
    # adverts don't change the count
    (
        f"{LEAD}\nScroll Ke Bawah Untuk Melanjutkan\nAdvertisement\n{LEAD}",
        ["paragraf-1", "boilerplate-1", "boilerplate-2", "paragraf-2"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), LAYOUTS)
def test_news_layout_gives_locators(text: str, expected: list[str]) -> None:
    assert _locators(text) == expected


BOILERPLATE_LINES = [
    ("Advertisement", "advert"),
    ("SCROLL TO CONTINUE WITH CONTENT", "advert"),
    ("Baca Juga: Wali Kota Lantik Pejabat", "teaser"),
    ("Berita Terkait Lainnya", "teaser"),
    ("Leave a Reply", "reply"),
    ("Tinggalkan Balasan", "reply"),
    ("Exit mobile version", "navigation"),
    ("*Follow the 👉: contoh.com", "share"),
    ("Bagikan:", "share"),
    ("![]()", "markup"),
    ("-->", "markup"),
    (":", "markup"),
]


@pytest.mark.parametrize(("line", "reason"), BOILERPLATE_LINES)
def test_boilerplate_line_between_paragraphs_is_found(line: str, reason: str) -> None:
    text = f"Pemkot Lindungi Pekerja Rentan\n{LEAD}\n{line}\n{LEAD}"
    assert [(noise.span.text_of(text), noise.reason) for noise in find_boilerplate(text, Span(0, len(text)))] == [
        (line, reason)
    ]


CONTENT_LINES = [
    "Iklan layanan masyarakat tentang BPJS dipasang di balai kota.",
    "Bagikan informasi ini kepada pekerja, kata wali kota dalam sambutannya di depan peserta.",
    "Home industri di kota ini menyerap pekerja.",
    "Kegiatan membahas Keselamatan dan Kesehatan Kerja (K3).",
    "Editorial harian itu memuji pemkot.",
    "Sumber: Badan Pusat Statistik.",
]


@pytest.mark.parametrize("line", CONTENT_LINES)
def test_boilerplate_content_that_looks_alike_is_kept(line: str) -> None:
    text = f"{LEAD}\n{line}\n{LEAD}"
    assert find_boilerplate(text, Span(0, len(text))) == []


ENDINGS = ["[] Ricky", "[■]", "(adpim-Wnd/ica)", "(red)", "(*)", "***"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_boilerplate_ending_ends_the_article(ending: str) -> None:
    text = f"{LEAD}\n{LEAD} {ending}\n“Saluran drainase itu mengeluarkan bau,” kata warga.\nSisa laman"
    found = [noise.span.text_of(text) for noise in find_boilerplate(text, Span(0, len(text)))]
    assert found == [ending, *text.split("\n")[2:]]
    assert [one for one in _locators(text) if one.startswith("paragraf")] == ["paragraf-1", "paragraf-2"]


def test_boilerplate_credit_line_ends_the_article_but_byline_does_not() -> None:
    text = f"Pemkot Lindungi Pekerja Rentan\nPenulis: Sari\n{LEAD}\nPenulis: SariEditor: Budi\nArtikel lain."
    assert _locators(text) == ["judul", "dateline", "paragraf-1", "boilerplate-1", "boilerplate-2"]


def test_boilerplate_with_noise_of_parser_keeps_unique_locators() -> None:
    text = f"---\nid: a\n---\n{LEAD}\nAdvertisement\n{LEAD}"
    kinds = [provision.kind for provision in _outline(text, (Noise(Span(0, 13), "markup"),)).provisions]
    assert kinds.count(BOILERPLATE) == 2


SEKDA = "Sekretaris Daerah Provinsi Kalbar, Harisson, membuka acara itu."
WALI = "Wali Kota Bekasi, Tri Adhianto menyampaikan hal itu."
LIA = "Sementara itu, Kepala Bagian (Kabag) Pengadaan Setda Kota Bogor, Lia Kania Dewi, hadir."
QUOTE = "“Kita perlu bergerak cepat untuk ini,”"
SPEAKERS = [
    # a name, with the office that the text gave before
    ([SEKDA, f"{QUOTE} tegas Harisson."], [("Harisson", "Sekretaris Daerah Provinsi Kalbar")]),
    # part of a name
    ([WALI, f"{QUOTE} kata Tri."], [("Tri Adhianto", "Wali Kota Bekasi")]),
    ([LIA, f"{QUOTE} terang Lia."], [("Lia Kania Dewi", "Kepala Bagian (Kabag) Pengadaan Setda Kota Bogor")]),
    # a name that nobody introduced
    ([f"{QUOTE} kata Budi."], [("Budi", "")]),
    # the office with the name, behind the quote
    (
        [f"{QUOTE} ujar Kepala Dinas Tenaga Kerja Kota Bekasi, Ika Sari, Senin."],
        [("Ika Sari", "Kepala Dinas Tenaga Kerja Kota Bekasi")],
    ),
    # the office alone, held by one person
    ([WALI, f"{QUOTE} ujar wali kota."], [("Tri Adhianto", "Wali Kota Bekasi")]),
    # the office alone, of nobody who is named
    (["Wakil Wali Kota Bekasi membuka agenda.", f"{QUOTE} tegas Wakil Wali Kota di hadapan tamu."],
     [("Wakil Wali Kota", "Wakil Wali Kota Bekasi")]),
    # "katanya": who spoke last
    (
        [SEKDA, f"{QUOTE} tegas Harisson.", f"{QUOTE} imbuhnya."],
        [("Harisson", "Sekretaris Daerah Provinsi Kalbar")] * 2,
    ),
    # "katanya": who was named since
    (
        [WALI, f"{QUOTE} kata Tri.", LIA, f"{QUOTE} jelasnya."],
        [("Tri Adhianto", "Wali Kota Bekasi"), ("Lia Kania Dewi", "Kepala Bagian (Kabag) Pengadaan Setda Kota Bogor")],
    ),
    # two were named: nobody is chosen
    ([WALI, LIA, f"{QUOTE} tutupnya."], [("", "")]),
    # nobody was named at all
    ([f"{QUOTE} tutupnya."], [("", "")]),
    # two people share the name: as printed, no office
    (
        [WALI, "Ketua DPRD Kota Bekasi, Tri Wahyudi, hadir.", f"{QUOTE} kata Tri."],
        [("Tri", "")],
    ),
    # straight quotation marks, and the verb before the quote
    ([f'{WALI[:-1]}. Tri mengatakan, "Kita perlu bergerak cepat sekarang."'], [("Tri Adhianto", "Wali Kota Bekasi")]),
    # office and name without a comma: parted where the name stands alone elsewhere; a weekday is no name
    (
        [f"{QUOTE} ujar Wali Kota Tangerang Sachrudin, Rabu (30/7/2025).", "Sachrudin berharap banyak."],
        [("Sachrudin", "Wali Kota Tangerang")],
    ),
    # "kata dia"
    ([WALI, f"{QUOTE} kata dia."], [("Tri Adhianto", "Wali Kota Bekasi")]),
    # earlier speakers count as candidates too
    ([WALI, f"{QUOTE} kata Tri.", LIA, f"{QUOTE} terang Lia.", "Tri dan Lia pulang.", f"{QUOTE} pungkasnya."],
     [("Tri Adhianto", "Wali Kota Bekasi"), ("Lia Kania Dewi", "Kepala Bagian (Kabag) Pengadaan Setda Kota Bogor"),
      ("", "")]),
    # one speech in two parts
    (
        [WALI, f"{QUOTE} kata Tri, “dan kita tidak boleh menunda lagi.”"],
        [("Tri Adhianto", "Wali Kota Bekasi")] * 2,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("paragraphs", "expected"), SPEAKERS)
def test_speaker_is_named_only_when_one_remains(paragraphs: list[str], expected: list[tuple[str, str]]) -> None:
    text = "\n".join(paragraphs)
    starts = [sum(len(one) + 1 for one in paragraphs[:at]) for at in range(len(paragraphs))]
    spans = [Span(start, start + len(one)) for start, one in zip(starts, paragraphs, strict=True)]
    assert [(speech.speaker, speech.role) for speech in find_speech(text, spans)] == expected


def test_quote_left_open_runs_to_end_of_paragraph() -> None:
    text = f"{LEAD}\n“Kita perlu bergerak cepat untuk semua pekerja."
    quote = _outline(text).provisions[-1]
    assert (quote.locator, quote.span.end) == ("paragraf-2.kutipan-1", len(text))


def test_news_list_gap_is_told() -> None:
    outline = _outline(f"{LEAD}\nBerdampak pada:\n1. Satu.\n3. Tiga.")
    assert [notice.code for notice in outline.notices] == ["number-missing"]


PIECES = st.one_of(
    st.sampled_from(
        [LEAD, SEKDA, WALI, LIA, f"{QUOTE} kata Tri.", f"{QUOTE} imbuhnya.", "Advertisement", "BUKAN SEKADAR HAL",
         "1. Satu", "2. Dua", "- butir", "# Judul", "## Sub", "Penulis: A", "Leave a Reply", "", '"', "Metropolitan",
         "Oleh A, 10 Juli 2025 | 14:06 WIB", "| a | b |", "  - dalam", "[] Ricky", "Teks. (red)"]
    ),
    st.text(max_size=40),
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_news_any_text_keeps_laws(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    assert bool(_outline(text).provisions) == bool(text.strip())


def test_news_of_pathological_text_comes_to_an_end() -> None:
    """A step that backtracks would take minutes here."""
    long = ["A" * 5000, "Kepala " * 900 + ", ", "“" * 2000, '"' * 2001, "(" * 3000 + "a", "Wali Kota A, " * 400]
    assert _outline("\n".join(long)).provisions
