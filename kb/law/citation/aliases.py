"""Names in common use for instruments that have a number.

On any one day an alias names one instrument or none: the one that was in force then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from kb.language.tables import join_longest
from kb.law.citation.scan import InstrumentMention
from kb.model import Instrument


class _Term(NamedTuple):
    """What a name meant from a day on; no number where it could be one of two."""

    since: date
    number: str
    year: int

    @property
    def instrument(self) -> Instrument | None:
        return Instrument("UU", self.number, self.year) if self.number else None


_JASA_KONSTRUKSI = (_Term(date(1999, 5, 7), "18", 1999), _Term(date(2017, 1, 12), "2", 2017))
_CIPTA_KERJA = (
    _Term(date(2020, 11, 2), "11", 2020),
    # Perppu 2/2022 had replaced the first and was not yet made the second.
    _Term(date(2022, 12, 30), "", 0),
    _Term(date(2023, 3, 31), "6", 2023),
)
_PEMDA = (
    _Term(date(1999, 5, 7), "22", 1999),
    _Term(date(2004, 10, 15), "32", 2004),
    _Term(date(2014, 9, 30), "23", 2014),
)
_ASN = (_Term(date(2014, 1, 15), "5", 2014), _Term(date(2023, 10, 31), "20", 2023))
_BPJS = (_Term(date(2011, 11, 25), "24", 2011),)
_SJSN = (_Term(date(2004, 10, 19), "40", 2004),)
_NAKER = (_Term(date(2003, 3, 25), "13", 2003),)
_JAMSOSTEK = (_Term(date(1992, 2, 17), "3", 1992),)
_PPHI = (_Term(date(2004, 1, 14), "2", 2004),)
_PPMI = (_Term(date(2017, 11, 22), "18", 2017),)

_TERMS = {
    "bpjs": _BPJS,
    "badan penyelenggara jaminan sosial": _BPJS,
    "sjsn": _SJSN,
    "sistem jaminan sosial nasional": _SJSN,
    "jasa konstruksi": _JASA_KONSTRUKSI,
    "jakon": _JASA_KONSTRUKSI,
    "cipta kerja": _CIPTA_KERJA,
    "ciptaker": _CIPTA_KERJA,
    "ketenagakerjaan": _NAKER,
    "naker": _NAKER,
    "jamsostek": _JAMSOSTEK,
    "jaminan sosial tenaga kerja": _JAMSOSTEK,
    "keselamatan kerja": (_Term(date(1970, 1, 12), "1", 1970),),
    "pemerintahan daerah": _PEMDA,
    "pemda": _PEMDA,
    "serikat pekerja": (_Term(date(2000, 8, 4), "21", 2000),),
    "pphi": _PPHI,
    "penyelesaian perselisihan hubungan industrial": _PPHI,
    "administrasi pemerintahan": (_Term(date(2014, 10, 17), "30", 2014),),
    "aparatur sipil negara": _ASN,
    "asn": _ASN,
    "keuangan negara": (_Term(date(2003, 4, 5), "17", 2003),),
    "perbendaharaan negara": (_Term(date(2004, 1, 14), "1", 2004),),
    "perseroan terbatas": (_Term(date(1995, 3, 7), "1", 1995), _Term(date(2007, 8, 16), "40", 2007)),
    "ppmi": _PPMI,
    "pelindungan pekerja migran indonesia": _PPMI,
    "keterbukaan informasi publik": (_Term(date(2008, 4, 30), "14", 2008),),
}
# Where no date tells, people mean the one in force; but "UU Cipta Kerja" stayed the name of the first.
_UNDATED = {"cipta kerja": 0, "ciptaker": 0}

ALIASES = MappingProxyType(
    {
        name: instrument
        for name, terms in _TERMS.items()
        if (instrument := terms[_UNDATED.get(name, -1)].instrument) is not None
    }
)
"""What follows "UU" in a name in common use → the instrument that is meant where no date tells."""

PLAIN_NAMES = MappingProxyType(
    {
        f"{kind} {name}": f"{written} {number}"
        for written, number, names in (
            ("PP", "44/2015", ("jkk", "jkm", "jkk jkm", "jkk dan jkm", "jkk-jkm", "jaminan kecelakaan kerja",
                               "jaminan kematian", "jaminan kecelakaan kerja dan jaminan kematian")),
            ("PP", "45/2015", ("jp", "jaminan pensiun", "pensiun")),
            ("PP", "46/2015", ("jht", "jaminan hari tua")),
            ("PP", "50/2012", ("smk3",)),
            ("PP", "37/2021", ("jkp", "jaminan kehilangan pekerjaan")),
            ("PP", "36/2021", ("pengupahan",)),
            ("PP", "35/2021", ("pkwt",)),
            ("Perpres", "16/2018", ("pbj", "pengadaan", "pengadaan barang jasa", "pengadaan barang/jasa",
                                    "pengadaan barang dan jasa", "pbjp")),
            ("Perpres", "82/2018", ("jaminan kesehatan", "jkn")),
        )
        for kind in ({"PP": ("pp", "peraturan pemerintah"), "Perpres": ("perpres", "peraturan presiden")}[written])
        for name in names
    }
)  # fmt: skip
"""Names in common use for other kinds → what they name, written as a number."""

_NAMES = join_longest(_TERMS, lambda name: name.replace(" ", r"[\s^]{1,4}"))
_ALIAS = re.compile(
    rf"(?<![\w/-])(UU|Undang[-\s]{{0,2}}Undang)[\s^]{{1,4}}(?:tentang[\s^]{{1,4}})?({_NAMES})(?![\w/-])", re.IGNORECASE
)
# A bill is no instrument, and a "Peraturan Pemerintah Pengganti Undang-Undang" no UU.
_OTHER = re.compile(r"(?:rancangan|pengganti|draf|draft)\s{1,3}$", re.IGNORECASE)


def resolve_alias(name: str, day: date | None = None) -> Instrument | None:
    """Return what a name in common use meant on a day; None where it named nothing yet, or could be one of two.

    Args:
        name: what follows "UU".
        day: of the text that uses the name; None where no date is known.

    Example:
        >>> resolve_alias("Jasa Konstruksi", date(2010, 1, 1)), resolve_alias("BPJS", date(2010, 1, 1))
        (Instrument(kind='UU', number='18', year=1999, issuer=''), None)
    """
    key = " ".join(name.lower().replace("^", " ").split())
    if day is None:
        return ALIASES.get(key)
    terms = [term for term in _TERMS.get(key, ()) if term.since <= day]
    return terms[-1].instrument if terms else None


def find_aliases(text: str, is_query: bool = False, day: date | None = None) -> Iterator[InstrumentMention]:
    """Find names in common use (``UU Cipta Kerja``); in running text the name has to be capitalised as one.

    A name that meant nothing on that day, or could be one of two, comes without its instrument's kind.
    """
    for match in _ALIAS.finditer(text):
        if _OTHER.search(text, max(0, match.start() - 14), match.start()):
            continue
        if is_query or match[2][0].isupper():
            instrument = resolve_alias(match[2], day) or Instrument("")
            yield InstrumentMention(instrument, match.start(), match.end(), False, basis="alias")
