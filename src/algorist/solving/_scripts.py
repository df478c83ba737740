"""The built-in scripts: all that strategies and scorers say beside the question's prompt."""

from __future__ import annotations

from algorist.solving._script import Script, scripts

__all__ = ["scripts"]

EGGS = "A box holds 6 eggs. Ana has 4 boxes. She sells 10 eggs."
"""What the examples are about."""
EGG_EXAMPLE = (
    f"Question: {EGGS} How many has she left?\n"
    "All boxes hold 4*6 = 24 eggs.\nShe has 24 - 10 = 14 left.\n#### 14"
)

for _script in (
    Script(
        "plan_search",
        1,
        {
            "observe": (
                "Question: {question}\n\nDo not solve it yet. Write {count} different observations "
                "that help to solve it, numbered, one on each line."
            ),
            "derive": (
                "Question: {question}\n\nObservations:\n{observations}\n\nDo not solve it yet. "
                "Write {count} new observations that follow from these and help to solve the "
                "question, numbered, one on each line."
            ),
            "plan": (
                "Question: {question}\n\nObservations:\n{observations}\n\nWrite a plan that uses "
                "these observations to solve the question, in a few sentences. Do not compute yet."
            ),
            "replan": (
                "Question: {question}\n\nPlan: {plan}\n\nThis plan may be wrong. Say in one "
                "sentence what could be wrong with it, then write a different plan."
            ),
            "solve": "{question}\n\nPlan: {plan}",
        },
        {
            "observe": (
                {"question": f"{EGGS} How many has she left?", "count": 3},
                "1. All boxes hold the same number of eggs.\n"
                "2. The eggs in the boxes are a product.\n"
                "3. Selling makes the number smaller.",
            ),
            "derive": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "count": 2,
                    "observations": "- The eggs in the boxes are a product.",
                },
                "1. The number of all eggs comes first, before selling.\n"
                "2. What is left is that product less the eggs sold.",
            ),
            "plan": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "observations": "- The eggs in the boxes are a product.",
                },
                "Multiply the eggs in one box by the number of boxes. "
                "Then subtract the eggs that were sold.",
            ),
            "replan": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "plan": "Add the eggs and the boxes. Then subtract the eggs that were sold.",
                },
                "Eggs and boxes cannot be added. Multiply the eggs in one box by the number of "
                "boxes instead. Then subtract the eggs that were sold.",
            ),
        },
    ),
    Script(
        "think_and_execute",
        1,
        {
            "analyse": (
                "These questions are of one kind:\n\n{examples}\n\nExplain in a few sentences "
                "which steps lead to the answer of any question of this kind."
            ),
            "write": (
                "These questions are of one kind:\n\n{examples}\n\nHow they are solved:\n"
                "{analysis}\n\nWrite one Python function that solves any question of this kind. "
                "Its arguments are what the question states; it prints each intermediate value "
                "with its name. Write only the code."
            ),
            "execute": (
                "{question}\n\nThis program solves questions of this kind:\n```python\n{program}\n"
                "```\nGo through it line by line for this question and write what it prints."
            ),
        },
        {
            "analyse": (
                {"examples": EGG_EXAMPLE},
                "Multiply the number of things by how many each holds. "
                "Then subtract what was sold from that product.",
            ),
            "write": (
                {
                    "examples": EGG_EXAMPLE,
                    "analysis": "Multiply to get the number of eggs, then subtract those sold.",
                },
                "```python\ndef solve(eggs_in_box, boxes, sold):\n"
                "    eggs = boxes * eggs_in_box\n    print('eggs =', eggs)\n"
                "    left = eggs - sold\n    print('left =', left)\n    return left\n```",
            ),
        },
    ),
    Script(
        "decompose",
        1,
        {
            "outline": (
                "Question: {question}\n\nWrite an outline of at most {most} steps that lead to "
                "the answer, numbered, one on each line. Do not compute anything yet."
            ),
            "choose": (
                "Question: {question}\n\n{outlines}\n\nWhich outline is the best? "
                "Answer with its number."
            ),
            "choose_lead": "Outline ",
            "rate": (
                "Question: {question}\n\nDone so far:\n{done}\n\nNext step: {step}\n\nHow "
                "difficult is the next step? Answer with one digit from 0 (easy) to 9 (difficult)."
            ),
            "rate_lead": "Difficulty: ",
            "step": (
                "{question}\n\nDone so far:\n{done}\n\n"
                "Do only the next step and give its result: {step}"
            ),
            "last": "{question}\n\nDone so far:\n{done}\n\nNow finish and answer the question.",
        },
        {
            "outline": (
                {"question": f"{EGGS} How many has she left?", "most": 5},
                "1. Find how many eggs are in all boxes.\n2. Subtract the eggs that were sold.",
            ),
            "step": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "done": "nothing",
                    "step": "Find how many eggs are in all boxes.",
                },
                "All boxes hold 4*6 = 24 eggs.\n#### 24",
            ),
        },
    ),
    Script(
        "prepare",
        1,
        {
            "notes": (
                "Questions about this text will be asked later:\n\n{context}\n\nWork out now what "
                "they may ask for. Write one fact on each line, with its computation."
            ),
            "more": (
                "Questions about this text will be asked later:\n\n{context}\n\nWorked out so far:"
                "\n{notes}\n\nWork out what is still missing. Write one fact on each line, with "
                "its computation."
            ),
            "ask": "{context}\n\nIt is known that:\n{notes}\n\n{query}",
        },
        {
            "notes": (
                {"context": EGGS},
                "All boxes hold 4*6 = 24 eggs.\nAna has 24 - 10 = 14 eggs left.\n"
                "She has sold more than one box: 10 > 6.",
            ),
        },
    ),
    Script(
        "self_verify",
        1,
        {
            # Zhou et al., arXiv 2308.07921
            "check": (
                "Question: {question}\n\nProposed solution:\n{solution}\n\nCheck it by computing "
                "the answer in another way: write a Python function solution() that returns the "
                "answer."
            ),
        },
    ),
    Script(
        "repair",
        1,
        {
            "program": "Running this program gave: {problem}\nWrite the corrected program.",
            "step": (
                "Step {number} is wrong: {step}\n{reason}\nSolve the problem again, with this "
                "corrected."
            ),
        },
    ),
    # An empty thinking block that begins the reply: Ma et al., arXiv 2504.09858.
    Script(
        "no_thinking",
        1,
        {"block": "<think>\nOkay, I think I have finished thinking.\n</think>\n\n"},
    ),
    # Makes a begun solution state its answer: after Fu et al., arXiv 2412.20993.
    Script("probe", 1, {"probe": "\n\nI know the answer to the whole problem now.\n#### "}),
    # The leads begin the reply where the model goes on from a begun reply.
    Script(
        "digit",
        1,
        {
            # after Pan et al., arXiv 2504.07891
            "rate": (
                "Question: {question}\n\nSolution so far:\n{solution}\n\nHow good is the last "
                "step of this solution? Answer with one digit from 0 (wrong) to 9 (right)."
            ),
            "lead": "Score: ",
        },
    ),
    Script(
        "comparison",
        1,
        {
            "compare": (
                "Question: {question}\n\nSolution A:\n{first}\n\nSolution B:\n{second}\n\n"
                "Which solution is better? Answer with one letter, A or B."
            ),
            "lead": "The better solution is Solution",
        },
    ),
    Script(
        "verifier",
        1,
        {
            # a check in words: Zhang et al., arXiv 2408.15240
            "check": (
                "Question: {question}\n\nProposed solution:\n{solution}\n\nCheck this solution: "
                "compute each step again, and say where it is wrong if it is."
            ),
            "verdict": "Is the answer of the proposed solution correct? Answer Yes or No.",
        },
    ),
):
    scripts.add(_script.name, _script)
