//! The eight architectures: how their files say who they are, and the signature before an abort address.

use std::fmt;

use serde::Serialize;

/// An architecture with restartable sequences.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// 64-bit x86.
    X86_64,
    /// 32-bit x86.
    X86,
    /// 64-bit Arm.
    Aarch64,
    /// 32-bit Arm, in ARM or Thumb-2 instructions.
    Arm,
    /// 64-bit RISC-V, with or without compressed instructions.
    Riscv64,
    /// 64-bit PowerPC.
    Powerpc64,
    /// z/Architecture.
    S390x,
    /// `LoongArch` of 64 bits.
    Loongarch64,
}

impl Architecture {
    /// Every architecture.
    pub const ALL: [Self; 8] = [
        Self::X86_64,
        Self::X86,
        Self::Aarch64,
        Self::Arm,
        Self::Riscv64,
        Self::Powerpc64,
        Self::S390x,
        Self::Loongarch64,
    ];

    /// The name, as in Rust's `target_arch`.
    pub fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::X86 => "x86",
            Self::Aarch64 => "aarch64",
            Self::Arm => "arm",
            Self::Riscv64 => "riscv64",
            Self::Powerpc64 => "powerpc64",
            Self::S390x => "s390x",
            Self::Loongarch64 => "loongarch64",
        }
    }

    /// The four bytes before an abort address, as they lie in a file of this byte order: what the
    /// kernel's selftests and glibc call `RSEQ_SIG`.
    pub fn signature(self, big_endian: bool) -> [u8; 4] {
        match self {
            Self::X86_64 | Self::X86 => [0x53, 0x30, 0x05, 0x53],
            // An instruction, and those are little-endian always.
            Self::Aarch64 => [0x00, 0xbc, 0x28, 0xd4],
            Self::Arm if big_endian => [0xe7, 0xf5, 0xde, 0xf3],
            Self::Arm => [0xf3, 0xde, 0xf5, 0xe7],
            Self::Riscv64 => [0x73, 0x10, 0x40, 0xf1],
            Self::Powerpc64 if big_endian => [0x0f, 0xe5, 0x00, 0x0b],
            Self::Powerpc64 => [0x0b, 0x00, 0xe5, 0x0f],
            Self::S390x => [0xb2, 0xff, 0x0f, 0xff],
            Self::Loongarch64 => [0x10, 0x00, 0x2a, 0x00],
        }
    }

    /// What every instruction's address is a multiple of.
    pub(crate) fn instruction_step(self) -> u64 {
        match self {
            Self::X86_64 | Self::X86 => 1,
            Self::Arm | Self::Riscv64 | Self::S390x => 2,
            Self::Aarch64 | Self::Powerpc64 | Self::Loongarch64 => 4,
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
