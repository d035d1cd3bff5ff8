"""Web pages: all that a reader sees, and only the document unmarked."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from kb.model import ParsedText
from kb.reading.parse import parse_source
from kb.reading.parse.html_blocks import find_page_blocks, join_cells
from kb.reading.parse.list_numbers import format_list_number

LEAD = "Pemerintah kota menerbitkan surat edaran tentang perlindungan pekerja jasa konstruksi di wilayahnya."
SECOND = "Surat edaran itu mewajibkan setiap penyedia jasa mendaftarkan pekerjanya sebelum pekerjaan dimulai."
THIRD = "Wali kota meminta pejabat pembuat komitmen memeriksa bukti pendaftaran sebelum kontrak ditandatangani."
TABLE = "<table><tr><th>Nilai kontrak</th><th>Iuran</th></tr><tr><td>Rp100 juta</td><td>0,24 persen</td></tr></table>"

GOVERNMENT = f"""<!DOCTYPE html><html lang="id"><head><title>Edaran | Kota</title>
<meta property="og:title" content="Edaran Pekerja Konstruksi"><meta property="og:site_name" content="Portal Kota">
<meta name="author" content="Humas"><link rel="canonical" href="https://kota.go.id/berita/1">
<script type="application/ld+json">
{{"@graph": [{{"@type": "NewsArticle", "datePublished": "2025-07-30T08:00:00+07:00"}}]}}</script>
<style>p {{color: red}}</style></head><body class="page has-sidebar">
<div id="cookie-consent"><p>Situs ini memakai cookie.</p><button>Setuju</button></div>
<header><nav class="main-menu"><ul><li><a href="/">Beranda</a></li><li><a href="/l">Layanan</a></li></ul></nav></header>
<main><ol class="breadcrumb"><li><a href="/">Beranda</a></li><li>Berita</li></ol>
<h1>Edaran Pekerja Konstruksi</h1><div class="meta">Rabu, 30 Juli 2025</div>
<div class="share-buttons"><a href="#">Facebook</a> <a href="#">WhatsApp</a></div>
<div class="isi"><p>{LEAD}</p><p>{SECOND}</p><ol type="a"><li>pekerja harian lepas;</li><li>pekerja borongan.</li></ol>
{TABLE}<p>{THIRD}</p></div></main>
<footer><p>Hak cipta Pemerintah Kota</p></footer></body></html>"""

NEWS = f"""<html><head><title>Kota Lindungi Pekerja - Kabar</title>
<meta property="article:published_time" content="2025-07-25">
</head><body class="single comments-open"><div class="topbar">Jumat, 25 Juli 2025</div>
<div class="header-ads">Pasang iklan di sini</div>
<div id="content"><article class="post"><h1 class="entry-title">Kota Lindungi Pekerja</h1><div class="entry-content">
<p>KABAR.com – {LEAD}</p><p><a href="/x">Baca juga: Jalan Rusak Diperbaiki</a></p><p>{SECOND}</p><p>Advertisement</p>
<blockquote><p>“Ini bentuk kehadiran negara bagi pekerja,” katanya.</p></blockquote><p>{THIRD}</p>
<div class="sharedaddy"><h3>Bagikan ini:</h3><ul><li><a>X</a></li><li><a>Telegram</a></li></ul></div></div></article>
<div class="related-posts"><h4>Berita Terkait</h4><a href="/1">Banjir Surut</a></div>
<div id="respond"><h3>Leave a Reply</h3>
<form><label>Nama</label><textarea></textarea><button>Kirim</button></form></div></div>
<aside class="widget-area"><h4>Terpopuler</h4><ul><li><a href="/2">Harga Beras</a></li></ul></aside></body></html>"""

# a page server's single form around everything, as old state sites have it
WRAPPED = f"""<html><body><form id="aspnetForm"><div class="menu"><a href="/">Beranda</a></div><div id="utama">
<h2>Surat Edaran</h2><p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p></div></form></body></html>"""

DOCUMENT = [LEAD, SECOND, THIRD]

# (page, what must not be marked, text → reason)
PAGES = [
    (
        GOVERNMENT,
        [
            *DOCUMENT,
            "Edaran Pekerja Konstruksi",
            "Rabu, 30 Juli 2025",
            "a. pekerja harian lepas;",
            "Rp100 juta | 0,24 persen",
        ],
        {
            "Situs ini memakai cookie.": "navigation",
            "Layanan": "navigation",
            "Facebook WhatsApp": "share",
            "Hak cipta Pemerintah Kota": "navigation",
        },
    ),
    (
        NEWS,
        [*DOCUMENT, "Kota Lindungi Pekerja", "“Ini bentuk kehadiran negara bagi pekerja,” katanya."],
        {
            "Jumat, 25 Juli 2025": "navigation",
            "Pasang iklan di sini": "advert",
            "Baca juga: Jalan Rusak Diperbaiki": "teaser",
            "Advertisement": "advert",
            "Telegram": "share",
            "Banjir Surut": "teaser",
            "Leave a Reply": "reply",
            "Kirim": "reply",
            "Harga Beras": "navigation",
        },
    ),
    (WRAPPED, [*DOCUMENT], {"Beranda": "navigation"}),
]


def _parse(page: str) -> ParsedText:
    return parse_source(page.encode(), "page.html")


def _find_reason(parsed: ParsedText, part: str) -> str:
    at = parsed.text.index(part)
    return next((noise.reason for noise in parsed.noise if noise.span.start <= at < noise.span.end), "")


@pytest.mark.parametrize(("page", "kept", "marked"), PAGES)
def test_parse_html_real_skeleton_marks_only_what_is_not_the_document(
    page: str, kept: list[str], marked: dict[str, str]
) -> None:
    parsed = _parse(page)
    assert {part: _find_reason(parsed, part) for part in kept} == dict.fromkeys(kept, "")
    assert {part: _find_reason(parsed, part) for part in marked} == marked


def test_parse_html_hints_come_from_the_markup() -> None:
    assert _parse(GOVERNMENT).hints == {
        "title": "Edaran Pekerja Konstruksi",
        "date": "2025-07-30",
        "publisher": "Portal Kota",
        "author": "Humas",
        "address": "https://kota.go.id/berita/1",
        "language": "id",
    }


# (markup inside the body, text)
RENDERED = [
    ("<p>satu</p><p>dua</p>", "satu\n\ndua"),
    ("<p>satu<br>dua</p>", "satu\ndua"),
    ("satu <b>dua</b>\n tiga", "satu dua tiga"),
    ("<p>x<!-- y -->z <span hidden>t</span><span style='display: none'>u</span>v</p>", "xz v"),
    ("<pre>a\n  b</pre>", "a\nb"),
    ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
    ("<ol start=3><li>a</li><li value=7>b</li><li>c</li></ol>", "3. a\n7. b\n8. c"),
    ("<ol type=A><li><p>a</p></li><li>b<ol type=i><li>c</li></ol></li></ol>", "A. a\n\nB. b\n\ni. c"),
    ("<ol reversed><li>a</li><li>b</li></ol>", "2. a\n1. b"),
    # the list's items bring their own numbers, or the list shows none
    ("<ol><li>a. satu</li><li>b. dua</li></ol>", "a. satu\nb. dua"),
    ("<ol style='list-style: none'><li>satu</li></ol>", "satu"),
    ("<ol style='list-style:none'><li>satu</li></ol>", "satu"),
    # a style sheet's form of number, the item's own before its list's, and none that we can't write
    ("<ol style='list-style-type: lower-alpha'><li>satu</li><li>dua</li></ol>", "a. satu\nb. dua"),
    ("<ol style='list-style-type:upper-roman' start=3><li>satu</li><li>dua</li></ol>", "III. satu\nIV. dua"),
    ("<ol style='color: red; list-style: inside lower-roman'><li>satu</li></ol>", "i. satu"),
    ("<ol type=1 style='list-style-type: upper-latin'><li>satu</li></ol>", "A. satu"),
    ("<ol style='list-style-type: decimal'><li>satu</li></ol>", "1. satu"),
    ("<ol><li style='list-style-type: lower-alpha'>satu</li><li>dua</li></ol>", "a. satu\n2. dua"),
    ("<ol><li type=a>satu</li><li style='list-style-type: none'>dua</li><li>tiga</li></ol>", "a. satu\ndua\n3. tiga"),
    ("<ol style='list-style-type: lower-greek'><li>satu</li></ol>", "satu"),
    ("<ol style='list-style-type: LOWER-ALPHA' start=27><li>satu</li></ol>", "aa. satu"),
    ("<table><tr><td>a</td><td></td><td>c</td></tr><tr><td>d</td></tr></table>", "a |  | c\nd"),
    # a table that only lays out
    ("<table><tr><td>Menimbang</td><td>:</td><td>a.</td><td>bahwa x;</td></tr></table>", "Menimbang : a. bahwa x;"),
    ("<table><tr><td><p>satu</p><p>dua</p></td><td>tiga</td></tr></table>", "satu\n\ndua\n\ntiga"),
    ("<p>a&shy;b &amp; c&#x0301;&nbsp;d</p>", "ab & ć\u00a0d"),
]


@pytest.mark.parametrize(("markup", "text"), RENDERED)
def test_parse_html_markup_is_read_as_it_is_shown(markup: str, text: str) -> None:
    assert _parse(f"<html><body>{markup}</body></html>").text == text


WORDS = st.text(alphabet="abcdefgé1290.,()", min_size=1, max_size=8)
TREES = st.recursive(
    WORDS.map(html.escape),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag}>",
        st.sampled_from(
            ["p", "div", "b", "a", "ul", "li", "ol", "h2", "span", "section", "nav", "blockquote", "form", "dd"]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=150)
@given(st.lists(TREES, min_size=1, max_size=4))
def test_find_blocks_generated_page_loses_no_visible_text(trees: list[str]) -> None:
    root = document_fromstring(f"<html><body>{' '.join(trees)}</body></html>")
    shown = "".join(root.text_content().split())
    read = "".join("".join(block.text for block in find_page_blocks(root)).split())
    assert _is_subsequence(shown, read)


def _is_subsequence(short: str, long: str) -> bool:
    """Say whether all of ``short`` stands in ``long`` in order; list numbers may stand between."""
    rest = iter(long)
    return all(char in rest for char in short)


@given(st.integers(1, 3999), st.sampled_from("1aAiI"))
def test_format_list_number_any_number_is_never_empty(number: int, style: str) -> None:
    assert format_list_number(number, style)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_join_cells_keeps_every_cell(cells: list[str]) -> None:
    joined = join_cells(cells)
    assert all(cell in joined for cell in cells)
