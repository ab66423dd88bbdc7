//! A sequence in a `macro_rules!`, with parts of it from the caller.
use restartable::{PerCpu, Word, rseq};

#[derive(Default)]
struct Slot {
    n: Word<u64>,
    last: Word<u32>,
}

macro_rules! count {
    ($percpu:expr, $field:ident, $by:expr) => {
        rseq!($percpu, |slot| {
            commit!(slot.$field += $by);
        })
    };
}

macro_rules! swap {
    ($percpu:expr, $new:expr) => {
        rseq!($percpu, |slot| {
            let before = fetch!(slot.last);
            check!(slot.n != 1 << 40);
            commit!(slot.last = $new);
            before
        })
    };
}

macro_rules! with_body {
    ($percpu:expr, |$slot:ident| $body:block) => {
        rseq!($percpu, |$slot| $body)
    };
}

macro_rules! whole {
    ($($all:tt)*) => { rseq! { $($all)* } };
}

macro_rules! words {
    ($percpu:expr, $word:ident, $place:expr, $value:literal, $ty:ty) => {
        whole!($percpu, |$word| -> $ty {
            commit!($place = $value);
            $value
        })
    };
}

macro_rules! define {
    ($(#[$attr:meta])* fn $name:ident($slot:ident: $ty:ty) of $percpu:expr, $body:block) => {
        $(#[$attr])*
        #[restartable::restartable($percpu)]
        fn $name($slot: $ty) $body
    };
}

static SLOTS: std::sync::LazyLock<PerCpu<Slot>> = std::sync::LazyLock::new(PerCpu::default);

define! {
    /// Documented.
    fn bump(slot: &Slot) of *SLOTS, { commit!(slot.n += 1); }
}

fn main() {
    let slots: PerCpu<Slot> = PerCpu::default();
    count!(slots, n, 2 + 1);
    count!(&slots, n, 4);
    assert_eq!(slots.iter().map(|slot| slot.n.get()).sum::<u64>(), 7);
    let by = 5u32;
    assert_eq!(swap!(slots, by), 0);
    with_body!(slots, |s| { commit!(s.n += 1); });
    assert_eq!(words!(slots, w, w.last, 9, u32), 9);
    bump();
    assert_eq!(SLOTS.iter().map(|slot| slot.n.get()).sum::<u64>(), 1);
}
