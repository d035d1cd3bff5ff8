"""Make small PDFs for tests: text at places on pages, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

Placed = tuple[float, float, str]
"""Points from the left, points from the bottom, ASCII text."""


TURNS = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}
"""Text matrix by which text reads upright on a page that viewers turn clockwise by so many degrees."""


def build_pdf(pages: Sequence[Sequence[Placed]], rotation: int = 0, size: int = 12) -> bytes:
    """Write a PDF whose text layer holds the given texts, in the given order.

    Args:
        pages: per page, what stands where.
        rotation: by how many degrees viewers turn each page clockwise; the text is turned back, so that it reads
            upright, and its places are those before the page is turned.
        size: font size in points.
    """
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in enumerate(pages):
        stream = "\n".join(
            f"BT /F1 {size} Tf {TURNS[rotation]} {x} {y} Tm ({_escape(text)}) Tj ET" for x, y, text in page
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotation} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return _write(objects)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _write(objects: Sequence[str]) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode("ascii")
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    return bytes(data)
