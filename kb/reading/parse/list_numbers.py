"""The numbers of lists, in the forms that browsers and Word print them: digits, letters, Roman numbers."""

from __future__ import annotations

from kb.language import format_roman

_LETTERS = 26

MOST_REPEATED = 30
"""Word repeats a letter thirty times and no oftener (ECMA-376, part 1, 17.18.59)."""


def format_list_number(number: int, style: str) -> str:
    """Write a list number in an ``ol``'s style: "1", "a", "A", "i" or "I"; digits where the style has no form for it.

    Example:
        >>> [format_list_number(4, style) for style in "1aAiI"], format_list_number(28, "a")
        (['4', 'd', 'D', 'iv', 'IV'], 'ab')
    """
    if style in ("a", "A") and number > 0:
        return _count_in_letters(number, style)
    if style in ("i", "I") and 0 < number < 4000:
        roman = format_roman(number)
        return roman if style == "I" else roman.lower()
    return str(number)


def format_doubled_letter(number: int, first: str) -> str:
    """Write a number as a letter, doubled where the alphabet is used up, as Word and Indonesian laws do.

    Example:
        >>> format_doubled_letter(26, "a"), format_doubled_letter(27, "a"), format_doubled_letter(28, "A")
        ('z', 'aa', 'BB')
    """
    if not 0 < number <= _LETTERS * MOST_REPEATED:
        return str(number)
    times, letter = divmod(number - 1, _LETTERS)
    return chr(ord(first) + letter) * (times + 1)


def _count_in_letters(number: int, first: str) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        letters = chr(ord(first) + letter) + letters
    return letters
