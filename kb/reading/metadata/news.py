"""Read a news release's headline, publisher and day of publication.

A release without a headline doesn't get one: its title is the beginning of its first sentence, verbatim up to a word's
end, closed by ``…``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kb.language import find_dates, find_sentences
from kb.model import ParsedText, Reading, Span
from kb.reading.metadata.values import read_name, read_text

_HEAD = 1500
_TITLE_WORDS, _TITLE_LENGTH = 3, 180
_CUT = 90
_FILENAME = re.compile(r"([a-z0-9]+(?:-[a-z][a-z0-9]*)*)-([0-9]{4})-([0-9]{2})-([0-9]{2})-(.+)")
_DASH = r"\s{1,2}[-–—]\s{1,2}"
# "BOGOR-KITA.com, BOGOR – " and "Pontianak, InfoPublik - "
_DATELINE = re.compile(
    rf"^[ \t]*(?:([\w-]{{2,40}}\.(?:com|co\.id|go\.id|id|net|news|co))\s?,\s[\w .]{{3,40}}?{_DASH}"
    rf"|[A-Z][\w .]{{2,40}}?,\s([A-Z][\w.-]{{2,40}}){_DASH})",
    re.IGNORECASE | re.MULTILINE,
)
_TIME = re.compile(r"[\s|,(-]{0,6}(?:pukul\s)?[0-2]?[0-9][:.][0-5][0-9](?:\s?WI(?:B|TA|T))?\b", re.IGNORECASE)


def is_news_name(stem: str) -> bool:
    """Say whether a file's name reads ``publisher-2025-07-10-some-words``."""
    return _FILENAME.fullmatch(stem) is not None


def find_publisher(text: str, stem: str) -> Reading | None:
    """Find who published: the dateline's own name, else the beginning of the file's name."""
    match = _DATELINE.search(text[:_HEAD])
    if match:
        group = 1 if match[1] else 2
        return Reading(match[group], Span(*match.span(group)), "text")
    named = _FILENAME.fullmatch(stem)
    return read_name(named[1]) if named else None


def find_publication_date(text: str, stem: str) -> Reading | None:
    """Find the day of publication: a date with a time of day beside it, else the one in the file's name.

    Dates in the story itself are those of the event, so they don't count.
    """
    for span, day in find_dates(text[:_HEAD]):
        if _TIME.match(text, span.end):
            return Reading(day.isoformat(), span, "text")
    named = _FILENAME.fullmatch(stem)
    return _read_named_date(named) if named else None


def _read_named_date(named: re.Match[str]) -> Reading | None:
    try:
        return read_name(date(int(named[2]), int(named[3]), int(named[4])).isoformat())
    except ValueError:
        return None


def find_headline(parsed: ParsedText) -> Reading | None:
    """Find the headline, or where there is none, the beginning of the first sentence."""
    text = parsed.text
    for span in _find_lines(parsed):
        line = span.text_of(text)
        is_paragraph = len(line) > _TITLE_LENGTH or line.endswith((".", "!", "”", '."'))
        if is_paragraph or _DATELINE.match(line):
            return _cut_sentence(text, span)
        if _is_worded(line):
            return read_text(text, *span)
    return None


def _is_worded(line: str) -> bool:
    """Tell a headline from a section's name, a page number and letters set apart."""
    words = [word for word in line.split() if sum(c.isalpha() for c in word) > 1]
    return len(words) >= _TITLE_WORDS


def _find_lines(parsed: ParsedText) -> Iterator[Span]:
    """List the lines that are the document: not blank, not known to be something else, heading marks left out."""
    body = parsed.body or Span(0, len(parsed.text))
    at = body.start
    for line in body.text_of(parsed.text).splitlines(keepends=True):
        bare = line.strip().lstrip("#*_ ")
        start = at + line.find(bare) if bare else at
        span = Span(start, start + len(bare))
        at += len(line)
        if bare and not any(noise.span.overlaps(span) for noise in parsed.noise):
            yield span


def _cut_sentence(text: str, line: Span) -> Reading | None:
    dateline = _DATELINE.match(text[line.start : line.end])
    start = line.start + (dateline.end() if dateline else 0)
    sentences = find_sentences(text[start : line.end])
    if not sentences:
        return None
    start, end = start + sentences[0].start, start + sentences[0].end
    if end - start <= _CUT:
        return read_text(text, start, end - text[start:end].endswith("."))
    end = max(text.rfind(" ", start, start + _CUT), start + 1)
    whole = read_text(text, start, end)
    return Reading(whole.value.rstrip(",;:") + "…", whole.span, "text")
