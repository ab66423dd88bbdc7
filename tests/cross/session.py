"""Run inside gdb, on the program of `tests/debugger/debuggee.rs` for any architecture: what `gdb/restartable.py` says and does.

`live` sets `gdb.live`: the command that starts the program, whether there is rseq, and whether gdb knows a thread's
pointer, so that the script can tell what is armed.
"""

import gdb

TOOL = gdb.restartable
ONE = "debuggee::one"
UNKNOWN = ("this thread's rseq area is not known", "this thread is not registered: nothing can be armed")
NOTHING = ("nothing is armed",) if gdb.live["area"] else UNKNOWN
ARMED = ("armed: the kernel restarts it",) if gdb.live["area"] else UNKNOWN


def said(command):
    """What a command of gdb prints."""
    return gdb.execute(command, to_string=True)


def check(good, *what):
    """Ends the session, and gdb with a status."""
    if not good:
        raise gdb.GdbError(" ".join(map(str, what)))


def pc():
    return gdb.newest_frame().pc()


def until(place):
    """Goes on to a place."""
    stop = gdb.Breakpoint(place, internal=True)
    gdb.execute("continue", to_string=True)
    check(stop.is_valid() and stop.hit_count == 1, f"{place} was not reached, but {pc():#x}")
    stop.delete()


def left(expected):
    """`rseq step`, which may find the sequence restarted by an interrupt first."""
    for _ in range(8):
        step = said("rseq step")
        if expected in step or "restarted: " not in step:
            break
    check(f"{expected} {ONE}" in step.replace("restarted:", "restarted"), f"not {expected}: {step}")


def inside(section, address):
    """A breakpoint inside: the kernel restarts the section, and it is said so."""
    offset = f"byte {address - section.start} of {section.end - section.start}"
    until(f"*{address:#x}")
    info = said("rseq info")
    check(pc() == address and offset in info and ONE in info and any(each in info for each in ARMED), info)
    if gdb.live["rseq"]:
        left("restarted")
        info = said("rseq info")
        check(f"{section.abort:#x} is where the kernel restarts {ONE}" in info and any(each in info for each in NOTHING), info)


def stepped(count):
    """Instruction by instruction: a thread that is inside a section is protected."""
    for _ in range(count):
        gdb.execute("stepi", to_string=True)
        here = TOOL.at(pc())
        check(here is None or not gdb.live["area"] or TOOL.armed() == here.descriptor, f"unprotected at {pc():#x}")


def breakpoints(section):
    """Those that `rseq break` sets are reached, and have nothing restarted."""
    gdb.execute(f"rseq break commit {ONE}", to_string=True)
    commit = gdb.breakpoints()[-1]
    for _ in range(3):
        gdb.execute("continue", to_string=True)
        check(pc() == section.end, f"not behind the commit, but at {pc():#x}")
    check(commit.hit_count == 3, "the commit has other hits")
    commit.delete()
    if gdb.live["rseq"]:
        gdb.execute(f"rseq break abort {ONE}", to_string=True)
        abort = gdb.breakpoints()[-1]
        until(f"*{section.start:#x}")
        gdb.execute("continue", to_string=True)
        check(pc() == section.abort and abort.hit_count >= 1, f"not restarted, but at {pc():#x}")
        abort.delete()


def session():
    """Everything, on one process."""
    before = gdb.Breakpoint("debuggee::before")
    for command in gdb.live["start"]:
        gdb.execute(command, to_string=True)
    check(before.hit_count == 1, "the program does not start")
    before.delete()
    gdb.execute("set {unsigned int} &'debuggee::SEQUENCES' = 100")
    section = next(each for each in TOOL.sections() if ONE in each.where())
    check(section.abort in section.exits, "the abort is an exit")
    info = said("rseq info")
    check("lies in no section" in info and any(each in info for each in NOTHING), info)
    warned = said(f"break *{section.start:#x}")
    check(f"lies in a section of {ONE}" in warned, f"no warning: {warned}")
    gdb.breakpoints()[-1].delete()
    listing = gdb.newest_frame().architecture().disassemble(section.start, section.end - 1)
    for instruction in listing:
        inside(section, instruction["addr"])
        left("behind the commit of")
        check(pc() == section.end, f"behind the commit is not {pc():#x}")
    breakpoints(section)
    until(f"*{section.start:#x}")
    stepped(2 * len(listing))
    until("debuggee::after")
    gdb.execute("continue", to_string=True)
    check(TOOL.evaluate("$_exitcode") == 0, "the program's results are wrong")
    print(f"exact: stopped at each of {len(listing)} instructions of a section")


session()
