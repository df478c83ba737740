"""A plan of stages, compiled: what is chosen, what is given, how it is told and worked.

Two kinds of functions come from one description. Those of parameters ``p`` take any parameters, as
other problems put into a slot need it. Those of a generator do everything at once for the numbers
that the family draws itself: they know which of them are whole and that none is negative.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from algorist.core import Step
from algorist.problems._family import Made, Params
from algorist.problems.words._drawing import Drawing
from algorist.problems.words._lexicon import NAMES
from algorist.problems.words._template import digits, fields, form, function, local, sentence
from algorist.problems.words._working import Working

if TYPE_CHECKING:
    from algorist.problems.words._engine import WordFamily


class Plan:
    """One plan of a family."""

    def __init__(self, kind: type[WordFamily], name: str) -> None:
        stages = [kind.stages[stage] for stage in name.split()]
        self.kind, self.name = kind, name
        self.facts = [stage.facts for stage in stages]
        self.ask = stages[-1].ask
        self.works = [step for stage in stages for step in stage.steps]
        made = {work.name for work in self.works}
        used = [name for work in self.works for name in work.formula.names]
        self.given = list(dict.fromkeys(name for name in used if name not in made))
        words = {**dict.fromkeys(kind.people, NAMES), **kind.nouns}
        told = fields([*chain(*self.facts), *self.ask, *(work.text for work in self.works)])
        agreeing = [field[1:] + end for field in told if field[0] == "~" for end in ("", "s")]
        forms = {field: found for field in [*told, *agreeing] if (found := form(field, words))}
        mentioned = {"name", *(word for word, _ in forms.values())}
        self.words = {word: choices for word, choices in words.items() if word in mentioned}
        """The people, then the nouns, and what they are drawn from."""
        self.forms = {
            word: {word: str} | {field: make for field, (of, make) in forms.items() if of == word}
            for word in self.words
        }
        others = [field for field in told if field.isidentifier() and field not in {*forms, *made}]
        self.numbers = list(dict.fromkeys([*self.given, *others]))
        lines = [f"    {work.name} = {work.formula.text}" for work in self.works]
        self.program = (
            "from fractions import Fraction\n\n\n"
            f"def solution({', '.join(self.given)}, **_):\n"
            + "".join(f"    {name} = Fraction({name})\n" for name in self.given)
            + "\n".join(lines)
            + f"\n    return {self.works[-1].name}\n"
        )

    @cached_property
    def tell(self) -> Callable[[Params], tuple[str, str]]:
        """The facts of parameters, with a space behind each, and the question."""
        texts = [f't_{name} = p["{name}"]' for name in self.numbers]
        wording = f'{", ".join(self._places())}, = p["wording"]'
        lines = [*texts, *self._word_forms(), wording, *self._telling()]
        lines.append(f'return f"{self._facts}", ask')
        return self._function("tell(p)", lines)  # type: ignore[no-any-return]

    @cached_property
    def solve(self) -> Callable[[Params], tuple[str, tuple[Step, ...]]]:
        """The answer and the steps."""
        working = self._working(())
        lines = [*self._reading("p", ()), *self._word_forms(), *working.steps()]
        lines.append(f"return {working.answer}, {working.made}")
        return self._function("solve(p)", lines)  # type: ignore[no-any-return]

    @cached_property
    def answer(self) -> Callable[[Params], str]:
        """The answer alone."""
        working = self._working(())
        lines = [*self._reading("p", ()), *working.result(), f"return {working.answer}"]
        return self._function("answer(p)", lines)  # type: ignore[no-any-return]

    @cached_property
    def choose(self) -> Callable[[Callable[[], float]], Params]:
        """The parameters but for the numbers: wording, people and nouns, drawn one by one."""
        lines = self._choosing("r()", "while {}:\n        {}")
        return self._function("choose(r)", [*lines, f"return {{{self._chosen()}}}"])  # type: ignore[no-any-return]

    def places(self, drawing: Drawing) -> set[int]:
        """Which draws, counted from the choice of the plan, make a difference."""
        sizes = [*map(len, self.facts), len(self.ask), *map(len, self.words.values())]
        choices = {place for place, size in enumerate(sizes) if size > 1}
        return choices | {len(sizes) + place for place in drawing.places}

    def maker(self, drawing: Drawing, places: list[int], *, steps: bool) -> Callable[..., Made]:
        """What makes whole problems, all at once.

        It takes the family, what makes the problem if two words are the same, the key, and the
        draws at these places.
        """
        names = ", ".join(f"r_{place}" for place in places)
        numbers = "".join(f", r_{self.choices + place}" for place in drawing.places)
        whole = self.given if drawing.whole else ()
        working = self._working(whole)
        lines = [
            f"{names}, = draws",
            *self._choosing("r_{}", "if {}:\n        return again(key)"),
            f"params = {{{self._chosen()}, **draw(self{numbers})}}",
            *self._reading("params", whole),
            *self._telling(),
            *(working.steps() if steps else working.result()),
            f'return f"{self._facts}{{ask}}", {working.answer}, params, '
            f"{working.made if steps else '()'}, program",
        ]
        head = "made(self, again, key, draws)"
        return self._function(head, lines, draw=drawing.draw)  # type: ignore[no-any-return]

    @property
    def choices(self) -> int:
        """The draws of the wording, the people and the nouns, if no two words are the same."""
        return len(self.facts) + 1 + len(self.words)

    @property
    def _facts(self) -> str:
        """The facts inside an f-string; each ends with a space."""
        told = [place for place, choices in enumerate(self.facts) if any(choices)]
        return "".join(f"{{f_{place}}}" for place in told)

    def _function(self, head: str, lines: list[str], **more: Any) -> Any:
        """The function with that head and body; it sees the forms of the plan's words."""
        name, forms = head.partition("(")[0], dict[str, Any]()
        for word, makers in self.forms.items():
            forms["forms_" + word] = partial(_forms, tuple(makers.values()))
            forms["of_" + word] = tuple(map(forms["forms_" + word], self.words[word]))
        source = "".join(f"    {line}\n" for line in lines)
        return function(f"def {head}:\n{source}", name, program=self.program, **forms, **more)

    def _places(self) -> list[str]:
        return [f"k_{place}" for place in range(len(self.facts) + 1)]

    def _choosing(self, roll: str, again: str) -> list[str]:
        """Lines that choose by the draws ``roll``, and do ``again`` if two words are the same."""
        sizes = [len(choices) for choices in (*self.facts, self.ask)]
        lines, taken = [], dict[str, frozenset[str]]()
        for place, (name, size) in enumerate(zip(self._places(), sizes, strict=True)):
            drawn = f"trunc({roll.format(place)} * {size}.0)"
            lines.append(f"{name} = {drawn if size > 1 or roll == 'r()' else 0}")
        for place, (word, choices) in enumerate(self.words.items(), len(sizes)):
            drawn = f"trunc({roll.format(place)} * {len(choices)}.0)"
            pick = f"{self._locals(word)} = of_{word}[{drawn}]"
            rivals = [other for other, those in taken.items() if those & {*choices}]
            lines.append(pick)
            if rivals:
                same = " or ".join(f"{local(word)} == {local(other)}" for other in rivals)
                lines.append(again.format(same, pick))
            taken[word] = frozenset(choices)
        return lines

    def _chosen(self) -> str:
        """The entries of the parameters for what was chosen."""
        words = "".join(f', "{word}": {local(word)}' for word in self.words)
        return f'"plan": "{self.name}", "wording": [{", ".join(self._places())}]{words}'

    def _locals(self, word: str) -> str:
        return ", ".join(map(local, self.forms[word]))

    def _word_forms(self) -> list[str]:
        return [f'{self._locals(word)} = forms_{word}(p["{word}"])' for word in self.words]

    def _reading(self, source: str, whole: Collection[str]) -> list[str]:
        """Lines for the values and the texts of the given numbers, which may be decimals."""
        lines = []
        for name in self.numbers:
            if name in whole:
                lines += [f'v_{name} = {source}["{name}"]', f"t_{name} = {digits(f'v_{name}')}"]
            else:
                lines += [
                    f'v_{name} = t_{name} = {source}["{name}"]',
                    f"if v_{name}.__class__ is not int:",
                    f"    v_{name} = number(t_{name})",
                ]
        return lines

    def _telling(self) -> list[str]:
        """Lines for the facts ``f_0``, ``f_1``, ... in the chosen wording and for ``ask``."""
        lines = []
        for place, choices in enumerate(self.facts):
            sentences = [sentence(text + " " if text else "", self.words) for text in choices]
            lines += _chosen(f"f_{place}", f"k_{place}", sentences)
        asked = [sentence(text, self.words) for text in self.ask]
        return [*lines, *_chosen("ask", f"k_{len(self.facts)}", asked)]

    def _working(self, whole: Collection[str]) -> Working:
        return Working(self.works, self.given, whole, self.kind.money, self.words)


def _forms(makers: tuple[Callable[[str], str], ...], word: str) -> Any:
    """The forms of a word; if there is one, it alone."""
    made = tuple(make(word) for make in makers)
    return made if len(made) > 1 else made[0]


def _chosen(target: str, chosen: str, expressions: list[str]) -> list[str]:
    """Lines that set ``target`` to the expression of that number."""
    first, *rest = expressions
    if not rest:
        return [f"{target} = {first}"]
    lines = [f"if {chosen} == 0:", f"    {target} = {first}"]
    for number, made in enumerate(rest[:-1], 1):
        lines += [f"elif {chosen} == {number}:", f"    {target} = {made}"]
    return [*lines, "else:", f"    {target} = {rest[-1]}"]
