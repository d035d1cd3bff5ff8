"""The words and figures that no tolerance may ever pass over.

Two stretches that ``find_figures`` answers differently for are different statements, however alike they look.
"""

from __future__ import annotations

import re

from kb.checking.quotation.fold import fold_typography
from kb.language import MONTHS, ORDINALS, fold_digits
from kb.language.typography import DASHES
from kb.model import Span

NEGATIONS = frozenset(
    """tidak tak tidaklah bukan bukanlah bukannya jangan janganlah belum tanpa dilarang melarang larangan terlarang
    kecuali dikecualikan pengecualian mengecualikan terkecuali selain mustahil batal gagal menolak ditolak nihil non
    no not never without except unless nor none neither""".split()
)
"""Words that turn a statement round."""

_MODALS = """wajib diwajibkan harus diharuskan dapat boleh diperbolehkan berhak mungkin bisa akan sudah telah hanya
    must shall may can""".split()
_DEGREES = """kurang lebih paling sedikit banyak minimal maksimal sebelum sesudah setelah lama lambat cepat tinggi
    rendah naik turun bertambah berkurang meningkat menurun atas bawah atau dan dari setiap semua seluruh sebagian
    hari minggu bulan tahun semester triwulan jam kali""".split()
_NUMBERS = """nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus ratusan
    seribu ribu ribuan sejuta juta jutaan miliar milyar triliun setengah separuh sepertiga seperempat pertiga persen
    perseratus permil rupiah dolar pertama""".split()
_DAYS = "senin selasa rabu kamis jumat sabtu minggu ahad".split()

GUARDED = NEGATIONS | frozenset(
    [*_MODALS, *_DEGREES, *_NUMBERS, *_DAYS, *MONTHS, *(word for name in ORDINALS for word in name.split())]
)
"""Words that change what is said when they come, go or change: none may differ but by the shape of its letters."""

_UNITS = re.compile(r"\s{0,3}(?:%|‰|(?:persen|ribu|ratus|juta|miliar|milyar|triliun|puluh)\b)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_COUNTED = re.compile(r"(\b(?:ayat|angka) ?\(?|\((?=.{1,2}\)))(l{1,2}|I)(?![^\W_])")
_MISREAD = re.compile(r"[OoQIlLi|]")
_FIGURE = re.compile(r"[0-9]+(?:[^\W\d_](?![^\W_]))?|(?<=[0-9])[.,/:-](?=[0-9])")
_SYMBOL = re.compile(r"[%‰°$€£¥+×÷=<>≤≥±§&@]|(?<![\w)])[-‐‑‒–—−](?=[0-9])")
_LETTERS = str.maketrans("01", "ol")
_LEAST_LETTERS = 3
_MANY = 400
"""Figures: so many in one stretch are a table's, where no misreading is certain."""

_LETTER = re.compile(r"(?<![^\W_])[^\W\d_](?![^\W_])")


def find_figures(text: str, *, reads_words: bool = False) -> list[str]:
    """List figures, the marks inside them, single letters and signs: all that numbers and names a place.

    What scanners misread for certain is read: ``2O21``, and ``ayat (l)`` and ``(l)``, since an ayat has a number only.

    Args:
        reads_words: take 0 and 1 inside a word for the letters that they look like (``Sosia1``).

    Example:
        >>> find_figures("154.008 orang (29,86%) per Pasal 5A huruf b")
        ['154', '.', '008', '29', ',', '86', '5A', 'b', '%']
        >>> find_figures("tahun 2O21 ayat (l)") == find_figures("tahun 2021 ayat (1)")
        True
    """
    read = _read_digits(fold_typography(text))
    return [*_list_figures(_WORD.sub(_read_word, read) if reads_words else read), *find_signs(text)]


def _read_digits(folded: str) -> str:
    if not _MISREAD.search(folded):
        return folded
    return _COUNTED.sub(lambda match: match[1] + "1" * len(match[2]), fold_digits(folded))


def _list_figures(read: str) -> list[str]:
    return [*_FIGURE.findall(read), *_LETTER.findall(read)]


def _read_word(match: re.Match[str]) -> str:
    word = match.group()
    letters = sum(sign.isalpha() for sign in word)
    return word.translate(_LETTERS) if letters >= _LEAST_LETTERS else word


def find_signs(text: str) -> list[str]:
    """List the signs that count as words: percent, currency, comparison, and a minus before a figure."""
    return ["-" if sign in DASHES else sign for sign in _SYMBOL.findall(text)]


def have_same_figures(ours: str, theirs: str) -> bool:
    """Say whether two stretches have the same figures, letters of enumerations and signs, in the same order.

    A single letter may have lost its blanks (``hurufa``) where all letters are the same ones for certain.

    Example:
        >>> have_same_figures("Sosial huruf a", "Sosia1 huruf a"), have_same_figures("huruf i", "huruf l")
        (True, False)
        >>> have_same_figures("dalam huruf a", "dalam hurufa"), have_same_figures("Pasal 1 1", "Pasal 11")
        (True, False)
    """
    if find_signs(ours) != find_signs(theirs):
        return False
    left, right = fold_typography(ours), fold_typography(theirs)
    if left == right:
        return True
    left, right = _read_digits(left), _read_digits(right)
    mine, yours = _list_figures(left), _list_figures(right)
    if mine == yours:
        return True
    if max(len(mine), len(yours)) > _MANY:
        return False
    if _list_figures(_WORD.sub(_read_word, left)) == _list_figures(_WORD.sub(_read_word, right)):
        return True
    return _without_letters(mine) == _without_letters(yours) and _letters_of(left) == _letters_of(right)


def _without_letters(figures: list[str]) -> list[str]:
    return [figure for figure in figures if not figure.isalpha()]


def _letters_of(folded: str) -> str:
    return "".join(_WORD.findall(folded)).casefold()


def has_negation(text: str) -> bool:
    """Say whether a text has a word that turns a statement round."""
    return any(word.lower() in NEGATIONS for word in _WORD.findall(text))


def is_negated(text: str, at: int) -> bool:
    """Say whether one of the two words before a place, in the same sentence, is a negation."""
    sentence = re.split(r"[.;:!?\n]\s", text[max(0, at - 60) : at])[-1]
    return any(word.lower() in NEGATIONS for word in _WORD.findall(sentence)[-2:])


def cuts_figure(text: str, span: Span) -> bool:
    """Say whether a stretch begins or ends inside a number, or leaves its sign out.

    Example:
        >>> cuts_figure("sebanyak 154.008 orang", Span(0, 12)), cuts_figure("sebanyak 154.008 orang", Span(0, 16))
        (True, False)
    """
    return _is_inside(text, span.start) or _is_inside(text, span.end) or _leaves_sign(text, span.start)


def _is_inside(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isdigit() and after.isdigit():
        return True
    if before.isdigit() and after in ".,":
        return text[at + 1 : at + 2].isdigit()
    return after.isdigit() and before in ".," and at > 1 and text[at - 2].isdigit()


def _leaves_sign(text: str, at: int) -> bool:
    if not (0 < at < len(text) and text[at].isdigit()):
        return False
    sign = _SYMBOL.match(text, at - 1)
    return sign is not None and text[at - 1] not in "=&@§%‰°"


def leaves_unit(text: str, at: int) -> bool:
    """Say whether a number ends at a place and the unit that belongs to it follows."""
    return at > 0 and text[at - 1].isdigit() and _UNITS.match(text, at) is not None
