"""The read path: the question, its legs, their fusion, and what a question names."""
