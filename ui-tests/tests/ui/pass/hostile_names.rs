//! Whatever the user's names are, the expansion does not meet them.
#![allow(non_camel_case_types, non_upper_case_globals, dead_code, unused_imports, unused_macros)]
use restartable::{PerCpu, Word, restartable, rseq, try_rseq};

mod core {}
mod std {}
mod alloc {}
mod __private {}
struct Option;
struct Result;
struct Ok;
struct Err;
struct Some;
struct None;
struct ControlFlow;
struct Aborted;
struct Drop;
struct Frame;
struct Attempt;
struct usize;
struct u64x;
trait Value {}
trait Place {}
trait Index {}
trait Tracking {}
enum K {}
enum I {}
enum P0 {}
enum C0 {}
const COMMITTED: u32 = 7;
const at: u32 = 7;
const percpu: u32 = 7;
const code: u32 = 7;
const kept: u32 = 7;
const p0: u32 = 7;
const v0: u32 = 7;
const f0: u32 = 7;
const c0: u32 = 7;
const frame: u32 = 7;
const block: u32 = 7;
const value: u32 = 7;
const residual: u32 = 7;
fn __section() {}
fn first() {}
fn again() {}
fn leave() {}
fn ok() {}
fn drop() {}
macro_rules! asm { ($($t:tt)*) => { compile_error!("mine") } }
macro_rules! compile { ($($t:tt)*) => { compile_error!("mine") } }
macro_rules! commit { ($($t:tt)*) => { compile_error!("mine") } }
macro_rules! fetch { ($($t:tt)*) => { compile_error!("mine") } }
macro_rules! assert { ($($t:tt)*) => { compile_error!("mine") } }
macro_rules! matches { ($($t:tt)*) => { compile_error!("mine") } }

#[derive(Default)]
struct Slot {
    n: Word<u32>,
    words: [Word<u8>; 4],
}

/// Methods of the same names, on whatever is about.
trait Everywhere {
    fn slot(&self) {}
    fn index(&self) {}
    fn frame(&self) {}
    fn as_word(&self) {}
    fn as_per_cpu(&self) {}
    fn branch(&self) {}
    fn as_mut_ptr(&self) {}
    fn pointer(&self) {}
    fn holds(&self) {}
}
impl<T: ?Sized> Everywhere for T {}

#[restartable(slots)]
fn attribute(slot: &Slot, #[index] index: u32, slots: &PerCpu<Slot>) -> u32 {
    let copied = [1u8, 2, 3, 4];
    let f = fetch!(slot.n);
    check!(slot.n == f);
    stage_copy!(&slot.words, &copied);
    commit!(slot.n = index);
    f
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    attribute(&slots);
    // Locals of the expansion's names, from outside and inside.
    let area = "area";
    let outer = rseq!(slots, |slot, index| {
        let restarts = area.len() as u32 + index;
        let hold = restarts - index;
        let kept_ = hold;
        let x = fetch!(slot.n);
        check!(slot.n != at + 1_000_000);
        stage!(slot.words[0] = 1);
        commit!(slot.n = kept_);
        (x, area)
    });
    assert_eq!(outer.1, "area");
}
