"""Twenty questions that a new user would ask of the real corpus, each answered in the first three hits.

A hit answers when its pinpoint is the gold provision or lies inside it: one that only contains the gold
provision is not precise enough.
"""

from __future__ import annotations

import pytest

from kb.knowledge_base import IngestReport, KnowledgeBase

pytestmark = pytest.mark.real

QUESTIONS = [
    # PPK: what construction employers pay, and who has to enrol.
    (
        "berapa persen iuran JKK pekerja jasa konstruksi kalau upahnya diketahui?",
        {"pp-44-2015": ["pasal-54.ayat-1"]},
    ),
    ("iuran JKM dihitung dari nilai kontrak kerja konstruksi", {"pp-44-2015": ["pasal-55.ayat-2"]}),
    ("siapa yang wajib mendaftarkan pekerja harian lepas di proyek konstruksi?", {"pp-44-2015": ["pasal-53"]}),
    (
        "apa saja yang menjadi dasar penyusunan biaya sertifikasi badan usaha jasa konstruksi?",
        {"kepmen-pupr-713-kpts-m-2022": ["diktum-ketiga"]},
    ),
    (
        "sampai tanggal berapa sertifikat keahlian kerja diperpanjang otomatis oleh LPJK?",
        {"se-menteri-pupr-05-se-m-2022": ["huruf-c.angka-1.huruf-e.angka-1", "huruf-c.angka-1.huruf-e.angka-4"]},
    ),
    # Policy staff: duties, sanctions, what binds whom.
    (
        "sanksi bagi pemberi kerja yang tidak mendaftarkan pekerjanya ke BPJS",
        {"uu-24-2011": ["pasal-17"], "pp-44-2015": ["pasal-59"]},
    ),
    ("ancaman pidana penjara kalau iuran BPJS tidak disetor pemberi kerja", {"uu-24-2011": ["pasal-55"]}),
    ("pasal 15 ayat (1) UU 24/2011", {"uu-24-2011": ["pasal-15.ayat-1"]}),
    ("Inpres 1/2022 diktum kedua angka 3", {"inpres-1-2022": ["diktum-kedua.angka-3"]}),
    (
        "apa yang harus dilaporkan Menteri Koordinator kepada Presiden setiap enam bulan?",
        {"inpres-1-2022": ["diktum-kedua.angka-1.huruf-b"]},
    ),
    (
        "perusahaan dengan berapa pekerja wajib menerapkan SMK3?",
        {"pp-50-2012": ["pasal-5.ayat-2"]},
    ),
    (
        "bolehkah pekerja di-PHK selama masih dirawat akibat kecelakaan kerja?",
        {"pp-44-2015": ["pasal-52.ayat-1"]},
    ),
    (
        "kapan manfaat JHT dibayarkan kepada peserta?",
        {
            "permenaker-2-2022": ["pasal-2"],
            "pp-46-2015": ["pasal-26.ayat-1", "pasal-22.ayat-1"],
            "pp-60-2015": ["pasal-i.pasal-26.ayat-1"],
        },
    ),
    (
        "siapa yang membayar iuran untuk penerima bantuan iuran?",
        {"uu-24-2011": ["pasal-19.ayat-4"], "uu-40-2004": ["pasal-17.ayat-4", "pasal-1.angka-5"]},
    ),
    (
        "berapa umur paling rendah anak yang boleh bekerja sebagai bagian dari kurikulum pendidikan?",
        {"uu-13-2003": ["pasal-70"]},
    ),
    ("cuti bersama pegawai ASN tahun 2021 jatuh pada tanggal berapa?", {"keppres-7-2021": ["diktum-kesatu"]}),
    # Journalists: figures, and who said what.
    (
        "berapa pekerja konstruksi di Kalimantan Barat yang sudah terdaftar BPJS Ketenagakerjaan?",
        {"berita-infopublik-2025-07-10-kalbar-jamsostek": ["paragraf-5"]},
    ),
    (
        "target cakupan kepesertaan jasa konstruksi Kota Bogor akhir 2025 menurut Dian Agung Senoaji",
        {"berita-bogorkita-2025-07-25-sosialisasi-konstruksi": ["paragraf-13"]},
    ),
    (
        "surat edaran Wali Kota Tangerang nomor berapa yang mewajibkan badan usaha jasa konstruksi melindungi pekerja?",
        {"berita-tangerangkota-2025-07-30-sosialisasi-konstruksi": ["paragraf-5"]},
    ),
    (
        '"harga mati" jaminan sosial pekerja konstruksi',
        {"berita-mediaseputarindonesiaraya-2026-02-09-bekasi-rakor": ["paragraf-1"]},
    ),
]


def answers(document_id: str, locator: str, gold: dict[str, list[str]]) -> bool:
    return any(locator == place or locator.startswith(f"{place}.") for place in gold.get(document_id, []))


def test_there_are_twenty_questions() -> None:
    assert len(QUESTIONS) == 20


@pytest.mark.parametrize(("query", "gold"), QUESTIONS, ids=[query for query, _ in QUESTIONS])
def test_question_is_answered_in_the_first_three_hits(
    real_base: tuple[KnowledgeBase, IngestReport], query: str, gold: dict[str, list[str]]
) -> None:
    base, _ = real_base
    hits = base.search(query, limit=3).hits
    places = [(hit.citation.document_id, hit.citation.pinpoint.locator) for hit in hits]
    assert any(answers(document_id, locator, gold) for document_id, locator in places), places
    for hit in hits:
        document = base.get_document(hit.citation.document_id, hit.citation.version)
        quote = hit.citation.quote
        assert document.text[quote.start : quote.end] == quote.exact
