"""Runs inside `.venv-peers`: one of three graders on pairs from standard input, one JSON line each.

    .venv-peers/bin/python benchmarks/_peer_graders.py qwen|hendrycks|minerva

- `qwen`: `evalscope/metrics/math_parser.py` of evalscope 0.17.1, which says that its logic is taken
  from the code of Qwen2.5-Math. The original is no package and was not run.
- `hendrycks`, `minerva`: `lm_eval/tasks/{hendrycks_math,minerva_math}/utils.py` of lm-eval 0.4.13.

The modules are loaded from their files, without the packages around them. Each answer goes through
the grader's own extraction where there is something to extract, and its own normalisation. A pair
is given up, as not equal, after ten seconds, unless it hangs in C, where no signal arrives. Prints
`{"correct": bool, "seconds": float}`.
"""

import contextlib
import importlib.util
import io
import json
import logging
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

GRADERS = Path(sys.prefix) / "graders"
sys.path.insert(0, str(GRADERS))  # with the version of antlr4 that sympy's LaTeX parser asks for
logging.disable(logging.CRITICAL)

SECONDS = 10
Grader = Callable[[str, str], bool]


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, GRADERS / path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{GRADERS / path} is no module: run 'make peers'")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def qwen() -> Grader:
    module = load("evalscope/metrics/math_parser.py")

    def grade(gold: str, text: str) -> bool:
        marked = any(mark in text for mark in ("boxed", "he answer is", "final answer is"))
        answer = module.extract_answer(text) if marked else module.strip_answer_string(text)
        return bool(module.math_equal(answer, module.strip_answer_string(gold)))

    return grade


def _unboxed(module: ModuleType, text: str) -> str:
    found = module.last_boxed_only_string(text) if "\\boxed" in text else None
    if found is not None:
        return str(module.remove_boxed(found))
    first, last = text.find("$"), text.rfind("$")
    return text[first + 1 : last] if first < last else text


def hendrycks() -> Grader:
    module = load("lm_eval/tasks/hendrycks_math/utils.py")
    return lambda gold, text: bool(module.is_equiv(_unboxed(module, text), _unboxed(module, gold)))


def minerva() -> Grader:
    module = load("lm_eval/tasks/minerva_math/utils.py")

    def grade(gold: str, text: str) -> bool:
        both = [module.normalize_final_answer(_unboxed(module, each)) for each in (text, gold)]
        return bool(module.is_equiv(*both))

    return grade


GRADER = {"qwen": qwen, "hendrycks": hendrycks, "minerva": minerva}


def give_up(number: int, frame: object) -> None:
    raise TimeoutError


def main() -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        grade = GRADER[sys.argv[1]]()
    for line in sys.stdin:
        row = json.loads(line)
        start = time.process_time()
        signal.signal(signal.SIGALRM, give_up)
        signal.alarm(SECONDS)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                found = grade(row["gold"], row["pred"])
        except Exception:  # a crash counts as "not equal", as in a reward function
            found = False
        finally:
            signal.alarm(0)
        print(json.dumps({"correct": found, "seconds": time.process_time() - start}), flush=True)


if __name__ == "__main__":
    main()
