"""Find quoted speech in a news text, and who speaks: by name, by office, or by "katanya".

A speaker is named only where exactly one candidate remains; otherwise speaker and role are empty. Names and offices are
copied from the text, never completed from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.model import Span

VERBS = (
    "kata", "ujar", "tegas", "jelas", "terang", "ungkap", "tutur", "imbuh", "tambah", "lanjut", "tutup",
    "papar", "sebut", "ucap", "pungkas", "tandas", "beber", "urai", "sambung", "cetus", "harap", "pesan",
    "ajak", "imbau", "tulis", "terus", "simpul",
)  # fmt: skip
"""Verbs behind a quote: "kata Tri", "katanya". Stems; "-nya" stands for the speaker named before."""

_REPORTS = (
    "mengatakan", "menyampaikan", "menjelaskan", "menegaskan", "menyebut", "menyebutkan", "menuturkan",
    "mengungkapkan", "menambahkan", "berharap", "mengimbau", "mengajak", "memaparkan", "menerangkan",
    "menyatakan", "berpesan", "melanjutkan", "menekankan", "meminta", "berujar",
)  # fmt: skip
"""Verbs before a quote: "Wali Kota Tri mengatakan, …"."""

_TITLES = (
    r"(?:Wakil\s+)?(?:Presiden|Menteri|Gubernur|Bupati|Wali\s*[Kk]ota|Kepala|Ketua|Direktur|Sekretaris|Camat|Lurah)"
    r"|Sekda|Asisten|Deputi|Anggota|Kabag|Kabid|Kadis|Kadisnaker|Kanwil|Manajer|Humas|Juru\s+Bicara|Staf\s+Ahli"
    r"|Penjabat|Pj\.?|Plt\.?|Plh\.?|Dirjen|Dirut|Inspektur|Pengawas|Koordinator|Rektor|Kapolres|Kapolda|Dandim"
)
_OFFICE_WORD = r"[A-Z(][\w()’'./&-]{0,40}"
_OFFICE = rf"(?:{_TITLES})(?:\s+(?:{_OFFICE_WORD}|dan|serta|bidang|untuk)){{0,16}}?"
_HONORIFIC = r"(?:(?:H|Hj|Dr|Ir|Drs|Dra|Prof|KH|Hj|dr)\.\s*){0,3}"
_NAME_WORD = r"(?:[A-Z]\.(?=\s+[A-Z])|[A-Z][\w’'-]{0,30})"
_NO_NAME = r"(?!(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad)\b)"
_NAME = rf"{_NO_NAME}{_HONORIFIC}{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}"

_INTRODUCTION = re.compile(rf"\b(?P<role>{_OFFICE}),\s+(?P<name>{_NAME})(?=[,.]|\s+[a-z(])")
_AFTER = re.compile(
    rf"[,.]?\s{{0,3}}(?:\S{{0,20}}\s)?\b(?:{'|'.join(VERBS)})(?P<nya>nya|\s+(?:dia|ia|beliau))?\b", re.I
)
_MENTION = re.compile(
    rf"\s+(?P<who>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,12}}|(?:wakil\s+)?(?:wali\s+kota|bupati|gubernur))"
)
_BEFORE = re.compile(rf"\b(?:{'|'.join(_REPORTS)}|[Mm]enurut(?:nya)?)\b[^.!?“”\"]{{0,120}}[,:]?\s*$")
_BETWEEN = re.compile(rf"[,.]?\s{{0,3}}(?:{'|'.join(VERBS)})(?:nya)?\b[^.!?“”\"]{{0,80}}[,:]?\s{{0,3}}")
_OFFICE_WORDS = frozenset(
    {"Kota", "Kabupaten", "Provinsi", "Daerah", "Dinas", "Bupati", "Gubernur", "Kepala", "Menteri", "Pemerintah"}
)
_BEFORE_NAME = rf"(?:^|[.!?”\"]\s|(?:{'|'.join(VERBS)}|enurut)\s)"
_TITLE_START = re.compile(rf"(?:{_TITLES})\b")
_SENTENCE_END = re.compile(r"[,.!?…][”»\"]?$")
_OPENING, _CLOSING = "“„«", "”»"
_SHORTEST_SPEECH = 5
"""Fewer quoted words than these, with no verb of speaking, are a name or a phrase, not speech."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A quote with its speaker; ``span`` holds the quotation marks too."""

    span: Span
    speaker: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    role: str


def find_speech(text: str, paragraphs: Sequence[Span]) -> list[Speech]:
    """Find the quotes of a text's paragraphs, in order, with their speakers.

    Args:
        text: canonical text, boilerplate blanked out.
        paragraphs: in order.

    Example:
        >>> text = "Sekda Kalbar, Harisson, hadir. “Kita perlu gerak cepat sekarang juga,” tegas Harisson."
        >>> [(speech.speaker, speech.role) for speech in find_speech(text, [Span(0, len(text))])]
        [('Harisson', 'Sekda Kalbar')]
    """
    found: list[Speech] = []
    since = paragraphs[0].start if paragraphs else 0
    for paragraph in paragraphs:
        for span in find_quotes(text, paragraph):
            speech = _attribute(text, Speech(span), paragraph, since, found)
            if speech is None:
                continue
            found.append(speech)
            since = _end_of_sentence(text, span, paragraph)
    return found


def _end_of_sentence(text: str, quote: Span, paragraph: Span) -> int:
    """Find where the words behind a quote end, so that its speaker isn't counted for the next one."""
    match = re.compile(r"[^.!?“\"\n]{0,200}[.!?]").match(text, quote.end, paragraph.end)
    return match.end() if match else quote.end


def find_quotes(text: str, paragraph: Span) -> Iterator[Span]:
    """Find the stretches in quotation marks; one left open runs to the paragraph's end, as in a long speech."""
    start = -1
    for match in re.finditer(r"[“„«”»\"]", text[paragraph.start : paragraph.end]):
        at, sign = paragraph.start + match.start(), match[0]
        if start < 0 and sign not in _CLOSING:
            start = at
        elif start >= 0 and sign not in _OPENING:
            yield Span(start, at + 1)
            start = -1
    if start >= 0:
        yield Span(start, paragraph.start + len(paragraph.text_of(text).rstrip()))


def _attribute(text: str, speech: Speech, paragraph: Span, since: int, before: Sequence[Speech]) -> Speech | None:
    """Name the speaker; None where the quoted words are no speech."""
    last = before[-1] if before else None
    after = _AFTER.match(text, speech.span.end, min(paragraph.end, speech.span.end + 60))
    words = speech.span.text_of(text)
    is_long = len(words.split()) >= _SHORTEST_SPEECH
    if last and last.span.end >= paragraph.start and _BETWEEN.fullmatch(text, last.span.end, speech.span.start):
        return replace(speech, speaker=last.speaker, role=last.role)
    if after and after["nya"]:
        return _by_context(text, speech, since, before)
    if after and (mention := _MENTION.match(text, after.end(), paragraph.end)):
        return _by_mention(text, speech, mention)
    if _BEFORE.search(text, paragraph.start, speech.span.start) and is_long:
        return _by_sentence(text, speech, paragraph, since, before)
    return speech if is_long and _SENTENCE_END.search(words) else None


def _by_mention(text: str, speech: Speech, mention: re.Match[str]) -> Speech:
    """Name whom "kata …" names: an office, an office with a name, or a part of a name given before."""
    who = mention["who"]
    if not _TITLE_START.match(who):
        return _named(speech, _complete(text[: mention.end()], who) if who[0].isupper() else _holder(text, mention))
    introduction = _INTRODUCTION.match(text, mention.start("who"))
    if introduction:
        return _named(speech, _Person(introduction["name"], introduction["role"]))
    known = [person for person in _find_people(text[: mention.end()]) if who.endswith(person.name)]
    if known:
        return _named(speech, _Person(known[0].name, who[: -len(known[0].name)].rstrip(" ,") or known[0].role))
    holder = _holder(text, mention) or _split_office(text, who)
    return _named(speech, holder) if holder else replace(speech, speaker=who, role=_longest_office(text, mention, who))


def _named(speech: Speech, person: _Person | None) -> Speech:
    return replace(speech, speaker=person.name, role=person.role) if person else speech


def _holder(text: str, mention: re.Match[str]) -> _Person | None:
    """Find the one person who was introduced with this office ("wali kota" after "Wali Kota Tangerang, Sachrudin")."""
    office = re.sub(r"\s+", " ", mention["who"]).lower()
    people = _find_people(text[: mention.start()])
    return _only([person for person in people if re.sub(r"\s+", " ", person.role).lower().startswith(office)])


def _split_office(text: str, who: str) -> _Person | None:
    """Part "Wali Kota Tangerang Sachrudin" where the text has the name alone elsewhere ("Sachrudin berharap")."""
    words = who.split()
    for at in range(len(words) - 1, max(0, len(words) - 4), -1):
        alone = re.compile(rf"{_BEFORE_NAME}{re.escape(words[at])}(?=[,.]|\s[a-z])", re.M)
        if words[at] not in _OFFICE_WORDS and alone.search(text):
            return _Person(" ".join(words[at:]), " ".join(words[:at]))
    return None


def _longest_office(text: str, mention: re.Match[str], who: str) -> str:
    """Find the fuller form of an office that the text gives before ("Wakil Wali Kota Bekasi"), if it gives one."""
    fuller = re.compile(rf"\b{re.escape(who)}(?:\s+{_OFFICE_WORD}){{1,6}}")
    forms = {match[0] for match in fuller.finditer(text, 0, mention.start())}
    return forms.pop() if len(forms) == 1 else ""


def _by_context(text: str, speech: Speech, since: int, before: Sequence[Speech]) -> Speech:
    """Name whom "katanya" means: the one person named since the last quote, or who spoke last when nobody was."""
    between = text[since : speech.span.start]
    people = {one.name: one for one in _find_people(text[: speech.span.start])}
    people.update({one.speaker: _Person(one.speaker, one.role) for one in before if one.speaker})
    known = list(people.values())
    present = [person for person in known if _is_named(person, between)]
    if present:
        return _named(speech, _only(present))
    return replace(speech, speaker=before[-1].speaker, role=before[-1].role) if before else speech


def _is_named(person: _Person, text: str) -> bool:
    return any(re.search(rf"\b{re.escape(part)}\b", text) for part in re.findall(r"[\w’'-]{3,}", person.name))


def _by_sentence(text: str, speech: Speech, paragraph: Span, since: int, before: Sequence[Speech]) -> Speech:
    """Name the one person of the sentence that leads a quote in ("Wali Kota Bekasi, Tri Adhianto, mengatakan: …")."""
    lead = re.split(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])", text[paragraph.start : speech.span.start])[-1]
    named = [one for one in _find_people(text[: speech.span.start]) if _is_named(one, lead)]
    return _named(speech, _only(named)) if named else _by_context(text, speech, since, before)


def _complete(text: str, who: str) -> _Person:
    """Give a name its full form and office where the text has exactly one of each; else leave it as printed."""
    first = re.sub(rf"^{_HONORIFIC}", "", who).split()[0]
    people = [one for one in _find_people(text) if re.search(rf"\b{re.escape(first)}\b", one.name)]
    if people:
        return _only(people) or _Person(who, "")
    plain = re.compile(rf"\b(?P<role>{_OFFICE})\s+(?P<name>{_HONORIFIC}{re.escape(first)}(?:\s+{_NAME_WORD}){{0,4}})")
    found = {_Person(match["name"], match["role"]) for match in plain.finditer(text)}
    return found.pop() if len(found) == 1 else _Person(who, "")


def _find_people(text: str) -> list[_Person]:
    """List the people introduced as "office, name,": once each, in order, with the first office given."""
    people: dict[str, _Person] = {}
    for match in _INTRODUCTION.finditer(text):
        people.setdefault(match["name"], _Person(match["name"], match["role"]))
    return list(people.values())


def _only(people: Sequence[_Person]) -> _Person | None:
    return people[0] if len(people) == 1 else None
