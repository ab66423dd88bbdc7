"""Which guests there are, and what is built and run in each."""

from dataclasses import dataclass, replace
from pathlib import Path

from arch import ALL, Arch

# The tests of this workspace that run in a guest: those that need no compiler where they run, and
# do not take long on a slow processor.
TESTS = ("exactness", "event", "statements", "remote", "ring", "percpu_memory", "registration", "refusals", "thread_end")
# What every change is tested with.
CORE = ("exactness", "event", "registration")
# What is built for every change, too, but not run in a guest: examples that need no other crate.
EXAMPLES = ("byte_histogram", "free_list", "metrics_server", "object_pool", "percpu_alloc", "shared_stats", "tracing_ring")
PACKAGES = ("-p", "restartable", "-p", "rseq-runtime")
# Built by itself, since it adds hooks to the crates that it checks.
CHECKER = ("-p", "rseq-check")

# Of each protection the tests that lose updates without it, and the file that they are in.
CONTROLS = {
    "event": ("exactness", "set", "set_u32"),
    "arm": ("exactness", "add", "add_tracked", "sub", "fetch"),
    "index": ("exactness", "moved", "check", "check_else", "mm_cid"),
    "barrier": ("remote", "storms::one", "storms::all", "storms::each_by_mm_cid"),
    "recheck": ("remote", "storms::one", "storms::all", "storms::each_by_mm_cid"),
}
# How much longer a control runs each time it has lost nothing.
LONGER = (1, 4, 16)

# What `backend()` has to say, by who registers threads.
LIBC_NEW = r"rseq, registered by libc, \d+ bytes, mode 2"
LIBC_OLD = r"rseq, registered by libc, \d+ bytes, legacy mode"
LIBC_ANY = r"rseq, registered by libc, \d+ bytes, (legacy mode|mode 2)"
OURS = r"rseq, registered by restartable, \d+ bytes, legacy mode"
NOT_BY_LIBC = ("GLIBC_TUNABLES", "glibc.pthread.rseq=0")


@dataclass(frozen=True)
class Part:
    """Some tests, built in one way."""

    tests: tuple[str, ...]
    way: str = "static"
    packages: tuple[str, ...] = PACKAGES
    ours: bool = False  # threads are to be registered by this crate
    control: str | None = None
    only: tuple[str, ...] = ()  # of the tests, those with this in their names; of a control, those with these names
    beside: str | None = None  # the architecture of another build, whose processes run beside these

    @property
    def lost(self):
        """What a control is called."""
        return f"{self.control} in one of two builds" if self.control and self.beside else self.control


# Containers, control groups, CPUs that are unplugged: on a machine that may be done this to.
CONTAINERS = Part(("shared",), only=("containers::",))


def without(control):
    """A negative control."""
    return Part(CONTROLS[control][:1], packages=PACKAGES[:2], control=control, only=CONTROLS[control][1:])


# 32-bit and 64-bit processes of one kernel, which share memory.
MIXED = {"x86": "x86_64", "aarch64": "arm"}


@dataclass(frozen=True)
class Plan:
    """One guest."""

    arch: Arch
    kernel: str
    mode: str
    cpus: int
    parts: tuple[Part, ...]
    stress: int  # milliseconds
    pause: int | None = None  # of an intruder, in microseconds
    shift: int = 5

    @property
    def arches(self):
        """What its programs are built for."""
        return [self.arch, *(ALL[part.beside] for part in self.parts if part.beside)]

    @property
    def name(self):
        """Names its files."""
        return f"{self.arch.name}-{self.kernel}-{self.mode}-{self.cpus}"


@dataclass(frozen=True)
class Program:
    """A program in a guest, and what is expected of it."""

    name: str
    file: Path
    commands: tuple[str, ...]
    backend: str
    control: str | None = None
    others: tuple[tuple[str, Path], ...] = ()  # programs that it starts


def mixed(arch, control=None):
    """The tests of shared memory, with processes of both word sizes where there are two."""
    only = ("processes::commits_in_a_preparation",) if control else ()
    return Part(("shared",), packages=PACKAGES[:2], beside=MIXED.get(arch.name), control=control, only=only)


def core(arch, kernel, options):
    """The guest that every change is tested in."""
    parts = [Part(tuple(options.tests or CORE)), without("arm")]
    if arch.name == "x86":
        parts.append(mixed(arch))
    mode = options.mode or ("native" if arch.name == "x86" else "icount")
    yield Plan(arch, kernel, mode, options.cpus, tuple(parts), options.stress or 200)
    if arch.name == "x86_64" and not options.tests:
        # What matters here happens between sections.
        yield Plan(arch, kernel, options.mode or "plain", 4, (CONTAINERS,), options.stress or 200)


def usual(arch, kernel, options):
    """All tests, with all controls."""
    stress = options.stress or 500
    controls = tuple(without(name) for name in options.controls if name != "index")
    named = tuple(options.tests or TESTS)
    usual = tuple(name for name in named if name not in ("sections", "shared"))
    tests = [Part(usual)] if usual else []
    if "sections" in named:
        tests.append(Part(("sections",), packages=CHECKER))
    if "shared" in named:
        tests += [mixed(arch), mixed(arch, "event")]
    if options.mode:
        yield Plan(arch, kernel, options.mode, options.cpus, (*tests, *controls), stress)
        return
    yield Plan(arch, kernel, "icount", options.cpus, (*tests, *controls), stress)
    if "index" in options.controls:
        # What this protects against happens on two CPUs at the same time.
        yield Plan(arch, kernel, "plain", options.cpus, (Part(("exactness",)), without("index")), stress)


def full(arch, options):
    """Everything: every way to build, the older kernels, and 64 CPUs."""
    for plan in usual(arch, "newest", options):
        if plan.mode == "icount":
            independent = "pic" if arch.name in ("arm", "powerpc64le") else "pie"
            more = [Part(("sections",), packages=CHECKER), Part(("exactness", "event"), ours=True), Part(("exactness",), independent)]
            more += [mixed(arch), mixed(arch, "event")]
            if arch.name == "arm":
                more.append(Part(("exactness", "event"), "thumb"))
            if arch.name == "x86_64":
                more += [without("barrier"), without("recheck")]
                more.append(Part(("exactness", "event", "registration", "thread_end"), "musl", ours=True))
            plan = replace(plan, parts=(*plan.parts, *more))
        yield plan
    if arch.name == "x86_64":
        yield Plan(arch, "newest", "icount", 4, (CONTAINERS,), options.stress or 500)
        for kernel in ("6.12", "6.1"):
            yield Plan(arch, kernel, "icount", options.cpus, (Part(TESTS), CONTAINERS, without("arm")), options.stress or 500)
    if arch.name in ("x86_64", "aarch64"):
        parts = (Part(("exactness", "percpu_memory")), without("arm"))
        # The timers of so many CPUs would leave none of them time for anything else.
        yield Plan(arch, "newest", "icount", 64, parts, 150, pause=2000, shift=1)
    if arch.name == "x86":
        parts = (Part(TESTS), mixed(arch), mixed(arch, "event"), without("arm"), without("index"))
        yield Plan(arch, "newest", "native", options.cpus, parts, 500)


def build(toolchain, plan):
    """Builds what a guest runs."""
    programs = []
    for part in plan.parts:
        tests = (flag for test in part.tests for flag in ("--test", test))
        what = [*part.packages, *tests]
        built = toolchain.build(plan.arch, plan.kernel, part.way, what, part.control)
        beside = toolchain.build(ALL[part.beside], plan.kernel, part.way, what) if part.beside else {}
        for name, file in built.items():
            others = ((f"{name}_{part.beside}", beside[name]),) if beside else ()
            programs.append(_program(plan, part, name, file, others))
    return programs


def unrun(toolchain, plan):
    """The other tests, and the examples: their sections are inspected. The gate has those of this machine already."""
    if plan.arch.name == "x86_64":
        return []
    # There a branch reaches 128 KiB. Unoptimised, a function of this test has more, and does not link; the full matrix has it.
    too_large = {"statements"} if plan.arch.name == "loongarch64" else set()
    tests = [flag for test in TESTS if test not in {*CORE, *too_large} for flag in ("--test", test)]
    examples = [flag for example in EXAMPLES for flag in ("--example", example)]
    return toolchain.quickly(plan.arch, plan.kernel, [*PACKAGES, *tests, *examples])


def _program(plan, part, name, file, others):
    """How the guest runs a program."""
    variables = {"RESTARTABLE_PAUSE_US": plan.pause} if plan.pause else {}
    if others:
        variables["RESTARTABLE_SHARED_OTHERS"] = ":".join(f"/tests/{other}" for other, _ in others)
    if part.ours and part.way != "musl":
        variables.update([NOT_BY_LIBC])
    if plan.mode != "native":
        # Nobody else uses this machine: nothing is skipped, and its CPUs may be unplugged.
        variables["RESTARTABLE_GUEST"] = 1
    name = "_".join([
        name, *([part.way] if part.way != "static" else []), *(["ours"] if part.ours else []),
        *([f"without_{part.control}"] if part.control else []),
    ])
    arguments = ["--test-threads=1", "--nocapture", *part.only]
    if part.control:
        arguments.append("--exact")
    commands = []
    for longer in LONGER if part.control else (1,):
        settings = {**variables, "RESTARTABLE_STRESS_MS": plan.stress * longer}
        words = ["?"] if commands else []
        words += [f"{variable}={value}" for variable, value in settings.items()]
        commands.append(" ".join([*words, f"/tests/{name}", *arguments]))
    by_libc = LIBC_ANY if plan.mode == "native" else LIBC_NEW if plan.kernel == "newest" else LIBC_OLD
    return Program(name, file, tuple(commands), OURS if part.ours else by_libc, part.lost, others)
