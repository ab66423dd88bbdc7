"""What the runs prove: the judgement of each guest, and the table.

A test program may print lines `measured: name=value …`. Known names: `control` (the protection that
the build lacks, or `none`), `total` and `lost` (increments), `restarts`, `mode` (of registration).
"""

import re
from dataclasses import dataclass, field


@dataclass
class Row:
    """One guest."""

    arch: str
    kernel: str = "-"
    glibc: str = "-"
    registration: str = "-"
    emulation: str = "-"
    cpus: int = 0
    passed: int = 0
    aborts: int = 0
    lost: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def measured(run):
    """The `measured:` lines of a run, as dictionaries."""
    # libtest may have written the test's name before it on the same line.
    found = (re.search(r"measured: (.*)", line) for line in run.output)
    return [dict(word.split("=", 1) for word in match[1].split()) for match in found if match]


def judge(arch, mode, cpus, report, expected, control_programs):
    """Turns what a guest said into a row. `expected` is how many programs it was to run."""
    row = Row(arch.name, emulation=mode, cpus=cpus, seconds=report.seconds)
    row.kernel, row.glibc = report.facts.get("kernel", "-"), report.facts.get("glibc", "-")
    if not report.finished:
        row.failures.append("the guest did not finish")
    if len(report.runs) != expected:
        row.failures.append(f"{len(report.runs)} of {expected} programs ran")
    counted = False
    for run in report.runs:
        program = run.command.split("/")[-1].split()[0]
        if run.status != 0:
            row.failures.append(f"{program}: status {run.status}")
        results = [re.search(r"test result: ok\. (\d+) passed", line) for line in run.output]
        passed = sum(int(match[1]) for match in results if match)
        if not any(results):
            row.failures.append(f"{program}: no test result")
        control = control_programs.get(program)
        if not control:
            row.passed += passed
        for facts in measured(run):
            row.registration = facts.get("mode", row.registration)
            if "restarts" in facts and not control:
                row.aborts += int(facts["restarts"])
                counted = True
            if control and facts.get("control") == control:
                share = int(facts["lost"]) / int(facts["total"])
                row.lost[control] = max(row.lost.get(control, 0.0), share)
    # Where interrupts land at branches only, nothing is aborted and nothing is lost.
    if mode != "plain":
        if counted and row.aborts == 0:
            row.failures.append("no section was aborted: the run proves nothing")
        for control in control_programs.values():
            if row.lost.get(control, 0.0) == 0.0:
                row.failures.append(f"without `{control}` nothing was lost: the run proves nothing")
    return row


def table(rows, date):
    """The table of the README."""
    head = ["architecture", "kernel", "glibc", "registration", "emulation", "CPUs", "tests", "aborts", "control lost", "seconds", "result"]
    lines = [head, ["---"] * len(head)]
    for row in rows:
        lost = ", ".join(f"{name} {share:.1%}" for name, share in row.lost.items()) or "-"
        result = "; ".join(row.failures) or "ok"
        lines.append([
            row.arch, row.kernel, row.glibc, row.registration, row.emulation, str(row.cpus),
            str(row.passed), str(row.aborts), lost, f"{row.seconds:.0f}", result,
        ])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{date}, `tests/cross/run`"
