use super::*;

#[test]
fn tokens_differ_between_live_threads() {
    let here = thread_token();
    let there = std::thread::spawn(thread_token).join();
    assert!(here != 0 && there.is_ok_and(|there| there != 0 && there != here));
}

#[test]
fn init_says_the_same_every_time() {
    let first = init();
    let others: Vec<_> = (0..8).map(|_| std::thread::spawn(init)).collect();
    assert!(others.into_iter().all(|other| other.join().is_ok_and(|stripes| stripes == first)));
    assert_eq!(first.total(), first.cpus + first.reserved + 1);
}

#[test]
fn what_is_published_fits_together() {
    let stripes = init();
    let usable = FAST.cpus.load(Ordering::Relaxed);
    assert_eq!(FAST.cids.load(Ordering::Relaxed), usable);
    match backend() {
        Backend::Rseq { feature_size, .. } => {
            assert_eq!(usable, stripes.cpus);
            let shift = if feature_size >= 28 { 0 } else { -20 };
            assert_eq!(FAST.cid_shift.load(Ordering::Relaxed), shift);
            assert!(register_current_thread() && is_registered());
        }
        Backend::Exclusive { .. } => assert!(!register_current_thread() && !is_registered()),
    }
}
