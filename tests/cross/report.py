"""What the runs prove: the judgement of each guest, and the table.

Read from what the tests print: `NAME: N expected, M lost` of every exactness test, and the counts
`Seen { operations: …, restarts: …, … }` of every stress.
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


def _numbers(run, pattern):
    """The numbers in all matches of a pattern in a run's output."""
    return [tuple(map(int, found.groups())) for line in run.output for found in re.finditer(pattern, line)]


def _passed(run):
    """How many tests passed; nothing if the program never said that it is done."""
    results = _numbers(run, r"test result: \w+\. (\d+) passed")
    return sum(passed for passed, in results) if results else None


def judge(arch, mode, cpus, report, expected, controls, registration):
    """Turns what a guest said into a row.

    `expected` is how many programs it was to run, `controls` which of them lack which protection,
    `registration` the mode that threads are to be registered in.
    """
    row = Row(arch.name, emulation=mode, cpus=cpus, seconds=report.seconds)
    row.kernel, row.glibc = report.facts.get("kernel", "-"), report.facts.get("glibc", "-")
    if not report.finished:
        row.failures.append("the guest did not finish")
    if len(report.runs) != expected:
        row.failures.append(f"{len(report.runs)} of {expected} programs ran")
    for run in report.runs:
        passed = _passed(run)
        if passed is None:
            row.failures.append(f"{run.program}: silent, status {run.status}")
        elif run.program in controls:
            _judge_control(row, run, controls[run.program])
        else:
            row.passed += passed
            row.aborts += sum(restarts for restarts, in _numbers(run, r"restarts: (\d+)"))
            if run.status != 0:
                failed = re.findall(r"^    (\S+)$", "\n".join(run.output), re.MULTILINE)
                row.failures.append(f"{run.program}: status {run.status} {' '.join(dict.fromkeys(failed))}")
        for line in run.output:
            if found := re.search(r"rseq, registered by (.*? bytes, (?:legacy mode|mode 2))", line):
                row.registration = found[1]
    if not row.registration.endswith(registration):
        row.failures.append(f"registered by {row.registration}, not in {registration}")
    if mode != "plain" and row.aborts == 0:
        row.failures.append("nothing was restarted: the run proves nothing")
    return row


def _judge_control(row, run, control):
    """A build without one protection must lose updates, and so must fail."""
    counts = _numbers(run, r"(\d+) expected, (-?\d+) lost")
    total = sum(expected for expected, _ in counts)
    lost = sum(abs(lost) for _, lost in counts)
    row.lost[control] = lost / total if total else 0.0
    if lost == 0 or run.status != 101:
        row.failures.append(f"without `{control}` nothing was lost (status {run.status}): the run proves nothing")


def table(rows, date):
    """The table of the README."""
    head = ["architecture", "kernel", "glibc", "registration", "emulation", "CPUs", "tests", "aborts", "control lost", "seconds", "result"]
    lines = [head, ["---"] * len(head)]
    for row in rows:
        lost = ", ".join(f"{name} {100 * share:.2g} %" for name, share in row.lost.items()) or "-"
        result = "; ".join(row.failures) or "ok"
        lines.append([
            row.arch, row.kernel, row.glibc, row.registration, row.emulation, str(row.cpus),
            str(row.passed), str(row.aborts), lost, f"{row.seconds:.0f}", result,
        ])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{date}, `tests/cross/run`"
