"""Bytes to canonical text: certain encodings only, and everything mended is named."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.errors import DamagedSource, SourceError, UndecodableSource
from kb.reading.parse.decode import canonise, decode_text

TEXT = "Pasal 1 ayat (1) – “Jaminan Sosial”"

# (bytes, text, mended)
DECODED = [
    (TEXT.encode(), TEXT, ()),
    (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, ("bom",)),
    (TEXT.encode("utf-16"), TEXT, ("bom",)),
    (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, ("bom",)),
    (TEXT.encode("utf-32"), TEXT, ("bom",)),
    (TEXT.encode("cp1252"), TEXT, ("windows-1252",)),
    (b"a\r\nb\rc\x0bd", "a\nb\nc\nd", ()),
    (b"halaman 1\x0chalaman 2", "halaman 1\nhalaman 2", ("page-breaks",)),
    (b"ketentu\xc2\xadan per\xe2\x80\x8batur\xef\xbb\xbfan", "ketentuan peraturan", ("invisible-characters",)),
    (b"ayat\x07 (1)\x1dhuruf", "ayat (1) huruf", ("control-characters",)),
    # the reader's mark for a hyphen at a line's end: one word again, but a page number stays on its line
    (b"Undang\x02\nUndang Nomor 2\x02\n15. Ketentuan", "Undang-Undang Nomor 2-\n15. Ketentuan", ("hyphen-marks",)),
    ("Jose\u0301".encode(), "José", ()),
    # a few replacement characters among much text are somebody else's damage, kept as they are
    (("Pasal 1. " * 99 + "\ufffd").encode(), "Pasal 1. " * 99 + "\ufffd", ()),
]

# (bytes, error, word in its message)
REFUSED = [
    (b"\xff\xfea", UndecodableSource, "utf-16"),
    (b"Pasal 1 \xc3\xa9 lalu \xe9 lagi", UndecodableSource, "broken places"),
    ("Пасал первый".encode("cp1251"), UndecodableSource, "no encoding"),
    ("第一条".encode("gb2312"), UndecodableSource, "two encodings"),
    (b"abc\x81def", UndecodableSource, "neither"),
    (bytes(range(256)) * 4, DamagedSource, "control"),
    (("a\ufffd\ufffd\ufffd" * 99).encode(), DamagedSource, "%"),
    (b"a\x00" * 99, DamagedSource, "control"),
]


@pytest.mark.parametrize(("data", "text", "mended"), DECODED)
def test_decode_text_certain_encoding_gives_canonical_text(data: bytes, text: str, mended: tuple[str, ...]) -> None:
    assert decode_text(data, "uu.txt") == (text, mended)


@pytest.mark.parametrize(("data", "error", "word"), REFUSED)
def test_decode_text_uncertain_raises_with_reason(data: bytes, error: type[SourceError], word: str) -> None:
    with pytest.raises(error, match=word) as caught:
        decode_text(data, "uu.txt")
    assert caught.value.hint
    assert "uu.txt" in caught.value.message


@given(st.text(max_size=200))
def test_canonise_any_text_is_normal_and_stays_so(text: str) -> None:
    once = canonise(text).text
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("\r\f\v\x00\x02\u00ad\ufeff\ufffe\u2028")
    assert canonise(once) == (once, ())


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=200))
def test_canonise_printable_text_loses_nothing(text: str) -> None:
    assert canonise(text).text == unicodedata.normalize("NFC", text)
