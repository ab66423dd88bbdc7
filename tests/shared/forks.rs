//! `fork` and `exec` among processes that share.

use restartable::SharedPerCpu;

use crate::Fork;
use crate::slots::{Slot, Slots, count, count_exclusively, owner, total};

/// Children and grandchildren go on with what they have mapped.
#[test]
fn generations() {
    let slots: Slots = SharedPerCpu::memfd("generations", |_| Slot::default()).expect("a memfd");
    let work = || {
        for _ in 0..1000 {
            count(&slots);
            count_exclusively(&slots, |_| ());
        }
    };
    let children: Vec<Fork> = (0..4)
        .map(|_| {
            Fork::new(|| {
                let grandchild = Fork::new(work);
                work();
                grandchild.wait();
            })
        })
        .collect();
    work();
    children.into_iter().for_each(Fork::wait);
    assert_eq!(total(&slots), 9 * 2000);
}

/// A `fork` in a preparation on an exclusive slot: both processes go on with it, one has the slot.
///
/// With the child's headers left as they were (`after_fork` not called) both commit on the one slot,
/// and one count is lost.
#[test]
fn fork_in_a_preparation() {
    let slots: Slots = SharedPerCpu::memfd("preparation", |_| Slot::default()).expect("a memfd");
    for _ in 0..20 {
        let before = total(&slots);
        let parent = std::process::id();
        let mut child = None;
        let mut attempts = 0;
        let index = count_exclusively(&slots, |_| {
            attempts += 1;
            if std::process::id() == parent && child.is_none() {
                // SAFETY: the child goes on with this test's own code and ends below.
                child = Some(unsafe { libc::fork() });
            }
        });
        if std::process::id() != parent {
            // Its attempt as the parent was not committed: it made another one.
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(i32::from(attempts != 2)) };
        }
        Fork(child.expect("forked")).wait();
        assert_eq!(total(&slots), before + 2, "both counted");
        assert_eq!(owner(&slots, index as usize), 0, "given back");
    }
}

/// The seat of a parent that dies comes free although its child lives on.
#[test]
fn a_child_does_not_keep_its_parents_seat() {
    let slots: Slots = SharedPerCpu::memfd("seat", |_| Slot::default()).expect("a memfd");
    let (read, write) = std::io::pipe().expect("a pipe");
    let parent = Fork::new(|| {
        count_exclusively(&slots, |_| {
            // The child, which keeps everything it inherited open until this test has ended.
            // SAFETY: the child waits and ends.
            if unsafe { libc::fork() } == 0 {
                let mut byte = 0_u8;
                let read = std::os::fd::AsRawFd::as_raw_fd(&read);
                let write = std::os::fd::AsRawFd::as_raw_fd(&write);
                // SAFETY: open descriptors, and a valid pointer.
                unsafe {
                    libc::close(write);
                    libc::read(read, (&raw mut byte).cast(), 1);
                    libc::_exit(0);
                }
            }
            // SAFETY: ends the parent, in the middle of the preparation.
            unsafe { libc::raise(libc::SIGKILL) };
        });
    });
    assert_eq!(parent.wait_status() & 0x7f, libc::SIGKILL);
    let left: Vec<usize> =
        (slots.cpus()..slots.len()).filter(|&at| owner(&slots, at) != 0).collect();
    assert_eq!(left.len(), 1, "it died with one slot");
    // Whoever comes by takes it.
    let mut turns = 0;
    while owner(&slots, left[0]) != 0 {
        count_exclusively(&slots, |_| ());
        turns += 1;
        assert!(turns < 10_000, "the slot of the dead is never used");
    }
    drop(write);
}
