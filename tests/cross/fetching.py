#!/usr/bin/env python3
"""Fetching fails in words, with a status, and leaves nothing behind that a later run would take for complete.

apt is played by a script, so that no network is needed to lose it.
"""

import contextlib
import io
import os
import sys
import tempfile
import unittest
from pathlib import Path

import debian
from toolchain import Toolchain

# By what is asked: the index, what a package depends on, the addresses of packages, the packages.
APT = r"""#!/bin/sh
case "$0 $*" in
*indextargets*) echo "forky main http://deb.example/debian" ;;
*apt-config*) ;;
*" update "*) {update} ;;
*--print-uris*)
    for name in gdb-multiarch libmpfr6; do echo "'http://deb.example/' ${{name}}_1_amd64.deb 100 SHA256:0"; done ;;
*" download "*) {download} ;;
esac
"""


class Fetching(unittest.TestCase):
    def fetch(self, update="true", download="true"):
        """Fetches gdb by an apt that answers like this; returns what was said, the status or message, and the cache folder."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        tools = folder / "tools"
        tools.mkdir()
        for name in ("apt-get", "apt-cache", "apt-config"):
            (tools / name).write_text(APT.format(update=update, download=download))
            (tools / name).chmod(0o755)
        path = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.environ["PATH"] = f"{tools}:{path}"
        self.addCleanup(setattr, debian.time, "sleep", debian.time.sleep)
        debian.time.sleep = lambda seconds: None
        said = io.StringIO()
        with contextlib.redirect_stdout(said), self.assertRaises(BaseException) as raised:
            Toolchain(folder / "cache").gdb()
        self.assertFalse((folder / "cache/bin/gdb").exists(), "no program that does not run")
        self.assertEqual([note.name for note in (folder / "cache/unpacked").iterdir()], [], "nothing is complete")
        return said.getvalue(), raised.exception

    def stops(self, reason, **apt):
        """It stops with a message, which is printed, and the status is 1."""
        said, raised = self.fetch(**apt)
        self.assertIsInstance(raised, SystemExit)
        self.assertIn(reason, str(raised.code))
        self.assertTrue(str(raised.code).startswith("cross: "), raised.code)
        return said

    def test_no_network(self):
        # apt's own status is success then.
        said = self.stops("Could not connect", update="echo 'W: Failed to fetch http://deb.example Could not connect' >&2")
        self.assertIn("attempt 3 of 3", said)

    def test_a_wrong_checksum(self):
        said = self.stops("Hash Sum mismatch", download="echo 'E: Failed to fetch gdb.deb  Hash Sum mismatch' >&2; exit 100")
        self.assertIn("attempt 3 of 3", said)

    def test_a_package_that_does_not_unpack(self):
        said = self.stops("cannot be unpacked", download="echo rubbish | tee gdb-multiarch_1_amd64.deb > libmpfr6_1_amd64.deb")
        self.assertIn("gdb-multiarch", said)

    def test_no_space(self):
        self.stops("No space left", download="echo 'E: You do not have enough free space: No space left on device' >&2; exit 100")


if __name__ == "__main__":
    sys.exit(unittest.main())
