"""Answers questions about generated policies with z3: a model of its own, from the description of each
policy and the language page alone. Reads one JSON object a line, writes one line of answers for each."""

import json
import sys

from z3 import And, If, Int, Or, Q, Real, RealVal, Solver, ToReal, sat, unsat

LEVELS, PEOPLE = range(4), range(2)


def ratio(fund, level, person):
    percent = fund["ratio"][level][person] + (fund["retired"] if person else 0)
    return percent if fund["at_most"] is None else min(percent, fund["at_most"])


def possible(policy, level, person):
    return all(0 <= ratio(fund, level, person) <= 100 for fund in policy["funds"])


def least(values):
    result = values[0]
    for value in values[1:]:
        result = If(value < result, value, result)
    return result


def positive(value):
    return If(value > 0, value, RealVal(0))


def visit(policy, level, person, bill, used):
    """One visit, in fen: what is paid, what each total grows by, and what can be said of each limit."""
    rest, grows, notes = ToReal(bill), {}, {}
    deductible = policy["deductible"]
    if deductible:
        due = RealVal(deductible["amount"][level][person] * 100)
        if deductible["per_year"]:
            due = positive(due - used["deductible"])
        taken = If(rest < due, rest, due)
        notes["deductible"] = (taken > 0, rest > taken)
        grows["deductible"] = taken
        rest = rest - taken
    paid = RealVal(0)
    for at, fund in enumerate(policy["funds"]):
        caps = {}
        if fund["visit_cap"] is not None:
            caps["visit"] = RealVal(fund["visit_cap"] * 100)
        if fund["year_cap"] is not None:
            caps["year"] = positive(fund["year_cap"] * 100 - used[f"fund{at}"])

        def pays(percent):
            part = Q(percent, 100)
            earned = rest * part
            if not caps:
                return earned, earned, RealVal(0)
            left = least(list(caps.values()))
            full = earned <= left
            return earned, If(full, earned, left), If(full, 0, rest - left / part)

        earned, pay, after = pays(ratio(fund, level, person))
        if fund["above"]:
            bound, percent = fund["above"]
            other = pays(percent)
            low = bill <= bound * 100
            pair = zip((earned, pay, after), other)
            earned, pay, after = (If(low, one, two) for one, two in pair)
        for name, left in caps.items():
            others = [value for key, value in caps.items() if key != name]
            held = least([earned] + others)
            notes[f"fund{at}.{name}"] = (And(earned > 0, held > left), And(earned > 0, held <= left))
        notes[f"fund{at}.money"] = (rest > 0, True)
        grows[f"fund{at}"] = pay
        paid, rest = paid + pay, after
    return paid, grows, notes


def answer(policy):
    used = {name: Real(name) for name in ("deductible", "fund0", "fund1")}
    free = And([value >= 0 for value in used.values()])
    bill, other, first = Int("bill"), Int("other"), Int("first")
    bills = And([And(it >= 0, it <= 10**9) for it in (bill, other, first)])
    cases = [(l, p) for l in LEVELS for p in PEOPLE if possible(policy, l, p)]
    at = {case: visit(policy, *case, bill, used) for case in cases}
    then = {case: visit(policy, *case, other, used)[0] for case in cases}

    def came(person):
        """The state is that after one earlier visit, anywhere, or after none."""
        ways = []
        for level, of in cases:
            if of == person:
                grows = visit(policy, level, of, first, {name: RealVal(0) for name in used})[1]
                ways.append(And([used[name] == grows.get(name, 0) for name in used]))
        return Or(ways)

    def can(what):
        solver = Solver()
        solver.set("timeout", 4000)
        solver.add(bills, free, what)
        found = solver.check()
        return None if found not in (sat, unsat) else found == sat

    def three(ways):
        reached = can(Or([And(way, came(person)) for person, way in ways]))
        if reached:
            return "yes"
        anywhere = can(Or([way for _, way in ways]))
        if anywhere is False:
            return "no"
        return "unknown" if None in (reached, anywhere) else "unreached"

    falls = [(p, And(bill < other, at[l, p][0] - then[l, p] >= 3)) for l, p in cases]
    jumps = [(p, And(other == bill + 1, then[l, p] - at[l, p][0] >= 103)) for l, p in cases]
    levels = [
        (p, at[higher, p][0] - at[lower, p][0] >= 3)
        for lower, p in cases
        for higher in LEVELS
        if lower < higher and (higher, p) in at
    ]
    people = [
        And(at[level, 0][0] - at[level, 1][0] >= 3)
        for level in LEVELS
        if (level, 0) in at and (level, 1) in at
    ]
    said = {"falls": three(falls), "jumps": three(jumps), "level": three(levels)}
    fresh = And([value == 0 for value in used.values()])
    if can(And(fresh, Or(people))):
        said["person"] = "yes"
    else:
        said["person"] = "no" if can(Or(people)) is False else "unreached"
    said["possible"] = "yes" if len(cases) == 8 else "no"
    for name in next(iter(at.values()))[2] if at else []:
        for side, word in enumerate(("binds", "loose")):
            found = can(Or([notes[name][side] for _, _, notes in at.values()]))
            said[f"{name}.{word}"] = {True: "yes", False: "no", None: "unknown"}[found]
    return said


for line in sys.stdin:
    said = answer(json.loads(line))
    print(" ".join(f"{name}={value}" for name, value in said.items()), flush=True)
