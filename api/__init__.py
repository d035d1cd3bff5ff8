"""The HTTP face: routes made from the table of operations, over a ``KnowledgeBase``."""
