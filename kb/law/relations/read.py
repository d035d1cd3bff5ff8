"""Read the relation of every mention from the words around it; the references come back in their order, every one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Literal, NamedTuple

from kb.law.citation import FoundReference
from kb.law.citation.kinds import REPORTS
from kb.law.relations import cues
from kb.law.relations.model import RelatedReference
from kb.law.relations.zones import Zones
from kb.model import Instrument, Provision, Span
from kb.model.vocabulary import Relation

_FARTHEST = 6000
"""Characters from a mention to the verb of its sentence: the longest list of revoked instruments is half of that."""


class Verb(NamedTuple):
    """A verb that says something of what stands before it."""

    span: Span
    sort: Literal["revoked", "kept", "amended"]


class StatedRelation(NamedTuple):
    """A relation with the words that say so."""

    relation: Relation
    evidence: Span


def find_relations(
    text: str,
    references: Sequence[FoundReference],
    own: Instrument | None = None,
    provisions: Sequence[Provision] = (),
) -> list[RelatedReference]:
    """Say of every mention what the document does to what it mentions.

    - ``Perubahan atas PP 44/2015`` in its own title, ``Ketentuan Pasal 26 diubah``: mengubah
    - ``PP 22/2004 …, dicabut dan dinyatakan tidak berlaku``: mencabut
    - the same of an article, or ``sepanjang …``: mencabut-sebagian
    - ``bahwa untuk melaksanakan ketentuan Pasal 15 UU 24/2011``: melaksanakan
    - under ``Mengingat``, or a circular's ``Dasar``: dasar-hukum
    - ``tetap berlaku sepanjang tidak bertentangan``, what another one has revoked, all else: merujuk

    Args:
        references: as ``find_references`` gave them for this text, unresolved ones included.
        own: what the document is; a release does nothing to an instrument, so that all it mentions is ``merujuk``.
        provisions: of the text's outline.

    Example:
        >>> from kb.law.citation import find_references
        >>> text = "Pada saat Peraturan Pemerintah ini mulai berlaku, PP 22/2004 dicabut dan dinyatakan tidak berlaku."
        >>> found = find_relations(text, find_references(text), Instrument("PP", "99", 2013))
        >>> [(r.relation, r.evidence.text_of(text)) for r in found]
        [('mencabut', 'dicabut dan dinyatakan tidak berlaku')]
    """
    if own is None or own.kind in REPORTS:
        return [_relate(reference, None) for reference in references]
    return list(_RelationReader(text, references, own, Zones(text, provisions)).run())


def _relate(reference: FoundReference, finding: StatedRelation | None) -> RelatedReference:
    values = {entry.name: getattr(reference, entry.name) for entry in fields(FoundReference)}
    if finding is None:
        return RelatedReference(**values)
    return RelatedReference(**values, relation=finding.relation, evidence=finding.evidence)


class _RelationReader:
    """Go through a text's mentions in their order."""

    def __init__(self, text: str, references: Sequence[FoundReference], own: Instrument, zones: Zones) -> None:
        # A scan's stray signs; as long as before, so that offsets stay.
        text = text.replace("^", " ")
        self.text = text
        self.references = references
        self.starts = [reference.span.start for reference in references]
        self.own = own
        self.zones = zones
        self.verbs = sorted(_find_verbs(text))
        self.verb_starts = [verb.span.start for verb in self.verbs]
        self.found: list[StatedRelation | None] = []
        self.described: list[bool] = []

    def run(self) -> Iterator[RelatedReference]:
        """Give each mention with its relation."""
        for at, reference in enumerate(self.references):
            self.described.append(self._is_described(at))
            finding = None if self._is_own(reference) else self._read(at)
            self.found.append(finding)
            yield _relate(reference, finding)

    def _is_own(self, reference: FoundReference) -> bool:
        return reference.instrument == self.own

    def _read(self, at: int) -> StatedRelation | None:
        ground = self.zones.find_ground(self.starts[at])
        if ground is not None:
            return StatedRelation("dasar-hukum", ground)
        for reader in (self._read_lead, self._read_verb, self._read_purpose):
            finding = reader(at)
            if finding is not None:
                return finding
        return self._read_chain(at)

    # What stands right before the mention

    def _before(self, start: int) -> str:
        return self.text[max(0, start - cues.BEFORE) : start]

    def _search_before(self, cue: re.Pattern[str], start: int) -> Span | None:
        first = max(self.zones.sentence_start(start), start - cues.BEFORE, 0)
        match = cue.search(self.text, first, start)
        # The lead-in has to reach up to the mention, so the expressions end with "$".
        return _trim(self.text, Span(match.start(), match.end())) if match else None

    def _read_lead(self, at: int) -> StatedRelation | None:
        """Read ``Perubahan atas``, ``Pencabutan``, ``mencabut``, ``Peraturan Pelaksanaan`` before a mention."""
        start = self.starts[at]
        part: Relation = "mencabut-sebagian" if self.references[at].locator else "mencabut"
        cases: tuple[tuple[re.Pattern[str], Relation], ...] = (
            (cues.AMENDMENT, "mengubah"),
            (cues.REVOCATION, part),
            (cues.REVOKING, part),
            (cues.AMENDING, "mengubah"),
            (cues.IMPLEMENTATION, "melaksanakan"),
        )
        for cue, relation in cases:
            evidence = self._search_before(cue, start)
            if evidence is None or self._is_unreal(evidence.start) or not self._fits(cue, evidence, at):
                continue
            if self._is_own_deed(at) or cues.DECREEING.search(self._before(evidence.start)):
                return StatedRelation(relation, evidence)
        return None

    def _fits(self, cue: re.Pattern[str], evidence: Span, at: int) -> bool:
        """Say whether the words are a deed, and not a name that describes another thing."""
        if cue is cues.IMPLEMENTATION:
            return cues.ABOUT.search(self._before(evidence.start)) is not None
        return cue in (cues.AMENDMENT, cues.REVOCATION) or not self.described[at]

    def _is_own_deed(self, at: int) -> bool:
        """Say whether nobody else is the subject: no other instrument is named before, in the same sentence."""
        start = self.zones.sentence_start(self.starts[at])
        if at == 0 or self.starts[at - 1] < start:
            return True
        return self._is_own(self.references[at - 1])

    def _is_unreal(self, start: int) -> bool:
        return cues.UNREAL.search(self.text, max(0, start - 60), start) is not None

    # The verb after the mention

    def _is_described(self, at: int) -> bool:
        """Say whether a mention only describes something else: ``sebagaimana dimaksud dalam``, ``berdasarkan``."""
        start = self.starts[at]
        if cues.NO_SUBJECT.search(self.text, max(0, start - cues.BEFORE), start):
            return True
        if at == 0 or self.references[at - 1].instrument != self.references[at].instrument:
            return False
        gap = self.text[self.references[at - 1].span.end : start]
        return self.described[at - 1] and len(gap) < 40 and cues.CHAIN.fullmatch(gap) is not None

    def _read_verb(self, at: int) -> StatedRelation | None:
        reference = self.references[at]
        verb = self._next_verb(reference.span.end)
        if verb is None or verb.sort == "kept":
            return None
        if verb.sort == "amended":
            return self._read_amended(at, verb)
        if self.described[at]:
            return None
        between = self.text[reference.span.end : verb.span.start]
        if not self._is_revocation(verb, between):
            return None
        is_part = bool(reference.locator) or self._is_partly(reference, verb, between)
        return StatedRelation("mencabut-sebagian" if is_part else "mencabut", verb.span)

    def _next_verb(self, end: int) -> Verb | None:
        at = bisect_left(self.verb_starts, end)
        while at < len(self.verbs) and self._is_unreal(self.verb_starts[at]):
            at += 1
        if at == len(self.verbs):
            return None
        verb = self.verbs[at]
        near = verb.span.start - end < _FARTHEST and self.zones.is_one_sentence(end, verb.span.start)
        return verb if near else None

    def _is_revocation(self, verb: Verb, between: str) -> bool:
        """Say whether it is an instrument that is revoked, and by this document."""
        words = verb.span.text_of(self.text).lower()
        is_bare = "berlaku" not in words and "kekuatan" not in words
        is_thing = cues.THING.search(between) or not cues.AFTER_BARE.match(self.text, verb.span.end)
        return not (is_bare and is_thing) and self._is_by_itself(verb)

    def _is_by_itself(self, verb: Verb) -> bool:
        """Say whether what follows names nobody else as the one who did it."""
        agent = cues.BY.match(self.text, verb.span.end)
        if agent is None:
            return True
        at = bisect_left(self.starts, agent.end())
        if at == len(self.starts) or self.starts[at] - agent.end() > 80:
            return False
        return self._is_own(self.references[at])

    def _is_partly(self, reference: FoundReference, verb: Verb, between: str) -> bool:
        after = cues.PARTLY_AFTER.match(self.text, verb.span.end)
        before = cues.PARTLY_BEFORE.search(self._before(reference.span.start))
        return bool(after or before or (";" not in between and cues.PARTLY_BETWEEN.search(between)))

    def _read_amended(self, at: int, verb: Verb) -> StatedRelation | None:
        reference = self.references[at]
        if not self._is_by_itself(verb) or self.zones.is_quoted(self.starts[at]):
            return None
        lead = cues.AMENDED_PART.search(self._before(self.starts[at]))
        is_instruction = reference.basis == "amended" or (lead is not None and not self.described[at])
        near = self.text[reference.span.end : verb.span.start]
        if not is_instruction or (reference.basis != "amended" and "(" not in near and len(near) > 200):
            return None
        return StatedRelation("mengubah", verb.span)

    # What the document is for

    def _read_purpose(self, at: int) -> StatedRelation | None:
        start = self.starts[at]
        if not self.zones.may_state_purpose(start):
            return None
        evidence = self._search_before(cues.IMPLEMENTING, start)
        if evidence is None or cues.PURPOSE.search(self._before(evidence.start)):
            return None
        is_reason = self.zones.is_reason(start)
        return StatedRelation("melaksanakan", evidence) if is_reason or self._is_own_deed(at) else None

    def _read_chain(self, at: int) -> StatedRelation | None:
        """Give a mention the relation that the lead-in of one before it says: one breath, or one list."""
        start = self.zones.sentence_start(self.starts[at])
        for previous in range(at - 1, -1, -1):
            other = self.references[previous]
            if other.span.start < start:
                return None
            finding = self.found[previous]
            if finding is not None and finding.evidence.start < other.span.start:
                return finding if self._continues(previous, at, finding) else None
        return None

    def _continues(self, previous: int, at: int, finding: StatedRelation) -> bool:
        gap = self.text[self.references[previous].span.end : self.starts[at]]
        if len(gap) < cues.BEFORE and cues.CHAIN.fullmatch(gap):
            return True
        if finding.relation == "melaksanakan":
            return len(gap) < cues.BEFORE and cues.TITLED_CHAIN.fullmatch(gap) is not None
        return len(gap) < _FARTHEST and not self.described[at] and cues.LIST_STEP.search(gap[-20:]) is not None


def _find_verbs(text: str) -> Iterator[Verb]:
    for match in cues.REVOKED.finditer(text):
        yield Verb(Span(*match.span()), "revoked")
    for match in cues.STILL_IN_FORCE.finditer(text):
        yield Verb(Span(*match.span()), "kept")
    for match in cues.AMENDED.finditer(text):
        yield Verb(Span(*match.span()), "amended")


def _trim(text: str, span: Span) -> Span:
    """Leave out blanks, list marks and colons at the end of a lead-in, and what stands before its first word."""
    words = span.text_of(text)
    start = span.start + len(words) - len(words.lstrip(" \n\t.;:,"))
    kept = re.sub(r"(?:\s|:|,|\(?\b[0-9a-z]{1,3}[.)])+$", "", words)
    return Span(start, max(start + 1, span.start + len(kept)))
