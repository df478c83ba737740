"""Worked solutions in LaTeX: what is decided, and correct solutions that must not be flagged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.checking import check_steps

NEUTRAL = r"Let $q$ be as in the picture; find what is asked."

CASES = [
    # question, steps, verdict of the last one
    (NEUTRAL, [r"$\binom{5}{3} = 10$"], "right"),
    (NEUTRAL, [r"There are $\binom{5}{3}=15$ ways to choose them."], "wrong"),
    (NEUTRAL, [r"So $\sqrt{54} = \sqrt{6} \cdot \sqrt{9} = 3\sqrt{6}$."], "right"),
    (NEUTRAL, [r"So $\sqrt{54} = \sqrt{6} \cdot \sqrt{9} = 2\sqrt{27}$."], "wrong"),
    (NEUTRAL, [r"$\sin 60^\circ = \frac{\sqrt3}{2}$"], "right"),
    (NEUTRAL, [r"$\sin 60^\circ = \frac{1}{2}$"], "wrong"),
    (NEUTRAL, [r"$0.\overline{7} - 0.\overline{4} = 0.\overline{3}$"], "right"),
    (NEUTRAL, [r"$0.\overline{7} - 0.\overline{4} = 0.\overline{4}$"], "wrong"),
    (NEUTRAL, [r"$1556_7 = 629_{10}$"], "right"),
    (NEUTRAL, [r"$2^{10} \equiv 4 \pmod{5}$"], "right"),
    (NEUTRAL, [r"$2^{10} \equiv 3 \pmod{5}$"], "wrong"),
    (NEUTRAL, [r"The fraction $\frac{9}{12}$ simplifies to $\frac34$."], "right"),
    (NEUTRAL, [r"It is $\frac{9}{12}$, which simplifies to $\frac23$."], "wrong"),
    (NEUTRAL, [r"The square root of $144$ is $12$."], "right"),
    (NEUTRAL, [r"That confirms that $1 = 7$."], "wrong"),
    (NEUTRAL, [r"Trying $n$ gives $1 = 7$."], "not checkable"),
    # letters: an identity, what can hold for no value, and a condition
    (NEUTRAL, [r"$(x-7)(x+2) = x^2 - 5x - 14$"], "right"),
    (NEUTRAL, [r"$(x-7)(x+2) = x^2 - 5x + 14$"], "wrong"),
    (NEUTRAL, [r"$\frac{10000x^5}{4x^4} = 250x$"], "wrong"),
    (NEUTRAL, [r"$(x-7)(x+2) = x^2 + 5$"], "not checkable"),
    (NEUTRAL, [r"$x^2 - 9$ factors as $(x-3)(x+3)$."], "right"),
    (NEUTRAL, [r"$x^2 - 9$ factors as $(x-3)(x+4)$."], "wrong"),
    # one equation after the other
    (NEUTRAL, [r"$2p = 0.58$.", r"So $p = 0.29$."], "right"),
    (NEUTRAL, [r"$2p = 0.58$.", r"So $p = 0.58$."], "wrong"),
    (NEUTRAL, [r"$2p = 0.58$.", r"If instead $p = 0.58$, more is paid."], "not checkable"),
    (NEUTRAL, [r"$x^2-8x+16 = 11-2x$.", r"Now we have $x^2-6x+5=0$."], "right"),
    (NEUTRAL, [r"$x^2-8x+16 = 11-2x$.", r"Now we have $x^2-6x+7=0$."], "wrong"),
    (NEUTRAL, [r"$x^2+14x+y^2-7 = 56$.", r"$x^2+14x+y^2 = 63$."], "right"),
    (NEUTRAL, [r"$x^2+14x+y^2-7 = 56$.", r"$x^2+14x+y^2 = 61$."], "wrong"),
    (NEUTRAL, [r"$\frac{ar^7}{ar^4} = \frac{8!}{7!}$.", r"So $r^3 = 8$."], "right"),
    (NEUTRAL, [r"$\frac{ar^7}{ar^4} = \frac{8!}{7!}$.", r"So $r^3 = \frac18$."], "wrong"),
    (NEUTRAL, [r"$g(10) = 2(3 \cdot 6) + 1$.", r"So $g(10) = 37$."], "right"),
    (NEUTRAL, [r"$g(10) = 2(3 \cdot 6) + 1$.", r"So $g(10) = 36$."], "wrong"),
    (NEUTRAL, [r"We have $y = 2x$ and $3x + y = 10$.", r"This gives $3x + 2x = 10$."], "right"),
    # functions that were defined
    (r"If $f(x) = x^2 + 1$, what is $f(3)$?", [r"$f(3) = 10$."], "right"),
    (r"If $f(x) = x^2 + 1$, what is $f(3)$?", [r"$f(3) = 9$."], "wrong"),
    (
        r"If $f(x) = x^2 + 1$, solve $f(x) = 5$.",
        [r"$f(x) = 5$ holds for two values."],
        "not checkable",
    ),
    (NEUTRAL, [r"We have $h(x) = x^3 - 2x$.", r"So $h'(x) = 3x^2 - 2$."], "right"),
    (NEUTRAL, [r"We have $h(x) = x^3 - 2x$.", r"So $h'(x) = 3x^2 + 2x$."], "wrong"),
    # values put into what was asked, and into the equation that is posed
    (
        r"If $xy=24$, $xz=48$ and $yz=72$, find $x+y+z$.",
        [r"So $x=4$, and then $y=6$.", r"Then $z=12$.", r"The value of $x+y+z$ is $22$."],
        "right",
    ),
    (
        r"If $xy=24$, $xz=48$ and $yz=72$, find $x+y+z$.",
        [r"So $x=4$, and then $y=6$.", r"Then $z=12$.", r"The value of $x+y+z$ is $34$."],
        "wrong",
    ),
    (r"Solve the equation $x = \sqrt{11-2x} + 4$.", [r"The only solution is $x=5$."], "right"),
    (
        r"Solve the equation $x = \sqrt{11-2x} + 4$.",
        [r"The solutions are $x=5$ and $x=1$."],
        "wrong",
    ),
    (NEUTRAL, [r"We need $35.4 + 12 - 25.6$.", r"That's $21.8$."], "right"),
    (NEUTRAL, [r"We need $35.4 + 12 - 25.6$.", r"That's $22.8$."], "wrong"),
    # operations in words
    (NEUTRAL, [r"Dividing $5040$ by $16$ gives exactly $315$."], "right"),
    (NEUTRAL, [r"Dividing $5040$ by $16$ gives exactly $320$."], "wrong"),
    ("Find the remainder.", ["So 54 mod 6 is 0."], "right"),
    ("Find the remainder.", ["So 54 mod 6 is 1."], "wrong"),
    ("Find the remainder.", ["When we divide 7 by 3, we get 2 with a remainder of 1."], "right"),
    ("Find the remainder.", ["When we divide 7 by 3, we get 2 with a remainder of 2."], "wrong"),
    ("Find the remainder.", ["It would be wrong that 54 mod 6 is 1."], "not checkable"),
    ("Find it.", ["The sum of 3, 4, and 5 is 12."], "right"),
    ("Find it.", ["The average of 3, 4, and 5 is 5."], "wrong"),
    ("Find it.", ["The greatest common divisor of 12 and 18 is 6."], "right"),
    ("Find it.", ["The least common multiple of 4 and 6 is 24."], "wrong"),
    ("Find it.", ["Half the sum of 4 and 6 is 5."], "not checkable"),
    (NEUTRAL, [r"The inverse of $450$ modulo $3599$ is $8$."], "right"),
    (NEUTRAL, [r"The inverse of $450$ modulo $3599$ is $3591$."], "wrong"),
    (
        NEUTRAL,
        [r"Here are $\frac13$ and $\frac29$.", r"If we add them, we get $\frac59$."],
        "right",
    ),
    (
        NEUTRAL,
        [r"Here are $\frac13$ and $\frac29$.", r"If we add them, we get $\frac49$."],
        "wrong",
    ),
]


@pytest.mark.parametrize(("question", "steps", "verdict"), CASES)
def test_what_formulas_say_is_decided(question: str, steps: list[str], verdict: str) -> None:
    """Each rule has a right, a wrong and where it could go too far an open case."""
    last = check_steps(steps, question).steps[-1]
    assert last.verdict == verdict, last.claims


CORRECT = [
    (
        "Find the area between lines.",
        [
            r"The first line is $y = 2x + 1$.",
            r"The second line is $y = 2x + 5$.",
            r"So $d = \frac{|5-1|}{\sqrt{2^2+1}} = \frac{4}{\sqrt5}$.",
        ],
    ),
    (
        "Find the distance between the circles",
        [r"We have $x^2+y^2=4$.", r"And $x^2+y^2=9$.", r"So the radii are $2$ and $3$."],
    ),
    ("Solve $|x-3|=5$.", [r"So $x-3=5$ or $x-3=-5$.", r"Then $x=8$ or $x=-2$."]),
    ("Solve $x^2=9$.", [r"We get $x=3$.", r"And $x=-3$."]),
    (
        "Solve $x^2-x-6=0$.",
        [r"$(x-3)(x+2)=0$.", r"So $x-3=0$.", r"So $x=3$.", r"Then $x+2=0$.", r"So $x=-2$."],
    ),
    (
        "Find $k$ such that the line $y=kx$ has slope 3.",
        [r"If $k=1$, then $y=x$.", r"If $k=2$ then $y=2x$."],
    ),
    (
        r"Show that $\sqrt2$ is irrational.",
        [
            r"Suppose $\sqrt{2} = \frac{a}{b}$.",
            r"Then $2b^2=a^2$.",
            r"So $a = 2c$ and $2b^2=4c^2$.",
            r"Thus $b^2 = 2c^2$.",
        ],
    ),
    (
        r"Compute $\log_2 8 + \log 100$.",
        [r"$\log_2 8 = 3$.", r"$\log 100 = 2$.", r"So the sum is $3+2=5$."],
    ),
    (
        r"Find $\sin 30 + \cos 60$.",
        [r"$\sin 30 = \frac12$ and $\cos 60^\circ = \frac{1}{2}$.", r"The sum is $1$."],
    ),
    (
        r"Compute $\int 2x\,dx$.",
        [
            r"$\int 2x \, dx = x^2 + C$.",
            r"$\int_0^3 2x\,dx = 9$.",
            r"$\int_0^1 x^2 \, dx = \frac13 x^3 \Big|_0^1 = \frac13$.",
        ],
    ),
    (
        "Find the units digit of $7^{2023}$.",
        [
            r"$7^1 = 7, 7^2 = 49, 7^3=343$.",
            r"$7^{2023} \equiv 7^3 \equiv 3 \pmod{10}$.",
            r"So the units digit is $3$.",
        ],
    ),
    (
        r"Solve $2x \equiv 3 \pmod 7$.",
        [r"We have $2x \equiv 3 \pmod{7}$, so $x \equiv 4 \cdot 3 \equiv 12 \equiv 5 \pmod 7$."],
    ),
    (
        "Let $a_n$ be a sequence with $a_1=1$.",
        [r"$a_2 = 2a_1+1 = 3$.", r"$a_3 = 2 \cdot 3 + 1 = 7$.", r"$a_n = 2^n - 1$."],
    ),
    (
        "A die is rolled.",
        [
            r"$P(A) = \frac{1}{6}$ and $P(B) = \frac{3}{6} = \frac12$.",
            r"$P(A \cap B) = \frac{1}{12}$.",
            r"The answer is $1 - \frac{1}{12} = \frac{11}{12}$.",
        ],
    ),
    (
        "Triangle $ABC$ has $AB=5$, $BC=6$.",
        [
            r"$AC = \sqrt{5^2+6^2} = \sqrt{61}$.",
            r"$\angle A = 90^\circ - 30^\circ = 60^\circ$.",
            r"$[ABC] = \frac12 \cdot 5 \cdot 6 = 15$.",
            r"$AB = 5$, so $AB^2 = 25$.",
        ],
    ),
    (
        r"Convert $3\frac12$ feet.",
        [
            r"$3\frac{1}{2} = \frac{7}{2}$.",
            r"$3 \frac12 \text{ ft} = 42 \text{ in}$.",
            r"$\frac{7}{2} \cdot 12 = 42$.",
        ],
    ),
    (
        "Percent problem.",
        [r"$20\%$ of $50$ is $10$.", r"$50 \cdot 0.2 = 10$.", r"$\frac{10}{50} = 20\%$."],
    ),
    (
        "Complex.",
        [
            r"$(1+i)^2 = 2i$.",
            r"$|3+4i| = 5$.",
            r"$i^2 = -1$ and $i^{10} = -1$.",
            r"$e^{i\pi} = -1$.",
        ],
    ),
    (
        "Vieta: let $r,s$ be roots of $x^2-5x+6=0$.",
        [
            r"$r+s = 5$ and $rs=6$.",
            r"$r^2+s^2 = (r+s)^2 - 2rs = 25-12 = 13$.",
            r"$\frac1r+\frac1s = \frac{r+s}{rs} = \frac56$.",
        ],
    ),
    (
        "Given $x+y=5$ and $xy=6$, find $x^2+y^2$.",
        [r"$x^2+y^2 = (x+y)^2-2xy = 5^2-2\cdot 6 = 13$."],
    ),
    (
        "Floor.",
        [
            r"$\lfloor 3.7 \rfloor = 3$.",
            r"$\lceil 3.2 \rceil = 4$.",
            r"$\left\lfloor \frac{100}{7} \right\rfloor = 14$.",
        ],
    ),
    (
        "Vectors.",
        [
            r"$\mathbf{a} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}$ .",
            r"$\mathbf{a} \cdot \mathbf{b} = 1 \cdot 3 + 2 \cdot 4 = 11$.",
            r"$\|\mathbf{a}\| = \sqrt{1^2+2^2} = \sqrt5$.",
        ],
    ),
    (
        "Trig.",
        [
            r"$\sin^2 x + \cos^2 x = 1$.",
            r"$\sin 2x = 2 \sin x \cos x$.",
            r"$\tan 45^\circ = 1$.",
            r"$\cos \frac{\pi}{3} = \frac12$.",
            r"$\arcsin \frac12 = \frac{\pi}{6} = 30^\circ$.",
        ],
    ),
    (
        "No solution: solve $x+3=x+5$.",
        [r"Subtracting $x$ gives $3=5$, which is impossible.", r"So there are no solutions."],
    ),
    ("Inequality $2x+3<7$.", [r"$2x < 4$, so $x<2$.", r"So $x \in (-\infty, 2)$."]),
    (
        "Function $f(x)=x^2+1$. Find $f(3)$.",
        [
            r"$f(3) = 3^2+1 = 10$.",
            r"$f(x)=5$ when $x^2 = 4$, so $x = \pm 2$.",
            r"$f(-2)=5$.",
            r"$f(a) = 10$ means $a=3$.",
        ],
    ),
    (
        r"Piecewise $f$: $f(x) = 2x$ if $x>0$ and $f(x) = -x$ if $x \le 0$.",
        [r"$f(3) = 6$.", r"$f(-4) = 4$."],
    ),
    (
        "The function $f$ satisfies $f(x+1)=f(x)+2$ and $f(0)=1$.",
        [r"$f(1) = f(0)+2 = 3$.", r"$f(10) = 1 + 20 = 21$."],
    ),
    (
        "Let $f(x) = ax+b$ with $f(1)=3$ and $f(2)=5$.",
        [r"$f(1) = a+b = 3$ and $f(2) = 2a+b = 5$.", r"So $a=2$, $b=1$.", r"$f(10)=21$."],
    ),
    (
        "Rounded.",
        [
            r"$\sqrt{2} \approx 1.414$.",
            r"$\pi \approx 3.14$, so the area is $3.14 \cdot 4 = 12.56$.",
            r"$\frac{1}{3} = 0.333$.",
            r"$\frac{2}{3} \approx 0.67$.",
        ],
    ),
    (
        "Binomials.",
        [
            r"$\binom{6}{2} = 15$ and ${}_6C_2 = 15$.",
            r"$\binom{10}{3} = \frac{10 \cdot 9 \cdot 8}{3!} = 120$.",
            r"$6! = 720$.",
        ],
    ),
    (
        "Sum.",
        [
            r"$1+2+3+\cdots+100 = \frac{100 \cdot 101}{2} = 5050$.",
            r"$\sum_{k=1}^{10} k = 55$.",
            r"$\sum_{k=0}^{\infty} \frac{1}{2^k} = 2$.",
        ],
    ),
    ("Base.", [r"$1011_2 = 11$.", r"$1011_2 = 8+2+1=11_{10}$.", r"$24_5 = 2 \cdot 5 + 4 = 14$."]),
    (
        "Cases on n.",
        [r"For $n=1$, $n^2+n = 2$.", r"For $n=2$, $n^2+n=6$.", r"For $n=3$, $n^2+n=12$."],
    ),
    (
        "Solve the system $x+y=10$, $x-y=2$.",
        [
            r"Adding the equations gives $2x=12$, so $x=6$.",
            r"Subtracting gives $2y = 8$, so $y=4$.",
            r"So $(x,y)=(6,4)$.",
        ],
    ),
    (
        "Perimeter.",
        [
            r"Let $w$ be the width. Then $l = 2w$.",
            r"$2(l+w)=36$.",
            r"$2(2w+w)=36$.",
            r"$6w=36$.",
            r"$w=6$.",
            r"$l = 2 \cdot 6 = 12$.",
        ],
    ),
    (
        "Derivative of $f(x)=x^3$.",
        [r"$f'(x)=3x^2$.", r"$f'(2) = 12$.", r"$f''(x)=6x$.", r"Setting $f'(x) = 0$ gives $x=0$."],
    ),
    (
        "Age.",
        [r"Let $x$ be her age now. In 5 years $x+5 = 2(x-5)$.", r"$x + 5 = 2x - 10$.", r"$x=15$."],
    ),
    (
        "Geometric series",
        [
            r"$S = 1 + r + r^2 + \cdots$.",
            r"$S = \frac{1}{1-r}$.",
            r"With $r=\frac12$, $S=2$.",
            r"With $r=\frac13$, $S = \frac32$.",
        ],
    ),
    (
        "Two trains.",
        [
            r"Distance is $60 \times 2 = 120$ miles.",
            r"$\frac{120 \text{ miles}}{3 \text{ hours}} = 40$ mph.",
        ],
    ),
    (
        "Quadratic formula for $2x^2-3x-5=0$.",
        [
            r"$x = \frac{3 \pm \sqrt{9+40}}{4} = \frac{3 \pm 7}{4}$.",
            r"So $x=\frac{5}{2}$ or $x=-1$.",
        ],
    ),
    (
        r"Let $x=0.\overline{36}$.",
        [r"$100x = 36.\overline{36}$.", r"$99x=36$, so $x = \frac{36}{99} = \frac{4}{11}$."],
    ),
    ("Proportion.", [r"$\frac{x}{12} = \frac{3}{4}$.", r"$4x = 36$.", r"$x=9$."]),
    (
        "Circle.",
        [r"The area is $\pi r^2 = 25\pi$, so $r=5$.", r"The circumference is $2 \pi r = 10 \pi$."],
    ),
    ("Clock.", [r"At 3:00 the angle is $90^\circ$.", r"$\frac{360^\circ}{12} = 30^\circ$."]),
    (
        "Telescoping",
        [
            r"$\frac{1}{n(n+1)} = \frac1n - \frac{1}{n+1}$.",
            r"$\frac{1}{1 \cdot 2} + \cdots + \frac{1}{9 \cdot 10} = \frac{9}{10}$.",
        ],
    ),
    (
        r"Let $S = \{1,2,3\}$.",
        [
            r"$|S| = 3$.",
            r"The sum of the elements is $1+2+3=6$.",
            r"The number of subsets is $2^3=8$.",
        ],
    ),
    (
        r"Extraneous: solve $\sqrt{x+6} = x$.",
        [
            r"Squaring, $x+6=x^2$.",
            r"$x^2-x-6=0$.",
            r"$(x-3)(x+2)=0$, so $x=3$ or $x=-2$.",
            r"Checking $x=-2$: $\sqrt{4} = 2 \neq -2$.",
            r"So the only solution is $x=3$.",
        ],
    ),
    (
        "How much money?",
        [
            r"She has $\$5.00 + \$3.50 = \$8.50$.",
            r"Each costs $\$0.75$, so $8.5 \div 0.75 = 11.33$.",
            r"She can buy 11.",
        ],
    ),
    (
        "Letters: $e = 5$?",
        [
            r"Let $e$ be the price of an eraser and $i$ the price of ink.",
            r"$3e + 2i = 19$.",
            r"$e=5$ and $i=2$.",
            r"$3(5)+2(2)=19$.",
        ],
    ),
    (
        "Remainders",
        [
            r"When $100$ is divided by $7$, the quotient is $14$ and the remainder is $2$.",
            r"$100 = 7 \cdot 14 + 2$.",
            r"The remainder when 100 is divided by 7 is 2.",
            r"Dividing 100 by 7 gives 14 with a remainder of 2.",
        ],
    ),
    (
        "Words",
        [
            r"The sum of 3 and 4 is 7.",
            r"The sum of 3, 4, and 5 is 12.",
            r"The difference between 3 and 10 is 7.",
            r"Subtracting 3 from both sides gives $x=4$.",
            r"Multiplying 3 by 4 and adding 5 gives 17.",
            r"The sum of 2 and 3 times 4 is 14.",
            r"Half the sum of 4 and 6 is 5.",
            r"10 divided by 4 is 2.5.",
            r"The product of 2 and 3 more than 4 is 14.",
            r"Twice the sum of 2 and 3 is 10.",
            r"The square of the sum of 2 and 3 is 25.",
            r"The positive difference between 5 and 9 is 4.",
            r"3 less than the product of 4 and 5 is 17.",
            r"The average of 3 and 5 is 4.",
            "One third of the product of 6 and 4 is 8.",
            r"1 plus the sum of 2 and 3 is 6.",
            "The sum of 2 and 3 is 5, and the sum of 2 and 4 is 6.",
            "The sum of the squares of 3 and 4 is 25.",
            "The sum of 10 and 20 percent of 50 is 20.",
            "7 times 8 minus 6 is 50.",
            "2 plus 3 times 4 is 14.",
            "100 minus 3 times 5 is 85.",
            "6 times 2 and 3 times 4 are both 12.",
            "The number of multiples of 3 times 5 is 15",
        ],
    ),
    (
        "Which",
        [
            r"The fraction $\frac{9}{12}$ simplifies to $\frac34$.",
            r"The value of $2^{10}$ is $1024$.",
            r"The square root of $144$ is $12$.",
            r"The number of factors of $2^3$ is $4$.",
            r"The number of divisors of $3 \cdot 5$ is $4$.",
            r"The units digit of $3 \cdot 7$ is $1$.",
            r"The digits sum of $5 \cdot 5$ is $7$.",
            r"Half of $6+4$ is $5$.",
            r"The remainder of $2^5$ is $2$.",
            r"$1 + 1$ is $2$.",
            r"The reciprocal of $1+1$ is $\frac12$.",
            r"The opposite of $2-5$ is $3$.",
        ],
    ),
    (
        "Time",
        [
            r"$x$ hours after noon is $x + 3 = 5$.",
            r"So $x=2$.",
            r"Now the second train: $x+1=8$.",
            r"So $x=7$.",
        ],
    ),
    (
        "Simplify",
        [
            r"$\frac{x^2-1}{x-1} = x+1$.",
            r"$\sqrt{x^2} = |x|$.",
            r"$(a+b)^2 = a^2+2ab+b^2$.",
            r"$x^3-1 = (x-1)(x^2+x+1)$.",
            r"$\frac{6!}{4!} = 6\cdot5 = 30$.",
        ],
    ),
    (
        "Sqrt expression",
        [
            r"Let $x = \sqrt{2+\sqrt{2+\cdots}}$.",
            r"Then $x^2 = 2+x$.",
            r"So $x^2-x-2=0$.",
            r"$x=2$.",
        ],
    ),
    (
        "Parabola $y=x^2$.",
        [r"At $x=1$, $y=1$.", r"At $x=2$, $y=4$.", r"The slope is $\frac{4-1}{2-1} = 3$."],
    ),
    ("Absolute", [r"$|{-3}| = 3$.", r"$|x| = x$ for $x>0$.", r"$|x|=-x$ for $x<0$."]),
    ("Sum of money $n$ coins", [r"$0.25q + 0.10d = 2.95$.", r"$25q+10d = 295$.", r"$5q+2d=59$."]),
    ("Log equation", [r"$\log_3 (x+1) = 2$.", r"$x+1 = 9$.", r"$x=8$."]),
    ("Exponent", [r"$2^x = 8$.", r"$2^x = 2^3$.", r"$x=3$."]),
    ("Geometry", [r"$x + 2x + 3x = 180^\circ$.", r"$6x = 180^\circ$.", r"$x = 30^\circ$."]),
    ("Mean", [r"$\frac{3+4+x}{3} = 5$.", r"$7+x = 15$.", r"$x=8$."]),
    (
        "Inverse function: $f(x)=2x+3$",
        [
            r"$y=2x+3$.",
            r"Swap: $x=2y+3$.",
            r"$y=\frac{x-3}{2}$.",
            r"$f^{-1}(7) = 2$.",
            r"$f^{-1}(x) = \frac{x-3}{2}$.",
        ],
    ),
    (
        "Composite $f(x)=x+1$, $g(x)=x^2$",
        [r"$f(g(2)) = f(4) = 5$.", r"$g(f(2)) = g(3) = 9$.", r"$f(x) = g(x)$ gives $x+1=x^2$."],
    ),
    (
        "Word: The value of $x$ is what?",
        [r"$3x = 12$.", r"Therefore the value of $3x + 1$ is $13$."],
    ),
    (
        "Dimension",
        [
            r"$A = 2 \cdot 3 = 6$ is the area of the first.",
            r"$A = 4 \cdot 5 = 20$ is the area of the second.",
            r"$V = 3^3 = 27$.",
        ],
    ),
    (
        "Let $n$ be the number.",
        [r"So $n = 2^3 \cdot 3 = 24$.", r"So $n = 2^2 \cdot 3^2 = 36$ also works."],
    ),
    ("Maximize", [r"So the first value is $3+4$.", r"That's $7$."]),
    (
        "We want probability",
        [
            r"So we have $\frac12 \cdot \frac13$.",
            r"That is $\frac16$.",
            r"Thus $1-\frac16 = \frac56$.",
        ],
    ),
]


@pytest.mark.parametrize(("question", "steps"), CORRECT)
def test_correct_solutions_are_not_flagged(question: str, steps: list[str]) -> None:
    """Cases, conditions, parallel lines, roots in turn, units, moduli, roundings and the rest of
    what looks like a contradiction and is none."""
    flagged = [each for each in check_steps(steps, question).steps if each.verdict == "wrong"]
    assert not flagged, flagged


_small = st.integers(min_value=-9, max_value=9)


@settings(max_examples=60, deadline=None)
@given(_small, _small, st.integers(min_value=1, max_value=9))
def test_expanded_products_are_right_and_slips_in_the_constant_wrong(
    a: int, b: int, d: int
) -> None:
    """``(x+a)(x+b)`` against its expansion, and against one whose last term is off by ``d``."""
    left = f"(x + ({a}))(x + ({b}))"
    middle, last = a + b, a * b
    steps = [
        f"${left} = x^2 + ({middle})x + ({last})$",
        f"${left} = x^2 + ({middle})x + ({last + d})$",
    ]
    found = check_steps(steps, NEUTRAL).steps
    assert [each.verdict for each in found] == ["right", "wrong"]


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=2, max_value=9), _small, _small, st.integers(min_value=1, max_value=9))
def test_a_solved_equation_is_right_and_any_other_value_wrong(
    factor: int, shift: int, root: int, slip: int
) -> None:
    """``factor*x + shift = value`` leads to its root and to nothing else."""
    equation = f"We have ${factor}x + ({shift}) = {factor * root + shift}$."
    for value, verdict in ((root, "right"), (root + slip, "wrong")):
        last = check_steps([equation, f"So $x = {value}$."], NEUTRAL).steps[-1]
        assert last.verdict == verdict, last.claims


@settings(max_examples=60, deadline=None)
@given(_small, _small, _small, _small)
def test_two_conditions_are_never_held_against_each_other(a: int, b: int, c: int, d: int) -> None:
    """Lines, and values that a letter takes in turn, with no word that carries one on."""
    steps = [
        f"The first line is $y = {a}x + ({b})$.",
        f"The second line is $y = {c}x + ({d})$.",
        f"For $n = {a}$ we have $n^2 = {a * a}$.",
        f"For $n = {c}$ we have $n^2 = {c * c}$.",
        f"Now $x = {a}$ or $x = {d}$.",
    ]
    assert check_steps(steps, NEUTRAL).first_wrong is None
