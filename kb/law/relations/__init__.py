"""What a document does to each instrument that it mentions: carry out, amend, revoke, rest on, or only refer to.

A relation other than ``merujuk`` comes with the span of the words that say so, and is one between the document itself
and what it mentions; what the document tells of others is ``merujuk``.
"""

from kb.law.relations.model import RelatedReference
from kb.law.relations.read import find_relations

__all__ = ["RelatedReference", "find_relations"]
