"""What is called by a name that no code of the product spells out; `make lint` takes it as used (vulture)."""

from kb.reading.outline.circular import parse_circular
from kb.reading.outline.instruction import parse_instruction
from kb.reading.outline.news import parse_news
from kb.reading.outline.plain import parse_plain
from kb.reading.outline.statute import parse_statute
from kb.reading.parse.docx import parse_docx
from kb.reading.parse.html import parse_html
from kb.reading.parse.markdown import parse_markdown
from kb.reading.parse.pdf import parse_pdf
from kb.reading.parse.plain import parse_text
from kb.stores.index.edge import QdrantEdgeDocumentStore

# Readers that are imported when a source of their kind comes: `kb.reading.parse`, `kb.reading.outline`.
_: object = (parse_docx, parse_html, parse_markdown, parse_pdf, parse_text)
_ = (parse_circular, parse_instruction, parse_news, parse_plain, parse_statute)

# Haystack's contract of a document store; `from_shard` is for a Haystack pipeline over a home that is open.
_ = (
    QdrantEdgeDocumentStore.count_documents_by_filter,
    QdrantEdgeDocumentStore.count_unique_metadata_by_filter,
    QdrantEdgeDocumentStore.delete_all_documents,
    QdrantEdgeDocumentStore.filter_documents,
    QdrantEdgeDocumentStore.from_shard,
    QdrantEdgeDocumentStore.get_metadata_field_min_max,
    QdrantEdgeDocumentStore.get_metadata_field_unique_values,
    QdrantEdgeDocumentStore.get_metadata_fields_info,
    QdrantEdgeDocumentStore.update_by_filter,
    QdrantEdgeDocumentStore.write_documents,
)
