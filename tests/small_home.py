"""A home folder of five short made-up documents, taken in by the real knowledge base with the shipped model.

For tests of the faces, which must not depend on how well anything is found. The documents have one of everything that
an answer can show: pages aside, a digest and a copy, a notice, a rule that another amends, and a hostile text.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kb.client import Client, open_knowledge_base
from kb.client.local import Local
from kb.knowledge_base import KnowledgeBase
from kb.model.settings import Settings

KEY = "a-configured-key"
DOCUMENT = "inpres-2-2021"
DIGEST = "se-wali-kota-tangerang-19349-2024"
RELEASE = "berita-penerbit-2025-07-10-kalbar"
AMENDED = "pp-44-2015"
AMENDING = "pp-82-2019"
ALL = (DOCUMENT, DIGEST, RELEASE, AMENDED, AMENDING)

HOSTILE = "\u202eberbahaya"
"""What would turn the reading direction of a terminal; the parser keeps it, because it is text."""

TEXTS = {
    DOCUMENT: """---
id: inpres-2-2021
title: Optimalisasi jaminan sosial ketenagakerjaan
kind: Inpres
number: 2
year: 2021
date: 2021-03-25
publisher: Penerbit
address: https://example.go.id/inpres-2-2021
text_status: official
family: instruction
---
INSTRUKSI PRESIDEN REPUBLIK INDONESIA NOMOR 2 TAHUN 2021

Menginstruksikan:

PERTAMA : Mengambil langkah bagi pekerja jasa konstruksi menurut Undang-Undang Nomor 24 Tahun 2011.

KEDUA : Khusus kepada:

1. Menteri untuk menyusun pedoman.

3. Gubernur untuk melapor kepada menteri tiap semester.

KETIGA : Instruksi ini mulai berlaku pada tanggal dikeluarkan.
""",
    DIGEST: """---
id: se-wali-kota-tangerang-19349-2024
title: Perlindungan pekerja jasa konstruksi
kind: SE
number: 19349
year: 2024
date: 2024-10-07
issuer: Wali Kota Tangerang
place: Kota Tangerang
publisher: Penerbit
address: https://example.go.id/se
text_status: digest
family: circular
---
## Isi pokok

Kontraktor mendaftarkan pekerja jasa konstruksi, sesuai Inpres 2/2021 diktum kedua.
""",
    RELEASE: f"""---
id: berita-penerbit-2025-07-10-kalbar
title: Kalbar lindungi pekerja
kind: Berita
date: 2025-07-10
place: Kalimantan Barat
publisher: Penerbit
address: https://example.go.id/berita
text_status: copy
family: news
---
# Kalbar lindungi pekerja

Sebanyak 55 persen pekerja konstruksi di Kalimantan Barat terlindungi, atau 42.591 orang dari 154.008 orang. {HOSTILE}

Gubernur meminta Inpres 2/2021 dilaksanakan. {HOSTILE}
""",
    AMENDED: """---
id: pp-44-2015
title: Penyelenggaraan program jaminan kecelakaan kerja
kind: PP
number: 44
year: 2015
date: 2015-06-30
publisher: Penerbit
address: https://example.go.id/pp-44-2015
text_status: official
family: statute
---
Pasal 1

Santunan sekaligus sebesar Rp16.200.000,00.

Pasal 2

Iuran dibayar tiap bulan.
""",
    AMENDING: """---
id: pp-82-2019
title: Perubahan atas Peraturan Pemerintah Nomor 44 Tahun 2015
kind: PP
number: 82
year: 2019
date: 2019-11-29
publisher: Penerbit
address: https://example.go.id/pp-82-2019
text_status: official
family: statute
---
Pasal I

Beberapa ketentuan dalam Peraturan Pemerintah Nomor 44 Tahun 2015 diubah.
""",
}


def build_home(folder: Path) -> Settings:
    """Make the home in a folder.

    Returns:
        Its settings: a key is set, and the smallest limit that the texts pass.
    """
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name, text in TEXTS.items():
        (sources / f"{name} salinan é.md").write_text(text, encoding="utf-8")
    settings = replace(Settings(), home=folder / "home", api_key=KEY, max_source_bytes=5000)
    with open_knowledge_base(settings) as base:
        report = base.ingest([str(sources)])
        assert not report.failed, report.failed
    return settings


@contextmanager
def open_copy(made: Settings, folder: Path) -> Iterator[KnowledgeBase]:
    """Open a copy of a home, so that the home itself stays as it was made."""
    home = Path(shutil.copytree(made.home, folder / "home"))
    with open_knowledge_base(replace(made, home=home)) as base:
        yield base


class Staying(Local):
    """A transport whose knowledge base stays open for the next test."""

    def close(self) -> None:
        """Leave it open."""


def ask_here(base: KnowledgeBase) -> Client:
    """Return a client that asks an open knowledge base, and leaves it open."""
    return Client(Staying(base))
