"""Packages of a Debian suite: resolved, downloaded and verified by apt, unpacked by dpkg-deb.

apt runs with a configuration of its own inside the cache folder, so nothing is installed and the
machine's own package state is neither read nor changed. What it trusts is Debian's archive key
alone: each index is checked against the signature of its suite, each package against its index.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

# What the packages that we run depend on, but their programs do not load.
UNWANTED = re.compile(
    r"^(gcc|cpp|binutils|systemd|linux-libc-dev|libc6-dev|libc-dev-bin|libgcc-\d+-dev|libsystemd-shared"
    r"|libc-gconv|libcc1|libctf|libsframe|libgprofng|libbinutils|libisl|libmpc|libmpfr|lib[alt]san|libubsan"
    r"|libhwasan|libgomp|libitm|libquadmath|ipxe-qemu|openssl-provider)"
)


def say(text):
    """A line on what is done."""
    print(f"cross: {text}", flush=True)


def mirror():
    """The address that the machine's own apt gets Debian from."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--no-release-info", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"],
        check=True, capture_output=True, text=True,
    ).stdout
    for release, component, uri in (line.split() for line in listed.splitlines()):
        if component == "main" and "debian" in uri and "security" not in release:
            return uri
    sys.exit("cross: no Debian repository among apt's sources")


class Suite:
    """One suite, seen by an apt of its own."""

    def __init__(self, cache, name, architectures):
        self.name = name
        self.folder = cache / "apt" / name
        self.debs = cache / "debs"
        self.done = cache / "unpacked"
        for folder in ("etc/apt.conf.d", "etc/preferences.d", "etc/sources.d", "state/lists/partial", "cache/archives/partial"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        self.debs.mkdir(exist_ok=True)
        self.done.mkdir(exist_ok=True)
        known = self._architectures()
        architectures = sorted(known | set(architectures) | {"amd64"})
        if set(architectures) != known:
            self._update(architectures)

    def _conf(self):
        return self.folder / "apt.conf"

    def _architectures(self):
        """The architectures whose indices are here already."""
        listed = self.folder / "architectures"
        return set(listed.read_text().split()) if listed.exists() else set()

    def _update(self, architectures):
        """Fetches the suite's signed index."""
        etc, state = self.folder / "etc", self.folder / "state"
        (etc / "sources.list").write_text(f"deb [signed-by={KEYRING}] {mirror()} {self.name} main\n")
        (state / "status").write_text("")
        # Proxies and the like are the machine's own.
        dump = subprocess.run(["apt-config", "dump", "Acquire"], check=True, capture_output=True, text=True).stdout
        own = [line for line in dump.splitlines() if re.match(r"Acquire::(https?|Retries|Check-)", line)]
        listed = " ".join(f'"{name}";' for name in architectures)
        self._conf().write_text("\n".join([
            f'Dir::Etc "{etc}";',
            f'Dir::Etc::sourcelist "{etc}/sources.list";',
            f'Dir::Etc::sourceparts "{etc}/sources.d";',
            f'Dir::State "{state}";',
            f'Dir::State::status "{state}/status";',
            f'Dir::Cache "{self.folder}/cache";',
            f"APT::Architectures {{ {listed} }};",
            'APT::Get::AllowUnauthenticated "false";',
            'Acquire::AllowInsecureRepositories "false";',
            'Acquire::Languages "none";',
            *(['APT::Sandbox::User "root";'] if os.getuid() == 0 else []),
            *own,
        ]) + "\n")
        say(f"index of Debian {self.name} for {' '.join(architectures)}")
        self._apt("apt-get", "update", "-qq")
        (self.folder / "architectures").write_text(" ".join(architectures))

    def _apt(self, *command):
        """Runs apt; returns what it prints."""
        run = subprocess.run(
            [*command], cwd=self.debs, capture_output=True, text=True,
            env={**os.environ, "APT_CONFIG": str(self._conf()), "LC_ALL": "C"},
        )
        if run.returncode != 0:
            sys.exit(f"cross: {' '.join(command)}\n{run.stdout}{run.stderr}")
        return run.stdout

    def newest(self, prefix, pattern):
        """The package with the highest version among those whose name matches."""
        names = [name for name in self._apt("apt-cache", "pkgnames", prefix).split() if re.fullmatch(pattern, name)]
        if not names:
            sys.exit(f"cross: Debian {self.name} has no package {pattern}")
        return max(names, key=lambda name: [int(number) for number in re.findall(r"\d+", name)])

    def depends(self, package, pattern):
        """What a package depends on, by pattern."""
        found = re.search(rf"Depends: ({pattern})", self._apt("apt-cache", "depends", package))
        return found.group(1) if found else sys.exit(f"cross: {package} of {self.name} depends on no {pattern}")

    def closure(self, *packages):
        """The packages that these need to run, themselves included."""
        uris = self._apt("apt-get", "install", "--print-uris", "-qq", "--no-install-recommends", *packages)
        names = [line.split()[1].split("_")[0] for line in uris.splitlines()]
        return [name for name in names if not UNWANTED.match(name)]

    def unpack(self, packages, where, only=None):
        """Downloads packages that are not unpacked yet; returns the files of `only`, or nothing.

        A package is noted as unpacked after it is, so an interrupted run resumes with the next.
        """
        uris = self._apt("apt-get", "download", "--print-uris", "-qq", *packages)
        wanted, total = [], 0
        for line in uris.splitlines():
            _, file, size, _ = line.split()
            name, version, rest = file.split("_")
            note = self.done / f"{where.name}:{file}"
            if not note.exists():
                wanted.append((f"{name}:{rest.split('.')[0]}" if "_all." not in file else name, file, note))
                total += int(size)
        if not wanted:
            return
        say(f"{total / 1e6:.0f} MB of Debian {self.name}: {' '.join(name for name, _, _ in wanted)}")
        where.mkdir(parents=True, exist_ok=True)
        for name, file, note in wanted:
            self._apt("apt-get", "download", "-qq", name)
            deb = self.debs / file
            if only:
                with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as archive:
                    subprocess.run(["tar", "-x", "-C", where, "--wildcards", only], stdin=archive.stdout, check=True)
            else:
                subprocess.run(["dpkg-deb", "-x", deb, where], check=True)
            deb.unlink()
            note.touch()
