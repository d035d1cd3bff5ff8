"""Quotes under mutation: what must be found is found, what must not pass never does, and nothing takes long."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kb.checking.quotation import find_quote, verify_quote
from kb.checking.quotation.fold import fold_shapes
from kb.checking.quotation.protected import NEGATIONS, PROTECTED, cuts_figure
from kb.model import Span
from tests.unit.test_quotation import TEXT, check_laws

SENTENCES = [
    "Setiap orang, termasuk orang asing yang bekerja paling singkat 6 (enam) bulan, wajib menjadi Peserta.",
    "Pemberi Kerja tidak boleh memungut iuran dari anggota keluarga; kecuali ditentukan lain oleh Menteri.",
    "Iuran sebesar 5,7% dari Rp1.250.000,00 dibayar sebelum 28 Februari 2021; dendanya 0,6 persen tiap bulan.",
    "Pemberi Kerja secara bertahap wajib mendaftarkan dirinya dan Pekerjanya sebagai Peserta, sesuai dengan",
    "Sebanyak 154.008 pekerja terdaftar per 30 Juni 2025.",
]
SHAPES = {"o": "0", "O": "0", "l": "1", "i": "l", "I": "l", "m": "rn", "w": "vv"}
BLANKS = st.sampled_from(["\n", "  ", "\u00a0", "\t", " \n ", "\u2009"])


@settings(deadline=None)
@given(st.integers(0, len(TEXT) - 20), st.integers(20, 300))
def test_any_stretch_is_found_exactly_where_it_stands(start: int, length: int) -> None:
    stretch = TEXT[start : start + length]
    if len(stretch.strip()) < 20 or cuts_figure(TEXT, Span(start, start + len(stretch))):
        return
    if cuts_figure(stretch.strip("\"'“” \n"), Span(0, 1)) or "…" in stretch:
        return
    match = verify_quote(TEXT, stretch)
    assert match.tier == "exact"
    check_laws(TEXT, match)
    assert any(stretch.strip().strip("“”") in part.source for part in match.parts)


@settings(deadline=None)
@given(st.sampled_from(SENTENCES), st.data())
def test_typographers_may_change_what_they_do(sentence: str, data: st.DataObject) -> None:
    mutated = re.sub(" ", lambda _: data.draw(BLANKS), sentence)
    word = data.draw(st.sampled_from(re.findall(r"[^\W\d_]{6,}", mutated)))
    at = mutated.index(word) + data.draw(st.integers(2, len(word) - 2))
    mutated = mutated[:at] + data.draw(st.sampled_from(["-\n", "\u00ad", "-", "‐ \n"])) + mutated[at:]
    mutated = data.draw(st.sampled_from(["{}", "“{}”", '"{}"', "‘{}’", " {} "])).format(mutated)
    match = verify_quote(TEXT, mutated)
    check_laws(TEXT, match)
    assert match.tier == "typographic"


@settings(deadline=None)
@given(st.sampled_from(SENTENCES[:4]), st.data())
def test_scanners_may_damage_a_few_words(sentence: str, data: st.DataObject) -> None:
    words = [w for w in re.finditer(r"(?<![^\W_])[a-z]{4,}(?![^\W_])", sentence) if set(w[0]) & set(SHAPES)]
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3, unique_by=lambda w: w.start()))
    mutated = sentence
    for word in sorted(chosen, key=lambda w: -w.start()):
        letter = data.draw(st.sampled_from(sorted(set(word[0]) & set(SHAPES))))
        mutated = mutated[: word.start()] + word[0].replace(letter, SHAPES[letter], 1) + mutated[word.end() :]
    match = verify_quote(TEXT, mutated)
    check_laws(TEXT, match)
    assert match.tier == "ocr"


@settings(deadline=None)
@given(st.sampled_from([one for one in SENTENCES if any(map(str.isdigit, one))]), st.data())
def test_changed_digit_never_passes(sentence: str, data: st.DataObject) -> None:
    places = [at for at, sign in enumerate(sentence) if sign.isdigit()]
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != sentence[at]]))
    mutated = sentence[:at] + digit + sentence[at + 1 :]
    for damaged in (mutated, mutated.replace(" ", "\n", 3), mutated.replace("ter", "tcr", 1)):
        assert verify_quote(TEXT, damaged).tier == "none"
        assert not any(found.match.is_found for found in find_quote([(1, TEXT)], damaged))


@settings(deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(sorted(NEGATIONS)), st.data())
def test_negation_put_in_never_passes(sentence: str, negation: str, data: st.DataObject) -> None:
    spaces = [at for at, sign in enumerate(sentence) if sign == " "]
    at = data.draw(st.sampled_from([-1, *spaces]))
    mutated = f"{sentence[: at + 1]}{negation} {sentence[at + 1 :]}"
    assert verify_quote(TEXT, mutated).tier == "none"
    assert verify_quote(mutated, sentence).tier == ("exact" if at == -1 else "none")


@settings(deadline=None)
@given(
    st.sampled_from([(s, word) for s in SENTENCES for word in ("tidak", "wajib") if word in s]),
    st.sampled_from(sorted(PROTECTED)),
)
def test_guarded_word_exchanged_or_left_out_never_passes(case: tuple[str, str], other: str) -> None:
    sentence, word = case
    assume(other != word)
    assert verify_quote(TEXT, sentence.replace(word, other, 1)).tier == "none"
    assert verify_quote(TEXT, sentence.replace(word + " ", "", 1)).tier == "none"


def test_no_two_guarded_words_have_one_shape() -> None:
    shapes = [fold_shapes(word) for word in PROTECTED]
    assert len(set(shapes)) == len(shapes)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=300), st.text(max_size=120))
def test_random_text_never_crashes(text: str, quote: str) -> None:
    check_laws(text, verify_quote(text, quote))
    check_laws(text, verify_quote(text, text[: len(quote)] + quote))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from([*"aA1lI0 .,-…[]()“”\n", "...", "[a]", "ﬁ", "é", "rn", "tidak ", "154.008 "]), max_size=60)
)
def test_hostile_pieces_never_crash(pieces: list[str]) -> None:
    quote = "".join(pieces)
    for text in (TEXT, quote, quote[::-1], f"x{quote}y"):
        check_laws(text, verify_quote(text, quote))
    noise = [Span(0, len(quote) // 2), Span(len(quote) // 2, len(quote))]
    check_laws(quote, verify_quote(quote, quote[::-1], skip=noise))


LONG = [
    "a", "a ", "1", "1 ", "1.1,", "- ", "a-", "(", "[a]", "[ ", "… a ", ". . ", "''\"", "”“", "ab ", "dan atau ",
    "l1I ", "rn", "vv ", "ﬁ", "é ", "漢字 ", "(l)", "ayat (l) ", "....", "a\n", "wajib tidak 15 ",
]  # fmt: skip


@pytest.mark.parametrize("unit", LONG)
def test_long_repeats_take_no_longer_than_long_texts(unit: str) -> None:
    """Not a stopwatch: eight checks need some 0.3 seconds of processor time; one quadratic step takes many."""
    text = (unit * 10_000)[:10_000]
    started = time.process_time()
    for quote in (text, text[:5_000] + "x" + text[5_000:], text[:-1] + "z", text[1:9_000][::-1]):
        verify_quote(text, quote)
        verify_quote(TEXT, quote)
    assert time.process_time() - started < 3.0


def test_many_texts_are_searched_and_the_right_one_found() -> None:
    rng = random.Random(4)
    vocabulary = sorted({word for sentence in SENTENCES for word in re.findall(r"[^\W\d_]{3,}", sentence)})
    texts = [(n, " ".join(rng.choice(vocabulary) for _ in range(2_000))) for n in range(30)]
    texts[17] = (17, f"{texts[17][1]} {SENTENCES[3]} {texts[17][1]}")
    found = find_quote(texts, SENTENCES[3].replace("wajib", "wajlb").replace(" ", "\n"))
    assert [(one.key, one.match.tier) for one in found] == [(17, "ocr")]
    near = find_quote(texts, SENTENCES[3].replace("wajib", "dapat"))
    assert near[0].key == 17
    assert near[0].match.tier == "none"
