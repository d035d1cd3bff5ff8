"""Bytes → text, and text → canonical text: one encoding, NFC, ``\\n``, no control characters.

Nothing printable is left out, and whatever had to be changed for the text to be text is named in ``mended``. Where the
encoding is a guess, the answer is an error, not mojibake.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from kb.model.errors import DamagedSource, UndecodableSource

BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""Byte order marks; UTF-32's little-endian one starts like UTF-16's, so it is asked first."""

MAX_DAMAGE = 0.02
"""Share of replacement and control characters above which a text is no text. The damaged PDFs of the
real corpus have 0.40 and more when read as text; OCR crumbs of readable ones stay under 0.001."""

MIN_DAMAGE = 4
"""Fewer damaged characters than this never condemn a text, however short it is."""

MAX_WINDOWS_SHARE = 0.1
"""Indonesian and English are written in ASCII but for quotes, dashes and a rare accent."""

_WINDOWS_PLAUSIBLE = frozenset("€‚„…†‘’“”•–—™§°·«»½¼¾²³©®±×\u00a0áàâäãåéèêëíìîïóòôöõúùûüçñÁÀÂÄÉÈÊËÍÎÓÔÖÚÜÇÑß")
_UTF8_PAIR = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_WORD_HYPHENS = re.compile(r"(?<=[^\W\d_])[\x02\ufffe]\n(?=[^\W\d_])")
_HYPHEN_MARKS = re.compile("[\x02\ufffe]")
_SEPARATORS = re.compile("[\x1c-\x1f]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ufdd0-\ufdef\uffff\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


class Mended(NamedTuple):
    """A text with the list of what had to be changed."""

    text: str
    mended: tuple[str, ...]


def decode_text(data: bytes, name: str) -> Mended:
    """Decode bytes that should be text and bring them to canonical form.

    Tries a byte order mark, UTF-8, then windows-1252 when every odd byte is one that people type.

    Args:
        data: the whole source.
        name: what to call it in messages.

    Raises:
        UndecodableSource: no encoding is certain.
        DamagedSource: it decodes, but much of it is control or replacement characters.
    """
    text, notes = _decode(data, name)
    _refuse_damage(text, name)
    canonical = canonise(text)
    return Mended(canonical.text, notes + canonical.mended)


def canonise(text: str) -> Mended:
    """Bring text to canonical form: NFC, ``\\n`` line ends, no control or invisible characters.

    Form feeds become line ends. The marks that PDF readers leave for a hyphen at a line's end (U+0002, U+FFFE)
    become the hyphen that is printed there, without the line end where it stands in a word. Soft hyphens and
    zero-width characters go, so that words stay whole.

    Example:
        >>> canonise("Undang\\x02Undang\\r\\nPasal\\f1")
        Mended(text='Undang-Undang\\nPasal\\n1', mended=('hyphen-marks', 'page-breaks'))
    """
    text = _LINE_ENDS.sub("\n", text)
    mended: list[str] = []
    for name, pattern, instead in _MENDINGS:
        text, count = pattern.subn(instead, text)
        if count and name not in mended:
            mended.append(name)
    return Mended(unicodedata.normalize("NFC", text), tuple(mended))


_MENDINGS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("hyphen-marks", _WORD_HYPHENS, "-"),
    ("hyphen-marks", _HYPHEN_MARKS, "-"),
    ("page-breaks", re.compile("\f"), "\n"),
    ("control-characters", _SEPARATORS, " "),
    ("control-characters", _CONTROLS, ""),
    ("invisible-characters", _INVISIBLE, ""),
)


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decode_strictly(data, encoding, name), ("bom",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode_windows(data, name), ("windows-1252",)


def _decode_strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        hint = "Save it again as UTF-8."
        raise UndecodableSource(f"{name} promises {encoding} but breaks it at byte {exc.start}.", hint) from exc


def _decode_windows(data: bytes, name: str) -> str:
    hint = "Save it again as UTF-8."
    if _is_mostly_binary(data):
        raise DamagedSource(f"{name} is not text: it is full of control bytes.", "Is it the file that you meant?")
    if _UTF8_PAIR.search(data):
        raise UndecodableSource(f"{name} is UTF-8 with broken places, or two encodings in one file.", hint)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as exc:
        raise UndecodableSource(f"{name} is neither UTF-8 nor windows-1252.", hint) from exc
    odd = [char for char in text if char > "\x7f"]
    if len(odd) > MAX_WINDOWS_SHARE * len(text) or not _WINDOWS_PLAUSIBLE.issuperset(odd):
        raise UndecodableSource(f"{name} is in no encoding that we can be sure of.", hint)
    return text


def _is_mostly_binary(data: bytes) -> bool:
    controls = sum(data.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    return controls > max(MIN_DAMAGE, MAX_DAMAGE * len(data))


def _refuse_damage(text: str, name: str) -> None:
    replaced = text.count("\ufffd")
    controls = len(_CONTROLS.findall(text))
    if replaced + controls <= max(MIN_DAMAGE, MAX_DAMAGE * len(text)):
        return
    share = round(100 * (replaced + controls) / len(text))
    raise DamagedSource(
        f"{name} is not readable text: {share} % of it is replacement or control characters.",
        "It was probably binary, or in another encoding, and then saved as text. Get the original again.",
    )
