"""Find the amounts of a text: numerals with currency, scale word, percent sign and repetition in words.

Amounts are in order and disjoint; what is glued to letters, slashes or other numbers (codes, dates, telephone numbers)
is none. Whether an amount counts anything, and what, is decided elsewhere. Every expression is bounded or possessive,
so that the search is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from kb.figures.numerals import SCALES, SHORT_SCALES, VULGAR, WORDS, parse_digits, parse_words, tidy
from kb.figures.values import Number
from kb.language import fold_digits
from kb.language.tables import join_longest
from kb.model import Span


class Amount(NamedTuple):
    """A numeral in its full dress.

    Args:
        low: the value, or the lower end of a range.
        high: the upper end; None where it is one number.
        step: place of the last printed digit.
        unit: ``persen``, ``permil``, ``rupiah``, ``dolar`` or empty.
        is_bare: digits alone: no sign, scale, separator or repetition that no year, code or list number has.
        is_repeated: it is said again in words in brackets, as legal texts do.
        is_words: it is written in words only.
        scale: what its scale word multiplies by.
    """

    span: Span
    low: Number
    high: Number | None
    step: Decimal
    unit: str
    is_bare: bool
    is_repeated: bool = False
    is_words: bool = False
    scale: int = 1


ONE = Decimal(1)
_CURRENCIES = {"rp": "rupiah", "idr": "rupiah", "usd": "dolar", "us$": "dolar"}
_NUMERAL = re.compile(r"(?<!\w)(?:(Rp|IDR|USD|US\$)\.?\s{0,2}+)?([0-9]++(?:[.,][0-9]++)*+|[½⅓⅔¼¾])", re.IGNORECASE)
_PERCENT = re.compile(r"\s{0,2}%|\s{1,3}\^?(?:persen|perseratus|per\s{1,3}seratus)\b(?!\s{1,3}poin)", re.IGNORECASE)
_PERMIL = re.compile(r"\s{0,2}‰|\s{1,3}(?:permil|perseribu)\b", re.IGNORECASE)
_SCALE = re.compile(rf"\s{{1,3}}\^?({join_longest(SCALES)})\b", re.IGNORECASE)
_SHORT_SCALE = re.compile(r"\s?(rb|jt|M|T)\b(?!\.\w)")
_RUPIAH = re.compile(r"\s{1,3}rupiah\b", re.IGNORECASE)
_DASH_AFTER_MONEY = re.compile(r",-|,–")
_REPEATED = re.compile(r"\s{0,3}\^?\(\s?([A-Za-z][A-Za-z\s\-]{1,160}?)\s?\)")
_DIGITS_IN_BRACKETS = re.compile(r"\s{0,3}\([0-9]{1,3}(?:\.[0-9]{3}){0,4}\)")
_MEASURE = re.compile(r"(persen|perseratus|per\s+seratus)|(rupiah)", re.IGNORECASE)
_FRACTION = re.compile(r"/([0-9]{1,4})(?=\s{0,3}\(|\s{1,3}(?:dari|bagian|jumlah)\b)")
_THICKET = re.compile(r"(?<![0-9½⅓⅔¼¾])(?:[0-9½⅓⅔¼¾]++(?:[^\w½⅓⅔¼¾]|(?<!\w)x(?!\w)){1,4}+){60,}+")
"""Sixty numbers with no word between them: neither prose nor a table that could be read, so nothing is read there."""
_DRESS = re.compile(r"\s{0,3}\^?(?:[%‰(/x×,]|pe|ri|rup|ju|mi|tri|rb|jt|[mt]\b)", re.IGNORECASE)
"""What may belong to a number begins like this; most numbers are told to stand alone by this one look."""
_TIMES = re.compile(r"\s{0,2}[x×X]\s{0,2}([0-9]{1,3})(?![0-9.,]?[0-9])(?=\s{1,3}\^?(?:jam|hari|menit)\b)")
_JOINT = re.compile(
    r"\s{1,3}(?:(dan)|sampai\s{1,3}dengan|sampai|hingga|s\.d\.|s/d|s\.d)\s{1,3}|\s{0,2}[-–—]\s{0,2}", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bantara\s{1,3}$", re.IGNORECASE)
_IS_CODE_AFTER = re.compile(r"[/\\][^\W_]|[-–][^\W\d_]|:[0-9]|_|[-–][0-9.]{1,20}[-–/][0-9]")
_IS_CODE_BEFORE = re.compile(r"(?:[^\W_][-–]|[/\\_]|[0-9][.,:]|\.\s?\.)$")


def find_amounts(printed: str, text: str | None = None) -> list[Amount]:
    """Find amounts in digits and in words, in order.

    Letters that OCR put for digits are read as digits; where that was needed and the number is repeated in words, the
    words rule ("57o (lima persen)" is 5 percent).

    Args:
        printed: the text as it stands.
        text: the same after ``fold_digits``, where the caller has it.
    """
    text = fold_digits(printed) if text is None else text
    digits = (_trust_words(amount, text, printed) for amount in _find_digits(text))
    found: list[Amount] = []
    end = 0
    for amount in sorted((*digits, *_find_words(text)), key=lambda one: one.span.start):
        if amount.span.start >= end:
            found.append(amount)
            end = amount.span.end
    return found


def _trust_words(amount: Amount, text: str, printed: str) -> Amount:
    """Take the value of the repetition where the digits were damaged and the words are whole."""
    numeral, _, repetition = amount.span.text_of(text).partition("(")
    if not amount.is_repeated or amount.high is not None or amount.span.text_of(printed).startswith(numeral):
        return amount
    words = WORDS.match(repetition)
    rest = repetition[words.end() :].rstrip(") \n").strip() if words else ""
    value = parse_words(words.group()) if words and (not rest or _MEASURE.fullmatch(rest)) else None
    return amount if value is None else amount._replace(low=value)


def _find_digits(text: str) -> Iterator[Amount]:
    end = 0
    for match in _find_numerals(text):
        if match.start() < end or _is_glued(text, match):
            continue
        amount = _read_range(text, match)
        if amount is not None:
            end = amount.span.end
            yield amount


def _find_numerals(text: str) -> Iterator[re.Match[str]]:
    """Walk through the numerals, past thickets of them."""
    start = 0
    for thicket in _THICKET.finditer(text):
        yield from _NUMERAL.finditer(text, start, thicket.start())
        start = thicket.end()
    yield from _NUMERAL.finditer(text, start)


def _is_glued(text: str, match: re.Match[str]) -> bool:
    """Say whether a numeral is part of a code, a time or a word; a scale or ``x`` may stand right after it."""
    end = match.end()
    after = text[end : end + 1]
    if after.isalpha() and not (match[1] and _SHORT_SCALE.match(text, end)) and not _TIMES.match(text, end):
        return True
    if after == "/" and _FRACTION.match(text, end):
        return False
    start = match.start()
    before = text[max(0, start - 3) : start]
    return _IS_CODE_AFTER.match(text, end) is not None or _IS_CODE_BEFORE.search(before) is not None


def _read_range(text: str, match: re.Match[str]) -> Amount | None:
    first = _read_amount(text, match)
    if first is None:
        return None
    joint = _find_joint(text, first)
    following = _NUMERAL.match(text, joint.end()) if joint else None
    second = _read_amount(text, following) if following else None
    if joint is None or following is None or second is None or _is_glued_after(text, following):
        return first
    return _join(first, second) or first


def _is_glued_after(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1].isalpha() or _IS_CODE_AFTER.match(text, match.end()) is not None


def _find_joint(text: str, first: Amount) -> re.Match[str] | None:
    """Find what ties a number to the next as a range: "sampai dengan", a dash, or "dan" after "antara"."""
    joint = _JOINT.match(text, first.span.end)
    if joint and joint[1] and not _BETWEEN.search(text[max(0, first.span.start - 12) : first.span.start]):
        return None
    return joint


def _join(first: Amount, second: Amount) -> Amount | None:
    """Make a range of two amounts; None where they can't be its ends."""
    shares_scale = first.scale == 1 < second.scale and (not first.unit or not second.unit)
    low = _multiply(first, second.scale) if shares_scale else first
    unit = second.unit or ("rupiah" if first.unit == "rupiah" else "")
    if first.unit not in ("", unit) or not low.low < second.low:
        return None
    return Amount(
        Span(first.span.start, second.span.end),
        low.low,
        second.low,
        min(low.step, second.step),
        unit,
        first.is_bare and second.is_bare,
        first.is_repeated or second.is_repeated,
        first.is_words and second.is_words,
    )


def _read_amount(text: str, match: re.Match[str]) -> Amount | None:
    """Read one numeral and what belongs to it to the right."""
    numeral, end = match[2], match.end()
    is_dressed = _DRESS.match(text, end) is not None
    is_share = is_dressed and _PERCENT.match(text, end) is not None
    value: Number | None = VULGAR.get(numeral) if numeral in VULGAR else parse_digits(numeral, is_share)
    if value is None:
        return None
    unit = _CURRENCIES[match[1].lower()] if match[1] else ""
    step = ONE.scaleb(-len(numeral.partition(",")[2])) if "," in numeral else ONE
    amount = Amount(Span(match.start(), end), value, None, step, unit, is_bare=numeral.isdecimal() and not unit)
    return _finish(text, _work_in_parts(text, amount)) if is_dressed or unit else amount


def _work_in_parts(text: str, amount: Amount) -> Amount:
    """Work in what changes the value: ``2/3``, ``2 x 24 jam``."""
    end = amount.span.end
    if (below := _FRACTION.match(text, end)) and int(below[1]):
        value = tidy(Fraction(amount.low) / int(below[1]))
        return amount._replace(span=Span(amount.span.start, below.end()), low=value, is_bare=False)
    if times := _TIMES.match(text, end):
        return amount._replace(span=Span(amount.span.start, times.end()), low=amount.low * int(times[1]), is_bare=False)
    return amount


def _finish(text: str, amount: Amount) -> Amount:
    """Take along scale, measure and repetition, in whichever order they come."""
    amount = _take_money_dash(text, amount)
    amount = _take_scale(text, amount)
    amount = _take_measure(text, amount)
    amount = _take_repetition(text, amount)
    return _take_measure(text, _take_scale(text, amount) if amount.is_repeated else amount)


def _take_money_dash(text: str, amount: Amount) -> Amount:
    dash = _DASH_AFTER_MONEY.match(text, amount.span.end) if amount.unit == "rupiah" else None
    return amount._replace(span=Span(amount.span.start, dash.end())) if dash else amount


def _take_scale(text: str, amount: Amount) -> Amount:
    end = amount.span.end
    match = _SCALE.match(text, end) or (_SHORT_SCALE.match(text, end) if amount.unit == "rupiah" else None)
    if match is None:
        return amount
    word = match[1].lower()
    scaled = _multiply(amount, SCALES.get(word) or SHORT_SCALES[word])
    return scaled._replace(span=Span(amount.span.start, match.end()), is_bare=False)


def _multiply(amount: Amount, factor: int) -> Amount:
    return amount._replace(low=amount.low * factor, step=amount.step * factor, scale=amount.scale * factor)


def _take_measure(text: str, amount: Amount) -> Amount:
    end = amount.span.end
    if amount.unit or not _DRESS.match(text, end):
        return amount
    for unit, pattern in (("persen", _PERCENT), ("permil", _PERMIL), ("rupiah", _RUPIAH)):
        if match := pattern.match(text, end):
            return amount._replace(span=Span(amount.span.start, match.end()), unit=unit, is_bare=False)
    return amount


def _take_repetition(text: str, amount: Amount) -> Amount:
    """Take along "(dua puluh persen)" after the number; the digits rule, the words may be damaged."""
    match = _REPEATED.match(text, amount.span.end)
    if match is None or not (WORDS.match(match[1]) or amount.low == 0):
        return amount
    measure = _MEASURE.search(match[1])
    unit = amount.unit or (("persen" if measure[1] else "rupiah") if measure else "")
    return amount._replace(span=Span(amount.span.start, match.end()), unit=unit, is_bare=False, is_repeated=True)


def _find_words(text: str) -> Iterator[Amount]:
    end = 0
    for match in WORDS.finditer(text):
        amount = _read_words(text, match) if match.start() >= end else None
        if amount is None:
            continue
        joint = _find_joint(text, amount)
        following = WORDS.match(text, joint.end()) if joint else None
        second = _read_words(text, following) if following else None
        whole = (_join(amount, second) if second else None) or amount
        end = whole.span.end
        yield whole


def _read_words(text: str, match: re.Match[str]) -> Amount | None:
    value = parse_words(match.group())
    if value is None:
        return None
    digits = _DIGITS_IN_BRACKETS.match(text, match.end())
    span = Span(match.start(), digits.end() if digits else match.end())
    amount = Amount(span, value, None, Decimal(1), "", is_bare=False, is_repeated=digits is not None, is_words=True)
    return _take_measure(text, amount)
