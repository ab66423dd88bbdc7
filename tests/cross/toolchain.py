"""Debian's rustc, C libraries, kernels and qemu, in the cache folder; and what cargo is told of them."""

import fcntl
import functools
import gzip
import json
import os
import struct
import subprocess
from pathlib import Path

from arch import ALL, SUITES
from debian import Order, Suite, say

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent


class Unbuildable(Exception):
    """What cargo or the lint complained of."""


class Toolchain:
    """The cache folder."""

    def __init__(self, cache):
        self.cache = cache
        self.root = cache / "root"
        cache.mkdir(parents=True, exist_ok=True)

    @classmethod
    def default(cls):
        """In the user's cache folder, unless the environment says where."""
        default = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "restartable-cross"
        return cls(Path(os.environ.get("RESTARTABLE_CROSS", default)))

    # What is fetched.

    def fetch(self, kernels, again=False):
        """Everything for these (architecture, kernel) pairs, unless it is here and not wanted `again`.

        Debian's archive is asked only then, so that later runs start at once and without a network.
        """
        with self.cache.joinpath("lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            notes = {(arch, kernel): self.cache / "unpacked" / f"{arch.name}-{kernel}-2" for arch, kernel in kernels}
            if again or not all(note.exists() for note in notes.values()):
                self._fetch(kernels, again)
                for note in notes.values():
                    note.touch()
            for arch, kernel in kernels:
                self._init(arch, kernel)

    def tools(self, *packages):
        """Programs of Debian's newest suite, which `run` starts; asks Debian for those that are not here."""
        with self.cache.joinpath("lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            notes = {package: self.cache / "unpacked" / f"tool-{package}" for package in packages}
            missing = [package for package, note in notes.items() if not note.exists()]
            if missing:
                self._root()
                suite = Suite(self.cache, SUITES["newest"], set())
                suite.unpack([Order(tuple(suite.closure(*missing)), self.root)])
                for package in missing:
                    notes[package].touch()

    def _fetch(self, kernels, again):
        """Asks Debian."""
        self._root()
        by_suite = {}
        for arch, kernel in kernels:
            by_suite.setdefault(kernel, []).append(arch)
        arches = list(dict.fromkeys(arch for arch, _ in kernels))
        for kernel in dict.fromkeys(["newest", *by_suite]):
            here = arches if kernel == "newest" else by_suite[kernel]
            suite = Suite(self.cache, SUITES[kernel], {arch.debian for arch in here} | {arch.kernel for arch in here}, again)
            orders = []
            if kernel == "newest":
                qemu = sorted({package for arch in arches for package in arch.qemu_packages})
                std = [f"libstd-rust-dev:{arch.debian}" for arch in arches]
                orders.append(Order((*suite.closure("rustc", "zstd", *qemu), *std), self.root))
            for arch in by_suite.get(kernel, []):
                orders += [self._libc_order(suite, arch, kernel), *self._kernel_order(suite, arch, kernel)]
            suite.unpack(orders)
            self._rustc()
            for arch in by_suite.get(kernel, []):
                self._libc(arch, kernel)
                self._kernel(arch, kernel)

    def gdb(self, again=False):
        """gdb for all architectures, with its Python; fetched unless it is here. Returns the program."""
        program = self.cache / "bin/gdb"
        with self.cache.joinpath("lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if program.exists() and not again:
                return program
            self._root()
            suite = Suite(self.cache, SUITES["newest"], {"amd64"}, again)
            # The compiler's libraries are left out of a closure, but gdb computes with this one.
            suite.unpack([Order((*suite.closure("gdb-multiarch"), "libmpfr6:amd64"), self.root)])
            usr = self.root / "usr"
            command = " ".join(f"'{word}'" for word in [*self.run("gdb-multiarch"), "--data-directory", usr / "share/gdb"])
            program.parent.mkdir(exist_ok=True)
            program.with_suffix(".new").write_text(f"""#!/bin/sh\nPYTHONHOME='{usr}' exec {command} "$@"\n""")
            program.with_suffix(".new").chmod(0o755)
            program.with_suffix(".new").rename(program)
        return program

    def gdbserver(self, arch):
        """gdbserver for a guest of this architecture, and its libraries: {name there: file}."""
        where = self.cache / f"gdbserver-{arch.name}"
        with self.cache.joinpath("lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            note = where / "complete"
            if not note.exists():
                suite = Suite(self.cache, SUITES["newest"], {arch.debian})
                suite.unpack([Order(tuple(suite.closure(f"gdbserver:{arch.debian}")), where)])
                note.touch()
        libraries = where / "usr/lib" / arch.triple
        needed = [libraries / name for name in ("libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1")]
        files = {"lib/gdbserver": where / "usr/bin/gdbserver", "lib/ld.so": next(libraries.glob("ld*.so.*"))}
        return {**files, **{f"lib/{file.name}": file for file in needed}}

    def _root(self):
        """The folder that packages are unpacked in, with merged /usr."""
        for name in ("bin", "sbin", "lib", "lib64"):
            (self.root / "usr" / name).mkdir(parents=True, exist_ok=True)
            link = self.root / name
            if not link.is_symlink():
                link.symlink_to(f"usr/{name}")

    def run(self, program):
        """The command that runs an unpacked program with the libraries it was built for."""
        usr = self.root / "usr"
        return [usr / "lib64/ld-linux-x86-64.so.2", "--library-path", usr / "lib/x86_64-linux-gnu", usr / "bin" / program]

    def _rustc(self):
        """A program `rustc` that cargo can start."""
        rustc = self.cache / "bin/rustc"
        rustc.parent.mkdir(exist_ok=True)
        command = " ".join(f"'{word}'" for word in [*self.run("rustc"), "--sysroot", self.root / "usr"])
        rustc.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        rustc.chmod(0o755)

    def _libc_order(self, suite, arch, kernel):
        """The C library to link with."""
        gcc = suite.newest("libgcc-", r"libgcc-\d+-dev")
        return Order((f"libc6-dev:{arch.debian}", f"{gcc}:{arch.debian}"), self._libc_root(kernel))

    def _libc(self, arch, kernel):
        """Linker scripts there name files by absolute paths; the linker is told where to search."""
        for script in (self._libc_root(kernel) / "usr/lib" / arch.triple).glob("lib[cm].*"):
            if script.is_file() and script.stat().st_size < 4096 and b"GNU ld" in script.read_bytes():
                words = script.read_text().split(" ")
                script.write_text(" ".join(word.rsplit("/", 1)[-1] if word.startswith(("/usr", "/lib")) else word for word in words))

    def glibc(self, kernel):
        """The version of the C library to link with."""
        notes = (self.cache / "unpacked").glob(f"{self._libc_root(kernel).name}:libc6-dev_*")
        return max(note.name.split("_")[1].split("-")[0] for note in notes)

    def _libc_root(self, kernel):
        return self.cache / f"libc-{SUITES[kernel]}"

    def _kernel_order(self, suite, arch, kernel):
        """The kernel's package, unless the kernel is here."""
        if self.kernel(arch, kernel).exists() and not suite.renewed:
            return []
        if kernel == "newest":
            package = suite.newest("linux-binary-", rf"linux-binary-[0-9.]+\+deb[0-9]+-{arch.flavour}")
            only = "./usr/lib/modules/*/vmlinuz"
        else:
            package = suite.depends(f"linux-image-{arch.flavour}:{arch.kernel}", r"linux-image-[0-9][^ :\n]*")
            only = "./boot/vmlinuz-*"
        return [Order((f"{package}:{arch.kernel}",), self._kernel_folder(arch, kernel), only)]

    def _kernel_folder(self, arch, kernel):
        image = self.kernel(arch, kernel)
        return image.with_name(f"{image.name}.unpacked")

    def _kernel(self, arch, kernel):
        """The kernel, in the form that qemu loads."""
        folder = self._kernel_folder(arch, kernel)
        if folder.exists():
            newest = max(folder.glob("**/vmlinuz*"), key=lambda image: image.stat().st_mtime)
            self.kernel(arch, kernel).write_bytes(self._plain(newest.read_bytes()))

    def kernel(self, arch, kernel):
        """The kernel's file; two architectures may share it."""
        return self.cache / "kernels" / f"{arch.kernel}-{arch.flavour}-{kernel}"

    def _plain(self, image):
        """The payload of an EFI `zboot` image, which qemu cannot load; other images as they are."""
        if image[:2] != b"MZ" or image[4:8] != b"zimg":
            return image
        offset, size = struct.unpack_from("<II", image, 8)
        compression = image[24:56].split(b"\0")[0]
        payload = image[offset:offset + size]
        if compression == b"gzip":
            return gzip.decompress(payload)
        # Four bytes of size follow the frame: zstd writes everything, then complains about them.
        return subprocess.run([*self.run("zstd"), "-dcq"], input=payload, capture_output=True).stdout

    def _init(self, arch, kernel):
        """The guest's first process."""
        program, source = self.init(arch, kernel), HERE / "init.rs"
        if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
            return
        environment = self.environment(arch, kernel)
        subprocess.run(
            [environment["RUSTC"], "--edition=2024", "--target", arch.target, "-O", "-Cstrip=symbols",
             f"-Clinker={HERE / 'lld'}", *WAYS["static"], "-o", program, source],
            check=True, env=environment,
        )

    def init(self, arch, kernel):
        """The file of the guest's first process."""
        return self.cache / "bin" / f"init-{arch.name}-{kernel}"

    # What is built.

    def _without(self, control):
        """A wrapper of rustc that takes a protection out of this workspace's crates.

        By RUSTFLAGS it would be the same, but all dependencies would be built again.
        """
        wrapper = self.cache / "bin" / f"without-{control}"
        wrapper.write_text(f"""#!/bin/sh\nexec "$@" --cfg 'restartable_control="{control}"'\n""")
        wrapper.chmod(0o755)
        return str(wrapper)

    def environment(self, arch, kernel, way="static", control=None):
        """The environment in which cargo builds for an architecture."""
        wrapper = {"RUSTC_WORKSPACE_WRAPPER": self._without(control)} if control else {}
        common = {**os.environ, **wrapper, "CARGO_TERM_QUIET": "true"}
        flags = [*WAYS[way], "--cfg=restartable_guest"]
        prefix = "CARGO_TARGET_" + target(arch, way).upper().replace("-", "_")
        if way == "musl":
            return {**common, f"{prefix}_RUSTFLAGS": " ".join(flags)}
        libraries = self._libc_root(kernel) / "usr/lib"
        gcc = max((libraries / "gcc" / arch.gcc).iterdir(), key=lambda path: int(path.name))
        if arch.name == "x86_64":
            # Cargo would link build scripts by that linker too, which are for this machine.
            linker = {f"{prefix}_RUSTFLAGS": " ".join([*flags, f"-Clinker={HERE / 'lld'}"])}
        else:
            linker = {f"{prefix}_LINKER": str(HERE / "lld"), f"{prefix}_RUSTFLAGS": " ".join(flags)}
        return {
            **common,
            "RUSTC": str(self.cache / "bin/rustc"),
            "CROSS_LLD": str(next(Path(_sysroot()).glob("lib/rustlib/*/bin/rust-lld"))),
            "CROSS_LIBC": str(libraries / arch.triple),
            "CROSS_LIBGCC": str(gcc),
            **linker,
        }

    def build(self, arch, kernel, way, what, control=None):
        """Builds tests; returns the programs by name. `what` is what `cargo test` is told."""
        # This workspace optimised, so that sections are inlined; dependencies built quickly.
        optimised = ["--config", "profile.dev.opt-level=1", "--config", 'profile.dev.package."*".opt-level=0']
        return self.programs(self._cargo(arch, kernel, way, ["test", "--no-run", *optimised, *what], control))

    def quickly(self, arch, kernel, what):
        """Builds tests and examples that are not run, as quickly as it goes; returns the programs."""
        built = self._cargo(arch, kernel, "static", ["build", "--config", "profile.dev.opt-level=0", *what])
        return [Path(message["executable"]) for message in executables(built)]

    def _cargo(self, arch, kernel, way, command, control=None):
        """What cargo says of the programs that it builds."""
        folder = Path(os.environ.get("CARGO_TARGET_DIR", self.cache / "target")) / f"cross-{SUITES[kernel]}"
        built = subprocess.run(
            ["cargo", *command, "--locked", "--message-format=json-render-diagnostics",
             # A program is built for several seconds: more units would share less.
             "--config", "profile.dev.debug=false", "--config", "profile.dev.codegen-units=2",
             "--target", target(arch, way), "--target-dir", folder],
            cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, env=self.environment(arch, kernel, way, control),
        )
        if built.returncode != 0:
            raise Unbuildable(f"the tests do not build ({way})")
        return built.stdout

    @staticmethod
    def programs(messages):
        """The test programs by name, from cargo's messages."""
        programs = {}
        for message in executables(messages):
            if message.get("profile", {}).get("test"):
                package = message["package_id"].split("#")[0].rsplit("/", 1)[-1]
                made = message["target"]
                programs[package if "lib" in made["kind"] else made["name"]] = Path(message["executable"])
        return programs


def executables(messages):
    """Of cargo's messages, those about a program."""
    messages = (json.loads(line) for line in messages.splitlines() if line.startswith("{"))
    return [message for message in messages if message.get("executable")]


def target(arch, way):
    """Rust's name of what is built for."""
    return arch.target.replace("-gnu", "-musl") if way == "musl" else arch.target


@functools.cache
def _sysroot():
    """Of this workspace's own Rust."""
    return subprocess.run(["rustc", "--print=sysroot"], check=True, capture_output=True, text=True, cwd=REPOSITORY).stdout.strip()


FLAGS = ["-Clinker-flavor=ld.lld", "-Ctarget-feature=+crt-static"]

# All static: a guest holds nothing that could load a program.
WAYS = {
    # At a fixed address.
    "static": [*FLAGS, "-Crelocation-model=static"],
    # Position-independent, relocated by its own start code.
    "pie": [*FLAGS, "-Crelocation-model=pic", *(f"-Clink-arg={flag}" for flag in ("-pie", "--no-dynamic-linker", "-ztext"))],
    # The same code at a fixed address, for C libraries without start code that relocates.
    "pic": [*FLAGS, "-Crelocation-model=pic"],
    # Arm's other instruction set.
    "thumb": [*FLAGS, "-Ctarget-feature=+thumb-mode", "-Crelocation-model=static"],
    # With the C library of Rust's own distribution, which registers nothing.
    "musl": ["-Clinker-flavor=ld.lld", "-Clinker=rust-lld", "-Clink-self-contained=yes", "-Ctarget-feature=+crt-static"],
}
