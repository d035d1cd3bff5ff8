"""The starter corpus: its manifest is true, and its digests are our own words.

``pytest --update-golden tests/unit/test_corpus.py`` rewrites the manifest's hashes after a digest was edited.
"""

import re
import tomllib
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest

from kb.law.citation import parse_pinpoint, slug_instrument
from kb.model import FAMILIES, Instrument
from kb.reading.outline import detect_family, parse_outline
from kb.reading.parse.markdown import parse_markdown

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
MANIFEST = CORPUS / "manifest.toml"
# Where the file is, and what became of the rule since: none of it is the digest's to say.
OF_THE_MANIFEST_ALONE = {"file", "sha256", "legal_status", "status_checked_on", "status_source"}
NOT_SOURCES = {"README.md", "manifest.toml"}

REQUIRED = ("id", "title", "kind", "publisher", "address", "licence", "text_status", "family")
OPTIONAL = ("number", "year", "issuer", "place", "date")
SHARED_WORDS = 12
"""A run this long is a copied sentence; shorter ones are the names and phrases of the field."""

OFFICIAL_TITLES = (
    "Undang-Undang Nomor 40 Tahun 2004 tentang Sistem Jaminan Sosial Nasional",
    "Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial",
    "Undang-Undang Nomor 2 Tahun 2017 tentang Jasa Konstruksi",
    "Peraturan Pemerintah Nomor 44 Tahun 2015 tentang Penyelenggaraan Program Jaminan Kecelakaan Kerja"
    " dan Jaminan Kematian",
    "Peraturan Pemerintah Nomor 82 Tahun 2019 tentang Perubahan atas Peraturan Pemerintah Nomor 44 Tahun 2015"
    " tentang Penyelenggaraan Program Jaminan Kecelakaan Kerja dan Jaminan Kematian",
    "Instruksi Presiden Nomor 2 Tahun 2021 tentang Optimalisasi Pelaksanaan Program Jaminan Sosial Ketenagakerjaan",
)
"""Names are not sentences: they may stand in a digest as they are."""


@cache
def load_sources() -> tuple[dict[str, str], ...]:
    tables = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["source"]
    return tuple({key: str(value) for key, value in table.items()} for table in tables)


def read_digest(source: dict[str, str]) -> str:
    return (CORPUS / source["file"]).read_bytes().decode("utf-8")


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    opening, front, body = text.split("---\n", 2)
    assert opening == ""
    return dict(line.split(": ", 1) for line in front.splitlines()), body


def find_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def find_runs(text: str) -> set[tuple[str, ...]]:
    words = find_words(text)
    return {tuple(words[at : at + SHARED_WORDS]) for at in range(len(words) - SHARED_WORDS + 1)}


def read_pages(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.fixture(scope="module", autouse=True)
def _update_hashes(update_golden: bool) -> None:
    if not update_golden:
        return
    text = MANIFEST.read_text(encoding="utf-8")
    for source in load_sources():
        text = text.replace(source["sha256"], sha256((CORPUS / source["file"]).read_bytes()).hexdigest())
    MANIFEST.write_text(text, encoding="utf-8")
    load_sources.cache_clear()


@pytest.fixture(scope="module")
def copied_runs(real_corpus: Path) -> set[tuple[str, ...]]:
    """Every run of words in the originals; the damaged files and the scan have no text to copy from."""
    texts = [path.read_text(encoding="utf-8") for path in real_corpus.glob("*/*") if path.suffix in (".txt", ".md")]
    pages = [read_pages(path) for path in (real_corpus / "pdf").glob("*.pdf")]
    assert len(texts) >= 21
    assert len(pages) >= 12
    titles = set().union(*map(find_runs, OFFICIAL_TITLES))
    return set().union(*map(find_runs, texts + pages)) - titles


def test_manifest_lists_every_file_exactly_once() -> None:
    listed = sorted(source["file"] for source in load_sources())
    assert listed == sorted(path.name for path in CORPUS.iterdir() if path.name not in NOT_SOURCES)
    assert len({source["id"] for source in load_sources()}) == len(listed)


def test_corpus_holds_the_sources_that_the_news_names() -> None:
    kinds = [source["kind"] for source in load_sources()]
    assert kinds.count("Inpres") == 1
    assert kinds.count("Berita") == 5
    assert sum(kind in ("SE", "Surat", "Permen") for kind in kinds) >= 9
    assert {source["id"] for source in load_sources()} >= {"uu-40-2004", "uu-24-2011", "uu-2-2017", "pp-44-2015"}


@pytest.fixture(params=[source["id"] for source in load_sources()])
def source(request: pytest.FixtureRequest) -> dict[str, str]:
    return next(source for source in load_sources() if source["id"] == request.param)


class TestSource:
    def test_hash_is_that_of_the_file(self, source: dict[str, str]) -> None:
        assert source["sha256"] == sha256((CORPUS / source["file"]).read_bytes()).hexdigest()

    def test_front_matter_agrees_with_the_manifest(self, source: dict[str, str]) -> None:
        front, _ = split_front_matter(read_digest(source))
        assert front == {key: value for key, value in source.items() if key not in OF_THE_MANIFEST_ALONE}

    def test_keys_are_complete_and_known(self, source: dict[str, str]) -> None:
        assert all(source.get(key) for key in REQUIRED)
        assert set(source) <= {*REQUIRED, *OPTIONAL, *OF_THE_MANIFEST_ALONE}
        assert all(source.values()), "what is not known is left out, not left empty"
        assert source["kind"] == "Berita" or "year" in source
        assert source["family"] in FAMILIES

    def test_text_status_is_digest(self, source: dict[str, str]) -> None:
        assert source["text_status"] == "digest"

    def test_id_is_that_of_the_instrument(self, source: dict[str, str]) -> None:
        """Where no number is known, the date stands in its place."""
        day = source.get("date", "")
        instrument = Instrument(
            source["kind"], source.get("number", ""), int(source.get("year", "0")) or None, source.get("issuer", "")
        )
        if source["kind"] == "Berita":
            assert re.fullmatch(rf"berita-[a-z]+-{day}(-[a-z0-9]+)+", source["id"])
        elif instrument.number:
            assert source["id"] == slug_instrument(instrument)
        else:
            assert source["id"] == f"{slug_instrument(instrument).removesuffix(day[:4])}{day}"

    def test_file_is_named_by_its_id(self, source: dict[str, str]) -> None:
        assert source["file"] == f"{source['id']}.md"

    def test_date_is_iso_and_of_the_instrument_year(self, source: dict[str, str]) -> None:
        day = source.get("date")
        assert day is None or str(date.fromisoformat(day).year) == source.get("year", day[:4])

    def test_address_is_https(self, source: dict[str, str]) -> None:
        assert re.fullmatch(r"https://[a-z0-9.-]+/\S*", source["address"])

    def test_body_starts_with_title_and_disclaimer(self, source: dict[str, str]) -> None:
        _, body = split_front_matter(read_digest(source))
        blank, title, gap, disclaimer, *_ = body.split("\n")
        assert (blank, gap) == ("", "")
        assert title.startswith("# ")
        assert disclaimer == f"> Ringkasan Rujukan, bukan teks resmi. Naskah resmi: {source['address']}."

    def test_body_has_no_inline_markup(self, source: dict[str, str]) -> None:
        _, body = split_front_matter(read_digest(source))
        assert not re.search(r"\*\*|__|`|\]\(|<[a-z]|&[a-z]+;|[ \t]\n", body)

    def test_says_where_facts_come_from_and_what_is_not_known(self, source: dict[str, str]) -> None:
        _, body = split_front_matter(read_digest(source))
        assert "\n## Dilaporkan oleh\n" in body
        assert "Belum dapat dipastikan: " in body

    def test_shares_no_sentence_with_an_original(
        self, source: dict[str, str], copied_runs: set[tuple[str, ...]]
    ) -> None:
        _, body = split_front_matter(read_digest(source))
        paragraphs = re.split(r"\n+", body)
        shared = sorted(" ".join(run) for paragraph in paragraphs for run in find_runs(paragraph) & copied_runs)
        assert shared == []


def test_pinpoints_of_statutes_and_instructions_are_those_of_the_headings() -> None:
    """`## Pasal 54` has to outline to `pasal-54`: a passage under another article's number is a false citation."""
    legal = [source for source in load_sources() if source["family"] in ("statute", "instruction")]
    assert len(legal) == 6
    for source in legal:
        parsed = parse_markdown((CORPUS / source["file"]).read_bytes(), source["file"])
        outline = parse_outline(parsed, detect_family(parsed, source["file"], source))
        headings = re.findall(r"^## ((?:Pasal|Diktum) .+)$", parsed.text, re.MULTILINE)
        named = [p.locator for p in outline.provisions if p.kind in ("pasal", "diktum") and p.depth == 0]
        assert named == [parse_pinpoint(heading) for heading in headings]
        assert outline.notices == ()


def test_item_pinpoints_hold_the_facts_that_people_cite() -> None:
    table = (
        ("pp-44-2015", "pasal-54.ayat-1", "1,74 persen"),
        ("pp-44-2015", "pasal-54.ayat-2.huruf-c", "0,13 persen"),
        ("pp-44-2015", "pasal-55.ayat-2.huruf-e", "0,01 persen"),
        ("pp-44-2015", "pasal-60.ayat-1.huruf-b", "tender"),
        ("pp-82-2019", "pasal-i.angka-3", "Rp20 juta"),
        ("uu-24-2011", "pasal-55", "delapan tahun"),
        ("uu-2-2017", "pasal-47.ayat-1.huruf-l", "jaminan sosial"),
        ("inpres-2-2021", "diktum-pertama", "19 menteri"),
    )
    for document, locator, fact in table:
        source = next(source for source in load_sources() if source["id"] == document)
        parsed = parse_markdown((CORPUS / source["file"]).read_bytes(), source["file"])
        outline = parse_outline(parsed, detect_family(parsed, source["file"], source))
        provision = next(p for p in outline.provisions if p.locator == locator)
        assert fact in provision.span.text_of(parsed.text)
