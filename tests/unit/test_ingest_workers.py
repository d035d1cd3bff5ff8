"""Documents made by other processes are those that this one makes; what goes wrong there is told here."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping

import pytest

from kb.ingest import workers
from kb.ingest.fetch import Fetched
from kb.ingest.prepare import PreparedDocument, prepare_document
from kb.ingest.workers import make_here, open_workers
from kb.model import Document
from kb.model.errors import DamagedSource, EmptySource, SourceError, UndecodableSource

LONGEST = 1200


def make_source(number: int) -> Fetched:
    text = (
        f"SURAT EDARAN\nNOMOR {number} TAHUN 2024\nTENTANG\nIURAN\n\nA. Umum\nKontraktor wajib mendaftarkan pekerja.\n"
    )
    return Fetched(text.encode(), f"se-{number}.txt", None, f"se-{number}.txt", "", False)


def keep_nothing(fetched: Fetched, document: Document) -> None:
    """Stands for the archive."""


def facts(prepared: PreparedDocument) -> tuple[object, ...]:
    """All of it but the moments."""
    made = prepared.made
    document = (made.document.id, made.document.version, made.document.provisions)
    return *document, made.chunks, made.related, prepared.searchable.weights, prepared.passages


def test_workers_make_what_is_made_here_in_any_number_at_once() -> None:
    sources = [make_source(number) for number in range(1, 9)]
    with open_workers(2) as make:
        futures = [make(source, {"kind": "SE"}, LONGEST, keep_nothing) for source in sources]
        made = [future.result() for future in futures]
    assert [facts(each) for each in made] == [
        facts(prepare_document(each, {"kind": "SE"}, LONGEST)) for each in sources
    ]


@pytest.mark.parametrize("where", ["here", "worker"])
def test_source_without_a_document_is_refused_with_its_hint(where: str) -> None:
    empty = Fetched(b"", "empty.txt", None, "empty.txt", "", False)
    with open_workers(1) as make:
        future = (make_here if where == "here" else make)(empty, {}, LONGEST, keep_nothing)
        with pytest.raises(EmptySource) as caught:
            future.result()
    assert caught.value.hint


def test_source_that_ends_its_worker_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real = workers._ask

    def kill_first(process: subprocess.Popen[bytes], task: tuple[object, ...]) -> PreparedDocument | Exception:
        if task[0] == make_source(1):
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        return real(process, task)

    monkeypatch.setattr(workers, "_ask", kill_first)
    with open_workers(1) as make:
        first, second = (make(make_source(at), {}, LONGEST, keep_nothing) for at in (1, 2))
        with pytest.raises(DamagedSource, match=r"se-1\.txt"):
            first.result()
        assert second.result().made.document.source.filename == "se-2.txt"


def test_bug_in_a_worker_is_raised_here() -> None:
    with open_workers(1) as make:
        broken: Mapping[str, str] = {"retrieved": 5}  # type: ignore[dict-item]
        with pytest.raises(TypeError) as caught:
            make(make_source(1), broken, LONGEST, keep_nothing).result()
    assert not isinstance(caught.value, SourceError)


@pytest.mark.parametrize("where", ["here", "worker"])
def test_document_is_given_after_it_was_archived_and_not_at_all_where_that_failed(where: str) -> None:
    archived: list[tuple[str, str]] = []

    def archive(fetched: Fetched, document: Document) -> None:
        archived.append((fetched.filename, document.id))
        if fetched.filename == "se-2.txt":
            raise UndecodableSource("The text has half a character.", "Mend it.")

    with open_workers(1) as make:
        begin = make_here if where == "here" else make
        first, second = (begin(make_source(at), {}, LONGEST, archive) for at in (1, 2))
        assert ("se-1.txt", first.result().made.document.id) in archived
        with pytest.raises(UndecodableSource):
            second.result()
    assert [name for name, _ in sorted(archived)] == ["se-1.txt", "se-2.txt"]
