//! Sequences in closures, threads, recursive functions, async blocks, and in each other.
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use restartable::{PerCpu, Word, restartable, rseq};

static COUNT: std::sync::LazyLock<PerCpu<Word<u64>>> = std::sync::LazyLock::new(PerCpu::default);

fn depth(n: u64) -> u64 {
    if n == 0 {
        return 0;
    }
    rseq!(COUNT, |slot| {
        commit!(slot += 1);
        1 + depth(n - 1)
    })
}

#[restartable(COUNT)]
fn recursive(slot: &Word<u64>, n: u64) -> u64 {
    commit!(slot += 1);
    if n == 0 { 0 } else { recursive(n - 1) + 1 }
}

fn nested(a: &PerCpu<Word<u64>>, b: &PerCpu<Word<u64>>) -> u64 {
    rseq!(a, |outer| {
        let inner = rseq!(b, |inner| {
            let next = fetch!(inner);
            commit!(inner += 1);
            next
        });
        let next = fetch!(outer);
        commit!(outer = inner);
        rseq!(b, |inner| {
            let next = fetch!(inner);
            commit!(inner += 1);
            next
        });
        next
    })
}

async fn in_async(a: &PerCpu<Word<u64>>) -> u64 {
    let add = async |by: u64| {
        rseq!(a, |slot| {
            commit!(slot += by);
        });
    };
    add(1).await;
    let future = rseq!(a, |slot| {
        commit!(slot += 1);
        async { add(1).await }
    });
    future.await;
    a.iter().map(Word::get).sum()
}

fn main() {
    let bump = |by| {
        rseq!(COUNT, |slot| {
            let by = Some(by).map(|by: u64| by * 2).unwrap_or_default();
            commit!(slot += by);
        });
    };
    bump(1);
    assert_eq!(depth(5), 5);
    assert_eq!(recursive(3), 3);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..100).for_each(bump));
        }
    });
    let total: u64 = COUNT.iter().map(Word::get).sum();
    assert_eq!(total, 2 + 5 + 4 + 4 * 9900);
    assert_eq!(nested(&PerCpu::default(), &PerCpu::default()), 0);
    let a = PerCpu::default();
    let mut future = pin!(in_async(&a));
    let Poll::Ready(sum) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing waits");
    };
    assert_eq!(sum, 3);
}
