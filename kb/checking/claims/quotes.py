"""Judge the quotations of a claim.

A quotation is ``cocok`` only when it stands verbatim in a source, nothing that turns its meaning is left out, and
whoever the claim names says it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.checking.claims.claim import Quotation, Sentence
from kb.checking.claims.model import Finding
from kb.checking.claims.sources import Sources
from kb.checking.claims.speakers import format_speaker, is_speaker
from kb.checking.claims.terms import read_words
from kb.checking.quotation import DiffOp
from kb.checking.verify_quote import QuoteFinding, QuoteVerification, verify_held_quote
from kb.model import Citation, Filters

NEAR = 0.6
"""Share of a quotation's words that a source must have, in order, for it to be an altered quotation of that source."""

TURNING = frozenset(["negation-before", "negation-omitted", "unit-omitted", "cut-word", "out-of-order"])
"""Notes on a quotation that is there by its letters but not by its meaning."""

_NAMED = {"negation-before": "peniadaan sebelum kutipan dihilangkan", "negation-omitted": "peniadaan dihilangkan"}


def judge_quotation(
    sources: Sources, sentence: Sentence, quotation: Quotation, cited: Sequence[tuple[str, str]], filters: Filters
) -> tuple[Finding, Finding | None]:
    """Say whether a quotation stands in a source, and whether its speaker says it there.

    Args:
        cited: document id and locator of the provisions that the sentence cites and that are held.

    Returns:
        What holds of the words, and of the speaker where the claim names one.
    """
    found = _verify(sources, quotation, cited, filters)
    speaker = sentence.attribution.speaker if sentence.attribution else ""
    if not found.is_found:
        return _tell_nearest(found, quotation), _tell_unspoken(speaker)
    return _judge_words(found, cited), _judge_speaker(found, speaker) if speaker else None


def _verify(
    sources: Sources, quotation: Quotation, cited: Sequence[tuple[str, str]], filters: Filters
) -> QuoteVerification:
    """Look where the claim points first; else anywhere."""
    for document_id, _ in cited:
        narrowed = replace(filters, document_id=(document_id,))
        found = verify_held_quote(sources.library, quotation.text, narrowed)
        if found.is_found or (found.findings and found.findings[0].match.similarity >= NEAR):
            return found
    return verify_held_quote(sources.library, quotation.text, filters)


def _judge_words(found: QuoteVerification, cited: Sequence[tuple[str, str]]) -> Finding:
    finding = found.findings[0]
    turned = [note for note in finding.match.notes if note in TURNING]
    if turned:
        what = ", ".join(_NAMED.get(note, "dipotong sehingga maknanya berubah") for note in turned[:1])
        return Finding("berbeda", f"Kata-katanya ada dalam sumber, tetapi {what}.", finding.citations)
    if cited and not any(_is_cited(citation, cited) for one in found.findings for citation in one.citations):
        place = finding.citations[0].pinpoint.label if finding.citations else ""
        return Finding(
            "berbeda", f"Kutipan itu ada di tempat lain daripada yang disebut klaim: {place}.", finding.citations
        )
    return Finding("cocok", "Kutipan itu ada dalam sumber, kata demi kata.", finding.citations)


def _is_cited(citation: Citation, cited: Sequence[tuple[str, str]]) -> bool:
    return any(
        citation.document_id == document_id
        and (citation.pinpoint.locator + ".").startswith(locator + "." if locator else "")
        for document_id, locator in cited
    )


def _judge_speaker(found: QuoteVerification, speaker: str) -> Finding:
    named = [(one, each) for one in found.findings for each in one.speakers if each is not None]
    ours = [(one, each) for one, each in named if is_speaker(speaker, each)]
    if ours:
        return Finding(
            "cocok", f"Menurut sumber, {format_speaker(ours[0][1])} yang mengatakannya.", ours[0][0].citations
        )
    if named:
        reason = f"Menurut sumber, yang mengatakannya {format_speaker(named[0][1])}, bukan {speaker}."
        return Finding("berbeda", reason, named[0][0].citations)
    return Finding("tidak ditemukan", f"Sumber tidak menyebut {speaker} sebagai yang mengatakannya.", found.citations)


def _tell_unspoken(speaker: str) -> Finding | None:
    if not speaker:
        return None
    return Finding("tidak ditemukan", f"Tidak ada sumber yang dipegang memuat ucapan {speaker} ini.")


def _tell_nearest(found: QuoteVerification, quotation: Quotation) -> Finding:
    near = [one for one in found.findings if _is_near(one, quotation)]
    if not near:
        return Finding("tidak ditemukan", "Tidak ada sumber yang dipegang memuat kutipan ini atau yang menyerupainya.")
    changes = [_describe(step) for step in near[0].match.diff if step.kind != "equal"]
    shown = "; ".join(changes[:3]) if changes else "susunannya berbeda"
    return Finding("berbeda", f"Kutipan tidak sama dengan sumber: {shown}.", near[0].citations)


def _is_near(finding: QuoteFinding, quotation: Quotation) -> bool:
    return finding.match.similarity >= NEAR and len(read_words(quotation.text)) >= 2 and bool(finding.citations)


def _describe(step: DiffOp) -> str:
    source, quote = " ".join(step.source.split()), " ".join(step.quote.split())
    if not quote:
        return f"sumber menulis “{source}” yang tidak dikutip"
    return f"sumber menulis “{source}”, klaim “{quote}”" if source else f"“{quote}” tidak ada dalam sumber"
