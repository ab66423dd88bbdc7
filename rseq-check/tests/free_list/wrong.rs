use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use restartable::{PerCpu, Untracked, Word, rseq};
use rseq_check::Check;

const NIL: u32 = u32::MAX;

struct FreeList {
    heads: PerCpu<Word<u32>, Untracked>,
    next: Vec<Word<u32>>,
}

impl FreeList {
    fn new(nodes: u32) -> Self {
        let next = (0..nodes).map(|_| Word::new(NIL)).collect();
        Self { heads: PerCpu::new(|_| Word::new(NIL)), next }
    }

    fn pop(&self) -> Option<u32> {
        rseq!(self.heads, |head| {
            let first = head.get();
            if first == NIL {
                return None;
            }
            let next = self.next[first as usize].get();
            check!(head == first);
            commit!(head = next);
            Some(first)
        })
    }

    fn push(&self, node: u32) {
        rseq!(self.heads, |head| {
            let first = head.get();
            check!(head == first);
            stage!(self.next[node as usize] = first);
            commit!(head = node);
        });
    }
}

pub fn check_pop<R>(run: impl FnOnce(Check<'_>) -> R) -> R {
    let list = FreeList::new(4);
    // What the sequence and the competitor hold.
    let hands = [AtomicU32::new(NIL), AtomicU32::new(NIL)];

    let check = Check::new(|| hands[0].store(list.pop().unwrap_or(NIL), Relaxed))
        .competitor(|| {
            // Pops two nodes and pushes the first one back.
            let first = list.pop();
            hands[1].store(list.pop().unwrap_or(NIL), Relaxed);
            first.into_iter().for_each(|node| list.push(node));
        })
        .reset(|| {
            hands.iter().for_each(|hand| hand.store(NIL, Relaxed));
            rseq!(list.heads, |head| {
                commit!(head = NIL);
            });
            (0..4).for_each(|node| list.push(node));
        })
        .invariant(|| {
            let mut nodes: Vec<u32> = hands.iter().map(|hand| hand.load(Relaxed)).collect();
            nodes.retain(|&node| node != NIL);
            for head in &list.heads {
                let mut node = head.get();
                while node != NIL && nodes.len() <= 4 {
                    nodes.push(node);
                    node = list.next[node as usize].get();
                }
            }
            nodes.sort();
            assert_eq!(nodes, [0, 1, 2, 3], "each node once");
        });
    run(check)
}
