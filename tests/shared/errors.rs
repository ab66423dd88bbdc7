//! Everything that a file can be, but what it should.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, PermissionsExt};

use restartable::{Shareable, SharedError, SharedPerCpu, Untracked, Word};

use crate::Place;

type Numbers = SharedPerCpu<[Word<u32>; 4]>;

fn numbers(test: &str) -> (Place, Numbers) {
    let place = Place::new(test);
    let numbers = SharedPerCpu::create(&place, |index| [index, 1, 2, 3].map(Word::new));
    (place, numbers.expect("a new file"))
}

#[track_caller]
fn refused(place: &Place) -> SharedError {
    let before = std::fs::read(place).ok();
    let error = SharedPerCpu::<[Word<u32>; 4]>::open(place).expect_err("this must be refused");
    assert_eq!(std::fs::read(place).ok(), before, "nothing was changed");
    println!("{error}");
    assert!(!error.to_string().is_empty());
    error
}

#[test]
fn missing() {
    assert!(matches!(refused(&Place::new("missing")), SharedError::Missing));
    let deep = std::path::Path::new("/no/such/folder/file");
    let created: Result<Numbers, _> = SharedPerCpu::create(deep, |_| Default::default());
    assert!(matches!(created, Err(SharedError::Missing)));
}

#[test]
fn existing() {
    let (place, numbers) = numbers("existing");
    drop(numbers);
    let created: Result<Numbers, _> = SharedPerCpu::create(&place, |_| panic!("not called"));
    assert!(matches!(created, Err(SharedError::Exists)));
    let numbers: Numbers = SharedPerCpu::open(&place).expect("as it was");
    assert_eq!(numbers.get(1).map(|slot| slot[0].get()), Some(1));
    let folder = place.as_ref().parent().expect("a folder");
    let name = place.as_ref().file_name().expect("a name").to_str().expect("ASCII");
    let left = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|entry| {
        entry.to_str().is_some_and(|entry| entry.starts_with(name) && entry != name)
    }));
}

#[test]
fn empty() {
    let place = Place::new("empty");
    File::create(&place).expect("a file");
    assert!(matches!(refused(&place), SharedError::Empty));
}

#[test]
fn foreign() {
    let place = Place::new("foreign");
    for contents in
        [&b"x"[..], b"a text that is longer than any header of ours would ever be", &[0; 5000]]
    {
        std::fs::write(&place, contents).expect("a file");
        assert!(matches!(refused(&place), SharedError::Foreign));
    }
}

/// At every length, down to a few bytes of the magic.
#[test]
fn truncated() {
    let (place, numbers) = numbers("truncated");
    let file = OpenOptions::new().write(true).open(&place).expect("the file");
    let whole = file.metadata().expect("its size").len();
    drop(numbers);
    for length in [whole - 1, whole / 2, 8192, 4096, 100, 72, 71, 40, 16, 9, 8, 3] {
        file.set_len(length).expect("shorter");
        let error = refused(&place);
        let SharedError::Truncated { found, expected } = error else { panic!("{length}: {error}") };
        assert_eq!((found, expected), (length, whole));
    }
}

/// Every word of the header, with every byte of it changed.
#[test]
fn other_headers() {
    let (place, numbers) = numbers("headers");
    drop(numbers);
    let file = OpenOptions::new().read(true).write(true).open(&place).expect("the file");
    let mut header = [0; 72];
    file.read_exact_at(&mut header, 0).expect("a header");
    for at in 0..header.len() {
        for change in [1, 0x80, 0xff] {
            let mut changed = header;
            changed[at] ^= change;
            file.write_all_at(&changed, 0).expect("written");
            match (at / 8, SharedPerCpu::<[Word<u32>; 4]>::open(&place)) {
                (0 | 1 | 3 | 4 | 6 | 7, Err(SharedError::Foreign))
                | (2, Err(SharedError::Version { .. }))
                | (8, Err(SharedError::OtherType { .. }))
                // More stripes than the file has, or fewer than are needed.
                | (5, Err(SharedError::Foreign | SharedError::TooFewStripes { .. }))
                | (5 | 6, Err(SharedError::Truncated { .. })) => {}
                // Fewer exclusive stripes: nothing is wrong with that.
                (6, Ok(numbers)) => assert!(numbers.len() < 3 + 8 + 256),
                (_, Err(error)) => panic!("byte {at}: {error}"),
                (_, Ok(_)) => panic!("byte {at} is not looked at"),
            }
        }
    }
    let mut reversed = header;
    reversed[8..16].reverse();
    file.write_all_at(&reversed, 0).expect("written");
    assert!(matches!(refused(&place), SharedError::ByteOrder));
    let mut unfinished = header;
    unfinished[..8].fill(0);
    file.write_all_at(&unfinished, 0).expect("written");
    assert!(matches!(refused(&place), SharedError::Unfinished));
    file.write_all_at(&header, 0).expect("written");
    Numbers::open(&place).expect("as it was");
}

#[test]
fn another_type() {
    #[derive(Shareable)]
    #[repr(C)]
    struct One {
        a: Word<u32>,
        b: [Word<u32>; 3],
    }
    #[derive(Shareable)]
    #[repr(C)]
    struct Renamed {
        a: Word<u32>,
        c: [Word<u32>; 3],
    }
    let (place, _numbers) = numbers("type");
    let other = |result: Result<(), SharedError>| {
        assert!(matches!(result, Err(SharedError::OtherType { .. })), "{result:?}");
    };
    other(SharedPerCpu::<[Word<i32>; 4]>::open(&place).map(drop));
    other(SharedPerCpu::<[Word<u32>; 5]>::open(&place).map(drop));
    other(SharedPerCpu::<One>::open(&place).map(drop));
    other(SharedPerCpu::<[Word<u32>; 4], Untracked>::open(&place).map(drop));
    assert_ne!(One::LAYOUT, Renamed::LAYOUT);
}

#[test]
fn read_only() {
    let (place, _numbers) = numbers("read-only");
    let file = File::open(&place).expect("for reading");
    assert!(matches!(Numbers::from_fd(&file), Err(SharedError::ReadOnly)));
    // SAFETY: always callable.
    if unsafe { libc::geteuid() } != 0 {
        let mut permissions = file.metadata().expect("metadata").permissions();
        permissions.set_mode(0o444);
        std::fs::set_permissions(&place, permissions).expect("its owner may");
        assert!(matches!(refused(&place), SharedError::Permission));
    }
}

/// Another user's, for which this process gives up being root in a child.
#[test]
fn no_permission() {
    let (place, _numbers) = numbers("permission");
    std::fs::set_permissions(&place, PermissionsExt::from_mode(0o600)).expect("its owner may");
    let child = crate::Fork::new(|| {
        // SAFETY: only numbers; whoever is not root stays who they are.
        let dropped = unsafe { libc::setgid(65534) == 0 && libc::setuid(65534) == 0 };
        if dropped && !matches!(Numbers::open(&place), Err(SharedError::Permission)) {
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(1) };
        }
    });
    child.wait();
}

#[test]
fn no_file() {
    for path in ["/", "/dev/shm", "/tmp"] {
        let opened = Numbers::open(path);
        assert!(matches!(opened, Err(SharedError::NotAFile)), "{opened:?}");
    }
    assert!(matches!(Numbers::open("/dev/null"), Err(SharedError::NotAFile)));
    let (read, write) = std::io::pipe().expect("a pipe");
    assert!(matches!(Numbers::from_fd(&write), Err(SharedError::ReadOnly)));
    assert!(matches!(Numbers::from_fd(&read), Err(SharedError::ReadOnly)));
}

/// A memfd cannot be made shorter under those who map it.
#[test]
fn sealed() {
    use std::os::fd::{AsFd, AsRawFd};
    let numbers: Numbers = SharedPerCpu::memfd("sealed", |_| Default::default()).expect("a memfd");
    // SAFETY: an open descriptor.
    let cut = unsafe { libc::ftruncate(numbers.as_fd().as_raw_fd(), 0) };
    let error = std::io::Error::last_os_error();
    assert_eq!((cut, error.raw_os_error()), (-1, Some(libc::EPERM)));
    assert!(matches!(
        SharedPerCpu::<Word<u32>>::memfd("a\0b", |_| Word::new(0)),
        Err(SharedError::Io(_))
    ));
}

/// A file system that is full says so when a file is made, and not by a signal later.
#[test]
fn no_space() {
    let place = Place::new("space");
    let child = crate::Fork::new(|| {
        // SAFETY: a valid limit: files end after 64 KiB.
        unsafe {
            libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
            let limit = libc::rlimit { rlim_cur: 1 << 16, rlim_max: 1 << 16 };
            libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit);
        }
        let created: Result<Numbers, _> = SharedPerCpu::create(&place, |_| Default::default());
        let refused = matches!(&created, Err(SharedError::Io(error))
            if error.raw_os_error() == Some(libc::EFBIG));
        if !refused || place.as_ref().exists() {
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(1) };
        }
    });
    child.wait();
}

/// The 4096 seats: here one process takes them all.
#[test]
fn too_many_processes() {
    // Apart from the others, whose forks would take seats.
    crate::support::in_child("errors::too_many_processes", "", take_all_seats);
}

fn take_all_seats() {
    // SAFETY: a valid pointer.
    let limit = unsafe {
        let mut limit = std::mem::zeroed::<libc::rlimit>();
        libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit);
        limit.rlim_cur = limit.rlim_max.min(8192);
        libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
        limit.rlim_cur
    };
    let (place, first) = numbers("many");
    let locked: Vec<File> = (1..4096_i32)
        .map_while(|seat| {
            let file = OpenOptions::new().read(true).write(true).open(&place).ok()?;
            // SAFETY: integers, and zeros where nothing is said.
            let mut lock: libc::flock = unsafe { std::mem::zeroed() };
            lock.l_type = libc::F_WRLCK as _;
            lock.l_start = ((1 << 20) + seat).into();
            lock.l_len = 1;
            let fd = std::os::fd::AsRawFd::as_raw_fd(&file);
            // SAFETY: an open descriptor and a valid pointer.
            assert_eq!(unsafe { libc::fcntl(fd, libc::F_OFD_SETLK, &raw const lock) }, 0);
            Some(file)
        })
        .collect();
    if locked.len() < 4095 {
        assert!(limit < 5000, "{}", std::io::Error::last_os_error());
        println!("only {limit} files can be open here: not tested");
        return;
    }
    assert!(matches!(refused(&place), SharedError::TooManyProcesses));
    drop(first);
    Numbers::open(&place).expect("one seat is free");
}
