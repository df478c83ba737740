"""Correct solutions of the kind that textbooks and models write: none of their steps is flagged.

Each paragraph is a question and its steps. They hold what looks like a contradiction and is none:
cases and values that a letter takes in turn, parallel lines, extraneous roots, conditions, moduli,
units, roundings, remainders, angles without a degree sign, logarithms without a base, functions
that are given by an equation, and operations in words that are only a part of a longer one.
"""

from __future__ import annotations

import pytest

from algorist.checking import check_steps

SOLUTIONS = r"""
Find the area between lines.
The first line is $y = 2x + 1$.
The second line is $y = 2x + 5$.
So $d = \frac{|5-1|}{\sqrt{2^2+1}} = \frac{4}{\sqrt5}$.

Find the distance between the circles
We have $x^2+y^2=4$.
And $x^2+y^2=9$.
So the radii are $2$ and $3$.

Solve $|x-3|=5$.
So $x-3=5$ or $x-3=-5$.
Then $x=8$ or $x=-2$.

Solve $x^2=9$.
We get $x=3$.
And $x=-3$.

Solve $x^2-x-6=0$.
$(x-3)(x+2)=0$.
So $x-3=0$.
So $x=3$.
Then $x+2=0$.
So $x=-2$.

Find $k$ such that the line $y=kx$ has slope 3.
If $k=1$, then $y=x$.
If $k=2$ then $y=2x$.

Show that $\sqrt2$ is irrational.
Suppose $\sqrt{2} = \frac{a}{b}$.
Then $2b^2=a^2$.
So $a = 2c$ and $2b^2=4c^2$.
Thus $b^2 = 2c^2$.

Compute $\log_2 8 + \log 100$.
$\log_2 8 = 3$.
$\log 100 = 2$.
So the sum is $3+2=5$.

Find $\sin 30 + \cos 60$.
$\sin 30 = \frac12$ and $\cos 60^\circ = \frac{1}{2}$.
The sum is $1$.

Compute $\int 2x\,dx$.
$\int 2x \, dx = x^2 + C$.
$\int_0^3 2x\,dx = 9$.
$\int_0^1 x^2 \, dx = \frac13 x^3 \Big|_0^1 = \frac13$.

Find the units digit of $7^{2023}$.
$7^1 = 7, 7^2 = 49, 7^3=343$.
$7^{2023} \equiv 7^3 \equiv 3 \pmod{10}$.
So the units digit is $3$.

Solve $2x \equiv 3 \pmod 7$.
We have $2x \equiv 3 \pmod{7}$, so $x \equiv 4 \cdot 3 \equiv 12 \equiv 5 \pmod 7$.

Let $a_n$ be a sequence with $a_1=1$.
$a_2 = 2a_1+1 = 3$.
$a_3 = 2 \cdot 3 + 1 = 7$.
$a_n = 2^n - 1$.

A die is rolled.
$P(A) = \frac{1}{6}$ and $P(B) = \frac{3}{6} = \frac12$.
$P(A \cap B) = \frac{1}{12}$.
The answer is $1 - \frac{1}{12} = \frac{11}{12}$.

Triangle $ABC$ has $AB=5$, $BC=6$.
$AC = \sqrt{5^2+6^2} = \sqrt{61}$.
$\angle A = 90^\circ - 30^\circ = 60^\circ$.
$[ABC] = \frac12 \cdot 5 \cdot 6 = 15$.
$AB = 5$, so $AB^2 = 25$.

Convert $3\frac12$ feet.
$3\frac{1}{2} = \frac{7}{2}$.
$3 \frac12 \text{ ft} = 42 \text{ in}$.
$\frac{7}{2} \cdot 12 = 42$.

Percent problem.
$20\%$ of $50$ is $10$.
$50 \cdot 0.2 = 10$.
$\frac{10}{50} = 20\%$.

Complex.
$(1+i)^2 = 2i$.
$|3+4i| = 5$.
$i^2 = -1$ and $i^{10} = -1$.
$e^{i\pi} = -1$.

Vieta: let $r,s$ be roots of $x^2-5x+6=0$.
$r+s = 5$ and $rs=6$.
$r^2+s^2 = (r+s)^2 - 2rs = 25-12 = 13$.
$\frac1r+\frac1s = \frac{r+s}{rs} = \frac56$.

Given $x+y=5$ and $xy=6$, find $x^2+y^2$.
$x^2+y^2 = (x+y)^2-2xy = 5^2-2\cdot 6 = 13$.

Floor.
$\lfloor 3.7 \rfloor = 3$.
$\lceil 3.2 \rceil = 4$.
$\left\lfloor \frac{100}{7} \right\rfloor = 14$.

Vectors.
$\mathbf{a} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}$ and $\mathbf{b} = (3, 4)$.
$\mathbf{a} \cdot \mathbf{b} = 1 \cdot 3 + 2 \cdot 4 = 11$.
$\|\mathbf{a}\| = \sqrt{1^2+2^2} = \sqrt5$.

Trig.
$\sin^2 x + \cos^2 x = 1$.
$\sin 2x = 2 \sin x \cos x$.
$\tan 45^\circ = 1$.
$\cos \frac{\pi}{3} = \frac12$.
$\arcsin \frac12 = \frac{\pi}{6} = 30^\circ$.

No solution: solve $x+3=x+5$.
Subtracting $x$ gives $3=5$, which is impossible.
So there are no solutions.

Inequality $2x+3<7$.
$2x < 4$, so $x<2$.
So $x \in (-\infty, 2)$.

Function $f(x)=x^2+1$. Find $f(3)$.
$f(3) = 3^2+1 = 10$.
$f(x)=5$ when $x^2 = 4$, so $x = \pm 2$.
$f(-2)=5$.
$f(a) = 10$ means $a=3$.

Piecewise $f$: $f(x) = 2x$ if $x>0$ and $f(x) = -x$ if $x \le 0$.
$f(3) = 6$.
$f(-4) = 4$.

The function $f$ satisfies $f(x+1)=f(x)+2$ and $f(0)=1$.
$f(1) = f(0)+2 = 3$.
$f(10) = 1 + 20 = 21$.

Let $f(x) = ax+b$ with $f(1)=3$ and $f(2)=5$.
$f(1) = a+b = 3$ and $f(2) = 2a+b = 5$.
So $a=2$, $b=1$.
$f(10)=21$.

Rounded.
$\sqrt{2} \approx 1.414$.
$\pi \approx 3.14$, so the area is $3.14 \cdot 4 = 12.56$.
$\frac{1}{3} = 0.333$.
$\frac{2}{3} \approx 0.67$.

Binomials.
$\binom{6}{2} = 15$ and ${}_6C_2 = 15$.
$\binom{10}{3} = \frac{10 \cdot 9 \cdot 8}{3!} = 120$.
$6! = 720$.

Sum.
$1+2+3+\cdots+100 = \frac{100 \cdot 101}{2} = 5050$.
$\sum_{k=1}^{10} k = 55$.
$\sum_{k=0}^{\infty} \frac{1}{2^k} = 2$.

Base.
$1011_2 = 11$.
$1011_2 = 8+2+1=11_{10}$.
$24_5 = 2 \cdot 5 + 4 = 14$.

Cases on n.
For $n=1$, $n^2+n = 2$.
For $n=2$, $n^2+n=6$.
For $n=3$, $n^2+n=12$.

Solve the system $x+y=10$, $x-y=2$.
Adding the equations gives $2x=12$, so $x=6$.
Subtracting gives $2y = 8$, so $y=4$.
So $(x,y)=(6,4)$.

Perimeter.
Let $w$ be the width. Then $l = 2w$.
$2(l+w)=36$.
$2(2w+w)=36$.
$6w=36$.
$w=6$.
$l = 2 \cdot 6 = 12$.

Derivative of $f(x)=x^3$.
$f'(x)=3x^2$.
$f'(2) = 12$.
$f''(x)=6x$.
Setting $f'(x) = 0$ gives $x=0$.

Age.
Let $x$ be her age now. In 5 years $x+5 = 2(x-5)$.
$x + 5 = 2x - 10$.
$x=15$.

Geometric series
$S = 1 + r + r^2 + \cdots$.
$S = \frac{1}{1-r}$.
With $r=\frac12$, $S=2$.
With $r=\frac13$, $S = \frac32$.

Two trains.
Distance is $60 \times 2 = 120$ miles.
$\frac{120 \text{ miles}}{3 \text{ hours}} = 40$ mph.

Quadratic formula for $2x^2-3x-5=0$.
$x = \frac{3 \pm \sqrt{9+40}}{4} = \frac{3 \pm 7}{4}$.
So $x=\frac{5}{2}$ or $x=-1$.

Let $x=0.\overline{36}$.
$100x = 36.\overline{36}$.
$99x=36$, so $x = \frac{36}{99} = \frac{4}{11}$.

Proportion.
$\frac{x}{12} = \frac{3}{4}$.
$4x = 36$.
$x=9$.

Circle.
The area is $\pi r^2 = 25\pi$, so $r=5$.
The circumference is $2 \pi r = 10 \pi$.

Clock.
At 3:00 the angle is $90^\circ$.
$\frac{360^\circ}{12} = 30^\circ$.

Telescoping
$\frac{1}{n(n+1)} = \frac1n - \frac{1}{n+1}$.
$\frac{1}{1 \cdot 2} + \cdots + \frac{1}{9 \cdot 10} = 1 - \frac{1}{10} = \frac{9}{10}$.

Let $S = \{1,2,3\}$.
$|S| = 3$.
The sum of the elements is $1+2+3=6$.
The number of subsets is $2^3=8$.

Extraneous: solve $\sqrt{x+6} = x$.
Squaring, $x+6=x^2$.
$x^2-x-6=0$.
$(x-3)(x+2)=0$, so $x=3$ or $x=-2$.
Checking $x=-2$: $\sqrt{4} = 2 \neq -2$.
So the only solution is $x=3$.

How much money?
She has $\$5.00 + \$3.50 = \$8.50$.
Each costs $\$0.75$, so $8.5 \div 0.75 = 11.33$.
She can buy 11.

Letters: $e = 5$?
Let $e$ be the price of an eraser and $i$ the price of ink.
$3e + 2i = 19$.
$e=5$ and $i=2$.
$3(5)+2(2)=19$.

Remainders
When $100$ is divided by $7$, the quotient is $14$ and the remainder is $2$.
$100 = 7 \cdot 14 + 2$.
The remainder when 100 is divided by 7 is 2.
Dividing 100 by 7 gives 14 with a remainder of 2.

Words
The sum of 3 and 4 is 7.
The sum of 3, 4, and 5 is 12.
The difference between 3 and 10 is 7.
Subtracting 3 from both sides gives $x=4$.
Multiplying 3 by 4 and adding 5 gives 17.
The sum of 2 and 3 times 4 is 14.
Half the sum of 4 and 6 is 5.
10 divided by 4 is 2.5.
The product of 2 and 3 more than 4 is 14.
Twice the sum of 2 and 3 is 10.
The square of the sum of 2 and 3 is 25.
The positive difference between 5 and 9 is 4.
3 less than the product of 4 and 5 is 17.
The average of 3 and 5 is 4.
One third of the product of 6 and 4 is 8.
1 plus the sum of 2 and 3 is 6.
The sum of 2 and 3 is 5, and the sum of 2 and 4 is 6.
The sum of the squares of 3 and 4 is 25.
The sum of 10 and 20 percent of 50 is 20.
7 times 8 minus 6 is 50.
2 plus 3 times 4 is 14.
100 minus 3 times 5 is 85.
6 times 2 and 3 times 4 are both 12.
The number of multiples of 3 times 5 is 15

Which
The fraction $\frac{9}{12}$ simplifies to $\frac34$.
The value of $2^{10}$ is $1024$.
The square root of $144$ is $12$.
The number of factors of $2^3$ is $4$.
The number of divisors of $3 \cdot 5$ is $4$.
The units digit of $3 \cdot 7$ is $1$.
The digits sum of $5 \cdot 5$ is $7$.
Half of $6+4$ is $5$.
The remainder of $2^5$ is $2$.
$1 + 1$ is $2$.
The reciprocal of $1+1$ is $\frac12$.
The opposite of $2-5$ is $3$.

Time
$x$ hours after noon is $x + 3 = 5$.
So $x=2$.
Now the second train: $x+1=8$.
So $x=7$.

Simplify
$\frac{x^2-1}{x-1} = x+1$.
$\sqrt{x^2} = |x|$.
$(a+b)^2 = a^2+2ab+b^2$.
$x^3-1 = (x-1)(x^2+x+1)$.
$\frac{6!}{4!} = 6\cdot5 = 30$.

Sqrt expression
Let $x = \sqrt{2+\sqrt{2+\cdots}}$.
Then $x^2 = 2+x$.
So $x^2-x-2=0$.
$x=2$.

Parabola $y=x^2$.
At $x=1$, $y=1$.
At $x=2$, $y=4$.
The slope is $\frac{4-1}{2-1} = 3$.

Absolute
$|{-3}| = 3$.
$|x| = x$ for $x>0$.
$|x|=-x$ for $x<0$.

Sum of money $n$ coins
$0.25q + 0.10d = 2.95$.
$25q+10d = 295$.
$5q+2d=59$.

Log equation
$\log_3 (x+1) = 2$.
$x+1 = 9$.
$x=8$.

Exponent
$2^x = 8$.
$2^x = 2^3$.
$x=3$.

Geometry
$x + 2x + 3x = 180^\circ$.
$6x = 180^\circ$.
$x = 30^\circ$.

Mean
$\frac{3+4+x}{3} = 5$.
$7+x = 15$.
$x=8$.

Inverse function: $f(x)=2x+3$
$y=2x+3$.
Swap: $x=2y+3$.
$y=\frac{x-3}{2}$.
$f^{-1}(7) = 2$.
$f^{-1}(x) = \frac{x-3}{2}$.

Composite $f(x)=x+1$, $g(x)=x^2$
$f(g(2)) = f(4) = 5$.
$g(f(2)) = g(3) = 9$.
$f(x) = g(x)$ gives $x+1=x^2$.

Word: The value of $x$ is what?
$3x = 12$.
Therefore the value of $3x + 1$ is $13$.

Dimension
$A = 2 \cdot 3 = 6$ is the area of the first.
$A = 4 \cdot 5 = 20$ is the area of the second.
$V = 3^3 = 27$.

Let $n$ be the number.
So $n = 2^3 \cdot 3 = 24$.
So $n = 2^2 \cdot 3^2 = 36$ also works.

Maximize
So the first value is $3+4$.
That's $7$.

We want probability
So we have $\frac12 \cdot \frac13$.
That is $\frac16$.
Thus $1-\frac16 = \frac56$.

Find the minimum of $x^2-4x+7$.
Completing the square, $x^2-4x+7 = (x-2)^2+3$.
So the minimum is $3$ at $x=2$.

How many integers satisfy $|2x-1| \le 5$?
We have $-5 \le 2x-1 \le 5$.
$-4 \le 2x \le 6$.
$-2 \le x \le 3$.
So there are $3-(-2)+1 = 6$.

If $\log_2 x = 3$, find $x$.
$x = 2^3 = 8$.

Two dice are rolled.
There are $6^2=36$ outcomes.
The ways are $(1,6),(2,5),(3,4),(4,3),(5,2),(6,1)$.
$\frac{6}{36} = \frac16$.

Simplify $\frac{3+\sqrt5}{2-\sqrt5}$.
$\frac{3+\sqrt5}{2-\sqrt5} = \frac{6+3\sqrt5+2\sqrt5+5}{4-5} = -11-5\sqrt5$.

Find the sum of the roots of $3x^2-6x+2=0$.
By Vieta, the sum is $-\frac{-6}{3} = 2$.
The product is $\frac23$.

Let $f(x) = 3x-2$. Find $f(f(2))$.
$f(2) = 3\cdot 2 - 2 = 4$.
$f(4) = 3 \cdot 4-2 = 10$.
So $f(f(2)) = 10$.

If $f(x) = 3x-2$ and $g(x) = x^2$, find $g(f(1))$.
$f(1) = 1$.
$g(1) = 1$.
$g(f(1)) = g(1) = 1$.

Let $f(x) = x^2 + c$ with $f(1) = 5$.
$f(1) = 1 + c = 5$, so $c = 4$.
$f(2) = 4 + 4 = 8$.

Let $f(n)$ be the number of divisors of $n$.
$f(6) = 4$.
$f(12) = 6$.

A function $f$ with $f(x) = f(-x)$.
$f(2) = f(-2) = 3$.

Evaluate $\lim_{x\to 0} \frac{\sin x}{x}$.
$\lim_{x \to 0} \frac{\sin x}{x} = 1$.

Solve $\frac{1}{x} + \frac{1}{x+1} = \frac{5}{6}$.
Multiplying by $6x(x+1)$ gives $6(x+1) + 6x = 5x(x+1)$.
$12x+6 = 5x^2+5x$.
$5x^2 - 7x - 6 = 0$.
$(5x+3)(x-2)=0$.
So $x=2$ or $x=-\frac35$.

Solve $\sqrt{x} = x - 2$.
Squaring gives $x = x^2 - 4x + 4$.
$x^2-5x+4=0$.
$(x-1)(x-4)=0$.
$x=1$ is extraneous since $1 \neq -1$, so $x=4$.

Solve for $x$: $2^{x+1} = 32$.
$2^{x+1} = 2^5$.
$x + 1 = 5$.
$x = 4$.

Solve $x^4 - 5x^2 + 4 = 0$.
Let $u = x^2$. Then $u^2 - 5u + 4 = 0$.
$(u-1)(u-4) = 0$.
$u = 1$ or $u = 4$.
$x^2 = 1$.
$x = \pm 1$.
$x^2=4$.
$x = \pm 2$.

Solve $x^2=4$ in two steps
We have $x^2 = 4$.
So $x^2 - 4 = 0$.
So $x - 2 = 0$.
So $x=2$.
Then $x + 2 = 0$.
So $x=-2$.

Find $a$ and $b$ with $a+b=10$ and $ab=21$.
$b = 10-a$.
$a(10-a) = 21$.
$a^2-10a+21 = 0$.
$(a-3)(a-7)=0$.
So $a = 3$ and $b = 7$.

Arithmetic sequence with $a_1=2$, $d=3$.
$a_{10} = 2 + 9 \cdot 3 = 29$.
$S_{10} = \frac{10(2+29)}{2} = 155$.

Compute $1^2+2^2+\dots+10^2$.
$1^2 + 2^2 + \dots + 10^2 = \frac{10 \cdot 11 \cdot 21}{6} = 385$.

Simplify $i^{13}$.
$i^{13} = i^{12} \cdot i = i$.
$i^4 = 1$.

Find the area of a triangle with sides $13,14,15$.
$s = \frac{13+14+15}{2} = 21$.
$A = \sqrt{21 \cdot 8 \cdot 7 \cdot 6} = \sqrt{7056} = 84$.

Law of cosines.
$c^2 = a^2+b^2-2ab\cos C = 25+36-60 \cdot \frac12 = 31$.
$c = \sqrt{31} \approx 5.57$.

Probability.
$\frac{\binom{4}{2}}{\binom{52}{2}} = \frac{6}{1326} = \frac{1}{221}$.
$1 - \left(\frac{5}{6}\right)^3 = \frac{91}{216}$.

Rates.
He travels $d = rt = 60t$ miles.
$60t = 45(t+1)$.
$15t = 45$.
$t=3$.

Money
She pays $0.08 \cdot 50 = \$4$ tax.
The total is $\$50 + \$4 = \$54$.
A 10\% discount gives $0.9 \cdot 54 = 48.6$.

Find $x$ if $\frac{x}{3} = \frac{x}{4} + 1$.
$4x = 3x + 12$.
$x=12$.

Digits.
$\overline{ab} = 10a+b$.
$10a+b = 4(a+b)$.
$6a = 3b$.
$b=2a$.

Find all $n$ such that $n^2+n$ is even
If $n = 2k$, $n^2+n = 4k^2+2k = 2(2k^2+k)$.
If $n=2k+1$, $n^2+n = (2k+1)(2k+2) = 2(2k+1)(k+1)$.

Find the last two digits.
$7^4 = 2401 \equiv 1 \pmod{100}$.
$7^{2018} = (7^4)^{504} \cdot 7^2 \equiv 49 \pmod{100}$.

Use mod.
$-8 \equiv 3591 \pmod{3599}$.
$10 \equiv 1 \pmod 9$, so $10^n \equiv 1 \pmod 9$.

Sum of an infinite series.
$\frac{1}{1-\frac13} = \frac32$.
$0.\overline{9} = 1$.
$0.1\overline{6} = \frac16$.

Polar.
$r = \sqrt{1^2+(\sqrt3)^2} = 2$ and $\theta = \frac{\pi}{3}$.
$(1+i\sqrt3) = 2 e^{i\pi/3}$.

Matrices.
$\det \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} = 1 \cdot 4 - 2 \cdot 3 = -2$.
$\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix} = -2$.

Cross product
$(1,2,3) \cdot (4,5,6) = 32$.
$\mathbf{v} \times \mathbf{w} = (1,2,3)$.

Sets
$|A \cup B| = |A| + |B| - |A \cap B| = 10 + 8 - 3 = 15$.

Units
$5 \text{ ft} = 60 \text{ in}$.
$2 \text{ hours} = 120 \text{ minutes}$.
$60 \text{ mph} = 88 \text{ ft/s}$.

Divide
$\frac{17}{5} = 3 \text{ R } 2$.
$17 \div 5 = 3$ remainder $2$.

Rounded to nearest whole
$\frac{100}{7} = 14$ rounded to the nearest integer.
$\sqrt{50} = 7$ approximately.

Approx chain
$\frac{22}{7} = 3.142857\ldots$.
$\sqrt{3} = 1.732...$
$\pi = 3.14159\dots$

Average of $x$ values.
$\frac{x + 2x + 3x}{3} = 2x$.
$2x = 10$.
$x = 5$.

Work: $\frac1a+\frac1b$
$\frac{1}{3} + \frac{1}{6} = \frac{1}{2}$, so together they need $2$ hours.

Slope
The slope is $m = \frac{7-3}{4-2} = 2$.
So $y - 3 = 2(x-2)$.
$y = 2x - 1$.

Distance
$\sqrt{(4-1)^2 + (6-2)^2} = \sqrt{9+16} = 5$.

Midpoint of $(1,2)$ and $(3,8)$.
The midpoint is $\left(\frac{1+3}{2}, \frac{2+8}{2}\right) = (2,5)$.

Inverse trig
$\tan^{-1}(1) = 45^\circ$.
$\sin^{-1} \frac{1}{2} = \frac{\pi}{6}$.
$\arctan 1 = \frac{\pi}{4}$.

Trig eq
$2\sin x = 1$.
$\sin x = \frac12$.
$x = 30^\circ$ or $150^\circ$.

Logs
$\log 2 + \log 5 = \log 10 = 1$.
$\ln e^3 = 3$.
$\log_4 8 = \frac{3}{2}$.
$\log_{10} 1000 = 3$.

Euler
$\phi(12) = 12 \cdot \frac12 \cdot \frac23 = 4$.
$\phi(10)=4$.

gcd
$\gcd(12, 18) = 6$.
$\text{lcm}(4,6) = 12$.
$\gcd(n, n+1) = 1$.
$(12,18) = 6$.

Divisors
$360 = 2^3 \cdot 3^2 \cdot 5$ has $(3+1)(2+1)(1+1) = 24$ divisors.

Inequality
$3 < \pi < 4$.
$2^{10} > 10^3$.
$\sqrt{2}+\sqrt{3} < \sqrt{10}$.

Equality chains
$x = y = z = 2$.
$2 = 2 = 2$.
$a = b$ and $b = c$ so $a = c$.

Ratio
$a:b = 3:4$.
$\frac{a}{b} = \frac34$, so $4a = 3b$.
$a = \frac{3b}{4}$.

Absolute value eq
$|x-2| = 3$.
$x-2 = 3$ gives $x=5$.
$x - 2 = -3$ gives $x=-1$.

Recurrence
$a_{n+1} = 2a_n$.
$a_2 = 2 a_1$.
$a_3 = 2a_2 = 4a_1$.

Define again
Let $x = 3$. Then $x^2 = 9$.
Let $x = 4$. Then $x^2 = 16$.

Let $S$ be the sum.
$S = 1+2+4+8$.
$2S = 2+4+8+16$.
$2S - S = 16 - 1$.
$S = 15$.

Stars
$\binom{n+k-1}{k-1} = \binom{7}{2} = 21$.

Completing the square
$x^2+6x = 7$.
$x^2+6x+9 = 16$.
$(x+3)^2 = 16$.
$x+3 = \pm 4$.
$x = 1$ or $x=-7$.

Remainder theorem: $p(x) = x^3-2x+1$ divided by $x-2$.
$p(2) = 8-4+1 = 5$.
The remainder is $5$.

Polynomial $p(x)=x^2+bx+c$ with roots 2 and 3
$p(x) = (x-2)(x-3) = x^2-5x+6$.
$p(0) = 6$.

Factor
$x^2+5x+6$ factors as $(x+2)(x+3)$.
$2x^2+4x$ factors into $2x(x+2)$.
$x^2 - 5x + 6 = 0$ factors as $(x-2)(x-3) = 0$.

The cost is $C(n) = 5n+20$.
$C(10) = 70$.
$C(n) = 95$ gives $n=15$.

Temperature $F = \frac95 C + 32$.
When $C=100$, $F = \frac95 \cdot 100 + 32 = 212$.
When $C=0$, $F = 32$.

What is the largest $n$?
We need $n(n+1)/2 \le 100$.
$13 \cdot 14/2 = 91$.
$14 \cdot 15/2 = 105 > 100$.
So $n=13$.

Guess
Let's try $x=2$: $2^3 - 2 \cdot 2 - 5 = -1$.
$x=3$: $3^3 - 2 \cdot 3 - 5 = 16$.

We want $x+y$ where $x=3$.
$x = 3$ and $y = 4$.
So $x + y = 7$.

Find $x$ and $y$: find $x+y$ for each of two rectangles.
In the first, $x=3$, $y=4$.
So $x+y=7$.
In the second, $x=5$ and $y=6$, so $x+y = 11$.

Derangements.
$4!\left(1 - 1 + \frac12 - \frac16 + \frac1{24}\right) = 9$.

Double factor
$\frac{2x+6}{2} = x+3$.
$3(x+2) - 2(x+1) = x + 4$.

Speed in words
We multiply 3 by 4 to get 12, and add 5 to get 17.
Dividing 17 by 5 gives 3 with remainder 2.
17 divided by 5 is 3 remainder 2.
17 divided by 5 is about 3.
Adding 3 and 4 and 5 gives 12.
Adding 5 to 3 times 4 gives 17.
Subtracting 5 from 3 times 4 gives 7.
If we multiply 2 by itself 3 times we get 8.
When 10 is divided by 3, the remainder is 1.
The product of 3 and 4, plus 5, is 17.
The sum of 3 and 4, squared, is 49.
5 times 3 is 15.
Twice 5 plus 3 is 13.
Multiplying 12 by 2/3 gives 8.
Dividing 12 by 1/2 gives 24.
Multiply 5 by 2 and get 10.
Adding 10% to 50 gives 55.
Adding 20 percent to 50 gives 60.
Adding 30 minutes to 2 hours gives 2.5 hours.
Dividing 3 hours by 4 gives 45 minutes.
Dividing 3 dollars by 4 gives 75 cents.
Subtracting 5 from 3 gives 2 below zero.
Adding 2 feet to 6 inches gives 30 inches.
"""


@pytest.mark.parametrize("solution", SOLUTIONS.strip().split("\n\n"))
def test_a_correct_solution_is_not_flagged(solution: str) -> None:
    """No step is wrong, with the question and without it."""
    question, *steps = solution.split("\n")
    for known in (question, None):
        wrong = [each for each in check_steps(steps, known).steps if each.verdict == "wrong"]
        assert not wrong, [claim for each in wrong for claim in each.claims]
