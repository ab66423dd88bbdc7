//! How many instructions a sequence takes when nothing interrupts it, counted by single-stepping,
//! and held here: a change that makes the fast path longer has to say so in this file.
//!
//! The trap after each instruction aborts a section, which is the kernel's promise. The trap's signal
//! still says where the thread was (`si_addr`), so the handler sends it back there: unprotected, but
//! this test runs alone on its slots.

#![cfg(all(target_os = "linux", target_arch = "x86_64", not(restartable_fallback)))]

/// The counts are those of an optimised build: a debug build has one made and run.
#[cfg(debug_assertions)]
#[test]
fn instructions_of_the_fast_paths_in_a_release_build() {
    let output = std::process::Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["test", "--release", "--offline", "--test", "fast_path"])
        // Where the controls are built, which share the procedural macros.
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--target-dir", concat!(env!("CARGO_TARGET_TMPDIR"), "/controls")])
        .args(["--", "--nocapture"])
        // As in guests: without the dependencies that this test has not.
        .env("CARGO_ENCODED_RUSTFLAGS", "--cfg\x1frestartable_guest")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout);
    println!("{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && text.contains("1 passed"));
}

#[cfg(not(debug_assertions))]
mod release {
    use std::sync::atomic::{AtomicU64, Ordering};

    use restartable::{Counter, Gauge, Histogram, MmCid, PerCpu, Tracked, Untracked, Word, rseq};

    static STEPS: AtomicU64 = AtomicU64::new(0);
    /// Sections that the kernel aborted: the first trap in one, after which it is not armed any more.
    static ABORTED: AtomicU64 = AtomicU64::new(0);

    const TRAP_FLAG: i64 = 0x100;

    extern "C" fn on_trap(_signal: i32, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
        // SAFETY: the kernel passes valid pointers to a handler installed with SA_SIGINFO.
        let (at, registers) = unsafe {
            let context = &mut *context.cast::<libc::ucontext_t>();
            ((*info).si_addr() as usize, &mut context.uc_mcontext.gregs)
        };
        STEPS.fetch_add(1, Ordering::Relaxed);
        let landed = registers[libc::REG_RIP as usize] as usize;
        if landed != at {
            ABORTED.fetch_add(1, Ordering::Relaxed);
            registers[libc::REG_RIP as usize] = at as i64;
        }
    }

    /// The instructions that a call of `function` takes, with the call and the return, and how many
    /// sections were aborted on the way.
    fn count<P>(function: extern "C" fn(&P), subject: &P) -> (u64, u64) {
        // SAFETY: `on_trap` has the signature of a SA_SIGINFO handler.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_trap as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO;
            libc::sigaction(libc::SIGTRAP, &raw const action, std::ptr::null_mut());
        }
        function(subject);
        // The fewest of a few: a thread that is moved to another CPU meanwhile takes more.
        (0..5).map(|_| count_once(function, subject)).min().unwrap_or_default()
    }

    fn count_once<P>(function: extern "C" fn(&P), subject: &P) -> (u64, u64) {
        STEPS.store(0, Ordering::Relaxed);
        ABORTED.store(0, Ordering::Relaxed);
        // SAFETY: sets and clears the trap flag around a call of the C ABI; every trap is handled.
        unsafe {
            std::arch::asm!(
                "pushfq",
                "or qword ptr [rsp], {flag}",
                "popfq",
                "call {function}",
                "pushfq",
                "and qword ptr [rsp], {mask}",
                "popfq",
                flag = const TRAP_FLAG,
                mask = const !TRAP_FLAG,
                function = in(reg) function,
                in("rdi") subject,
                clobber_abi("C"),
            );
        }
        // The call; not the three instructions that end the stepping.
        (STEPS.load(Ordering::Relaxed) - 3, ABORTED.load(Ordering::Relaxed))
    }

    #[inline(never)]
    extern "C" fn untracked_add(n: &PerCpu<Word<u64>, Untracked>) {
        rseq!(n, |n| {
            commit!(n += 1);
        });
    }

    #[inline(never)]
    extern "C" fn tracked_add(n: &PerCpu<Word<u64>>) {
        rseq!(n, |n| {
            commit!(n += 1);
        });
    }

    #[inline(never)]
    extern "C" fn tracked_set(n: &PerCpu<Word<u64>>) {
        rseq!(n, |n| {
            let old = n.get();
            commit!(n = old + 1);
        });
    }

    #[inline(never)]
    extern "C" fn mm_cid_set(n: &PerCpu<Word<u64>, Tracked, MmCid>) {
        rseq!(n, |n| {
            let old = n.get();
            commit!(n = old + 1);
        });
    }

    static HITS: Counter = Counter::new();

    #[inline(never)]
    extern "C" fn static_counter(_: &()) {
        HITS.inc();
    }

    #[inline(never)]
    extern "C" fn counter(hits: &Counter) {
        hits.inc();
    }

    #[inline(never)]
    extern "C" fn gauge(level: &Gauge) {
        level.sub(3);
    }

    #[inline(never)]
    extern "C" fn histogram(times: &Histogram) {
        times.record(std::hint::black_box(1_000_000));
    }

    #[inline(never)]
    extern "C" fn empty(_: &()) {}

    #[test]
    fn instructions_of_the_fast_paths() {
        // A call of nothing: the measure's own share.
        let (overhead, _) = count(empty, &());
        let mut good = true;
        let mut hold = |name: &str, (steps, aborted): (u64, u64), at_most: u64| {
            println!("{name:<42} {:>3} instructions", steps - overhead);
            good &= steps - overhead <= at_most && aborted == 1;
        };
        hold("untracked, commit!(n += 1)", count(untracked_add, &PerCpu::default()), 41);
        hold("tracked, commit!(n += 1)", count(tracked_add, &PerCpu::default()), 54);
        hold("tracked, n.get(), commit!(n = …)", count(tracked_set, &PerCpu::default()), 54);
        hold("tracked MmCid, n.get(), commit!(n = …)", count(mm_cid_set, &PerCpu::default()), 63);
        // Their memory is there, or not: that test is a few more than a `PerCpu`'s.
        hold("static Counter, inc()", count(static_counter, &()), 47);
        hold("Counter, inc()", count(counter, &Counter::new()), 46);
        hold("Gauge, sub(3)", count(gauge, &Gauge::new()), 47);
        hold("Histogram, record(x)", count(histogram, &Histogram::new()), 58);
        assert!(
            good,
            "a fast path is longer than what this file holds, or a section was not armed"
        );
    }
}
