"""Texts as vectors: the dense model and its parts, the sparse weights, the shipped models."""
