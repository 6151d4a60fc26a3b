"""Every number that ranking depends on, in one place.

Measured by bench/relevance.py on the judged queries and questions, and kept from falling by
tests/search_app/query/test_relevance.py. k1 and b are within the usual range (Robertson and
Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond).
"""

K1 = 0.9

# Weight and length normalisation of the parts of a section: title, headings, body.
PART_WEIGHTS = (1.0, 2.0, 1.0)
PART_B = (0.5, 0.5, 0.75)

# What the bigrams of a chunk add to its words, and its occurrence as a whole to both.
GRAM_WEIGHT = 0.3
LITERAL_WEIGHT = 1.0

# A synonym counts for less than what was typed.
ALTERNATIVE_WEIGHT = 0.8

# What two neighbouring words of the query add where they stand next to each other, as a share of
# the rarer one's idf, and the number of characters between them that halves it; for the best
# sections by the rest of the score.
CLOSENESS_WEIGHT = 0.5
CLOSENESS_HALF = 8.0
CLOSENESS_CANDIDATES = 200

# The share of a question's score that goes with the share of its terms that a section holds: it
# tells the passage that has most of a question from one that has a rare word of it often.
QUESTION_COVERAGE = 0.5

# A prefix says little about what was meant: every word it begins scores the same.
PREFIX_SCORE = 1.0

# Words of a section that stand for it when similar ones are looked for.
SIMILAR_TERMS = 25
