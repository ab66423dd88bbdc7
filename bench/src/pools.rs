//! One pool of buffers that all threads use.
//!
//! An operation gets a buffer of 1 KiB, writes a byte into it, and gives it back. Each pool has two
//! buffers a thread at first, or makes what it needs.

use std::hint::black_box;

use lockfree_object_pool::{LinearObjectPool, MutexObjectPool};
use restartable::Pool;

use crate::harness::{Contender, Group};

const BUFFERS: usize = 128;

fn buffer() -> Vec<u8> {
    vec![0; 1024]
}

struct Buffers;

impl opool::PoolAllocator<Vec<u8>> for Buffers {
    #[inline]
    fn allocate(&self) -> Vec<u8> {
        buffer()
    }
}

/// Getting a buffer and giving it back.
pub fn group() -> Group {
    let opool = opool::Pool::new_prefilled(BUFFERS, Buffers);
    let object_pool = object_pool::Pool::new(BUFFERS, buffer);
    let linear = LinearObjectPool::new(buffer, |_| ());
    let mutex = MutexObjectPool::new(buffer, |_| ());
    let slab: sharded_slab::Pool<Vec<u8>> = sharded_slab::Pool::new();
    let pool = Pool::new(buffer);
    Group {
        name: "pool",
        operation: "get and return a buffer",
        contenders: vec![
            Contender::new("Vec::with_capacity, no pool", || {
                let mut buffer = Vec::with_capacity(1024);
                buffer.push(1_u8);
                black_box(&mut buffer);
            }),
            Contender::new("opool", move || {
                black_box(&opool).get()[0] = 1;
            }),
            Contender::new("object-pool", move || {
                black_box(&object_pool).pull(buffer)[0] = 1;
            }),
            Contender::new("lockfree-object-pool, linear", move || {
                black_box(&linear).pull()[0] = 1;
            }),
            Contender::new("lockfree-object-pool, mutex", move || {
                black_box(&mutex).pull()[0] = 1;
            }),
            Contender::new("sharded-slab Pool", move || {
                // Clears the buffer where it lies; the allocation stays.
                let mut buffer = black_box(&slab).create().expect("room");
                buffer.push(1);
                let key = buffer.key();
                drop(buffer);
                black_box(&slab).clear(key);
            }),
            Contender::new("Pool", move || {
                black_box(&pool).get()[0] = 1;
            })
            .ours(),
        ],
    }
}
