"""The landing page: what this address answers, for people who open it in a browser.

One static page made from the app's own OpenAPI, without scripts and without a call to anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

router = APIRouter(include_in_schema=False)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rujukan: HTTP API</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
td {{ padding: .2rem 1rem .2rem 0; vertical-align: top; }}
code {{ font-size: .9rem; overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>Rujukan {version}</h1>
<p>Regulations, circulars and news releases: every answer is a verbatim quote with a pinpoint citation.</p>
<p>Try <a href="/api/v1/search?q=perlindungan+pekerja+jasa+konstruksi">a search</a>,
<a href="/api/v1/documents">the documents</a> or <a href="/api/v1/coverage">what is held</a>.
<a href="/openapi.json">/openapi.json</a> describes every route.</p>
<table>
{rows}
</table>
</body>
</html>
"""


@router.head("/")
@router.get("/")
def show_index(request: Request) -> HTMLResponse:
    """List the routes."""
    rows = "\n".join(_format_rows(request.app.openapi()))
    page = PAGE.format(version=escape(request.app.version), rows=rows)
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


@router.head("/docs")
@router.get("/docs")
def redirect_docs() -> RedirectResponse:
    """Bring people who look for FastAPI's page to ours."""
    return RedirectResponse("/")


def _format_rows(openapi: dict[str, dict[str, dict[str, dict[str, str]]]]) -> Iterator[str]:
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            told = operation["description"].partition("\n")[0]
            yield f"<tr><td><code>{method.upper()} {escape(path)}</code></td><td>{escape(told)}</td></tr>"
