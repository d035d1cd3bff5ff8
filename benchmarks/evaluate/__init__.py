"""Measure search: questions with known answers in, a table of measures with intervals out, and a gate on it.

What is measured is the product's own read path (its index, its pipeline, its fusion), never a copy of it. A question
without results counts as zero; a final-test split is read only when asked for by name; a number is comparable only with
one of the same corpus, questions and qrels, so their hashes travel with it. ``python -m benchmarks.evaluate`` runs it.
"""

from benchmarks.evaluate.floors import PINNED_LEGS, Floors, find_failures, format_floors, load_floors, raise_floors
from benchmarks.evaluate.report import Report, format_report, parse_report
from benchmarks.evaluate.run import Plan, measure

__all__ = [
    "PINNED_LEGS",
    "Floors",
    "Plan",
    "Report",
    "find_failures",
    "format_floors",
    "format_report",
    "load_floors",
    "measure",
    "parse_report",
    "raise_floors",
]
