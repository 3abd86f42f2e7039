"""draw -- a sample for spot checks, a second time; see lib/core/draw.h.

    draw.py SIZE SEED <CASES

A line a case: id, section and rating, with | between them.  Prints the ids that are drawn, a line each, in the order of
section, rating (not rated first, then satisfied, fair, dissatisfied) and lot.
"""
import fractions
import hashlib
import sys

RATINGS = ("", "satisfied", "fair", "dissatisfied")


def allot(populations, size):
    total = sum(populations)
    size = min(size, total)
    shares = [fractions.Fraction(size * n, total) for n in populations]
    drawn = [max(1, int(share)) for share in shares]
    while sum(drawn) < size:        # max() and min() take the first of equals
        at = max(range(len(drawn)), key=lambda i: shares[i] - drawn[i])
        drawn[at] += 1
    while sum(drawn) > size:
        rich = [i for i in range(len(drawn)) if drawn[i] > 1] or [i for i in range(len(drawn)) if drawn[i] > 0]
        at = min(reversed(rich), key=lambda i: shares[i] - drawn[i])
        drawn[at] -= 1
    return drawn


def main():
    size, seed = int(sys.argv[1]), int(sys.argv[2])
    strata = {}
    for line in sys.stdin:
        case, section, rating = line.rstrip("\n").split("|")
        strata.setdefault((section.encode(), RATINGS.index(rating)), []).append(case)
    keys = sorted(strata)
    if not keys:
        return
    for key, count in zip(keys, allot([len(strata[key]) for key in keys], size)):
        lots = sorted(strata[key], key=lambda case: hashlib.sha256(f"{seed}/{case}".encode()).hexdigest())
        print("\n".join(lots[:count]), end="\n" if count else "")


main()
