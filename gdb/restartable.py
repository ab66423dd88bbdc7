"""Restartable sequences in gdb: rseq list, rseq info, rseq step, rseq break.

    (gdb) source gdb/restartable.py

A program that is built with the crate's feature `gdb` carries it and loads it by itself; see README.md
beside it.

A section is the few instructions of a sequence that the kernel restarts when it interrupts them. A
debugger interrupts whatever it stops in, so a section that is stepped through or has a breakpoint
inside is restarted each time; after 32 times the sequence runs on an exclusive slot, where nothing is
restarted, and goes on. Results stay exact.

One thing breaks sections: *displaced stepping* runs an instruction under a breakpoint in another
place. The kernel then sees a thread outside its section and forgets the section, the rest of which
runs unprotected. This script turns displaced stepping off as soon as a breakpoint lies in a section.

Descriptors are read from the sections __rseq_cs_ptr_array and __rseq_exit_point_array of every loaded
file, Rust or C, as librseq writes them, too. A position-independent program has to be started first.
"""

import re
import struct

import gdb


class Section:
    """One `struct rseq_cs`."""

    def __init__(self, descriptor, start, length, abort):
        self.descriptor = descriptor
        self.start = start
        self.end = start + length
        self.abort = abort
        self.exits = []

    def __contains__(self, pc):
        return self.start <= pc < self.end

    def where(self):
        """The function that the section lies in, and the line of its sequence."""
        name = "?"
        block = gdb.current_progspace().block_for_pc(self.start)
        while block is not None:
            if block.function is not None:
                name = block.function.print_name
                break
            block = block.superblock
        else:
            symbol = gdb.execute(f"info symbol {self.start:#x}", to_string=True)
            if " in section" in symbol:
                name = symbol.split(" in section")[0]
        name = name.split("::__section")[0]  # the function that the macro makes
        line = gdb.find_pc_line(self.start)
        if line.symtab is not None and line.line:
            return f"{name} at {line.symtab.filename}:{line.line}"
        return name


def evaluate(expression):
    """The value of an expression in C, whatever the program is written in (gdb 12 or later)."""
    with gdb.with_parameter("language", "c"):
        return int(gdb.parse_and_eval(expression))


def word_size():
    return evaluate("sizeof(void *)")


def read_words(address, count):
    """So many machine words of the program."""
    size = word_size()
    memory = bytes(gdb.selected_inferior().read_memory(address, size * count))
    big = "big endian" in gdb.execute("show endian", to_string=True)
    form = (">" if big else "<") + ("Q" if size == 8 else "I") * count
    return struct.unpack(form, memory)


def ranges(name):
    """Where the sections of this name lie, of all loaded files."""
    pattern = re.compile(rf"(0x[0-9a-f]+) - (0x[0-9a-f]+) is {re.escape(name)}(?: in .*)?$")
    for line in gdb.execute("info files", to_string=True).splitlines():
        found = pattern.search(line.strip())
        if found:
            yield int(found.group(1), 16), int(found.group(2), 16)


def descriptor(address):
    """The section that a descriptor describes."""
    if word_size() == 8:
        start, length, abort = read_words(address + 8, 3)
    else:
        words = read_words(address + 8, 6)  # the upper half of each field is padding
        big = "big endian" in gdb.execute("show endian", to_string=True)
        start, length, abort = words[1::2] if big else words[0::2]
    return Section(address, start, length, abort)


def sections():
    """All sections, in the order of their addresses."""
    size = word_size()
    found = {}
    for low, high in ranges("__rseq_cs_ptr_array"):
        for pointer in read_words(low, (high - low) // size):
            if pointer and pointer not in found:
                section = descriptor(pointer)
                if section.end > section.start:
                    found[pointer] = section
    starts = {}
    for section in found.values():
        starts.setdefault(section.start, section)
    for low, high in ranges("__rseq_exit_point_array"):
        words = read_words(low, (high - low) // size)
        for start, exit_point in zip(words[0::2], words[1::2]):
            if start in starts:
                starts[start].exits.append(exit_point)
    return sorted(found.values(), key=lambda section: section.start)


def at(pc):
    """The section that an address lies in, or None."""
    return next((section for section in sections() if pc in section), None)


def area():
    """The selected thread's `struct rseq`, as the C library registered it, or None."""
    offset = 0
    try:
        if evaluate("*(unsigned int *) &__rseq_size") != 0:
            offset = evaluate("*(long *) &__rseq_offset")
    except gdb.error:
        pass  # a C library that registers nothing
    if offset == 0:
        try:  # the first word of what the crate knows about the process
            offset = evaluate("*(long *) &'rseq_runtime::register::FAST'")
        except gdb.error:
            return None
        if offset == 0:
            return None
    arch = gdb.selected_frame().architecture().name()
    register = {
        "i386:x86-64": "$fs_base",
        "i386": "$gs_base",
        "aarch64": "$tpidr",
        "powerpc:common64": "$r13",
        "loongarch64": "$r2",
    }.get(arch, "$tp" if "riscv" in arch else None)
    if arch.startswith("s390"):
        pointer = (evaluate("$acr0") << 32) | evaluate("$acr1")
    elif register is None:
        return None
    else:
        try:
            pointer = evaluate(f"(unsigned long) {register}")
        except gdb.error:
            return None
    return (pointer + offset) % (1 << (8 * word_size()))


def armed():
    """The descriptor that the selected thread has armed: an address, 0, or None if unknown."""
    where = area()
    return None if where is None else read_words(where + 8, 1)[0]


class Rseq(gdb.Command):
    """Restartable sequences: rseq list, rseq info, rseq step, rseq break."""

    def __init__(self):
        super().__init__("rseq", gdb.COMMAND_USER, prefix=True)


class List(gdb.Command):
    """rseq list: the sections of all loaded files."""

    def __init__(self):
        super().__init__("rseq list", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        del argument, from_tty
        found = sections()
        if not found:
            raise gdb.GdbError("no sections: is the program started, and made of sequences?")
        print(f"{'start':>18} {'bytes':>5} {'commit before':>18} {'abort':>18} {'exits':>5}  sequence")
        for section in found:
            print(
                f"{section.start:#18x} {section.end - section.start:5} {section.end:#18x} "
                f"{section.abort:#18x} {len(section.exits):5}  {section.where()}"
            )


class Info(gdb.Command):
    """rseq info [ADDRESS]: whether an address ($pc) lies in a section, which, and whether it is armed."""

    def __init__(self):
        super().__init__("rseq info", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        del from_tty
        pc = evaluate(f"(unsigned long) ({argument or '$pc'})")
        section = at(pc)
        word = armed()
        if section is not None:
            print(f"{pc:#x} lies in a section: byte {pc - section.start} of {section.end - section.start}")
            print(f"  sequence: {section.where()}")
            print(f"  start {section.start:#x}, post-commit {section.end:#x}, abort {section.abort:#x}")
        else:
            landing = next((s for s in sections() if pc == s.abort), None)
            if landing is not None:
                print(f"{pc:#x} is where the kernel restarts {landing.where()}")
            else:
                print(f"{pc:#x} lies in no section")
        if word is None:
            print("  this thread's rseq area is not known")
        elif word == 0:
            print("  nothing is armed")
        elif section is not None and word == section.descriptor:
            print("  armed: the kernel restarts it when the thread goes on")
        else:
            print(f"  armed: the descriptor at {word:#x}")


class Step(gdb.Command):
    """rseq step: goes on to where the section at $pc is left: behind its commit, or at an exit.

    Outside a section, goes on to the next instruction behind a commit, or to an abort.
    """

    def __init__(self):
        super().__init__("rseq step", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        del argument, from_tty
        section = at(gdb.selected_frame().pc())
        targets = [section] if section is not None else sections()
        ends = {}
        for target in targets:
            ends[target.end] = f"behind the commit of {target.where()}"
            for exit_point in target.exits or [target.abort]:
                what = "restarted" if exit_point == target.abort else "left without a commit"
                ends[exit_point] = f"{what}: {target.where()}"
        stops = [gdb.Breakpoint(f"*{end:#x}", internal=True, temporary=True) for end in ends]
        try:
            gdb.execute("continue", to_string=True)
        finally:
            for stop in stops:
                if stop.is_valid():
                    stop.delete()
        if gdb.selected_inferior().pid == 0:
            print("the program has ended")
            return
        pc = gdb.selected_frame().pc()
        print(ends.get(pc, f"stopped at {pc:#x}"))


class Break(gdb.Command):
    """rseq break commit|abort [NAME]: breakpoints behind commits, or where sequences are restarted.

    NAME is a part of the function's name, or of FILE:LINE. None of these breakpoints lies in a
    section, so none of them has one restarted.
    """

    def __init__(self):
        super().__init__("rseq break", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        del from_tty
        what, _, name = argument.strip().partition(" ")
        if what not in ("commit", "abort"):
            raise gdb.GdbError("write `rseq break commit [NAME]` or `rseq break abort [NAME]`")
        chosen = [section for section in sections() if name in section.where()]
        if not chosen:
            raise gdb.GdbError(f"no section of `{name}`; see `rseq list`")
        inside = sections()
        for section in chosen:
            address = section.end if what == "commit" else section.abort
            # The section that follows may begin where this one ends: its first instruction has not
            # run then, and nothing of it is lost; but a breakpoint there would have it restarted.
            if any(address in other for other in inside):
                print(f"{address:#x} lies in another section: no breakpoint there")
                continue
            gdb.Breakpoint(f"*{address:#x}")


def locations(breakpoint):
    """The addresses of a breakpoint."""
    if getattr(breakpoint, "locations", None):
        return [location.address for location in breakpoint.locations if location.address]
    found = []
    for line in gdb.execute(f"info breakpoints {breakpoint.number}", to_string=True).splitlines():
        found += [int(address, 16) for address in re.findall(r"\b(0x[0-9a-f]{6,16})\b", line)]
    return found


def judged():
    """Whether sections can be told apart by now, or the program carries none.

    The dynamic linker writes the addresses of a position-independent program when it starts.
    """
    return bool(sections()) or not any(low < high for low, high in ranges("__rseq_cs_ptr_array"))


def look_at(breakpoint):
    """Warns of a breakpoint inside a section, and takes away what would break the section.

    Returns whether it could be looked at: a breakpoint may be set before the program is started.
    """
    if breakpoint.type != gdb.BP_BREAKPOINT or breakpoint.number < 0:
        return True
    try:
        if breakpoint.pending or not judged():
            # It may turn out to lie in one, and its condition be tested there without a stop.
            gdb.execute("set displaced-stepping off")
            return False
        for address in locations(breakpoint):
            section = at(address)
            if section is not None:
                gdb.execute("set displaced-stepping off")
                print(
                    f"warning: breakpoint {breakpoint.number} lies in a section of {section.where()}: "
                    "the kernel restarts it at each stop, and after 32 times the sequence runs on an "
                    "exclusive slot; displaced stepping, which would leave the section unprotected, "
                    "is turned off"
                )
                break
    except gdb.error:
        gdb.execute("set displaced-stepping off")
        return False
    return True


def created(breakpoint):
    """Looks at a new breakpoint, now or as soon as the program has been started."""
    if not look_at(breakpoint):
        waiting.append(breakpoint)


def stopped(event):
    """Looks at the breakpoints that had to wait."""
    del event
    waiting[:] = [each for each in waiting if each.is_valid() and not look_at(each)]


def connect():
    """Takes the place of an earlier load of this script: a program is loaded again when it changes."""
    for registry, handler in getattr(gdb, "restartable_handlers", []):
        registry.disconnect(handler)
    gdb.restartable_handlers = [(gdb.events.breakpoint_created, created), (gdb.events.stop, stopped)]
    for registry, handler in gdb.restartable_handlers:
        registry.connect(handler)


def disconnect():
    """Leaves breakpoints alone."""
    for registry, handler in gdb.restartable_handlers:
        registry.disconnect(handler)
    gdb.restartable_handlers = []


waiting = []  # breakpoints that could not be looked at yet
for command in (Rseq, List, Info, Step, Break):
    command()
connect()
for each in gdb.breakpoints() or ():  # set before the script was loaded
    created(each)
