"""Tell the numbers that count something from those that name or date it.

Numbers of laws, articles, circulars, lists, pages, houses, telephones, dates, years and times of day are no quantities;
where nothing says that a bare number counts, it doesn't.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

from kb.figures.amounts import Amount
from kb.figures.units import CountedUnit, is_known
from kb.language import MONTHS
from kb.language.dates import MONTH_NAME
from kb.model import Span

_WINDOW = 40
_NAMED = frozenset(
    "pasal ayat huruf angka butir nomor no nr bab bagian paragraf diktum lampiran romawi halaman hal hlm tabel "
    "gambar formulir model kolom baris poin tahap fase jenjang tingkat kelas golongan tipe type seri versi edisi "
    "volume vol jilid lantai lt blok kav kavling rt rw km kode pos strata grade zona ke abad covid iso sni "
    "peringkat daftar kualifikasi peraturan undang-undang".split()
)
"""What a bare number after these names; with a sign, scale, separator or decimals it is a quantity all the same
("di angka 49 persen", "Angka 154.008 pekerja")."""

_NUMBERED = frozenset(
    "nomor no nr nip nik npwp rekening rek telepon telp tlp fax faks faksimile hp wa whatsapp center uu pp "
    "perpres inpres keppres permen permenaker permendagri kepmen kepmenaker perda pergub perwali perbup se skb "
    "tln tlnri ln lnri pukul pkl tanggal tgl number".split()
)
"""After these no number is a quantity, however it is written."""

_JALAN = re.compile(r"(?<!\w)(?:jalan|jln|jl)\b[^,;\n]{0,30}$", re.IGNORECASE)
_YEARS = frozenset(["tahun", "thn", "th", "ta", "anggaran", "apbn", "apbd", "sejak", *MONTHS])
_YEAR_LIKE = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}")
_MONTH_AFTER = re.compile(rf"\s{{1,3}}(?:{MONTH_NAME})\b", re.IGNORECASE)
_CUES = frozenset(
    "sebanyak sejumlah berjumlah jumlah jumlahnya mencapai hanya baru total totalnya menjadi dari dilaporkan "
    "sekitar minimal maksimal maksimum minimum banyak sedikit tercatat terdata sebesar lebih hampir tambahan "
    "terdaftar ada terdapat x = × berkala tetapi".split()
)
"""After these a bare number counts, though no noun follows."""
_FOLLOWED = re.compile(
    r"\s{1,3}(?:di\s?antara|dari\s{1,3}(?:(?:total|potensi|jumlah|sekitar|seluruh)\s{1,3}){0,2}[0-9]|oleh\b)"
    r"|\s{0,2}[x×]\s{0,2}(?:[0-9]|Rp)",
    re.IGNORECASE,
)
_CHAIN = re.compile(
    r"\s{0,3}\)?\s{0,3}(?:,|/|[-–]|dan/atau|dan|atau|serta|sampai\s{1,3}dengan|sampai|hingga|s\.d\.|s/d|,\s{0,3}(?:dan|atau))?"
    r"\s{0,3}\(?\s{0,2}",
    re.IGNORECASE,
)
_MARKER_AFTER = re.compile(r"[.)](?=\s|$)")
_SENTENCE_AFTER = re.compile(r"\.\s{1,3}[A-Z“\"(]|\.\s*$")
_OPENS = re.compile(r"(?:^|[\n.;:,”\"])\s{0,3}(?:(?:dan/atau|dan|atau)\s{1,3})?\(?$")
_SAME = frozenset("salah per nomor pasal ayat huruf tanggal ke bab pihak tingkat kelas jenjang".split())
FRONT_MATTER = re.compile(r"\A---\n(?:[^\n]{0,400}\n){1,40}?---\n")
_WEB = re.compile(
    r"(?:https?://|www\.|[\w.+-]{1,60}@)\S{1,300}|(?<![\w.-])[\w-]{1,60}(?:\.[\w-]{1,40}){0,4}\.(?:com|id|org|net|co|go|info)\b\S{0,200}"
)


class Exclusions:
    """One text's dates and addresses, ready to be asked of each number in turn.

    Numbers are asked in order: "Pasal 5, 6 dan 7" names three articles, and only the first says so.
    """

    def __init__(self, text: str, dates: Iterable[Span]) -> None:
        self._text = text
        marks = (*_WEB.finditer(text), *FRONT_MATTER.finditer(text))
        self._taken = _merge([*dates, *(Span(*match.span()) for match in marks)])
        self._starts = [span.start for span in self._taken]
        self._named_until = -1

    def names(self, amount: Amount, unit: CountedUnit | None) -> bool:
        """Say whether a number names, dates or lists something rather than counting it."""
        is_name = self._is_taken(amount.span) or self._is_named(amount, unit) or self._is_chained(amount, unit)
        if is_name:
            self._named_until = amount.span.end
        return is_name

    def _is_taken(self, span: Span) -> bool:
        at = bisect.bisect_right(self._starts, span.start)
        return any(one.overlaps(span) for one in self._taken[max(0, at - 1) : at + 1])

    def _is_chained(self, amount: Amount, unit: CountedUnit | None) -> bool:
        """Say whether a bare number goes on a list of names that the number before belongs to."""
        gap = self._text[self._named_until : amount.span.start] if self._named_until >= 0 else ""
        if not gap or len(gap) > 24 or not amount.is_bare or (unit is not None and is_known(unit.name)):
            return False
        return _CHAIN.fullmatch(gap) is not None

    def _is_named(self, amount: Amount, unit: CountedUnit | None) -> bool:
        before = self._text[max(0, amount.span.start - _WINDOW) : amount.span.start]
        word = _last_word(before)
        if word in _NUMBERED:
            return amount.unit not in ("persen", "rupiah")
        if amount.is_words:
            return _is_said(self._text, amount, unit, before, word)
        is_label = amount.is_bare or (amount.is_repeated and not amount.unit)
        if is_label and (word in _NAMED or _is_in_street(before)):
            return True
        return amount.is_bare and _is_bare_name(self._text, amount, unit, before, word)


def _merge(spans: Iterable[Span]) -> list[Span]:
    """Make spans disjoint, so that a bisection finds whatever overlaps."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _last_word(before: str) -> str:
    """Return the word that stands before a number, in lower case; brackets, dots and colons between are passed over."""
    words = before.rstrip(" \n\t\u00a0(^.:")[-24:].split()
    return words[-1].lower().lstrip("(“\"'") if words else ""


def _is_in_street(before: str) -> bool:
    return "j" in before.lower() and _JALAN.search(before) is not None


def _is_said(text: str, amount: Amount, unit: CountedUnit | None, before: str, word: str) -> bool:
    """Judge a number in words: "salah satu", "pasal lima", a name ("Lima Puluh Kota"), or "satu" that is an article."""
    is_name = amount.unit == "" and text[amount.span.start].isupper() and not _OPENS.search(before)
    if word in _SAME or is_name:
        return True
    if amount.unit or amount.low >= 1000:
        return amount.unit == "" and word in _YEARS
    if unit is None:
        return word not in _CUES and not _FOLLOWED.match(text, amount.span.end)
    return amount.low == 1 and not amount.is_repeated and not is_known(unit.name)


def _is_bare_name(text: str, amount: Amount, unit: CountedUnit | None, before: str, word: str) -> bool:
    digits, end = amount.span.text_of(text), amount.span.end
    if (digits[0] == "0" and digits.isdecimal() and len(digits) > 1) or _MONTH_AFTER.match(text, end):
        return True
    if _is_year(digits, unit, word):
        return True
    if unit is not None:
        return (len(digits) > 7 and digits.isdecimal()) or (
            before.endswith("(") and not unit.span.text_of(text).islower()
        )
    if before.endswith("(") or _is_marker(text, amount, before):
        return True
    is_long = digits.isdecimal() and len(digits) >= 5
    return is_long or (word not in _CUES and not _FOLLOWED.match(text, end))


def _is_year(digits: str, unit: CountedUnit | None, word: str) -> bool:
    if not _YEAR_LIKE.fullmatch(digits[:4]) or len(digits) not in (4, 9):
        return False
    return unit is None or not is_known(unit.name) or len(digits) == 9 or word in _YEARS


def _is_marker(text: str, amount: Amount, before: str) -> bool:
    end = amount.span.end
    if not _MARKER_AFTER.match(text, end):
        return False
    return _OPENS.search(before) is not None or not _SENTENCE_AFTER.match(text, end)
