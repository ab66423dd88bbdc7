#!/usr/bin/env python3
"""Tables and plots from what `cargo bench -- --json FILE` has written.

    report.py results.jsonl

prints all tables, and

    report.py results.jsonl --readme README.md --plots plots

rewrites what stands between `<!-- table NAME -->` and `<!-- end -->` in each file given with --readme, and
draws plots/NAME.svg. Nothing but the standard library of Python 3.9 or later.
"""

import argparse
import json
import math
import pathlib
import re
import statistics
import sys
from xml.sax.saxutils import escape

OURS, THEIRS, INK, GRID, PAPER = "#c2410c", "#64748b", "#1f2937", "#e5e7eb", "#ffffff"
SHADES = ["#334155", "#2563eb", "#0891b2", "#16a34a", "#9333ea", "#a16207", "#64748b", "#db2777", "#4d7c0f", "#94a3b8"]


class Run:
    """All lines of one run."""

    def __init__(self, path, part="ns", most=64):
        self.part = part
        lines = [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]
        self.head = next(line for line in lines if line["kind"] == "run")
        self.times = {}  # group -> name -> threads -> line
        self.costs = {}  # name -> what -> numbers
        self.ours = set()
        self.operations = {}
        for line in lines:
            if line.get("ours"):
                self.ours.add(line["name"])
            if line["kind"] == "time" and line["threads"] <= most:
                self.operations[line["group"]] = line["operation"]
                names = self.times.setdefault(line["group"], {})
                names.setdefault(line["name"], {})[line["threads"]] = line
            elif line["kind"] == "cost":
                self.costs.setdefault(line["name"], {})[line["what"]] = line["numbers"]

    def ns(self, group, name, threads):
        return statistics.median(self.times[group][name][threads][self.part])

    def ratio(self, group, name, base, threads=1, base_threads=None):
        """The median of the rounds' ratios."""
        top = self.times[group][name][threads][self.part]
        bottom = self.times[group][base][base_threads or threads][self.part]
        return statistics.median(a / b for a, b in zip(top, bottom))

    def threads(self, group):
        return sorted({threads for lines in self.times[group].values() for threads in lines})

    def label(self, name):
        return f"**{name}**" if name in self.ours else name


def number(value):
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table_of_times(run, group, only=None):
    threads = run.threads(group)
    names = [name for name in run.times[group] if only is None or name in only]
    rows = [[f"{run.operations[group]}, ns"] + [f"{n} thread{'s' * (n > 1)}" for n in threads]]
    rows += [[run.label(name)] + [number(run.ns(group, name, n)) for n in threads] for name in names]
    return markdown(rows)


def size(kib):
    return f"{kib / 1024:.1f} MiB" if kib >= 1024 else f"{kib:.0f} KiB"


def table_of_costs(run, only=None):
    rows = [["1000 counters, 500 threads", "memory", "after the threads", "sum of one, ns", "a thread, µs"]]
    for name, cost in run.costs.items():
        if only is not None and name not in only:
            continue
        middle = {what: statistics.median(numbers) for what, numbers in cost.items()}
        rows.append([
            run.label(name),
            size(middle["alive"]),
            size(middle["ended"]),
            number(middle["sum"]),
            f"{middle['churn'] / 1000:.1f}",
        ])
    return markdown(rows)


def markdown(rows):
    head, *rest = rows
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rest])


class Svg:
    """A drawing of this size."""

    def __init__(self, width, height):
        self.width, self.height, self.parts = width, height, []

    def line(self, x1, y1, x2, y2, colour=GRID, width=1):
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>')

    def rect(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>')

    def circle(self, x, y, colour):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')

    def text(self, x, y, text, anchor="start", colour=INK, bold=False, points=12):
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{points}"{weight}>{escape(text)}</text>')

    def __str__(self):
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" font-family="sans-serif">\n'
            f'<rect width="{self.width}" height="{self.height}" fill="{PAPER}"/>\n' + "\n".join(self.parts) + "\n</svg>\n"
        )


def ticks(low, high):
    """1, 2, 5, 10, … between the two, and one beyond each."""
    marks = [digit * 10.0**power for power in range(-3, 9) for digit in (1, 2, 5)]
    first = max(index for index, mark in enumerate(marks) if mark <= low)
    last = min(index for index, mark in enumerate(marks) if mark >= high)
    return marks[first : last + 1]


def plot_of_times(run, group):
    """Nanoseconds by threads, both logarithmic, a line for each contender with its name at the end."""
    threads, names = run.threads(group), list(run.times[group])
    width, left, right, top, bottom = 760, 60, 270, 44, 40
    height = max(360, 20 * len(names) + top + bottom)
    values = {name: [run.ns(group, name, n) for n in threads] for name in names}
    marks = ticks(min(map(min, values.values())), max(map(max, values.values())))
    across = lambda index: left + (width - left - right) * index / max(len(threads) - 1, 1)
    low, high = math.log(marks[0]), math.log(marks[-1])
    up = lambda value: height - bottom - (height - top - bottom) * (math.log(value) - low) / (high - low)
    svg = Svg(width, height)
    svg.text(left, 20, f"{group}: {run.operations[group]}", bold=True, points=14)
    svg.text(left, 36, "ns of the CPUs an operation, by threads; both scales logarithmic", colour=THEIRS, points=11)
    for mark in marks:
        svg.line(left, up(mark), width - right, up(mark))
        svg.text(left - 6, up(mark) + 4, f"{mark:g}", "end", points=11)
    for index, n in enumerate(threads):
        svg.text(across(index), height - bottom + 18, str(n), "middle", points=11)
    svg.text((left + width - right) / 2, height - 6, "threads", "middle", points=11)
    labels = sorted(names, key=lambda name: -values[name][-1])
    places = spread([up(values[name][-1]) for name in labels], 15, top, height - bottom)
    shades = {name: OURS if name in run.ours else SHADES[index % len(SHADES)] for index, name in enumerate(names)}
    for name, place in sorted(zip(labels, places), key=lambda pair: pair[0] in run.ours):
        ours, points = name in run.ours, [(across(i), up(value)) for i, value in enumerate(values[name])]
        for (x1, y1), (x2, y2) in zip(points, points[1:]):
            svg.line(x1, y1, x2, y2, shades[name], 3 if ours else 1.5)
        for x, y in points:
            svg.circle(x, y, shades[name])
        svg.line(points[-1][0] + 5, points[-1][1], width - right + 16, place, shades[name], 0.7)
        svg.text(width - right + 20, place + 4, f"{name}  {number(values[name][-1])}", colour=shades[name], bold=ours)
    return str(svg)


def spread(places, gap, low, high):
    """The places in their order, moved apart so that none is nearer to the next than the gap."""
    places = list(places)
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + gap)
    if places and places[-1] > high:
        places[-1] = high
        for index in reversed(range(len(places) - 1)):
            places[index] = min(places[index], places[index + 1] - gap)
    return [max(place, low - 10) for place in places]


def plot_of_memory(run):
    """A bar for each kind of counter, logarithmic."""
    rows = [(name, statistics.median(cost["alive"])) for name, cost in run.costs.items() if name != "nothing"]
    rows.sort(key=lambda row: row[1])
    width, left, right, top, step = 760, 250, 90, 50, 26
    svg = Svg(width, top + step * len(rows) + 16)
    svg.text(16, 20, "memory of 1000 counters that 500 threads have added to", bold=True, points=14)
    svg.text(16, 36, "growth of the process while the threads are there; logarithmic", colour=THEIRS, points=11)
    low = math.log(4)
    high = math.log(max(kib for _, kib in rows))
    for index, (name, kib) in enumerate(rows):
        y, ours = top + step * index, name in run.ours
        length = (width - left - right) * max(math.log(max(kib, 5)) - low, 0.02) / (high - low)
        svg.text(left - 8, y + 14, name, "end", bold=ours, colour=OURS if ours else INK)
        svg.rect(left, y, length, step - 8, OURS if ours else THEIRS)
        svg.text(left + length + 6, y + 14, size(kib), bold=ours)
    return str(svg)


def goals(run, path):
    """The goals, each with what this run says."""
    rows = [["goal", "bound", "this run", ""]]
    for goal in json.loads(pathlib.Path(path).read_text()):
        group, names = goal["group"], run.times.get(goal["group"], {})
        if goal["threads"] not in run.threads(group):
            continue
        if goal["name"] not in names or goal.get("base", goal["name"]) not in names:
            continue
        ratio = run.ratio(group, goal["name"], goal.get("base", goal["name"]), goal["threads"], goal.get("base_threads"))
        rows.append([goal["goal"], f"≤ {goal['bound']:g}", f"{ratio:.3g}", "reached" if ratio <= goal["bound"] else "missed"])
    return markdown(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results")
    parser.add_argument("--readme", action="append", default=[])
    parser.add_argument("--plots")
    parser.add_argument("--cpu", action="store_true", help="the threads' own time, where others use the CPUs as well")
    parser.add_argument("--most-threads", type=int, default=64, help="leave out what was measured with more threads")
    arguments = parser.parse_args()
    run = Run(arguments.results, "cpu_ns" if arguments.cpu else "ns", arguments.most_threads)
    here = pathlib.Path(__file__).parent

    def table(name):
        name, _, rest = name.partition(":")
        only = [item.strip() for item in rest.split(";")] if rest else None
        if name == "cost":
            return table_of_costs(run, only)
        if name == "goals":
            return goals(run, here / "goals.json")
        if name == "machine":
            head = run.head
            return f"{head['cpu']} (family {head['family']}), {head['cpus']} CPUs, Linux {head['kernel']}; {head['backend']}. {head['rounds']} rounds of {head['turn_ms']:g} ms a turn, medians."
        if name in run.times:
            return table_of_times(run, name, only)
        sys.exit(f"report.py: the run has no {name!r}")

    if not arguments.readme:
        for name in ["machine", "goals", *run.times, *(["cost"] if run.costs else [])]:
            print(f"{table(name)}\n")

    for path in map(pathlib.Path, arguments.readme):
        old = path.read_text()
        new = re.sub(
            r"<!-- table (?P<name>.+?) -->\n.*?<!-- end -->",
            lambda match: f"<!-- table {match['name']} -->\n{table(match['name'])}\n<!-- end -->",
            old,
            flags=re.S,
        )
        path.write_text(new)
    if arguments.plots:
        plots = pathlib.Path(arguments.plots)
        plots.mkdir(parents=True, exist_ok=True)
        for group in run.times:
            (plots / f"{group.replace(' ', '_')}.svg").write_text(plot_of_times(run, group))
        if run.costs:
            (plots / "memory.svg").write_text(plot_of_memory(run))


if __name__ == "__main__":
    main()
