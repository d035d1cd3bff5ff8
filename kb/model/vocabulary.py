"""The words that answers choose from, and the limits of what is asked: said once, for who decides and who describes."""

from __future__ import annotations

from typing import Literal, get_args

Verdict = Literal["tidak konsisten", "berbeda", "kedaluwarsa", "tidak ditemukan", "cocok"]
"""``tidak konsisten``: figures contradict each other, in the claim or in the source that it rests on. ``berbeda``: a
source says something else on the same matter. ``kedaluwarsa``: a later source that is held says another value, or the
rule was replaced. ``tidak ditemukan``: nothing held says anything about it. ``cocok``: a source says the same."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""Worst first."""

ItemKind = Literal["figure", "quote", "citation", "who-said"]

LookupOutcome = Literal["found", "several", "not-held", "unknown", "malformed"]
"""``found``: one held document, with every provision named. ``several``: more than one candidate. ``not-held``: known
from what is held (cited there, or held as a digest without that provision), but its text isn't. ``unknown``: nothing
held has or mentions such a number or provision. ``malformed``: it can't be read, or names no instrument."""

QuoteOutcome = Literal["verbatim-exact", "verbatim-typographic", "verbatim-ocr", "not-found"]

Tier = Literal["exact", "typographic", "ocr", "none"]
"""``exact``: character for character. ``typographic``: the same letters, figures and words; only quotation marks,
dashes, blanks, line ends, hyphenation, ligatures, emphasis marks, a capital at the start or punctuation at the ends
differ. ``ocr``: differs as a scanned text does, in few places, and never in a figure, date, negation or
number word. ``none``: not so in the text."""

TIERS: tuple[Tier, ...] = get_args(Tier)
"""Best first."""

DiffKind = Literal["equal", "insert", "delete", "replace"]
"""From the source to the quote: ``insert`` stands only in the quote, ``delete`` only in the source."""

Basis = Literal["named", "alias", "this", "that", "own", "amended", "antecedent", "unreadable", "open"]
"""How a reference was resolved. ``named``: by number, or issuer and date; ``alias``: a name in common use; ``this``:
"Undang-Undang ini"; ``that``: "Undang-Undang tersebut"; ``own``: a place in the citing document itself; ``amended``: a
place in the instrument that the citing one amends; ``antecedent``: a place in the one instrument or article named
before. ``unreadable``: its number can't be read; ``open``: no candidate remains, or several."""

Relation = Literal["mencabut", "mencabut-sebagian", "mengubah", "melaksanakan", "dasar-hukum", "merujuk"]
"""``mencabut``: it takes it out of force, ``mencabut-sebagian`` a part of it; ``mengubah``: it changes its words;
``melaksanakan``: it is made to carry that out; ``dasar-hukum``: it names it under "Mengingat" (a circular under
"Dasar"); ``merujuk``: all else."""

RELATIONS: tuple[Relation, ...] = get_args(Relation)
"""Every relation, the one that matters most first."""

MentionTarget = Literal["held", "not-held", "several", "open", "own"]
"""``held``: one held document is meant; ``not-held``: a known instrument that isn't here; ``several``: more than one
may be meant; ``open``: the text leaves open what is meant; ``own``: the document itself."""

ContradictionKind = Literal["percentage", "part-over-whole", "sum", "two-values"]

MAX_LIMIT = 100
"""Most hits, documents, mentions in one answer, on every face: an answer that people read, small enough to send."""

MAX_PROVISIONS = 1000
"""Most provisions or figures in one answer: some 300 kB."""

MAX_TEXT = 100_000
"""Characters whose citations are looked up at once: some fifty pages."""

MAX_QUOTE = 20_000
MAX_CLAIM = 20_000
"""Characters of one quote, and of one passage to check."""
