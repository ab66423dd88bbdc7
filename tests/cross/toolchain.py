"""Debian's rustc, C libraries, kernels and qemu, in the cache folder; and what cargo is told of them."""

import gzip
import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from arch import ALL, SUITES
from debian import Suite, say

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent


class Toolchain:
    """The cache folder."""

    def __init__(self, cache):
        self.cache = cache
        self.root = cache / "root"
        cache.mkdir(parents=True, exist_ok=True)

    def _suite(self, name, architectures):
        return Suite(self.cache, name, architectures)

    # What is fetched.

    def fetch(self, kernels, again):
        """Everything for these (architecture, kernel) pairs, unless it is here and not wanted `again`.

        Debian's archive is asked only then, so that later runs start at once and without a network.
        """
        notes = {(arch, kernel): self.cache / "unpacked" / f"{arch.name}-{kernel}" for arch, kernel in kernels}
        if not again and all(note.exists() for note in notes.values()):
            for arch, kernel in kernels:
                self._init(arch, kernel)
            return
        arches = list(dict.fromkeys(arch for arch, _ in kernels))
        self._root()
        newest = self._suite(SUITES["newest"], {a.debian for a in arches} | {a.kernel for a in arches})
        packages = sorted({package for arch in arches for package in arch.qemu_packages})
        newest.unpack(newest.closure("rustc", "zstd", *packages), self.root)
        self._rustc()
        for arch in arches:
            newest.unpack([f"libstd-rust-dev:{arch.debian}"], self.root)
        for arch, kernel in kernels:
            suite = newest if kernel == "newest" else self._suite(SUITES[kernel], {arch.debian, arch.kernel})
            self._libc(suite, arch, kernel)
            self._kernel(suite, arch, kernel)
            self._init(arch, kernel)
            notes[arch, kernel].touch()

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

    def _libc(self, suite, arch, kernel):
        """The C library to link with."""
        gcc = suite.newest("libgcc-", r"libgcc-\d+-dev")
        root = self._libc_root(kernel)
        suite.unpack([f"libc6-dev:{arch.debian}", f"{gcc}:{arch.debian}"], root)
        # Linker scripts there name files by absolute paths; the linker is told where to search.
        for script in (root / "usr/lib" / arch.triple).glob("lib[cm].*"):
            if script.is_file() and script.stat().st_size < 4096 and b"GNU ld" in script.read_bytes():
                words = script.read_text().split(" ")
                script.write_text(" ".join(word.rsplit("/", 1)[-1] if word.startswith("/usr") or word.startswith("/lib") else word for word in words))

    def _libc_root(self, kernel):
        return self.cache / f"libc-{SUITES[kernel]}"

    def _kernel(self, suite, arch, kernel):
        """The kernel, in the form that qemu loads."""
        image = self.kernel(arch, kernel)
        if image.exists():
            return
        if kernel == "newest":
            package = suite.newest("linux-binary-", rf"linux-binary-[0-9.]+\+deb[0-9]+-{arch.flavour}")
            only = "./usr/lib/modules/*/vmlinuz"
        else:
            package = suite.depends(f"linux-image-{arch.flavour}:{arch.kernel}", rf"linux-image-[0-9][^ :\n]*")
            only = "./boot/vmlinuz-*"
        with_folders = self.cache / "kernels" / f"{arch.name}-{kernel}.unpacked"
        shutil.rmtree(with_folders, ignore_errors=True)
        for note in suite.done.glob(f"{with_folders.name}:*"):
            note.unlink()
        suite.unpack([f"{package}:{arch.kernel}"], with_folders, only)
        packed = next(with_folders.glob("**/vmlinuz*"))
        image.write_bytes(self._plain(packed.read_bytes()))
        shutil.rmtree(with_folders)

    def kernel(self, arch, kernel):
        """The kernel's file."""
        return self.cache / "kernels" / f"{arch.name}-{kernel}"

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
             f"-Clinker={HERE / 'lld'}", *FLAGS, "-o", program, source],
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

    def environment(self, arch, kernel, control=None):
        """The environment in which cargo builds for an architecture."""
        sysroot = subprocess.run(["rustc", "--print=sysroot"], check=True, capture_output=True, text=True, cwd=REPOSITORY).stdout.strip()
        lld = next(Path(sysroot).glob("lib/rustlib/*/bin/rust-lld"))
        libraries = self._libc_root(kernel) / "usr/lib"
        gcc = max((libraries / "gcc" / arch.gcc).iterdir(), key=lambda path: int(path.name))
        prefix = "CARGO_TARGET_" + arch.target.upper().replace("-", "_")
        flags = [*FLAGS, "--cfg=restartable_guest"]
        if arch.name == "x86_64":
            # Cargo would link build scripts by that linker too, which are for this machine.
            linker = {f"{prefix}_RUSTFLAGS": " ".join([*flags, f"-Clinker={HERE / 'lld'}"])}
        else:
            linker = {f"{prefix}_LINKER": str(HERE / "lld"), f"{prefix}_RUSTFLAGS": " ".join(flags)}
        return {
            **os.environ,
            "RUSTC": str(self.cache / "bin/rustc"),
            "CROSS_LLD": str(lld),
            "CROSS_LIBC": str(libraries / arch.triple),
            "CROSS_LIBGCC": str(gcc),
            **linker,
            **({"RUSTC_WORKSPACE_WRAPPER": self._without(control)} if control else {}),
            "CARGO_TERM_QUIET": "true",
        }

    def build(self, arch, kernel, what, control=None):
        """Builds tests; returns the programs by name. `what` is what `cargo test` is told."""
        target = Path(os.environ.get("CARGO_TARGET_DIR", self.cache / "target")) / f"cross-{SUITES[kernel]}"
        built = subprocess.run(
            ["cargo", "test", "--no-run", "--message-format=json-render-diagnostics",
             # This workspace optimised, so that sections are inlined; dependencies built quickly.
             "--config", "profile.dev.opt-level=1", "--config", 'profile.dev.package."*".opt-level=0',
             "--config", "profile.dev.debug=false",
             "--target", arch.target, "--target-dir", target, *what],
            cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, env=self.environment(arch, kernel, control),
        )
        if built.returncode != 0:
            sys.exit(f"cross: the tests do not build for {arch.name}")
        messages = [json.loads(line) for line in built.stdout.splitlines() if line.startswith("{")]
        programs = {}
        for message in messages:
            if message.get("executable") and message.get("profile", {}).get("test"):
                package = message["package_id"].split("#")[0].rsplit("/", 1)[-1]
                target = message["target"]
                name = package if "lib" in target["kind"] else target["name"]
                programs[name] = Path(message["executable"])
        return programs


# Static, at a fixed address: the guest holds nothing that could load or relocate a program.
FLAGS = ["-Clinker-flavor=ld.lld", "-Ctarget-feature=+crt-static", "-Crelocation-model=static"]
