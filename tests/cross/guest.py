"""A guest: a kernel in qemu, with an initramfs that holds `init.rs` and the programs to run.

qemu's emulation takes interrupts at branches only, and a section has none on its way to the commit: in
the mode `plain`, with a host thread a CPU, sections of several CPUs run at the same time, but nothing
is ever lost to an interrupt. In the mode `icount` interrupts land between any two instructions: they are
counted, and timers go off at exact counts. One host thread runs all CPUs in turn. A larger shift makes a
virtual second shorter in instructions, so interrupts denser.

`Native` runs the same programs on this machine's own kernel.
"""

import os
import platform
import re
import selectors
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path


def initramfs(files):
    """A `newc` archive of {name: contents}, with the folders they lie in: not compressed, since the guest would take
    longer to unpack it than to boot.
    """
    out = bytearray()

    def add(name, mode, data=b"", device=(0, 0)):
        add.inode += 1
        path = name.encode() + b"\0"
        numbers = (add.inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(path), 0)
        out.extend(b"070701" + b"".join(b"%08X" % number for number in numbers) + path)
        out.extend(b"\0" * (-len(out) % 4) + data)
        out.extend(b"\0" * (-len(out) % 4))

    add.inode = 0
    folders = {"dev"} | {str(parent) for name in files for parent in Path(name).parents if str(parent) != "."}
    for folder in sorted(folders):
        add(folder, stat.S_IFDIR | 0o755)
    add("dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
    for name, data in files.items():
        add(name, stat.S_IFREG | 0o755, data)
    add("TRAILER!!!", 0)
    return bytes(out)


@dataclass
class Run:
    """One program's run in a guest."""

    command: str
    status: int | None = None
    seconds: float = 0.0
    output: list[str] = field(default_factory=list)

    @property
    def program(self):
        """The program's name."""
        return re.search(r"(?:^|\s)/tests/(\S+)", self.command)[1]


@dataclass
class Report:
    """What a guest said."""

    facts: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    finished: bool = False
    seconds: float = 0.0


class Guest:
    """How to boot."""

    def __init__(self, toolchain, arch, kernel, mode, cpus, memory, shift, timeout):
        self.toolchain, self.arch, self.kernel = toolchain, arch, kernel
        self.mode, self.cpus, self.memory = mode, cpus, memory
        self.shift, self.timeout = shift, timeout

    def command(self, folder, serial="stdio"):
        """The command that boots `folder`'s initramfs."""
        share = self.toolchain.root / "usr/share"
        machine = self.arch.large if self.cpus > 8 and self.arch.large else self.arch.machine
        accelerator = {
            "plain": ["-accel", "tcg,thread=multi"],
            "icount": ["-accel", "tcg,thread=single", "-icount", f"shift={self.shift},sleep=off"],
        }[self.mode]
        return [
            *self.toolchain.run(f"qemu-system-{self.arch.qemu}"), *machine, *accelerator,
            "-smp", str(self.cpus), "-m", str(self.memory),
            "-L", share / "qemu", "-L", share / "seabios",
            "-nodefaults", "-display", "none", "-serial", serial, "-no-reboot",
            "-kernel", self.toolchain.kernel(self.arch, self.kernel), "-initrd", f"{folder}/initramfs",
            "-append", f"console={self.arch.console} quiet panic=-1 rdinit=/init {self.arch.append}",
        ]

    def environment(self):
        """Where qemu finds its modules."""
        return {**os.environ, "QEMU_MODULE_DIR": str(self.toolchain.root / "usr/lib/x86_64-linux-gnu/qemu")}

    def fill(self, folder, files, commands):
        """Writes the initramfs: the first process, what it is to run, and these files."""
        contents = {name: Path(file).read_bytes() for name, file in files.items()}
        contents["init"] = self.toolchain.init(self.arch, self.kernel).read_bytes()
        contents["commands"] = "\n".join(commands).encode()
        Path(folder, "initramfs").write_bytes(initramfs(contents))

    def run(self, files, commands, log):
        """Boots, runs the commands, and returns what was said; everything goes to `log`."""
        report, start = Report(), time.monotonic()
        with tempfile.TemporaryDirectory() as folder, log.open("wb", buffering=0) as out:
            self.fill(folder, files, commands)
            with subprocess.Popen(
                self.command(folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment(),
            ) as qemu:
                for line in _lines(qemu.stdout, start + self.timeout):
                    out.write(line + b"\n")
                    _hear(report, line.decode(errors="replace"))
                    if report.finished:
                        break
                try:
                    qemu.wait(5)
                except subprocess.TimeoutExpired:
                    qemu.kill()
        report.seconds = time.monotonic() - start
        return report


class Native:
    """No guest: the programs run here."""

    def __init__(self, glibc, timeout):
        self.glibc, self.timeout = glibc, timeout

    def run(self, files, commands, log):
        """As [`Guest.run`]."""
        report, start = Report(), time.monotonic()
        report.facts = {"kernel": platform.release(), "glibc": self.glibc}
        with tempfile.TemporaryDirectory() as folder, log.open("w") as out:
            for name, file in files.items():
                Path(folder, name).parent.mkdir(exist_ok=True)
                Path(folder, name).symlink_to(file)
            for command in commands:
                if command.startswith("? "):
                    if report.runs[-1].status != 0:
                        continue
                    command = command[2:]
                run = Run(command)
                report.runs.append(run)
                words = command.split()
                program = next(at for at, word in enumerate(words) if word.startswith("/"))
                began = time.monotonic()
                left = max(1, start + self.timeout - began)
                try:
                    done = subprocess.run(
                        [folder + words[program], *words[program + 1:]], cwd=folder, timeout=left, text=True,
                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                        # The guest's folder of programs is here.
                        env={"PATH": "/bin", **dict(word.replace("/tests/", f"{folder}/tests/").split("=", 1) for word in words[:program])},
                    )
                except (OSError, subprocess.TimeoutExpired) as error:
                    run.output = [str(error)]
                    break
                run.status = done.returncode if done.returncode >= 0 else 128 - done.returncode
                run.seconds, run.output = time.monotonic() - began, done.stdout.splitlines()
                out.write(f"RUN {command}\n{done.stdout}DONE status={run.status} seconds={run.seconds:.2f}\n")
            else:
                report.finished = True
        report.seconds = time.monotonic() - start
        return report


def _lines(pipe, end):
    """The lines of a guest's console, until it ends or the time is over."""
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while time.monotonic() < end:
            if not selector.select(1):
                continue
            data = os.read(pipe.fileno(), 65536)
            if not data:
                break
            *lines, rest = (rest + data.replace(b"\r", b"")).split(b"\n")
            yield from lines
    yield rest


def _hear(report, line):
    """Takes one line of `init.rs`, or of a program that it runs."""
    if line.startswith("GUEST-UP "):
        report.facts = dict(word.split("=", 1) for word in line.split()[1:])
    elif line.startswith("RUN "):
        report.runs.append(Run(line[4:]))
    elif found := re.match(r"DONE status=(\d+) seconds=([\d.]+)", line):
        report.runs[-1].status, report.runs[-1].seconds = int(found[1]), float(found[2])
    elif line == "GUEST-DOWN":
        report.finished = True
    elif report.runs and report.runs[-1].status is None:
        report.runs[-1].output.append(line)

