"""Make questions out of texts that nobody asked about: some words of one sentence → the passage around it.

Used by ``training.data``. News and statutes have few questions in the training sets; such pairs teach that a name, a
number or a term in the question is to be found in the passage. Source of the idea: the inverse cloze task (Lee, Chang
and Toutanova 2019, Latent Retrieval for Weakly Supervised Open Domain Question Answering), here with the sentence
left where it stands, since questions share words with their answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from kb.language import STOP_WORDS, find_sentences, gloss_terms

PASSAGE_WORDS = 80
"""Where a passage ends, at the next sentence's end."""

FEWEST_PASSAGE_WORDS = 25
SENTENCE_WORDS = range(7, 41)
QUESTION_WORDS = (4, 9)
"""Fewest and most words of the question: as people type them."""

STRETCH_WORDS = (5, 14)
"""Fewest and most words of a question that is a whole stretch of a sentence."""

KEPT_STOP_WORD = 0.15
"""Share of stop words that stay: typed questions have a few."""


def cut_passages(text: str) -> Iterator[list[str]]:
    """Cut a text into passages of about ``PASSAGE_WORDS``, each as its sentences."""
    held: list[str] = []
    for span in find_sentences(text):
        held.append(" ".join(span.text_of(text).split()))
        if sum(len(sentence.split()) for sentence in held) >= PASSAGE_WORDS:
            yield held
            held = []
    if sum(len(sentence.split()) for sentence in held) >= FEWEST_PASSAGE_WORDS:
        yield held


def ask_sentence(sentence: str, chance: random.Random) -> str:
    """Leave a few words of a sentence, in their order, most of them no stop words.

    Returns:
        Nothing where too few words remain.
    """
    words = [word.strip(".,;:!?()[]\"'“”‘’") for word in sentence.split()]
    words = [word for word in words if word]
    kept = [word for word in words if word.casefold() not in STOP_WORDS or chance.random() < KEPT_STOP_WORD]
    size = chance.randint(*QUESTION_WORDS)
    if len(kept) < QUESTION_WORDS[0]:
        return ""
    # Words that stand near each other belong to one question.
    reach = min(len(kept), 2 * size)
    start = chance.randrange(len(kept) - reach + 1)
    chosen = sorted(chance.sample(range(start, start + reach), min(size, reach)))
    return " ".join(kept[at] for at in chosen)


def make_translated_crops(rows: Sequence[tuple[str, str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Give a stretch of an English sentence, and the Indonesian passage that its translation stands in.

    Half of the questions have the field's terms in Indonesian, as our glossary puts them.

    Args:
        rows: sentences that follow each other, as (Indonesian, English).
    """
    held: list[tuple[str, str]] = []
    for row in rows:
        held.append(row)
        if sum(len(indonesian.split()) for indonesian, _ in held) >= PASSAGE_WORDS:
            words = chance.choice(held)[1].split()
            size = chance.randint(*STRETCH_WORDS)
            start = chance.randrange(max(1, len(words) - size + 1))
            question = " ".join(words[start : start + size]).strip(".,;:()[]\"'“”")
            if len(words) >= STRETCH_WORDS[0]:
                yield gloss_terms(question) if chance.random() < 0.5 else question, " ".join(one for one, _ in held)
            held = []


def make_crops(text: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Give one question and its passage for each passage of a text that has a sentence to ask."""
    for sentences in cut_passages(text):
        fit = [sentence for sentence in sentences if len(sentence.split()) in SENTENCE_WORDS]
        question = ask_sentence(chance.choice(fit), chance) if fit else ""
        if question:
            yield question, " ".join(sentences)
