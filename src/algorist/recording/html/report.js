"use strict";

// Everything that a model wrote reaches the page through textContent alone.
function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const WORDS = { r: "right", w: "wrong", u: "undecided", n: "no answer", "-": "not run" };
const SIGNS = { right: "✓", wrong: "✗", undecided: "?", open: "·", "no answer": "–", "not run": " " };
const PAGE = 100;

function letters(outcome) {
  return { correct: "right", incorrect: "wrong", undecided: "undecided" }[outcome] || "no answer";
}

function badge(word) {
  return h("span", { class: `badge ${word.replace(" ", "-")}` }, `${SIGNS[word]} ${word}`);
}

function sign(word) {
  return h("span", { class: `sign ${word.replace(" ", "-")}`, role: "img", "aria-label": word }, SIGNS[word]);
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function state() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

function address(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== "" && value !== undefined);
  return "#" + new URLSearchParams(kept).toString();
}

class Browser {
  constructor(section) {
    this.section = section;
    this.index = JSON.parse(section.querySelector("script.index").textContent);
    this.form = section.querySelector("form");
    this.list = section.querySelector("ol");
    this.more = section.querySelector("button.more");
    this.detail = section.querySelector(".detail");
    this.count = section.querySelector("output");
    this.chunks = new Map();
    this.problem = "";
    this.limit = PAGE;
    this.options("strategy", this.index.strategies);
    this.options("family", this.index.families);
    const levels = new Set(this.index.problems.map((row) => row[2]));
    this.options("level", [...levels].sort((a, b) => a - b));
    this.form.addEventListener("input", () => this.filtered());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => this.filtered()));
    this.more.addEventListener("click", () => { this.limit += PAGE; this.fill(); });
    this.list.addEventListener("keydown", (event) => this.arrow(event));
  }

  options(name, values) {
    const select = this.form.elements[name];
    select.append(...values.map((value) => h("option", { value }, String(value))));
  }

  filters() {
    const names = ["q", "show", "strategy", "family", "level"];
    return Object.fromEntries(names.map((name) => [name, this.form.elements[name].value]));
  }

  link(id) {
    return address({ run: this.index.run, problem: id, ...this.filters() });
  }

  filtered() {
    this.limit = PAGE;
    history.replaceState(null, "", this.link(this.problem));
    this.fill();
  }

  matching() {
    const { q, show, strategy, family, level } = this.filters();
    const wanted = q.trim().toLowerCase();
    const only = this.index.strategies.indexOf(strategy);
    const tests = {
      wrong: (letter) => letter === "w",
      right: (letter) => letter === "r",
      open: (letter) => letter === "u" || letter === "n",
      missed: (letter, flags) => flags & 1,
      step: (letter, flags) => flags & 2,
    };
    return this.index.problems.filter((row) => {
      if (family && this.index.families[row[1]] !== family) return false;
      if (level && String(row[2]) !== level) return false;
      if (wanted && !(row[0] + " " + row[3]).toLowerCase().includes(wanted)) return false;
      const results = [...row[4]];
      if (show === "differ") return new Set(results.filter((letter) => letter !== "-")).size > 1;
      if (!show) return only < 0 || results[only] !== "-";
      return results.some((letter, at) => (only < 0 || at === only) && tests[show](letter, row[5][at]));
    });
  }

  fill() {
    const found = this.matching();
    this.found = found;
    const shown = found.slice(0, this.limit);
    this.list.replaceChildren(...shown.map((row) => {
      const current = row[0] === this.problem ? "true" : null;
      const marks = [...row[4]].map((letter, at) => {
        const mark = sign(WORDS[letter]);
        mark.title = `${this.index.strategies[at]}: ${WORDS[letter]}`;
        return mark;
      });
      return h("li", {}, h("a", { href: this.link(row[0]), "aria-current": current },
        h("span", { class: "id" }, row[0]), h("span", { class: "signs" }, marks),
        h("span", { class: "question" }, row[3])));
    }));
    this.count.textContent = `${found.length.toLocaleString("en")} of ${this.index.problems.length.toLocaleString("en")} problems`;
    this.more.hidden = found.length <= shown.length;
    this.more.textContent = `Show ${Math.min(PAGE, found.length - shown.length)} more`;
  }

  arrow(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest("li");
    const next = step && here && (step > 0 ? here.nextElementSibling : here.previousElementSibling);
    if (next) { event.preventDefault(); next.firstElementChild.focus(); }
  }

  go(step) {
    const at = this.found.findIndex((row) => row[0] === this.problem);
    const next = this.found[at < 0 ? 0 : at + step];
    if (next) location.hash = this.link(next[0]);
  }

  async open(values, scroll) {
    for (const name of ["q", "show", "strategy", "family", "level"]) {
      const field = this.form.elements[name];
      if (values[name] !== undefined) field.value = values[name];
      if (field.value !== (values[name] || "")) field.value = "";
    }
    this.problem = values.problem || "";
    this.limit = Math.max(this.limit, this.matching().findIndex((row) => row[0] === this.problem) + PAGE / 2);
    this.fill();
    const at = this.index.problems.findIndex((row) => row[0] === this.problem);
    if (at < 0) {
      const told = this.problem ? `This report has no problem ${this.problem}.` : "Choose a problem.";
      this.detail.replaceChildren(h("p", { class: "note" }, told));
      return;
    }
    const number = Math.floor(at / this.index.chunk);
    if (!this.chunks.has(number)) {
      const packed = this.section.querySelector(`script[data-chunk="${number}"]`).textContent;
      this.chunks.set(number, unpacked(packed));
    }
    const wanted = this.problem;
    let found;
    try {
      found = (await this.chunks.get(number))[at % this.index.chunk];
    } catch (error) {
      found = null;
    }
    if (wanted !== this.problem) return;
    this.detail.replaceChildren(...(found ? this.view(this.index.problems[at], found) : [
      h("p", { class: "note" }, "This browser cannot unpack the traces: it lacks DecompressionStream."),
    ]));
    if (scroll) {
      this.detail.focus({ preventScroll: true });
      const top = this.detail.getBoundingClientRect().top;
      if (top < 0 || top > innerHeight / 2) this.detail.scrollIntoView({ block: "start" });
    }
    const current = this.list.querySelector("[aria-current]");
    if (current && this.list.scrollHeight > this.list.clientHeight) {
      this.list.scrollTop = current.parentElement.offsetTop - this.list.clientHeight / 3;
    }
  }

  view(row, problem) {
    const only = this.filters().strategy;
    const back = h("button", { type: "button" }, "Back to the list");
    back.addEventListener("click", () => {
      (this.list.querySelector("[aria-current]") || this.list.querySelector("a"))?.focus();
      this.form.scrollIntoView();
    });
    const step = (name, by) => {
      const button = h("button", { type: "button" }, name);
      button.addEventListener("click", () => this.go(by));
      return button;
    };
    const solutions = this.index.strategies.map((name, at) => [name, problem.solutions[at]]);
    const told = new Map();
    solutions.sort((a, b) => (b[0] === only) - (a[0] === only));
    return [
      h("div", { class: "moves" }, back, step("Previous", -1), step("Next", 1)),
      h("h4", {}, row[0]),
      h("p", { class: "asked" }, problem.question),
      h("p", {}, h("b", {}, "Answer: "), h("code", {}, problem.answer), ` (${problem.type || "any type"})`),
      problem.worked.length ? h("details", {}, h("summary", {}, `Worked solution, ${counted(problem.worked.length + problem.more, "step")}`),
        h("ol", {}, problem.worked.map((text) => h("li", {}, text))),
        problem.more ? h("p", { class: "note" }, `${problem.more} more steps are left out.`) : null) : null,
      ...solutions.map(([name, solution]) => this.solution(name, solution, told)),
    ].filter(Boolean);
  }

  solution(name, solution, told) {
    if (!solution) return h("section", { class: "solution" }, h("h5", {}, name), badge("not run"));
    const facts = `${counted(solution.tokens, "token")}, ${counted(solution.calls, "call")}, ${solution.seconds} s, ended: ${solution.ending}`;
    const [first, ...others] = solution.attempts;
    const known = first && told.get(first.text);
    if (first && !known) told.set(first.text, name);
    return h("section", { class: "solution" },
      h("h5", {}, name, " ", badge(letters(solution.outcome))),
      h("p", {}, solution.answer === null ? "No answer was given." : ["Answered ", h("code", {}, solution.answer)],
        solution.reason ? [": ", solution.reason.replaceAll("_", " "), evidence(solution.evidence)] : null),
      h("p", { class: "note" }, facts, solution.note ? ` (${solution.note})` : null,
        first && first.count ? ["; chosen attempt:", facts_of(first)] : null),
      solution.groups.length > 1 ? h("ul", { class: "votes" }, solution.groups.map(([answer, count, right]) =>
        h("li", {}, sign(right ? "right" : "wrong"), " ", h("code", {}, answer), ` × ${count}`))) : null,
      first && !known ? attempt(first) : null,
      known ? h("p", { class: "note" }, `The same text as under ${known}.`) : null,
      others.length ? h("details", {}, h("summary", {}, counted(others.length, "other attempt")),
        others.map((one) => h("details", { class: "other" },
          h("summary", {}, sign(one.right ? "right" : "wrong"), " ", one.answer === null ? "no answer" : h("code", {}, one.answer), facts_of(one)),
          attempt(one)))) : null,
      solution.hidden ? h("p", { class: "note" }, `Left out of this page: ${counted(solution.hidden, "attempt")}.`) : null);
  }
}

function facts_of(one) {
  const parts = [one.tokens ? counted(one.tokens, "token") : "", one.count > 1 ? `${one.count} times` : "",
    one.score === null ? "" : `score ${one.score.toFixed(3)}`].filter(Boolean);
  return h("span", { class: "note" }, parts.length ? ` ${parts.join(", ")}` : "");
}

function evidence(pairs) {
  if (!pairs.length) return null;
  const parts = pairs.map(([name, value], at) => [at ? ", " : " (", name.replaceAll("_", " "), ": ", h("code", {}, value)]);
  return h("span", { class: "evidence" }, parts, ")");
}

function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function attempt(one) {
  const checked = one.steps.some((step) => step.mark !== "open");
  const steps = h("ol", { class: "steps" }, one.steps.map((step) => h("li", { class: step.mark },
    sign(step.mark), h("div", {}, h("span", { class: "said" }, step.text),
      step.claims.length ? step.claims.map(([mark, text, how, found]) => h("div", { class: `claim ${mark}` },
        step.claims.length > 1 ? [sign(mark), " ", h("code", {}, text), " "] : null, how, evidence(found)))
        : h("div", { class: "claim open" }, step.reason)))));
  const raw = h("pre", {}, one.text);
  return h("div", { class: "attempt" },
    checked ? steps : raw,
    checked ? null : h("p", { class: "note" }, "No step of it can be checked by itself."),
    one.more ? h("p", { class: "note" }, `${one.more} more steps are left out.`) : null,
    one.final ? h("p", { class: `claim ${one.final[0]}` }, sign(one.final[0]), " Answer: ", one.final[1], evidence(one.final[2])) : null,
    one.trace ? h("details", { open: !checked }, h("summary", {}, `States: ${one.trace.prefix} of ${one.trace.of} agree before the first that does not`),
      h("div", { class: "wide", role: "region", tabindex: "0", "aria-label": "states" }, h("table", { class: "states" },
        h("thead", {}, h("tr", {}, ["step", "", "expected", "stated"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, one.trace.rows.map(([mark, expected, stated], at) => h("tr", {},
          h("td", {}, String(at + 1)), h("td", {}, sign(mark)), h("td", {}, h("code", {}, expected)), h("td", {}, h("code", {}, stated)))))))) : null,
    checked ? h("details", {}, h("summary", {}, "As it was written"), raw) : null);
}

function tips() {
  const box = h("div", { class: "tipbox", role: "tooltip", hidden: true });
  document.body.append(box);
  for (const mark of document.querySelectorAll("svg .tip")) {
    const title = mark.querySelector("title");
    mark.setAttribute("data-tip", title.textContent);
    title.remove();
  }
  const hide = () => { box.hidden = true; };
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest?.("[data-tip]");
    if (!mark) return hide();
    box.textContent = mark.getAttribute("data-tip");
    box.hidden = false;
    const at = mark.getBoundingClientRect();
    const left = Math.min(Math.max(4, at.left + at.width / 2 - box.offsetWidth / 2), document.documentElement.clientWidth - box.offsetWidth - 4);
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${(at.top > box.offsetHeight + 8 ? at.top - box.offsetHeight - 6 : at.bottom + 6) + scrollY}px`;
  });
  document.addEventListener("scroll", hide, { passive: true });
}

const browsers = [...document.querySelectorAll(".browser")].map((section) => new Browser(section));

function follow(first) {
  const values = state();
  let active = browsers.find((one) => one.index.run === values.run);
  for (const one of browsers) {
    if (one === active) {
      one.open(values, true);
      if (first && !values.problem) one.section.scrollIntoView();
    } else if (first) {
      one.open({}, false);
    }
  }
}

tips();
follow(true);
addEventListener("hashchange", () => follow(false));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const active = browsers.find((one) => one.problem);
  const step = { j: 1, k: -1 }[event.key];
  if (active && step) active.go(step);
});
