"""Read the place that a document belongs to, in its canonical name.

A province goes by its name alone (``Kalimantan Barat``), a city with ``Kota``, a regency with ``Kabupaten``; a national
instrument has no place.
"""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType

from kb.model import Reading, Span

PROVINCES = (
    "Aceh", "Sumatera Utara", "Sumatera Barat", "Riau", "Kepulauan Riau", "Jambi", "Sumatera Selatan",
    "Kepulauan Bangka Belitung", "Bengkulu", "Lampung", "DKI Jakarta", "Jawa Barat", "Banten", "Jawa Tengah",
    "DI Yogyakarta", "Jawa Timur", "Bali", "Nusa Tenggara Barat", "Nusa Tenggara Timur", "Kalimantan Barat",
    "Kalimantan Tengah", "Kalimantan Selatan", "Kalimantan Timur", "Kalimantan Utara", "Sulawesi Utara", "Gorontalo",
    "Sulawesi Tengah", "Sulawesi Barat", "Sulawesi Selatan", "Sulawesi Tenggara", "Maluku", "Maluku Utara",
    "Papua", "Papua Barat", "Papua Barat Daya", "Papua Tengah", "Papua Pegunungan", "Papua Selatan",
)  # fmt: skip

_SHORT_PROVINCES = MappingProxyType(
    {
        "kalbar": "Kalimantan Barat",
        "kalteng": "Kalimantan Tengah",
        "kalsel": "Kalimantan Selatan",
        "kaltim": "Kalimantan Timur",
        "kaltara": "Kalimantan Utara",
        "jabar": "Jawa Barat",
        "jateng": "Jawa Tengah",
        "jatim": "Jawa Timur",
        "sumbar": "Sumatera Barat",
        "sumut": "Sumatera Utara",
        "sumsel": "Sumatera Selatan",
        "kepri": "Kepulauan Riau",
        "babel": "Kepulauan Bangka Belitung",
        "sulsel": "Sulawesi Selatan",
        "sulut": "Sulawesi Utara",
        "sulteng": "Sulawesi Tengah",
        "sultra": "Sulawesi Tenggara",
        "sulbar": "Sulawesi Barat",
        "ntb": "Nusa Tenggara Barat",
        "ntt": "Nusa Tenggara Timur",
        "malut": "Maluku Utara",
        "diy": "DI Yogyakarta",
    }
)  # fmt: skip

# Names of two words: the second belongs to the name when it is one of these, or follows one of the first.
_SECOND = frozenset(
    "Selatan Utara Barat Timur Tengah Tenggara Besar Raya Jaya Laut Hulu Hilir Pusat Pariaman Panjang Lawas "
    "Sidempuan Kota Daya Dalam".split()
)
_FIRST = frozenset(
    "Bandar Banda Tanjung Pangkal Palangka Tebing Pematang Sungai Lubuk Pagar Limapuluh Lima Gunung Kepulauan Tanah "
    "Ogan Musi Kutai Hulu Tapanuli Bengkulu Nagan Aceh Deli Rokan Indragiri Muara Kota Pulau Toba Nias".split()
)
_OFFICES = MappingProxyType({"Gubernur": "", "Wali Kota": "Kota", "Bupati": "Kabupaten"})

_NAME = r"([A-Z][a-z]+(?:-[A-Z][a-z]+)?(?: [A-Z][a-z]+){0,2})"
_LOCAL = re.compile(
    rf"\b(?:(Pemerintah Kota|Pemkot|Wali Kota|Walikota)|(Pemerintah Kabupaten|Pemkab|Bupati)"
    rf"|(Pemerintah Provinsi|Pemprov|Gubernur|Provinsi))(?: \([A-Za-z]{{3,9}}\))? {_NAME}"
)


def find_issuer_place(issuer: str) -> str:
    """Name the place of a regional office; empty for a national one.

    Example:
        >>> find_issuer_place("Wali Kota Tangerang"), find_issuer_place("Menteri PUPR")
        ('Kota Tangerang', '')
    """
    for office, prefix in _OFFICES.items():
        if issuer.startswith(office + " "):
            return f"{prefix} {issuer.removeprefix(office).strip()}".strip()
    if issuer.startswith(("Kota ", "Kabupaten ")):
        return issuer
    return issuer.removeprefix("Provinsi ") if issuer.startswith("Provinsi ") else ""


def find_news_place(text: str) -> Reading | None:
    """Find the local government that a release is about: the one named most often, the first among equals."""
    found: list[tuple[str, Span]] = []
    for match in _LOCAL.finditer(text):
        name = _read_place(match)
        if name:
            found.append((name, Span(*match.span())))
    if not found:
        return None
    counts = Counter(name for name, _ in found)
    best = max(counts, key=lambda name: counts[name])
    return Reading(best, next(span for name, span in found if name == best), "text")


def _read_place(match: re.Match[str]) -> str:
    if match[3]:
        return _read_province(match[4])
    words = match[4].split()
    length = 2 if len(words) > 1 and (words[1] in _SECOND or words[0] in _FIRST) else 1
    return ("Kota " if match[1] else "Kabupaten ") + " ".join(words[:length])


def _read_province(words: str) -> str:
    short = _SHORT_PROVINCES.get(words.split()[0].lower())
    if short:
        return short
    fitting = [name for name in PROVINCES if words == name or words.startswith(name + " ")]
    return max(fitting, key=len, default="")
