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

gdb runs the scripts of all programs in one namespace, so every name here begins with `Restartable`;
what is loaded is also `gdb.restartable`. A later load takes the place of an earlier one.
"""

import ctypes
import re
import struct

import gdb


class RestartableSection:
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
        name = None
        block = gdb.current_progspace().block_for_pc(self.start)
        while block is not None and name is None:
            if block.function is not None:
                name = block.function.print_name
            block = block.superblock
        if name is None:
            symbol = gdb.execute(f"info symbol {self.start:#x}", to_string=True)
            if " in section" in symbol:
                name = symbol.split(" in section")[0]
        if name is None:  # a stripped program
            return f"? in {gdb.current_progspace().solib_name(self.start) or gdb.current_progspace().filename}"
        name = name.split("::__section")[0]  # the function that the macro makes
        line = gdb.find_pc_line(self.start)
        if line.symtab is not None and line.line:
            return f"{name} at {line.symtab.filename}:{line.line}"
        return name


class Restartable:
    """What is known of the selected program's sections, and the guard of its breakpoints."""

    # By the name of the architecture, the register that thread-local storage is counted from.
    THREAD_POINTERS = (
        ("i386:x86-64", "$fs_base"),
        ("i386", "$gs_base"),
        ("aarch64", "$tpidr"),
        ("arm", "$tpidruro"),
        ("riscv", "$tp"),
        ("powerpc", "$r13"),
        ("s390", "((unsigned long) $acr0 << 32 | (unsigned int) $acr1)"),
        ("loongarch", "$r2"),
        ("Loongarch", "$r2"),
    )

    def __init__(self):
        self.waiting = []  # breakpoints that could not be looked at yet
        self.known = {}  # where those that have been looked at lie, by their numbers
        self.handlers = ()

    # What the program is made of.

    @staticmethod
    def evaluate(expression):
        """The value of an expression in C, whatever the program is written in (gdb 12 or later)."""
        with gdb.with_parameter("language", "c"):
            return int(gdb.parse_and_eval(expression))

    def word_size(self):
        return self.evaluate("sizeof(void *)")

    def read_words(self, address, size):
        """The machine words that lie in so many bytes of the program."""
        word = self.word_size()
        memory = bytes(gdb.selected_inferior().read_memory(address, size)) if size else b""
        return struct.unpack((">" if self.big_endian() else "<") + ("Q" if word == 8 else "I") * (size // word), memory)

    @staticmethod
    def big_endian():
        return "big endian" in gdb.execute("show endian", to_string=True)

    @staticmethod
    def ranges(name):
        """Where the sections of this name lie, of all loaded files."""
        pattern = re.compile(rf"(0x[0-9a-f]+) - (0x[0-9a-f]+) is {re.escape(name)}(?: in .*)?$")
        for line in gdb.execute("info files", to_string=True).splitlines():
            found = pattern.search(line.strip())
            if found:
                yield int(found.group(1), 16), int(found.group(2), 16)

    def descriptors(self):
        """The 32 bytes of every descriptor, as words: read at once, since gdb may be far from the program."""
        found = {}
        for low, high in self.ranges("__rseq_cs"):
            words = self.read_words(low, high - low)
            count = 32 // self.word_size()
            for at in range(0, len(words) - count + 1, count):
                found[low + at * self.word_size()] = words[at:at + count]
        return found

    def section(self, address, words):
        """The section that a descriptor describes."""
        if len(words) == 8:  # of a 32-bit program: the upper half of each field is padding
            words = words[1::2] if self.big_endian() else words[0::2]
        _, start, length, abort = words
        return RestartableSection(address, start, length, abort)

    def sections(self):
        """All sections, in the order of their addresses."""
        found = {}
        known = self.descriptors()
        for low, high in self.ranges("__rseq_cs_ptr_array"):
            for pointer in self.read_words(low, high - low):
                if pointer and pointer not in found:
                    section = self.section(pointer, known.get(pointer) or self.read_words(pointer, 32))
                    if section.end > section.start:
                        found[pointer] = section
        starts = {}
        for section in found.values():
            starts.setdefault(section.start, section)
        for low, high in self.ranges("__rseq_exit_point_array"):
            words = self.read_words(low, high - low)
            for start, exit_point in zip(words[0::2], words[1::2]):
                if start in starts:
                    starts[start].exits.append(exit_point)
        return sorted(found.values(), key=lambda section: section.start)

    def at(self, pc):
        """The section that an address lies in, or None."""
        return next((section for section in self.sections() if pc in section), None)

    def chosen(self, name):
        """The sections whose function or line has this name in it."""
        found = self.sections()
        if not found and any(low < high for low, high in self.ranges("__rseq_cs_ptr_array")):
            raise gdb.GdbError("the addresses of the sections are not known yet: start the program first")
        if not found:
            raise gdb.GdbError("no sections: no file that is loaded has any (a library's are known when it is loaded)")
        found = [section for section in found if name in section.where()]
        if not found:
            raise gdb.GdbError(f"no section of `{name}`; see `rseq list`")
        return found

    # What the selected thread is at.

    @staticmethod
    def pc():
        """Where the selected thread has stopped; an error in words where there is none."""
        thread = gdb.selected_thread()
        if thread is None:
            raise gdb.GdbError("no thread: the program is not being run")
        if not thread.is_stopped():
            raise gdb.GdbError("the selected thread is running: select one that has stopped (`thread N`)")
        return gdb.newest_frame().pc()

    def offset(self):
        """How far from a thread's pointer its `struct rseq` lies, or 0 where none is known."""
        try:
            if self.evaluate("*(unsigned int *) &__rseq_size") != 0:
                return self.evaluate("*(long *) &__rseq_offset")
        except gdb.error:
            pass  # a C library that registers nothing
        try:  # the first word of what the crate knows about the process
            return self.evaluate("*(long *) &'rseq_runtime::register::FAST'")
        except gdb.error:
            return 0

    def thread_pointer(self):
        """What the selected thread counts its thread-local storage from, or None."""
        architecture = gdb.selected_frame().architecture().name()
        for name, register in self.THREAD_POINTERS:
            if architecture.startswith(name):
                try:
                    return self.evaluate(f"(unsigned long) {register}")
                except gdb.error:
                    break
        return self.segment() if architecture.startswith("i386") else None

    def segment(self):
        """The base of `gs` of a 32-bit program, which gdb has no register for: asked of the kernel.

        gdb traces the thread, so the request is its own. Nothing for a core file, or another machine.
        """
        entry = (ctypes.c_uint32 * 4)()  # struct user_desc
        thread = gdb.selected_thread()
        if thread.inferior.connection is None or thread.inferior.connection.type != "native":
            return None
        get_thread_area = 25
        where = ctypes.c_void_p(self.evaluate("$gs") >> 3)
        done = ctypes.CDLL(None).ptrace(get_thread_area, thread.ptid[1] or thread.ptid[0], where, ctypes.byref(entry))
        return entry[1] if done == 0 else None

    def armed(self):
        """What the selected thread has armed, as the address of its descriptor or 0; or in words why there is none."""
        offset = self.offset()
        pointer = self.thread_pointer() if offset else None
        if not pointer:
            return "this thread's rseq area is not known"
        area = (pointer + offset) % (1 << (8 * self.word_size()))
        try:
            cpu_id = self.evaluate(f"*(int *) {area + 4:#x}")
            word = self.read_words(area + 8, self.word_size())[0]
        except gdb.error:
            return "this thread's rseq area is not known"
        if cpu_id < 0:
            return "this thread is not registered: nothing can be armed"
        return word

    # The guard of breakpoints.

    @staticmethod
    def locations(breakpoint):
        """The addresses of a breakpoint."""
        if getattr(breakpoint, "locations", None):
            return [location.address for location in breakpoint.locations if location.address]
        found = []
        for line in gdb.execute(f"info breakpoints {breakpoint.number}", to_string=True).splitlines():
            found += [int(address, 16) for address in re.findall(r"\b(0x[0-9a-f]{6,16})\b", line)]
        return found

    def judged(self):
        """Whether sections can be told apart by now, or the program carries none.

        The dynamic linker writes the addresses of a position-independent program when it starts.
        """
        return bool(self.sections()) or not any(low < high for low, high in self.ranges("__rseq_cs_ptr_array"))

    def look_at(self, breakpoint):
        """Warns of a breakpoint inside a section, and takes away what would break the section.

        Returns whether it could be looked at: a breakpoint may be set before the program is started.
        """
        if breakpoint.type != gdb.BP_BREAKPOINT or breakpoint.number < 0:
            return True
        try:
            if breakpoint.pending or not self.judged():
                # It may turn out to lie in one, and its condition be tested there without a stop.
                gdb.execute("set displaced-stepping off")
                return False
            locations = self.locations(breakpoint)
            if self.known.get(breakpoint.number) == locations:
                return True
            self.known[breakpoint.number] = locations
            for address in locations:
                section = self.at(address)
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

    def created(self, breakpoint):
        """Looks at a new breakpoint, now or as soon as the program has been started."""
        if not self.look_at(breakpoint):
            self.waiting.append(breakpoint)

    def modified(self, breakpoint):
        """Looks again where a library that was loaded later has brought new places."""
        if breakpoint.number in self.known and self.known[breakpoint.number] != self.locations(breakpoint):
            self.created(breakpoint)

    def deleted(self, breakpoint):
        """Forgets it."""
        self.known.pop(breakpoint.number, None)

    def stopped(self, event):
        """Looks at the breakpoints that had to wait."""
        del event
        self.waiting[:] = [each for each in self.waiting if each.is_valid() and not self.look_at(each)]

    def connect(self):
        """Takes the place of an earlier load of this script: every program or library may carry one."""
        earlier = getattr(gdb, "restartable", None)
        if earlier is not None:
            earlier.disconnect()
            self.known = earlier.known  # nothing is warned of twice
        gdb.restartable = self
        self.handlers = (
            (gdb.events.breakpoint_created, self.created),
            (gdb.events.breakpoint_modified, self.modified),
            (gdb.events.breakpoint_deleted, self.deleted),
            (gdb.events.stop, self.stopped),
        )
        for registry, handler in self.handlers:
            registry.connect(handler)
        for each in gdb.breakpoints() or ():  # set before the script was loaded
            self.created(each)

    def disconnect(self):
        """Leaves breakpoints alone."""
        for registry, handler in self.handlers:
            registry.disconnect(handler)
        self.handlers = ()


class RestartableRseq(gdb.Command):
    """Restartable sequences: where their sections lie, and how to get through them.

    The section of a sequence is its last few instructions. The kernel restarts it whenever its thread
    stops inside. `rseq step` and `rseq break` stop only where nothing is restarted.
    """

    def __init__(self):
        super().__init__("rseq", gdb.COMMAND_USER, prefix=True)


class RestartableList(gdb.Command):
    """List the sections of all loaded files.
    Usage: rseq list [NAME]

    NAME is a part of the function's name, or of FILE:LINE.
    """

    def __init__(self):
        super().__init__("rseq list", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        del from_tty
        found = gdb.restartable.chosen(argument.strip())
        print(f"{'start':>18} {'bytes':>5} {'commit before':>18} {'abort':>18} {'exits':>5}  sequence")
        for section in found:
            print(
                f"{section.start:#18x} {section.end - section.start:5} {section.end:#18x} "
                f"{section.abort:#18x} {len(section.exits):5}  {section.where()}"
            )


class RestartableInfo(gdb.Command):
    """Say whether an address lies in a section, in which, and what this thread has armed.
    Usage: rseq info [ADDRESS]

    ADDRESS is an expression in C; without it, where the selected thread has stopped.
    """

    def __init__(self):
        super().__init__("rseq info", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        del from_tty
        tool = gdb.restartable
        pc = tool.evaluate(f"(unsigned long) ({argument})") if argument else tool.pc()
        found = tool.sections()
        section = next((each for each in found if pc in each), None)
        landing = next((each for each in found if pc == each.abort), None)
        if section is not None:
            print(f"{pc:#x} lies in a section: byte {pc - section.start} of {section.end - section.start}")
            print(f"  sequence: {section.where()}")
            print(f"  start {section.start:#x}, post-commit {section.end:#x}, abort {section.abort:#x}")
        elif landing is not None:
            print(f"{pc:#x} is where the kernel restarts {landing.where()}")
        else:
            print(f"{pc:#x} lies in no section")
        thread = gdb.selected_thread()
        if thread is None or not thread.is_stopped():
            return
        word = tool.armed()
        if isinstance(word, str):
            print(f"  {word}")
        elif word == 0:
            print("  nothing is armed")
        elif section is not None and word == section.descriptor:
            print("  armed: the kernel restarts it when the thread goes on")
        else:
            armed = next((each for each in found if each.descriptor == word), None)
            whose = f", of {armed.where()}" if armed is not None else ""
            print(f"  armed: the descriptor at {word:#x}{whose}")


class RestartableStep(gdb.Command):
    """Go on to where the section that this thread is in is left: behind its commit, or at an exit.
    Usage: rseq step

    Outside a section, go on to the next instruction behind a commit, or to where a sequence is
    restarted. Only this thread stops there; others run meanwhile, unless `set scheduler-locking` is on.
    """

    def __init__(self):
        super().__init__("rseq step", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        del argument, from_tty
        tool = gdb.restartable
        pc = tool.pc()
        connection = gdb.selected_inferior().connection
        if connection is not None and connection.type == "core":
            raise gdb.GdbError("no process: a core file cannot go on")
        section = tool.at(pc)
        # An end may be the start of the next section. Nothing of that has run there, so nothing is lost.
        ends = {}
        for target in [section] if section is not None else tool.chosen(""):
            ends[target.end] = f"behind the commit of {target.where()}"
            # What has just been restarted goes on through the exit that a failed comparison takes, too.
            for exit_point in [target.abort] if pc == target.abort else target.exits or [target.abort]:
                what = "restarted" if exit_point == target.abort else "left without a commit"
                ends[exit_point] = f"{what}: {target.where()}"
        thread = gdb.selected_thread()
        stops = [gdb.Breakpoint(f"*{end:#x}", internal=True, temporary=True) for end in ends]
        try:
            for stop in stops:
                stop.thread = thread.global_num
            said = gdb.execute("continue", to_string=True)
        finally:
            for stop in stops:
                if stop.is_valid():
                    stop.delete()
        stopped = gdb.selected_thread()
        pc = gdb.newest_frame().pc() if stopped is not None and stopped.is_stopped() else None
        if pc in ends and stopped.global_num == thread.global_num:
            print(ends[pc])
        else:  # another breakpoint, a signal, or the end
            print(said or f"thread {thread.global_num} goes on: another one has stopped\n", end="")


class RestartableBreak(gdb.Command):
    """Set breakpoints behind commits, or where sequences are restarted.
    Usage: rseq break commit [NAME]
           rseq break abort [NAME]

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
        tool = gdb.restartable
        places = {}
        for section in tool.chosen(name.strip()):
            places.setdefault(section.end if what == "commit" else section.abort, section)
        for address, section in places.items():
            # The section that follows may begin where this one ends: its first instruction has not
            # run then, and nothing of it is lost; but a breakpoint there would have it restarted.
            next_one = tool.at(address)
            if next_one is not None:
                print(
                    f"no breakpoint at {address:#x}, the {what} of {section.where()}: "
                    f"it lies in the section of {next_one.where()}"
                )
                continue
            gdb.Breakpoint(f"*{address:#x}")

    def complete(self, text, word):
        return [each for each in ("commit", "abort") if " " not in text and each.startswith(text)]


for RestartableCommand in (RestartableRseq, RestartableList, RestartableInfo, RestartableStep, RestartableBreak):
    RestartableCommand()
Restartable().connect()
