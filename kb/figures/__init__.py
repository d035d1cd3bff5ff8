"""Figures: the numbers of a text with what they count, whether they add up, and how they move over time.

Pure functions over text. Every figure and every contradiction says where it stands; nothing here says that a figure is
true, only that figures agree or don't.
"""

from kb.figures.arithmetic import read_interval
from kb.figures.contradictions import find_contradictions
from kb.figures.find import find_figures
from kb.figures.timeline import build_timeline
from kb.figures.values import Contradiction, Figure, Observation, Point, Timeline

__all__ = [
    "Contradiction",
    "Figure",
    "Observation",
    "Point",
    "Timeline",
    "build_timeline",
    "find_contradictions",
    "find_figures",
    "read_interval",
]
