"""What the routes on figures answer, described field by field for OpenAPI.

Step 8. As ``api.schemas``: made by ``kb.views``, described here exactly.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas import CitationBody, Described, SpanBody


class FigureBody(Described):
    """A number in a text with what it counts. Numbers are decimal texts, as exact as they were printed."""

    value: str = Field(description="With its scale word worked in; of a range, its lower end.", examples=["154008"])
    low: str | None = Field(description="Lower end of a range; null where it is one number.")
    high: str | None = Field(description="Upper end of a range; null where it is one number.")
    unit: str = Field(description="`persen`, `rupiah`, `orang` or the counted noun; may be empty.", examples=["orang"])
    subject: str = Field(description="What is counted or measured, as the text says it; may be empty.")
    qualifier: str = Field(description="`target`, `minimal`, `lebih dari`, `baru` …; empty where there is none.")
    date: str | None = Field(description="ISO day, month or year that the sentence ties it to; null where none.")
    span: SpanBody


class HeldFigureBody(FigureBody):
    """A figure of a document, in its sentence."""

    text: str = Field(description="As printed.", examples=["154.008"])
    locator: str = Field(description="Provision that it stands in.")
    sentence: str = Field(description="The sentence that it stands in, verbatim.")


class ContradictionBody(Described):
    """Figures of one text that can't all be right."""

    kind: Literal["percentage", "part-over-whole", "sum", "two-values"] = Field(description="How they contradict.")
    computed: str = Field(description="What the arithmetic gives.")
    stated: str = Field(description="What the text says instead.")
    arithmetic: str = Field(description="The working.", examples=["42.591 ÷ 154.008 × 100 = 27,66"])
    explanation: str = Field(description="One Indonesian sentence for the reader.")
    citations: list[CitationBody] = Field(description="One for each figure, in the order of the arithmetic.")


class FiguresBody(Described):
    """The figures of one version of a document, and what doesn't add up."""

    document_id: str = Field(description="Id of the document.")
    version: str = Field(description="SHA-256 of the canonical text that the offsets count in.")
    figures: list[HeldFigureBody] = Field(description="In the order of the text.")
    contradictions: list[ContradictionBody] = Field(description="Nothing is called wrong: not said which is.")


class PointBody(Described):
    """One value of a time line with the sentence that says it."""

    when: str = Field(description="ISO day, month or year; empty where nothing dates it.", examples=["2025-07-10"])
    differs: bool = Field(description="Whether another document speaks of the same time and has other values only.")
    figure: FigureBody
    citation: CitationBody


class TimelineBody(Described):
    """One subject, unit and place over time."""

    subject: str = Field(description="As the documents say it.", examples=["pekerja konstruksi"])
    unit: str = Field(description="One unit for the whole line.", examples=["orang"])
    place: str = Field(description="Place of the documents; empty where national.", examples=["Kalimantan Barat"])
    is_target: bool = Field(description="Whether the values are aims; those stand on lines of their own.")
    points: list[PointBody] = Field(description="By time, undated ones first.")


class TimelinesBody(Described):
    """What releases and circulars say of a subject over time."""

    subject: str = Field(description="As asked.")
    documents: int = Field(description="How many documents were read.")
    lines: list[TimelineBody] = Field(description="Those with most points first.")
