//! What everybody works on at once, and the books that show whether anything was lost.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, OnceLock};
use std::time::{Duration, Instant};

use restartable::{Backend, PerCpu, Stats, Untracked, Word, backend, rseq, stats};

use crate::common;
use crate::exclusive::on_exclusive;

/// Two counts and a pool of nodes.
pub struct Ledger {
    /// Counted by a value read in the preparation, which the event protects.
    set: PerCpu<Word<usize>>,
    /// Counted in the section.
    added: PerCpu<Word<usize>, Untracked>,
    /// The pool: a list of nodes in each slot.
    heads: PerCpu<Word<u32>>,
    /// The node after each.
    next: Box<[Word<u32>]>,
    /// Nodes that are in somebody's hands.
    taken: Box<[AtomicBool]>,
    /// How often somebody has worked.
    worked: AtomicUsize,
}

/// No node.
const NIL: u32 = u32::MAX;

/// In each slot of a new pool. Short lists are emptied, and their nodes come back soon.
const NODES: u32 = 3;

/// This process's ledger. Handlers may use it once it was used outside of them.
pub fn ledger() -> &'static Ledger {
    static LEDGER: OnceLock<Ledger> = OnceLock::new();
    LEDGER.get_or_init(Ledger::new)
}

impl Ledger {
    fn new() -> Self {
        let heads: PerCpu<Word<u32>> = PerCpu::new(|index| Word::new(index * NODES));
        let nodes = u32::try_from(heads.len()).expect("a few hundred") * NODES;
        let next = |node| Word::new(if (node + 1) % NODES == 0 { NIL } else { node + 1 });
        Self {
            set: PerCpu::default(),
            added: PerCpu::default(),
            heads,
            next: (0..nodes).map(next).collect(),
            taken: (0..nodes).map(|_| AtomicBool::new(false)).collect(),
            worked: AtomicUsize::new(0),
        }
    }

    /// One of each operation; to be called by anybody, at any moment.
    pub fn work(&self) {
        rseq!(self.set, |n| {
            let old = n.get();
            commit!(n = old + 1);
        });
        self.rest_of_the_work();
    }

    /// The same, with the first operation on an exclusive stripe, whose index `see` is told in every
    /// preparation there.
    pub fn work_on_exclusive(&self, see: impl FnMut(u32)) {
        on_exclusive(&self.set, see);
        self.rest_of_the_work();
    }

    fn rest_of_the_work(&self) {
        rseq!(self.added, |n| {
            commit!(n += 1);
        });
        // Back in the other order: whoever has read the head meanwhile finds it there again, with
        // another node behind it.
        let (first, second) = (self.pop(), self.pop());
        for node in [first, second].into_iter().flatten() {
            self.push(node);
        }
        self.worked.fetch_add(1, Ordering::Relaxed);
    }

    fn pop(&self) -> Option<u32> {
        let node = rseq!(self.heads, |head| -> Option<u32> {
            let first = head.get();
            if first == NIL {
                return None;
            }
            let next = self.next[first as usize].get();
            commit!(head = next);
            Some(first)
        })?;
        let twice = self.taken[node as usize].swap(true, Ordering::Relaxed);
        assert!(!twice, "node {node} is in two hands");
        Some(node)
    }

    fn push(&self, node: u32) {
        self.taken[node as usize].store(false, Ordering::Relaxed);
        rseq!(self.heads, |head| {
            let first = head.get();
            stage!(self.next[node as usize] = first);
            commit!(head = node);
        });
    }

    /// The two counts.
    pub fn counts(&self) -> [usize; 2] {
        [self.set.iter().map(Word::get).sum(), self.added.iter().map(Word::get).sum()]
    }

    /// The number of nodes in the pool; none may be there twice.
    pub fn pooled(&self) -> usize {
        let mut seen = vec![false; self.next.len()];
        for head in &self.heads {
            let mut node = head.get();
            while node != NIL {
                let twice = std::mem::replace(&mut seen[node as usize], true);
                assert!(!twice, "node {node} is in the pool twice");
                node = self.next[node as usize].get();
            }
        }
        seen.into_iter().filter(|&seen| seen).count()
    }

    /// The number of nodes there are.
    pub fn nodes(&self) -> usize {
        self.next.len()
    }

    /// When nobody works any more: everything was counted, once.
    pub fn check(&self) {
        let worked = self.worked.load(Ordering::Relaxed);
        println!("worked {worked} times");
        assert!(worked > 0);
        assert_eq!(self.counts(), [worked; 2], "updates were lost");
        assert_eq!(self.pooled(), self.nodes(), "nodes were lost");
    }
}

/// Sets a flag at the end, however it is reached.
pub struct AtEnd<'f>(pub &'f AtomicBool);

impl Drop for AtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Runs so many threads that do nothing but `work`, and `meanwhile` beside them, which is told the
/// kernel's numbers of the threads.
pub fn among_workers(
    threads: usize,
    work: impl Fn(&AtomicBool) + Sync,
    meanwhile: impl FnOnce(&[libc::pid_t]),
) {
    // Handlers may use it from now on.
    ledger();
    let stop = AtomicBool::new(false);
    let (started, tids) = (Barrier::new(threads + 1), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        let _stop = AtEnd(&stop);
        for _ in 0..threads {
            scope.spawn(|| {
                // SAFETY: takes nothing.
                tids.lock().unwrap().push(unsafe { libc::gettid() });
                started.wait();
                work(&stop);
            });
        }
        started.wait();
        let tids = tids.lock().unwrap().clone();
        meanwhile(&tids);
    });
}

/// Works until told to stop.
pub fn until(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        ledger().work();
    }
}

/// As many as have work to do at any moment, and more than there are CPUs and reserved stripes.
pub fn crowd() -> usize {
    common::cpus().len() + rseq_runtime::register::init().reserved as usize + 2
}

/// What happened to sequences since then.
pub fn since(before: Stats) -> (u64, u64) {
    let now = stats();
    (now.restarts - before.restarts, now.exclusive - before.exclusive)
}

/// Repeats a disturbance for a while, and longer if it has not disturbed anything yet: with rseq
/// sequences must have been restarted, without it they must have run on exclusive stripes.
pub fn disturbing(mut disturb: impl FnMut()) {
    /// After which nobody believes any more that it ever will.
    const PATIENCE: Duration = Duration::from_secs(60);
    let (before, start) = (stats(), Instant::now());
    loop {
        disturb();
        let (restarts, exclusive) = since(before);
        let disturbed = match backend() {
            Backend::Rseq { .. } => restarts > 0,
            _ => exclusive > 0,
        };
        if start.elapsed() >= common::duration() && disturbed || start.elapsed() >= PATIENCE {
            println!("{restarts} restarts, {exclusive} on exclusive stripes");
            assert!(disturbed, "nothing was disturbed");
            return;
        }
    }
}
