"""Packages of a Debian suite: resolved, downloaded and verified by apt, unpacked by dpkg-deb.

apt runs with a configuration of its own inside the cache folder, so nothing is installed and the
machine's own package state is neither read nor changed. What it trusts is Debian's archive key
alone: each index is checked against the signature of its suite, each package against its index.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

# How often the network is asked for the same thing.
ATTEMPTS = 3

# How many lines of apt's are shown when it fails: it complains of every package.
FEW = 12

# What the packages that we run depend on, but their programs do not load.
UNWANTED = re.compile(
    r"^(gcc|cpp|binutils|systemd|linux-libc-dev|libc6-dev|libc6-dbg|libc-dev-bin|libgcc-\d+-dev|libsystemd-shared"
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

    def __init__(self, cache, name, architectures, again=False):
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
        # Whether there may be newer packages than those that are here.
        self.renewed = again or set(architectures) != known
        if self.renewed:
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
        own = [line for line in dump.splitlines() if re.match(r"Acquire::(https?|Check-)", line)]
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
            'Acquire::Retries "3";',
            *(['APT::Sandbox::User "root";'] if os.getuid() == 0 else []),
            *own,
        ]) + "\n")
        say(f"index of Debian {self.name} for {' '.join(architectures)}")
        for attempt in range(ATTEMPTS):
            if self._apt("apt-get", "update", "-qq", fatal=attempt + 1 == ATTEMPTS) is not None:
                break
            say(f"the index did not come; once more (attempt {attempt + 2} of {ATTEMPTS})")
            time.sleep(5)
        (self.folder / "architectures").write_text(" ".join(architectures))

    def _apt(self, *command, fatal=True):
        """Runs apt; returns what it prints, or nothing where a failure is not `fatal`."""
        run = subprocess.run(
            [*command], cwd=self.debs, capture_output=True, text=True,
            env={**os.environ, "APT_CONFIG": str(self._conf()), "LC_ALL": "C"},
        )
        # A failed `update` is only a warning to apt where there is an index already, or none.
        if run.returncode == 0 and not re.search("^[WE]: (Failed|Some|Unable)", run.stderr, re.MULTILINE):
            return run.stdout
        if not fatal:
            return None
        said = [line for line in (run.stdout + run.stderr).splitlines() if line.strip()]
        more = f"\n… and {len(said) - FEW} lines more" if len(said) > FEW else ""
        sys.exit("\n".join([f"cross: apt failed, so what is needed cannot be fetched: {' '.join(command[:4])}", *said[:FEW]]) + more)

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
        names = [_package(line.split()[1]) for line in uris.splitlines()]
        return [name for name in names if not UNWANTED.match(name)]

    def unpack(self, orders):
        """Downloads and unpacks the packages of these orders that are not unpacked yet.

        All in one call of apt, which needs seconds to read its indices. A package is noted as unpacked
        after it is, and apt keeps what it has downloaded, so an interrupted run resumes.
        """
        for attempt in range(ATTEMPTS):
            missing, total = self._missing(orders)
            if not missing:
                return
            say(f"{total / 1e6:.0f} MB of Debian {self.name}: {' '.join(sorted({package for package, _, _, _ in missing}))}")
            names = dict.fromkeys(package for package, _, _, _ in missing)
            if self._apt("apt-get", "download", "-qq", *names, fatal=attempt + 1 == ATTEMPTS) is not None:
                break
            say(f"the download failed; once more, with a new index (attempt {attempt + 2} of {ATTEMPTS})")
            time.sleep(5)
            self._update(sorted(self._architectures()))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda each: _unpack(self.debs / each[1], each[2], each[3]), missing))
        for _, file, order, note in missing:
            (self.debs / file).unlink(missing_ok=True)

    def _missing(self, orders):
        """The (package, file, order, note) of what is not unpacked yet, and its size in bytes."""
        asked = list(dict.fromkeys(package for order in orders for package in order.packages))
        uris = self._apt("apt-get", "download", "--print-uris", "-qq", *asked).splitlines()
        found = {_package(file): (file, int(size)) for _, file, size, _ in map(str.split, uris)}
        missing, sizes = [], {}
        for order in orders:
            for package in order.packages:
                file, size = found[package]
                note = self.done / f"{order.where.name}:{file}"
                if not note.exists():
                    missing.append((package, file, order, note))
                    sizes[file] = size
        return missing, sum(sizes.values())


@dataclass(frozen=True)
class Order:
    """Packages to unpack into a folder; of each only the files that match `only`, if given."""

    packages: tuple[str, ...]
    where: Path
    only: str | None = None


def _package(file):
    """A package's name for apt, from its file's name."""
    name, _, rest = file.split("_")
    architecture = rest.split(".")[0]
    return name if architecture == "all" else f"{name}:{architecture}"


def _unpack(deb, order, note):
    """Unpacks one package, and notes that. One that is broken goes, so that it is downloaded again."""
    order.where.mkdir(parents=True, exist_ok=True)
    if order.only:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as archive:
            done = subprocess.run(["tar", "-x", "-C", order.where, "--wildcards", order.only], stdin=archive.stdout)
        failed = done.returncode or archive.returncode
    else:
        failed = subprocess.run(["dpkg-deb", "-x", deb, order.where]).returncode
    if failed:
        deb.unlink(missing_ok=True)
        sys.exit(f"cross: {deb.name} cannot be unpacked into {order.where}")
    note.touch()
