//! What can only be seen from outside: pages, address space, other processes. Each test runs in a
//! process of its own, in which nobody else uses per-CPU memory.

use std::mem::size_of;
use std::os::unix::fs::FileExt;
use std::panic::catch_unwind;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Instant;

use super::{MAX_SIZE, PerCpu, Tracking, Untracked, Word, address, alone, indices, stride};

/// Runs this test's body in a child.
fn in_child(test: &str, body: fn()) {
    const CHILD: &str = "PERCPU_MEMORY_CHILD";
    let test = format!("linux::{test}");
    if std::env::var(CHILD).is_ok_and(|name| name == test) {
        return body();
    }
    let _alone = alone();
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &test, "--nocapture", "--test-threads=1"])
        .env(CHILD, &test)
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && output.contains("1 passed"), "in the child: {output}");
}

fn page_size() -> usize {
    // SAFETY: no memory is involved.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) }.try_into().unwrap()
}

/// Whether the page of this address takes memory.
fn is_resident(address: usize) -> bool {
    let pagemap = std::fs::File::open("/proc/self/pagemap").unwrap();
    let mut entry = [0; 8];
    pagemap.read_exact_at(&mut entry, (address / page_size() * 8) as u64).unwrap();
    u64::from_ne_bytes(entry) >> 62 != 0 // present, or swapped out
}

/// How many pages of the slots take memory, and how many there are, in all stripes together.
fn resident<T, K: Tracking>(percpu: &PerCpu<T, K>) -> (usize, usize) {
    let page = page_size();
    let pages = |start: usize| start / page..=(start + size_of::<T>() - 1) / page;
    let pages = || indices(percpu).flat_map(|index| pages(address(percpu, index)));
    (pages().filter(|number| is_resident(number * page)).count(), pages().count())
}

/// Whether there is a mapping at this address.
fn is_mapped(address: usize) -> bool {
    let page = std::ptr::without_provenance_mut(address / page_size() * page_size());
    let mut resident = 0;
    // SAFETY: a page-aligned address, and a byte for the one page; nothing is read there.
    unsafe { libc::mincore(page, 1, &raw mut resident) == 0 }
}

/// The address space and the memory of the process.
fn used() -> [usize; 2] {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let mut pages = statm.split(' ').map(|number| number.parse::<usize>().unwrap());
    [(); 2].map(|()| pages.next().unwrap() * page_size())
}

fn limit_address_space(bytes: libc::rlim_t) {
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: the pointer is valid; the limit concerns what is mapped from now on.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) }, 0);
}

#[test]
fn fresh_zeros_take_no_memory() {
    in_child("fresh_zeros_take_no_memory", || {
        type Large = [Word<usize>; 6000];
        let zeros = |_| [const { Word::new(0) }; 6000];
        let mut percpu: PerCpu<Large> = PerCpu::new(zeros);
        // The first page of an exclusive stripe has the header, too.
        let headers = percpu.len() - percpu.cpus();
        assert_eq!(resident(&percpu).0, headers);
        assert!(!is_resident(address(&percpu, 0)), "nothing is written to a CPU's stripe");

        let none: PerCpu<Option<Box<u8>>> = PerCpu::default();
        assert!(!is_resident(address(&none, 0)));

        *percpu.get_mut(0).unwrap()[3000].get_mut() = 1;
        assert_eq!(resident(&percpu).0, headers + 1);

        // A place that was used before is written in all stripes.
        let place = address(&percpu, 0);
        drop(percpu);
        let percpu: PerCpu<Large> = PerCpu::new(zeros);
        assert_eq!(address(&percpu, 0), place);
        assert!(percpu.iter().flatten().all(|word| word.get() == 0));
        let (resident, all) = resident(&percpu);
        assert_eq!(resident, all);
    });
}

/// The control of the test above: other values are written, each in its stripe alone.
#[test]
fn other_values_are_written() {
    in_child("other_values_are_written", || {
        let value = |index: u32| [u8::from(index == 1); 100];
        let percpu: PerCpu<[u8; 100]> = PerCpu::new(value);
        assert!(!is_resident(address(&percpu, 0)));
        assert!(is_resident(address(&percpu, 1)));
        assert!(indices(&percpu).all(|index| percpu.get(index) == Some(&value(index))));
        // The last byte counts.
        let last: PerCpu<[u8; 5000], Untracked> = PerCpu::new(|_| {
            let mut bytes = [0; 5000];
            bytes[4999] = 1;
            bytes
        });
        assert!(last.iter().all(|slot| slot[4999] == 1));
    });
}

#[test]
fn arenas_come_and_go() {
    const HALF: usize = MAX_SIZE / 2 - 64;
    in_child("arenas_come_and_go", || {
        let half = || PerCpu::<[u8; HALF]>::new(|_| [0; HALF]);
        let mut all: Vec<_> = (0..100).map(|_| half()).collect();
        let stride = stride();
        let base = |percpu: &_| address(percpu, 0) / stride * stride;
        let mut bases: Vec<usize> = all.iter().map(base).collect();
        bases.dedup();
        assert_eq!(bases.len(), 50, "two fit into an arena");
        let mapped = || bases.iter().filter(|&&base| is_mapped(base)).count();
        assert_eq!(mapped(), 50);

        // One of each two: nothing can go, and the oldest arena with a place gets the next one.
        let odd: Vec<_> = (0..50).map(|n| all.remove(n + 1)).collect();
        drop(odd);
        assert_eq!(mapped(), 50);
        let next = half();
        assert_eq!(base(&next), bases[0]);

        let len = next.len();
        all.clear();
        assert_eq!(mapped(), 2, "one is in use, and one is kept");
        drop(next);
        assert_eq!(mapped(), 1, "one is kept");
        // All stripes of the others are gone, and not only the first ones.
        let kept = *bases.iter().find(|&&base| is_mapped(base)).unwrap();
        let kept = kept..kept + (len + 1) * stride;
        for base in bases {
            for stripe in (0..=len).map(|n| base + n * stride) {
                assert_eq!(is_mapped(stripe), kept.contains(&stripe));
            }
        }
    });
}

/// A slow guest does less, which the control below shows to be enough.
const CYCLES: usize = if cfg!(restartable_guest) { 20_000 } else { 1_000_000 };

#[test]
fn a_million_cycles_keep_memory_flat() {
    in_child("a_million_cycles_keep_memory_flat", || {
        let kept: Vec<PerCpu<[u64; 1000]>> = (0..40).map(|_| PerCpu::new(|_| [1; 1000])).collect();
        let place = address(&PerCpu::<Word<usize>>::default(), 0);
        let cycle = |n: usize| {
            let a: PerCpu<Word<usize>> = PerCpu::default();
            assert_eq!(address(&a, 0), place);
            if n.is_multiple_of(64) {
                // Sizes and life times that overlap.
                let b: PerCpu<[u8; 3000], Untracked> = PerCpu::new(|_| [1; 3000]);
                drop(a);
                let c: PerCpu<[u8; 40]> = PerCpu::new(|_| [0; 40]);
                drop(b);
                drop(c);
            }
        };
        (0..CYCLES / 100).for_each(cycle);
        let before = used();
        (0..CYCLES).for_each(cycle);
        let after = used();
        drop(kept);
        assert!(
            after.iter().zip(before).all(|(&after, before)| after <= before + (1 << 20)),
            "address space and memory grew from {before:?} to {after:?}"
        );
    });
}

/// The control of the test above: some of its cycles, if nothing were given back, would be seen.
#[test]
fn memory_grows_without_drops() {
    in_child("memory_grows_without_drops", || {
        let before = used();
        for _ in 0..CYCLES.min(100_000) {
            std::mem::forget(PerCpu::<Word<usize>>::default());
        }
        assert!(used()[0] > before[0] + (1 << 20));
    });
}

#[test]
fn without_address_space() {
    in_child("without_address_space", || {
        let first: PerCpu<Word<u32>> = PerCpu::new(Word::new);
        limit_address_space(0);
        // What fits into the arena that exists still does.
        let second: PerCpu<Word<u32>> = PerCpu::default();
        let mut called = false;
        let refused = PerCpu::<[u8; MAX_SIZE]>::try_new(|_| {
            called = true;
            [1; MAX_SIZE]
        });
        let panic = catch_unwind(|| PerCpu::<[u8; MAX_SIZE]>::new(|_| [1; MAX_SIZE]));
        limit_address_space(libc::RLIM_INFINITY);

        assert!(!called);
        let text = refused.unwrap_err().to_string();
        assert!(text.starts_with("cannot map "), "{text}");
        assert!(text.contains("Cannot allocate memory"), "{text}");
        assert_eq!(*panic.unwrap_err().downcast::<String>().unwrap(), text);
        assert!(second.iter().all(|slot| slot.get() == 0));
        assert!(first.iter().map(Word::get).eq(indices(&first)));
        assert!(PerCpu::<[u8; MAX_SIZE]>::try_new(|_| [1; MAX_SIZE]).is_ok());
    });
}

/// Children are born at any moment of threads that create and drop, and can do so, too.
#[test]
fn fork_among_threads() {
    static STOP: AtomicBool = AtomicBool::new(false);

    fn churn() {
        while !STOP.load(Relaxed) {
            let _small: PerCpu<Word<usize>> = PerCpu::default();
            let _large: PerCpu<[u8; MAX_SIZE / 3]> = PerCpu::new(|_| [0; MAX_SIZE / 3]);
        }
    }

    fn works(kept: &PerCpu<Word<u32>>) -> bool {
        let fresh: PerCpu<Word<u32>> = PerCpu::new(Word::new);
        let large: PerCpu<[u8; MAX_SIZE]> = PerCpu::new(|_| [9; MAX_SIZE]);
        fresh.iter().map(Word::get).eq(kept.iter().map(Word::get))
            && large.iter().flatten().all(|&byte| byte == 9)
    }

    in_child("fork_among_threads", || {
        let kept: PerCpu<Word<u32>> = PerCpu::new(Word::new);
        // A guest's CPUs take turns, so that this one waits for all threads.
        let (threads, forks) = if cfg!(restartable_guest) { (3, 4) } else { (8, 30) };
        let threads: Vec<_> = (0..threads).map(|_| std::thread::spawn(churn)).collect();
        for _ in 0..forks {
            // SAFETY: the child uses this crate, and the C library's allocator, which knows of forks.
            let child = unsafe { libc::fork() };
            assert!(child >= 0);
            if child == 0 {
                // SAFETY: ends the child, should it hang; and at once when it is done.
                unsafe {
                    libc::alarm(60);
                    libc::_exit(i32::from(!works(&kept)));
                }
            }
            let mut status = 0;
            // SAFETY: the child just made.
            assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
            assert_eq!(status, 0, "the child ended with {status:#x}");
        }
        STOP.store(true, Relaxed);
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

/// A handler that interrupts a thread anywhere while it creates and drops does the same, and forks.
#[test]
fn signal_handlers_create_and_drop() {
    static HANDLED: AtomicU32 = AtomicU32::new(0);

    extern "C" fn handler(_: libc::c_int) {
        let percpu: PerCpu<Word<u32>> = PerCpu::new(Word::new);
        assert!(percpu.iter().map(Word::get).eq(indices(&percpu)));
        if HANDLED.fetch_add(1, Relaxed).is_multiple_of(16) {
            // SAFETY: the child only drops what this function has created, and ends.
            unsafe {
                let child = libc::fork();
                if child == 0 {
                    drop(percpu);
                    libc::_exit(0);
                }
                let mut status = 1;
                while libc::waitpid(child, &raw mut status, 0) == -1 {}
                assert_eq!(status, 0);
            }
        }
    }

    in_child("signal_handlers_create_and_drop", || {
        // SAFETY: ends the process, should it hang.
        unsafe { libc::alarm(60) };
        let _first: PerCpu<Word<u32>> = PerCpu::default();
        let action = handler as extern "C" fn(libc::c_int);
        let every = libc::timeval { tv_sec: 0, tv_usec: 50 };
        let timer = libc::itimerval { it_interval: every, it_value: every };
        // SAFETY: a handler of the right type that calls nothing which it may interrupt.
        unsafe {
            libc::signal(libc::SIGVTALRM, action as libc::sighandler_t);
            libc::setitimer(libc::ITIMER_VIRTUAL, &raw const timer, std::ptr::null_mut());
        }
        let start = Instant::now();
        while HANDLED.load(Relaxed) < 100 && start.elapsed().as_secs() < 40 {
            let _small: PerCpu<Word<usize>> = PerCpu::default();
            let _large: PerCpu<[u8; MAX_SIZE]> = PerCpu::new(|_| [0; MAX_SIZE]);
        }
        // SAFETY: as above.
        unsafe { libc::signal(libc::SIGVTALRM, libc::SIG_IGN) };
        assert!(HANDLED.load(Relaxed) >= 20, "{} signals", HANDLED.load(Relaxed));
    });
}

/// A huge page would hold the stripes of several CPUs.
#[test]
fn arenas_are_named_and_have_no_huge_pages() {
    /// The lines of the mapping at this address.
    fn mapping(at: usize) -> Option<String> {
        let smaps = std::fs::read_to_string("/proc/self/smaps").unwrap();
        let mut lines = smaps.lines().skip_while(|line| {
            let range = line.split(' ').next().and_then(|range| range.split_once('-'));
            !range.is_some_and(|(start, end)| {
                let parse = |text| usize::from_str_radix(text, 16);
                matches!((parse(start), parse(end)), (Ok(s), Ok(e)) if (s..e).contains(&at))
            })
        });
        let mut found = lines.next()?.to_owned();
        for line in lines {
            found = found + "\n" + line;
            if line.starts_with("VmFlags") {
                break;
            }
        }
        Some(found)
    }

    in_child("arenas_are_named_and_have_no_huge_pages", || {
        let percpu: PerCpu<Word<usize>> = PerCpu::default();
        let mapping = mapping(address(&percpu, 0)).expect("a slot is mapped");
        let first = mapping.lines().next().unwrap();
        // Not every kernel has huge pages (arm in Debian).
        let huge = std::path::Path::new("/sys/kernel/mm/transparent_hugepage").exists();
        assert!(mapping.lines().last().unwrap().contains(" nh") || !huge, "{mapping}");
        // Linux 5.17+, where configured.
        let name = first.split_ascii_whitespace().nth(5);
        assert!(name.is_none_or(|name| name == "[anon:restartable]"), "{first}");
    });
}
