"""A sentence-transformers model small enough to make in a test: 32 numbers per word, averaged.

Real loading code runs on it; what it finds similar means nothing.
"""

from pathlib import Path

WORDS = [
    "pekerja",
    "konstruksi",
    "jaminan",
    "sosial",
    "gubernur",
    "bupati",
    "wali",
    "kota",
    "wajib",
    "melapor",
    "iuran",
    "peserta",
    "kontrak",
    "surat",
    "edaran",
]


def build_tiny_model(folder: Path) -> Path:
    """Make the model in a folder, the same each time."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)] + [str(digit) for digit in range(10)]
    pieces = ["[UNK]", *WORDS, *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    torch.manual_seed(7)
    embedding = StaticEmbedding(tokenizer, embedding_weights=torch.randn(len(pieces), 32).numpy())
    SentenceTransformer(modules=[embedding]).save(str(folder))
    return folder
