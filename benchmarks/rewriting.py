"""What rewriting by equality saturation gains on the archives of real searches.

    python benchmarks/rewriting.py [--minutes 0.25] [--max-ops 7] [--cores 1]

For each function and cost model: the digits of every program on the front of a search's archive,
its cost as the search found it, and the cost of its cheapest equal form, where that is less.
"""

from __future__ import annotations

import argparse
import time

from algorist.discovery import Target
from algorist.discovery._front import warm_up
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.programs._costs import price_of, usable
from algorist.discovery.programs._shapes import DEFAULT_OPERATIONS, operation_codes
from algorist.discovery.searching._egraph import simplify
from algorist.discovery.searching._jobs import Settings
from algorist.discovery.searching._search import WORK_RATE, Search

TARGETS = {"2^x on [0, 1]": ("exp2(x)", "1"), "cos on [0, pi/4]": ("cos(x)", "0.7853981633974483")}
COSTS = ("operations", "latency", "multiplicative_depth")


def main() -> None:
    """Search, rewrite and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.25)
    parser.add_argument("--max-ops", type=int, default=7)
    parser.add_argument("--cores", type=int, default=1)
    args = parser.parse_args()
    for title, (text, high) in TARGETS.items():
        samples = take_samples(Target.of(text, ("0", high)))
        warm_up(samples)
        for cost in COSTS:
            codes = usable(operation_codes(DEFAULT_OPERATIONS), cost)
            price = price_of(cost) or len
            with Search(Settings(samples, codes, args.max_ops, 0, args.cores, cost)) as search:
                search.run(
                    work=args.minutes * 60 * WORK_RATE * args.cores,
                    deadline=time.monotonic() + 300 * args.minutes,
                )
            front = search.archive.front()
            began = time.process_time()
            forms = [simplify(m, price, codes, args.max_ops) for m in front]
            spent = time.process_time() - began
            print(f"\n{title}, {cost}: {len(front)} programs rewritten in {spent:.2f} s")
            gains = [
                f"| {member.digits:.2f} | {price(member.shape):g} | {price(form.shape):g} |"
                for member, form in zip(front, forms, strict=True)
                if price(form.shape) < price(member.shape)
            ]
            print("\n".join(["| digits | found | rewritten |", "|---|---|---|", *gains]))


if __name__ == "__main__":
    main()
