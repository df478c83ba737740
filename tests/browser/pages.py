"""Runs that the page's tests show."""

from __future__ import annotations

import asyncio

from algorist.core import Cost, Problem, Step
from algorist.recording import RunSpec, Solved, Store
from algorist.solving import Candidate, Group, Solution

ATTACK = "</script><script>document.title = 'pwned'</script><pwned>&lt;img src=x onerror=alert(1)>"
"""What must only ever be text."""


def hostile_store(store: Store) -> str:
    """A run whose every text tries to be markup; returns its id."""
    strategy = f"vote(k=2, prompt='{ATTACK}')"
    problem = Problem(
        id="mine@1/1/0/0",
        family=f"mine{ATTACK}",
        version=1,
        level=1,
        seed=0,
        index=0,
        question=f"What is 2 + 3? {ATTACK} <!-- ${{body}} $body",
        answer="5",
        steps=(Step(f"2 + 3 = 5 {ATTACK}", "2 + 3 = 5", {"sum": 5}),),
    )
    text = f"2 + 3 = 6 {ATTACK}\n<b>#### 6</b> \u2028\x00"
    solution = Solution(
        answer=f"6 {ATTACK}",
        text=text,
        ending="finished",
        candidates=(Candidate(text, f"6 {ATTACK}", 9, 0.5), Candidate(ATTACK, None, 2, 0.25)),
        groups=(Group(f"6 {ATTACK}", (0,), 1.0),),
        cost=Cost(prompt_tokens=20, output_tokens=11, calls=1, seconds=0.5, flops=1e9),
        note=ATTACK,
    )
    spec = RunSpec(f"endpoint({ATTACK})", (strategy,), "Budget()", 0, 0, "digest", ATTACK)
    store.begin("hostile", spec, [problem])
    asyncio.run(store.keep("hostile", Solved(problem.id, strategy, solution, ())))
    return "hostile"
