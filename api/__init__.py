"""The HTTP face: FastAPI over a ``KnowledgeBase``. Step 8; it holds no logic of its own."""
