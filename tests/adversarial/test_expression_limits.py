"""Hostile texts: each ends quickly and small, with the right finding or none."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import threading

import pytest

from algorist.core import LimitError, ParseError
from algorist.expressions import equal, parse

HOSTILE: list[tuple[str, str, tuple[str, ...]]] = [
    ("9^{9^{9^9}}", "1", ("undecided", "different")),
    ("9^{9^{9^9}}", "9^{9^{9^9}}+1", ("undecided", "different")),
    ("9^{9^{9^9}}", "9^{9^{9^9}}", ("equal",)),
    ("1000000!", "5", ("different",)),
    ("1000000!", "1000000!+1", ("undecided", "different")),
    ("x^{100000}", "(x+1)^{20000}", ("different",)),
    ("(x+1)^{20000}", "(x+1)^{10000}(x+1)^{10000}", ("equal", "undecided")),
    (r"\prod_{k=1}^{10000000} k", "3", ("undecided", "different")),
    (r"\sum_{k=1}^{1000}\sum_{j=1}^{1000} kj", "1", ("undecided", "different")),
    (r"\frac{1}{" * 60 + "2" + "}" * 60, "1", ("different",)),
    ("10^{10^{10}}", "10^{10^{10}}+1", ("undecided", "different")),
    ("(x+y+z+w+u)^{60}", "1", ("different",)),
    (r"\sin(10^{10^{6}})", "0", ("undecided", "different")),
    ("e^{e^{e^{100}}}", "1", ("undecided", "different")),
    (r"\binom{10^{30}}{10^{15}}", "1", ("undecided", "different")),
    (r"7^{10^{18}} \bmod 13", "9", ("equal",)),
    (r"\int_0^1 \sin(1000000 x)dx", "0", ("undecided", "different")),
    (r"\int_0^1 \frac{1}{x}dx", "0", ("undecided", "different")),
    (r"\frac{d^{20}}{dx^{20}} e^{\sin x}", "1", ("undecided", "different")),
    ("1+10^{-1000000}", "1", ("undecided", "different")),
    ("1+10^{-3000}", "1", ("different",)),
    (r"\sin(x)+10^{-300}", r"\sin(x)", ("different",)),
    ("+".join(f"x_{{{k}}}" for k in range(1000)), "1", ("different",)),
    ("*".join(f"(x+{k})" for k in range(300)), "1", ("different",)),
    ("x" * 3000, "x^{3000}", ("equal",)),
    ("1<" * 2000 + "1", "1", ("different", "undecided")),
    (
        r"\{" + ",".join(map(str, range(1500))) + r"\}",
        r"\{" + ",".join(map(str, reversed(range(1500)))) + r"\}",
        ("equal",),
    ),
    (",".join(rf"\sqrt{{{k}}}" for k in range(100)), "1", ("different",)),
]
REFUSED = [
    "(" * 10_000 + "1" + ")" * 10_000,
    "1" * 1_000_000,
    "9" * 90_000,
    r"\frac{1}{" * 5_000 + "2" + "}" * 5_000,
    "(((((",
    r"\left(" * 5_000,
    r"\frac" * 1_000,
    "a_{" * 300 + "1" + "}" * 300,
    "|" * 3_000,
    "х",
]


# Each took minutes where a product, a union or words were put together one by one.
LONG = [
    ("1" + fragment * 20_000)[:19_990]
    for fragment in (r"\frac12", r"\text{a}", "(1)", "{1}", "a", "x_1", "|x|", "a b ", r"\cup\{1\}")
]


@pytest.mark.parametrize(("a", "b", "allowed"), HOSTILE)
def test_hostile_pairs_get_the_right_finding_or_none(
    a: str, b: str, allowed: tuple[str, ...]
) -> None:
    """Never the wrong one."""
    assert equal(a, b).outcome in allowed
    assert equal(b, a).outcome in allowed


@pytest.mark.parametrize("text", REFUSED)
def test_hostile_texts_are_refused_with_an_error_of_ours(text: str) -> None:
    """Also deep in a thread with little stack left for recursion."""
    caught: list[BaseException] = []

    def work() -> None:
        try:
            parse(text)
        except (ParseError, LimitError) as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_all_of_them_stay_under_200_megabytes_and_a_few_seconds_of_processor() -> None:
    """One process does them all, under hard limits of the operating system."""
    program = (
        "import json, sys\n"
        "from algorist.core import LimitError, ParseError\n"
        "from algorist.expressions import equal\n"
        "worst = 0\n"
        "import time\n"
        "for a, b in json.load(sys.stdin):\n"
        "    start = time.process_time()\n"
        "    try:\n"
        "        equal(a, b)\n"
        "    except (LimitError, ParseError):\n"
        "        pass\n"
        "    worst = max(worst, time.process_time() - start)\n"
        # not getrusage, whose peak begins with that of the process which started this one
        "status = open('/proc/self/status').read()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)\n"
    )
    pairs = [(a, b) for a, b, _ in HOSTILE] + [(text, "1") for text in REFUSED + LONG]
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20)),
    )
    assert int(done.stdout) < 200


def test_random_mixtures_of_fragments_raise_nothing_but_our_errors() -> None:
    """A short pass of fuzzing: reading, printing back and comparing."""
    fragments = (  # noqa: SIM905 # a list of words reads better so
        r"\frac { } ( ) [ ] \sqrt ^ _ 1 2 x y n \pi e i + - * / = < \le , \cup \{ \} | ! % \% "
        r"^\circ \text{cm} \int_0^1 dx \sum_{k=1}^{3} k \sin \log_2 \begin{pmatrix} \end{pmatrix} "
        r"& \\ \pm \infty . .. ... : ' f( 0 99 \binom \left( \right) \pmod \in \mathbb{R} \boxed "
        r"\begin{cases} \end{cases} \lfloor \rfloor \frac{d}{dx} ` ° ² \langle \rangle 0.5 1e5 ]"
    ).split()
    generator = random.Random(7)
    read = 0
    for _ in range(4_000):
        text = "".join(generator.choice(fragments) for _ in range(generator.randint(1, 12)))
        try:
            tree = parse(text, generator.choice(["latex", "text"]))
        except (ParseError, LimitError):
            continue
        read += 1
        assert parse(tree.latex(), "latex") == tree, text
        assert parse(tree.text(), "text") == tree, text
        assert equal(tree, parse("x + 1")).outcome in ("equal", "different", "undecided")
    assert read > 80
