"""Ask a statute's sentences: "Pemberi kerja wajib mendaftarkan pekerjanya" → "apakah bos harus daftarin karyawannya?".

Used by ``training.data``. The training sets have people's questions about encyclopaedias, and none about rules. Who
must, who may, what if, by when, what is it, what does it consist of: a rule's sentence says by its own words which of
these it answers. Source of the idea: questions made from a passage for it to be found by (Nogueira and others 2019,
Document Expansion by Query Prediction), here by patterns in place of a model.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from kb.language import ENGLISH_TERMS, STOP_WORDS, join_longest, turn_round
from training.lay import say_plainly, strip_number

PART_WORDS = (3, 10)
"""Fewest and most words that a question takes over from its sentence in one place."""

FEWEST_WORDS = 3
"""Words of the sentence that say something, from which a question can be told from others."""

PLAIN_SHARE = 0.5
"""Share of the Indonesian questions that are asked in plain words."""

ENGLISH_SHARE = 0.25
"""Share that are asked in English, with the rule's words partly in Indonesian, as our glossary puts a question."""

_REFERENCE = re.compile(
    r",?\s*(?:sebagaimana|seperti) (?:dimaksud|diatur|telah diubah)\S*(?: (?:dalam|pada|di|oleh|dengan)"
    r"(?: (?:Pasal|ayat|huruf|angka) (?:\(?\w{1,4}\)?))*)*,?",
    re.I,
)
_BRACKETS = re.compile(r"\s*\([^()]{0,60}\)")
_END = re.compile(r"[.;:,\s]+$")
_DETERMINER = re.compile(r"^(?:setiap|tiap|para|seluruh|semua) ", re.I)


@dataclass(frozen=True)
class _Pattern:
    """What a sentence looks like, and how it is asked; ``{a}`` and ``{b}`` are its two parts."""

    shape: re.Pattern[str]
    indonesian: tuple[str, ...]
    english: tuple[str, ...]


def _build(shape: str, indonesian: str, english: str) -> _Pattern:
    return _Pattern(re.compile(shape, re.I | re.S), tuple(indonesian.split(" | ")), tuple(english.split(" | ")))


_PATTERNS = (
    _build(
        r"^(?:dalam hal|apabila|jika|bilamana) (?P<a>.{10,}?), (?P<b>.{10,})$",
        "bagaimana jika {a} | apa yang terjadi kalau {a} | kalau {a} gimana | apa akibatnya bila {a} | {a}, lalu apa",
        "what happens if {a} | what if {a} | if {a}, is it that {b}",
    ),
    _build(
        r"^(?P<a>.{5,}?) (?:dikenai|dikenakan|diancam|dipidana)\b(?P<b>.{5,})$",
        "apa sanksi bagi {a} | apa hukumannya kalau {a} | {a} kena sanksi apa | sanksi {a}",
        "what is the penalty for {a} | what sanction applies to {a}",
    ),
    _build(
        r"^(?P<a>.{5,}?) dilarang (?P<b>.{5,})$",
        "siapa yang dilarang {b} | bolehkah {a} {b} | apa larangan bagi {a} | {a} nggak boleh apa",
        "who is prohibited from {b} | may {a} {b} | what is {a} not allowed to do",
    ),
    _build(
        r"^(?P<a>.{5,}?)[, ]+(?:paling lambat|paling lama|selambat-lambatnya) (?P<b>.{5,})$",
        "kapan paling lambat {a} | berapa lama batas waktu {a} | {a} paling telat kapan | berapa hari {a}",
        "what is the deadline for {a} | how long may {a} | by when {a}",
    ),
    _build(
        r"^(?P<a>.{5,}?)(?:,? (?:adalah|sebesar|senilai)) (?P<b>(?:paling \w+ )?(?:Rp|\d).{1,})$",
        "berapa {a} | berapa besar {a} | {a} berapa",
        "how much is {a} | what is the amount of {a}",
    ),
    _build(
        r"^(?P<a>[A-Z].{2,70}?)(?:,? yang selanjutnya (?:disebut|disingkat) [^,]{2,40},?)? adalah (?P<b>.{10,})$",
        "apa itu {a} | apa yang dimaksud dengan {a} | apa arti {a} | {a} itu apa | apa namanya {b}",
        "what is {a} | what does {a} mean | what is the term for {b}",
    ),
    _build(
        r"^(?P<a>.{5,}?) (?:terdiri (?:atas|dari)|meliputi|mencakup)\b:?(?P<b>.{5,})$",
        "apa saja {a} | {a} meliputi apa saja | {a} terdiri dari apa | apa yang termasuk {a}",
        "what does {a} include | what does {a} consist of",
    ),
    _build(
        r"^(?P<a>.{5,}?) (?:bertugas|mempunyai tugas|bertanggung jawab) (?P<b>.{5,})$",
        "apa tugas {a} | siapa yang bertugas {b} | siapa yang bertanggung jawab {b}",
        "what are the duties of {a} | who is responsible {b}",
    ),
    _build(
        r"^(?P<a>.{5,}?) (?:dilakukan|dilaksanakan|diselenggarakan|ditetapkan|diberikan|dibentuk) oleh (?P<b>.{5,})$",
        "siapa yang melakukan {a} | oleh siapa {a} | {a} itu tugas siapa",
        "who carries out {a} | who decides {a}",
    ),
    _build(
        r"^(?P<a>.{5,}?) (?:wajib|harus) (?P<b>.{5,})$",
        "apakah {a} harus {b} | siapa yang wajib {b} | apa kewajiban {a} | wajib nggak {a} {b} | {a} harus ngapain",
        "must {a} {b} | who must {b} | what are the obligations of {a} | is {a} required to {b}",
    ),
    _build(
        r"^(?P<a>.{5,}?) berhak (?P<b>.{5,})$",
        "apa hak {a} | siapa yang berhak {b} | apakah {a} berhak {b} | {a} dapat apa",
        "what is {a} entitled to | who is entitled to {b}",
    ),
    _build(
        r"^(?P<a>.{5,}?) (?:dapat|berwenang) (?P<b>.{5,})$",
        "apakah {a} boleh {b} | bolehkah {a} {b} | siapa yang bisa {b} | bisa nggak {a} {b}",
        "may {a} {b} | can {a} {b} | who can {b}",
    ),
)


def ask_rule(sentence: str, chance: random.Random) -> str:
    """Ask what a rule's sentence answers, in one of its ways; empty where no pattern fits.

    Example:
        >>> ask_rule("Iuran JKM adalah sebesar 0,3% dari upah sebulan.", random.Random(4))
        'berapa Iuran JKM adalah?'
    """
    text = _BRACKETS.sub("", _REFERENCE.sub("", strip_number(" ".join(sentence.split()))))
    for pattern in _PATTERNS:
        found = pattern.shape.match(text)
        if found and not found["a"].endswith((" tidak", " tidak lagi")):
            return _ask(pattern, found, chance)
    return ""


def _ask(pattern: _Pattern, found: re.Match[str], chance: random.Random) -> str:
    in_english = chance.random() < ENGLISH_SHARE
    form = chance.choice(pattern.english if in_english else pattern.indonesian)
    parts = {name: _shorten(_DETERMINER.sub("", part), chance) for name, part in found.groupdict().items()}
    told = [word for name in parts if f"{{{name}}}" in form for word in parts[name].casefold().split()]
    if len(set(told) - STOP_WORDS) < FEWEST_WORDS:
        return ""
    if in_english:
        question = form.format(**{name: _say_in_english(part, chance) for name, part in parts.items()})
    else:
        question = form.format(**parts)
        question = say_plainly(question, chance) if chance.random() < PLAIN_SHARE else question
    return question + "?" * (chance.random() < 0.5)


def _shorten(part: str, chance: random.Random) -> str:
    """Keep the first words; none that leads on to what is cut away."""
    words = _END.sub("", part).split()[: chance.randint(*PART_WORDS)]
    while len(words) > 1 and words[-1].casefold().strip(".,;:") in STOP_WORDS:
        words.pop()
    return _END.sub("", " ".join(words))


_ENGLISH = turn_round(ENGLISH_TERMS.items())
_TERM = re.compile(rf"\b({join_longest(_ENGLISH)})\b", re.I)


def _say_in_english(part: str, chance: random.Random) -> str:
    """Say half of the field's terms in English."""
    return _TERM.sub(
        lambda match: chance.choice(_ENGLISH[match[1].casefold()]) if chance.random() < 0.5 else match[1], part
    )
