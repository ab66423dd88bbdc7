//! Forks in the middle of many threads, of which the child has one.

use std::sync::atomic::{AtomicUsize, Ordering};

use restartable::{PerCpu, Word, rseq};

use crate::exclusive::{on_exclusive, overflow, reserved, take_all, while_all_are_held};
use crate::ledger::{among_workers, crowd, ledger, until};
use crate::signals;
use crate::support::{in_fork, on_a_thread_in_a_fork};

crate::everywhere! {
    among_threads
    while_all_stripes_are_held
    in_a_preparation
    in_a_handler
}

/// Whatever hangs in a child ends it. (A child does not inherit its parent's alarm.)
fn do_not_hang() {
    // SAFETY: takes a number.
    unsafe { libc::alarm(100) };
}

/// Works in a child, on two threads of its own too; whether everything was counted, every exclusive
/// stripe is free, and no node of the pool is there twice.
fn works_in_a_child(vanished: usize) -> bool {
    do_not_hang();
    let work = || {
        for _ in 0..100 {
            ledger().work();
        }
        true
    };
    let before = ledger().counts();
    work();
    let threads = on_a_thread_in_a_fork(work) && on_a_thread_in_a_fork(work);
    let counted = ledger().counts() == before.map(|count| count + 300);
    // Threads that are not here had two nodes in their hands, at most.
    let pooled = ledger().pooled() + 2 * vanished >= ledger().nodes();
    let count: PerCpu<Word<usize>> = PerCpu::default();
    threads && counted && pooled && take_all(&count) == reserved()
}

/// The threads that vanish are in the middle of everything: without rseq they hold exclusive
/// stripes, and one has the lock of the overflow stripe.
///
/// (Seen, when children did not free the stripes of others: all `refused` tests of this file and all
/// of `while_all_stripes_are_held` failed in their first children.)
fn among_threads() {
    among_workers(crowd(), until, |workers| {
        for _ in 0..6 {
            in_fork(|| works_in_a_child(workers.len()));
            std::thread::yield_now();
        }
    });
    ledger().check();
}

/// The threads that vanish hold all stripes in their preparations; here they go on holding them.
fn while_all_stripes_are_held() {
    ledger().work();
    let count: PerCpu<Word<usize>> = PerCpu::default();
    while_all_are_held(|| {
        for _ in 0..3 {
            in_fork(|| works_in_a_child(0));
        }
        on_exclusive(&count, |index| assert_eq!(index, overflow(), "all are held in the parent"));
    });
    ledger().check();
}

/// Forks from the preparation of a sequence, which then commits in both processes.
fn in_a_preparation() {
    /// A fork in the first call, whose result is that of all calls.
    fn fork_once(result: &mut Option<libc::pid_t>) {
        // SAFETY: the child runs sequences, and exits without a word.
        result.get_or_insert_with(|| unsafe { libc::fork() });
    }
    let count: PerCpu<Word<usize>> = PerCpu::default();
    let total = || count.iter().map(Word::get).sum::<usize>();
    among_workers(crowd(), until, |_| {
        for round in 0..6 {
            let mut child = None;
            if round % 2 == 0 {
                rseq!(count, |n| {
                    let old = n.get();
                    fork_once(&mut child);
                    commit!(n = old + 1);
                });
            } else {
                // The stripe that this thread holds stays its own in the child until the commit.
                on_exclusive(&count, |index| {
                    fork_once(&mut child);
                    if child == Some(0) {
                        do_not_hang();
                        let found = take_all(&PerCpu::default());
                        let expected: Vec<_> =
                            reserved().into_iter().filter(|&other| other != index).collect();
                        exit_unless(found == expected);
                    }
                });
            }
            if child == Some(0) {
                do_not_hang();
                let counted = total() == round + 1;
                exit_unless(counted && take_all(&PerCpu::default()) == reserved());
                // SAFETY: ends the process without its destructors, which belong to the parent.
                unsafe { libc::_exit(0) };
            }
            let mut status = 0;
            let child = child.expect("forked");
            // SAFETY: waits for the child made above.
            assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
            assert_eq!(status, 0, "what the child found");
            assert_eq!(total(), round + 1);
        }
    });
    ledger().check();
}

/// How many forks of `fork_and_work` went well.
static FORKED: AtomicUsize = AtomicUsize::new(0);

extern "C" fn fork_and_work(_: libc::c_int) {
    in_fork(|| {
        do_not_hang();
        let before = ledger().counts();
        for _ in 0..10 {
            ledger().work();
        }
        ledger().counts() == before.map(|count| count + 10)
    });
    FORKED.fetch_add(1, Ordering::Relaxed);
}

/// Handlers that fork, in threads that are interrupted anywhere in their sequences.
fn in_a_handler() {
    signals::on(libc::SIGUSR1, 0, fork_and_work);
    among_workers(signals::few(), until, |workers| {
        for round in 1..=5 {
            for &worker in workers {
                signals::send(worker, libc::SIGUSR1);
            }
            while FORKED.load(Ordering::Relaxed) < round * workers.len() {
                std::thread::yield_now();
            }
        }
    });
    ledger().check();
}

/// Ends a child that found something wrong.
fn exit_unless(good: bool) {
    if !good {
        // SAFETY: ends the process without its destructors, which belong to the parent.
        unsafe { libc::_exit(1) };
    }
}
