"""Write numbers as Indonesian texts do."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from kb.figures.values import Figure, Number


def to_decimal(number: Number, places: int) -> Decimal:
    """Round a number to a count of decimals, half up."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(number.numerator) / Decimal(number.denominator) if isinstance(number, Fraction) else number
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def format_number(number: Number, places: int = 4) -> str:
    """Write a number with dots between thousands and a comma before the decimals, without idle zeros.

    Example:
        >>> format_number(Decimal("154008")), format_number(Decimal("29.860"))
        ('154.008', '29,86')
    """
    whole, _, decimals = f"{to_decimal(number, places):,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def format_value(figure: Figure) -> str:
    """Write a figure's value with its unit: ``Rp5.000.000``, ``55 persen``, ``42.591 orang``."""
    number = format_number(figure.value)
    if figure.unit == "rupiah":
        return f"Rp{number}"
    return f"{number} {figure.unit}".strip()
