// What a section names of `core` and of the facade, for `assemble.rs`; the compiler is its only reader.
#![feature(no_core, lang_items, rustc_attrs, decl_macro, auto_traits, intrinsics, asm_experimental_arch)]
#![no_core]
#![crate_type = "rlib"]
#![allow(internal_features, dead_code, unused)]

#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
#[lang = "sized"]
pub trait Sized: MetaSized {}
#[lang = "legacy_receiver"]
pub trait LegacyReceiver {}
impl<T: PointeeSized> LegacyReceiver for &T {}
impl<T: PointeeSized> LegacyReceiver for &mut T {}
#[lang = "copy"]
pub trait Copy {}
impl Copy for bool {}
impl Copy for u8 {}
impl Copy for u16 {}
impl Copy for u32 {}
impl Copy for u64 {}
impl Copy for usize {}
impl<T: PointeeSized> Copy for *mut T {}
impl<T: PointeeSized> Copy for *const T {}
#[lang = "freeze"]
pub unsafe auto trait Freeze {}
#[lang = "add"]
pub trait Add<R = Self> {
    type Output;
    fn add(self, right: R) -> Self::Output;
}
impl Add for u32 {
    type Output = u32;
    fn add(self, right: u32) -> u32 {
        self + right
    }
}
#[lang = "destruct"]
pub trait Destruct: PointeeSized {}
#[lang = "index"]
pub trait Indexed<I> {
    type Output: PointeeSized;
    fn index(&self, index: I) -> &Self::Output;
}
impl<const N: usize> Indexed<usize> for [usize; N] {
    type Output = usize;
    fn index(&self, index: usize) -> &usize {
        &self[index]
    }
}
#[lang = "panic_location"]
struct Location<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}
#[lang = "panic_bounds_check"]
#[track_caller]
fn panic_bounds_check(_index: usize, _len: usize) -> ! {
    loop {}
}
pub trait AsMutPtr {
    fn as_mut_ptr(&mut self) -> *mut usize;
}
impl<const N: usize> AsMutPtr for [usize; N] {
    #[inline(always)]
    fn as_mut_ptr(&mut self) -> *mut usize {
        self as *mut [usize; N] as *mut usize
    }
}

pub mod __private {
    use super::*;
    #[rustc_builtin_macro]
    pub macro asm("assembly template", $(operands,)* $(options($(option),*))?) {}
    #[rustc_builtin_macro]
    pub macro concat($($part:expr),*) {}
    #[rustc_builtin_macro]
    pub macro module_path() {}
    #[rustc_intrinsic]
    pub const fn size_of<T>() -> usize;

    pub type Bits = usize;
    pub type Code = u32;
    pub const COMMITTED: Code = 0;
    pub const ABORTED: Code = 1;
    pub const MISMATCH: Code = 2;
    pub const EXIT: Code = 3;
    pub const RSEQ_CS: usize = 8;
    #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
    pub const SIGNATURE: u32 = 0x5305_3053;
    #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
    pub const SIGNATURE: u32 = 0xd428_bc00;
    #[cfg(all(target_arch = "aarch64", target_endian = "big"))]
    pub const SIGNATURE: u32 = 0x00bc_28d4;
    #[cfg(target_arch = "arm")]
    pub const SIGNATURE: u32 = 0xe7f5_def3;
    #[cfg(target_arch = "riscv64")]
    pub const SIGNATURE: u32 = 0xf140_1073;
    #[cfg(target_arch = "powerpc64")]
    pub const SIGNATURE: u32 = 0x0fe5_000b;
    #[cfg(target_arch = "s390x")]
    pub const SIGNATURE: u32 = 0xb2ff_0fff;
    #[cfg(target_arch = "loongarch64")]
    pub const SIGNATURE: u32 = 0x002a_0010;
    pub const MARKED: bool = true;

    pub trait Tracking {
        const TRACKED: bool;
    }
    pub trait Index {
        const FIELD: usize;
    }
    pub trait Value: Copy {}
    impl Value for u8 {}
    impl Value for u16 {}
    impl Value for u32 {}
    impl Value for u64 {}
    pub struct Tracked;
    impl Tracking for Tracked {
        const TRACKED: bool = true;
    }
    pub struct Untracked;
    impl Tracking for Untracked {
        const TRACKED: bool = false;
    }
    pub struct Cpu;
    impl Index for Cpu {
        const FIELD: usize = 4;
    }
    pub struct Mm;
    impl Index for Mm {
        const FIELD: usize = 24;
    }
    pub struct Frame<K: Tracking, I: Index> {
        pub area: *mut u8,
        pub field: *mut u8,
        pub index: Bits,
        pub slot: *mut u8,
        pub event: Bits,
        pub of: *const (K, I),
    }
    pub struct Place<'a, V: Value> {
        pub pointer: *mut V,
        pub of: *const &'a V,
    }
    pub struct Copied<'a, V: Value> {
        pub dst: *mut V,
        pub src: *const V,
        pub len: Bits,
        pub of: *const &'a V,
    }
}

