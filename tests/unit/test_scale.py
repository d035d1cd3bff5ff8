"""The bench of costs by size: statutes are read as such, counts and bars mean what they say."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from benchmarks.costs import Bench, Meter
from benchmarks.scale import format_comparison, format_table, judge
from benchmarks.statutes import Statute, choose_statutes, draw_claims, draw_words, write_statutes
from benchmarks.tiny_encoder import DIMENSION, build_tiny_encoder
from kb.embedding.encoder import open_encoder
from kb.ingest.document import build_document
from kb.ingest.fetch import read_location

STATUTE = Statute(
    "UU 24/2011",
    "BADAN PENYELENGGARA JAMINAN SOSIAL",
    (
        ("1", "Pasal 1 Dalam Undang-Undang ini: 1. Peserta adalah setiap orang. 2. Iuran adalah sejumlah uang."),
        ("2", "Pasal 2 (1) Pemberi kerja wajib: a. mendaftar; b. membayar 2 persen dari upah sebulan tepat waktu. (2) "
              "Denda dihapus sejak tanggal 1 Januari 2014 bagi setiap pekerja yang masih menjadi peserta program ini."),
    ),
)  # fmt: skip


def test_statute_written_to_a_file_is_read_with_its_articles_and_their_items(tmp_path: Path) -> None:
    write_statutes([STATUTE], tmp_path)
    document = build_document(read_location(str(tmp_path / "uu-24-2011.txt"), 1 << 20, 5), {})
    locators = {provision.locator for provision in document.provisions}
    assert document.id == "uu-24-2011"
    assert document.title == "Badan Penyelenggara Jaminan Sosial"
    assert {"pasal-1.angka-2", "pasal-2.ayat-1.huruf-b", "pasal-2.ayat-2"} <= locators


def test_statutes_are_chosen_evenly_and_all_when_there_are_no_more() -> None:
    statutes = [Statute(f"UU {n}/2000", "", ()) for n in range(10)]
    assert [statute.name for statute in choose_statutes(statutes, 2)] == ["UU 0/2000", "UU 5/2000"]
    assert choose_statutes(statutes, 99) == statutes


def test_questions_are_the_same_each_time_and_stand_in_the_text() -> None:
    drawn = draw_words([STATUTE], 5)
    assert drawn == draw_words([STATUTE], 5)
    assert len(set(drawn)) == 5
    texts = " ".join(text for _, text in STATUTE.articles)
    assert [words for words in drawn if words not in texts] == []


def test_claims_say_a_figure_or_a_date() -> None:
    (claim,) = draw_claims([STATUTE], 5)
    assert claim.startswith("(2) Denda dihapus sejak tanggal 1 Januari 2014")


def test_tiny_encoder_is_opened_like_the_shipped_one_and_gives_parts(tmp_path: Path) -> None:
    encoder = open_encoder(str(build_tiny_encoder([STATUTE.articles[1][1]], tmp_path / "model")))
    short, long = encoder.encode(["denda dihapus", "denda dihapus " * 10], "document")
    assert encoder.dimension == DIMENSION == len(short.whole)
    assert len(long.parts) > len(short.parts) == 1


@pytest.fixture
def counted_bench() -> Bench:
    meter = Meter()
    engine = create_engine("sqlite://")
    from sqlalchemy import event

    event.listen(engine, "after_cursor_execute", meter._count_statement)
    event.listen(engine, "connect", meter._count_rows)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t AS SELECT 1 AS n UNION SELECT 2"))
    return Bench(SimpleNamespace(engine=engine), meter, 3)


def test_each_call_has_its_own_statements_and_rows(counted_bench: Bench) -> None:
    def ask() -> None:
        with counted_bench.base.engine.connect() as connection:
            connection.execute(text("SELECT n FROM t")).all()

    counted_bench.run("listing", [ask] * 5)
    assert [(cost.statements, cost.rows) for cost in counted_bench.found["listing"]] == [(1, 2)] * 3


def costs(p50: float, **more: float) -> dict[str, Any]:
    return {"cpu_p50_ms": p50, "cpu_p95_ms": p50, "wall_p50_ms": p50, "wall_p95_ms": p50, **more}


def results(p50: float, rate: float) -> dict[str, Any]:
    ingest = {"chunks": 9, "chunks_per_second": rate, "chunks_per_cpu_second": rate}
    sizes = {size: {"ingest": ingest, "operations": {"listing": costs(p50 * n)}} for n, size in ((1, "40"), (2, "400"))}
    return {"measured": "now", "sizes": sizes}


@pytest.mark.parametrize(
    ("cost", "growth", "said"),
    [
        (costs(30), 1.6, "kept"),
        (costs(31), 1.0, "cpu_p95_ms 31 > 30"),
        (costs(1), 1.7, "growth 1.70 > 1.6"),
    ],
)
def test_bars_are_kept_up_to_the_bar_and_missed_beyond(cost: dict[str, Any], growth: float, said: str) -> None:
    assert judge("listing", cost, growth) == said


def test_table_says_growth_and_comparison_says_how_many_times_faster() -> None:
    assert "| listing | 10.0 / 10.0 | 20.0 / 20.0 | 2.00× |" in "\n".join(format_table(results(10, 100)))
    compared = "\n".join(format_comparison(results(10, 100), results(5, 300)))
    assert "| listing | 20 → 10 | 20 → 10 | 2.00× faster |" in compared
    assert "100 → 300 | | 3.00× faster" in compared
