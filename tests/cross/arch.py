"""The eight architectures: their names in Debian, in Rust and in qemu."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Arch:
    """One architecture."""

    name: str
    debian: str  # Debian's name of it
    target: str  # Rust's target
    triple: str  # of the C library's folder
    gcc: str  # of libgcc's folder
    flavour: str  # the kernel package's suffix
    qemu: str  # qemu-system-…
    qemu_packages: tuple[str, ...]
    machine: tuple[str, ...]
    console: str
    append: str = ""
    kernel_debian: str = ""  # where the kernel is another architecture's
    large: tuple[str, ...] = ()  # machine options for more than eight CPUs

    @property
    def kernel(self):
        """Debian's name of the architecture of the kernel."""
        return self.kernel_debian or self.debian


X86 = {
    "flavour": "cloud-amd64",
    "qemu": "x86_64",
    "qemu_packages": ("qemu-system-x86", "seabios"),
    # An old model: every feature of a newer one is emulated in software, slowly.
    "machine": ("-M", "pc", "-cpu", "Nehalem"),
    "console": "ttyS0",
}

ALL = {
    arch.name: arch
    for arch in (
        Arch("x86_64", "amd64", "x86_64-unknown-linux-gnu", "x86_64-linux-gnu", "x86_64-linux-gnu", **X86),
        Arch("x86", "i386", "i686-unknown-linux-gnu", "i386-linux-gnu", "i686-linux-gnu", kernel_debian="amd64", **X86),
        Arch(
            "aarch64", "arm64", "aarch64-unknown-linux-gnu", "aarch64-linux-gnu", "aarch64-linux-gnu",
            flavour="cloud-arm64", qemu="aarch64", qemu_packages=("qemu-system-arm",),
            machine=("-M", "virt", "-cpu", "cortex-a57"), console="ttyAMA0",
            # The default interrupt controller has eight ports.
            large=("-M", "virt,gic-version=3", "-cpu", "cortex-a57"),
        ),
        Arch(
            "arm", "armhf", "armv7-unknown-linux-gnueabihf", "arm-linux-gnueabihf", "arm-linux-gnueabihf",
            flavour="armmp", qemu="arm", qemu_packages=("qemu-system-arm",),
            machine=("-M", "virt", "-cpu", "cortex-a15"), console="ttyAMA0",
        ),
        Arch(
            "riscv64", "riscv64", "riscv64gc-unknown-linux-gnu", "riscv64-linux-gnu", "riscv64-linux-gnu",
            flavour="riscv64", qemu="riscv64", qemu_packages=("qemu-system-riscv", "opensbi"),
            machine=("-M", "virt", "-cpu", "rv64"), console="ttyS0",
        ),
        Arch(
            "powerpc64le", "ppc64el", "powerpc64le-unknown-linux-gnu", "powerpc64le-linux-gnu", "powerpc64le-linux-gnu",
            flavour="powerpc64le", qemu="ppc64", qemu_packages=("qemu-system-ppc",),
            # The built-in firmware boots faster than the real one.
            machine=("-M", "pseries,x-vof=on", "-cpu", "power9"), console="hvc0",
        ),
        Arch(
            "s390x", "s390x", "s390x-unknown-linux-gnu", "s390x-linux-gnu", "s390x-linux-gnu",
            flavour="s390x", qemu="s390x", qemu_packages=("qemu-system-s390x",),
            machine=("-M", "s390-ccw-virtio", "-cpu", "max"), console="ttysclp0",
        ),
        Arch(
            "loongarch64", "loong64", "loongarch64-unknown-linux-gnu", "loongarch64-linux-gnu", "loongarch64-linux-gnu",
            flavour="loong64", qemu="loongarch64", qemu_packages=("qemu-system-misc",),
            machine=("-M", "virt", "-cpu", "la464"), console="ttyS0",
            append="initcall_blacklist=i8042_init",
        ),
    )
}

# Debian's suites by the kernel they carry. The C library that a test is linked with is the same
# suite's, so the older ones test the older registration too.
SUITES = {"newest": "forky", "6.12": "trixie", "6.1": "bookworm", "5.10": "bullseye"}
