"""What the runs prove: the judgement of each guest, and the table.

Read from what the tests print: `NAME: N expected, M lost` of every exactness test, and `BACKEND: Seen {
operations: …, restarts: …, … }` of every stress.
"""

import re
from dataclasses import dataclass, field


@dataclass
class Row:
    """One guest."""

    arch: str
    kernel: str = "-"
    glibc: str = "-"
    backends: list[str] = field(default_factory=list)
    emulation: str = "-"
    cpus: int = 0
    passed: int = 0
    aborts: int = 0
    # Of each control how many updates were to be made, and how many of them were lost.
    controls: dict[str, tuple[int, int]] = field(default_factory=dict)
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def lost(self):
        """What the controls lost, in words."""
        shares = (f"{name} {100 * lost / expected:.2g} %" for name, (expected, lost) in self.controls.items() if expected)
        return ", ".join(shares) or "-"


def _numbers(run, pattern):
    """The numbers in all matches of a pattern in a run's output."""
    return [tuple(map(int, found.groups())) for line in run.output for found in re.finditer(pattern, line)]


def _passed(run):
    """How many tests passed; nothing if the program never said that it is done."""
    results = _numbers(run, r"test result: \w+\. (\d+) passed")
    return sum(passed for passed, in results) if results else None


def judge(plan, programs, report):
    """Turns what a guest said into a row."""
    row = Row(plan.arch.name, emulation=plan.mode, cpus=plan.cpus, seconds=report.seconds)
    # Of the kernel's name the version: what follows is the distributor's.
    row.kernel = re.match(r"[\d.]*", report.facts.get("kernel", ""))[0] or "-"
    row.glibc = report.facts.get("glibc", "-")
    if not report.finished:
        row.failures.append("the guest did not finish")
    for program in programs:
        runs = [run for run in report.runs if run.program == program.name]
        if not runs:
            row.failures.append(f"{program.name}: did not run")
        elif any(_passed(run) is None for run in runs):
            row.failures.append(f"{program.name}: silent, status {runs[-1].status}")
        elif program.control:
            _judge_control(row, runs, program.control)
        else:
            _judge_tests(row, runs[0], program)
        _judge_backend(row, runs, program)
    if plan.mode != "plain" and row.aborts == 0:
        row.failures.append("nothing was restarted: the run proves nothing")
    return row


def _judge_tests(row, run, program):
    """All of them must pass."""
    row.passed += _passed(run)
    row.aborts += sum(restarts for restarts, in _numbers(run, r"restarts: (\d+)"))
    if _passed(run) == 0:
        row.failures.append(f"{program.name}: no tests")
    if run.status != 0:
        failed = re.findall(r"^    (\S+)$", "\n".join(run.output), re.MULTILINE)
        row.failures.append(f"{program.name}: status {run.status} {' '.join(dict.fromkeys(failed))}")


def _judge_control(row, runs, control):
    """A build without one protection must lose updates, and so must fail."""
    counts = [count for run in runs for count in _numbers(run, r"(\d+) expected, (-?\d+) lost")]
    expected, lost = sum(count for count, _ in counts), sum(abs(count) for _, count in counts)
    row.controls[control] = (expected, lost)
    if lost == 0 or runs[-1].status != 101:
        row.failures.append(f"without `{control}` nothing was lost (status {runs[-1].status}): the run proves nothing")


def _judge_backend(row, runs, program):
    """What `backend()` said in every stress is what was to be tested."""
    said = {found[1] for run in runs for line in run.output if (found := re.match(r"(?:test \S+ \.\.\. )?(.*): Seen \{", line))}
    for backend in sorted(said):
        if backend not in row.backends:
            row.backends.append(backend)
        if not re.fullmatch(program.backend, backend):
            row.failures.append(f"{program.name}: the backend is {backend}")


def table(rows, date, command):
    """The table of the README: one line for all guests of one kernel and number of CPUs."""
    head = ["architecture", "kernel", "glibc", "registered by", "emulation", "CPUs", "tests", "aborts", "control lost", "result"]
    lines = [head, ["---"] * len(head)]
    same = {}
    for row in rows:
        same.setdefault((row.arch, row.kernel, row.glibc, row.cpus), []).append(row)
    for (arch, kernel, glibc, cpus), those in same.items():
        backends = dict.fromkeys(backend.removeprefix("rseq, registered by ") for row in those for backend in row.backends)
        lines.append([
            arch, kernel, glibc, "; ".join(backends) or "-", ", ".join(row.emulation for row in those), str(cpus),
            str(sum(row.passed for row in those)), str(sum(row.aborts for row in those)),
            ", ".join(row.lost for row in those if row.lost != "-") or "-",
            "; ".join(failure for row in those for failure in row.failures) or "ok",
        ])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{date}, `{command}`"
