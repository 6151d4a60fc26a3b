"""Every number that ranking depends on, in one place.

Each was measured by bench/relevance.py on its judged queries and questions;
tests/search_app/query/test_relevance.py keeps the result from falling. k1 and b are within the
usual range (Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond).
"""

K1 = 0.9

PART_WEIGHTS = (1.0, 2.0, 1.0)
"""BM25F's weight of an occurrence in the title, in a heading and in the body of a section."""
PART_B = (0.5, 0.5, 0.75)
"""BM25F's length normalisation b of the same three parts."""

LITERAL_WEIGHT = 1.0
"""The weight of a chunk of the query as a literal string. Each of its words has weight 1."""
BIGRAM_WEIGHT = 0.3
"""The weight of each bigram of a chunk."""

ALTERNATIVE_WEIGHT = 0.8
"""What the score of a synonym is multiplied by: it counts for less than what was typed."""

PROXIMITY_WEIGHT = 0.5
"""What two neighbouring words of the query add to a section where they stand next to each other, as
a share of the rarer one's idf."""
PROXIMITY_HALF_DISTANCE = 8.0
"""The number of characters between two words that halves what they add."""
PROXIMITY_CANDIDATES = 200
"""How many sections, the best by the rest of the score, get a proximity bonus."""

QUESTION_COVERAGE = 0.5
"""The share of a question's score that is multiplied by the share of its terms that a section
holds. It ranks the passage that holds most of a question above one that repeats a rare word."""

PREFIX_SCORE = 1.0
"""The score of each section that matches a prefix. A prefix says little about what was meant, so
no word that it begins counts for more than another."""

SIMILAR_TERMS = 25
"""How many words of a section similar ones are searched by: those that score highest in it."""
