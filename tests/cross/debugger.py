"""What gdb reads of the sections of any architecture's program, beside what the inspector reads."""

import json
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent

# Run inside gdb, which reads the files and starts none of them.
LIST = """
import json
for file in FILES:
    gdb.execute("file " + file, to_string=True)
    print("read " + json.dumps([[s.descriptor, s.start, s.end, s.abort, sorted(s.exits)] for s in gdb.restartable.sections()]))
"""


def disagreement(gdb, programs):
    """What differs, or nothing. Of a program at a fixed address (`ET_EXEC`), gdb needs no process."""
    files = [str(program) for program in programs if 2 in Path(program).read_bytes()[16:18]]
    if not files:
        return None
    inspector = ["cargo", "run", "--quiet", "--locked", "-p", "cargo-rseq", "--", "list", "--json", *files]
    listed = json.loads(subprocess.run(inspector, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE).stdout)
    script = f"python exec({LIST.replace('FILES', repr(files))!r})"
    command = [gdb, "-nx", "-batch", "-ex", f"source {REPOSITORY}/gdb/restartable.py", "-ex", script]
    said = subprocess.run(command, capture_output=True, text=True)
    read = [json.loads(line.removeprefix("read ")) for line in said.stdout.splitlines() if line.startswith("read ")]
    if len(read) != len(files) or len(listed) != len(files):
        return f"gdb read {len(read)} of {len(files)} programs: {said.stderr.strip()}"
    for file, inspected, seen in zip(files, listed, read):
        expected = [
            # The array of exit points has the abort address of every section, too.
            [s["descriptor"], s["start"], s["start"] + s["bytes"], s["abort"], sorted({*s["exits"], s["abort"]})]
            for s in sorted(inspected["sections"], key=lambda s: s["start"])
        ]
        if seen != expected:
            return f"gdb and the inspector disagree on {file}: {seen[:3]}… and {expected[:3]}…"
    # Those of `rseq-runtime` have none.
    return None if any(read) else "gdb read no section of any program"
