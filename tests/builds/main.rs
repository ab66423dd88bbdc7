//! Rseq is used, sequences are restarted and nothing is lost, however a program is built: optimised
//! or not, with link-time optimisation, aborting on panics, static, at a fixed address, and as a
//! library that is loaded, used and unloaded again.
//!
//! Each way is built once, in child processes of cargo, and run twice: threads registered by libc,
//! and by this crate.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(miri), not(restartable_fallback)))]

#[path = "../common/mod.rs"]
mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

/// A way to build.
#[derive(Default)]
struct Way {
    /// Profile settings, in cargo's environment.
    profile: &'static [(&'static str, &'static str)],
    debug: bool,
    rustflags: &'static str,
    /// What the linker must have made: `Some(true)` is an executable without a loader.
    is_static: Option<bool>,
    /// Whether it may be loaded anywhere.
    is_relocatable: Option<bool>,
}

const FAT: &[(&str, &str)] =
    &[("CARGO_PROFILE_RELEASE_LTO", "fat"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")];

#[test]
fn debug() {
    sound(&Way { debug: true, ..Way::default() });
}

#[test]
fn release() {
    let way = Way { is_static: Some(false), is_relocatable: Some(true), ..Way::default() };
    sound(&way);
}

/// A program built here starts with an older glibc, as far as this crate is concerned.
#[test]
fn no_version_of_glibc_is_needed_for_rseq() {
    let Some(program) = build(&Way::default(), PROBE) else { return };
    let file = std::fs::read(program).expect("the program");
    let has = |text: &[u8]| file.windows(text.len()).any(|bytes| bytes == text);
    assert!(has(b"\0GLIBC_2.") && has(b"__rseq_offset\0"), "what is looked for");
    assert!(!has(b"\0GLIBC_2.35\0"), "the version that __rseq_offset has");
}

#[test]
fn fat_lto() {
    sound(&Way { profile: FAT, ..Way::default() });
}

#[test]
fn thin_lto() {
    sound(&Way { profile: &[("CARGO_PROFILE_RELEASE_LTO", "thin")], ..Way::default() });
}

#[test]
fn panic_abort() {
    sound(&Way { profile: &[("CARGO_PROFILE_RELEASE_PANIC", "abort")], ..Way::default() });
}

#[test]
fn fixed_address() {
    let way = Way {
        rustflags: "-Crelocation-model=static",
        is_static: Some(false),
        is_relocatable: Some(false),
        ..Way::default()
    };
    sound(&way);
}

#[test]
fn static_pie() {
    let way = Way {
        rustflags: "-Ctarget-feature=+crt-static",
        is_static: Some(true),
        is_relocatable: Some(true),
        ..Way::default()
    };
    sound(&way);
}

/// The way in which `__rseq_offset` is known to have been folded to null elsewhere.
#[test]
fn static_at_a_fixed_address_with_fat_lto() {
    let way = Way {
        profile: FAT,
        rustflags: "-Ctarget-feature=+crt-static -Crelocation-model=static",
        is_static: Some(true),
        is_relocatable: Some(false),
        ..Way::default()
    };
    sound(&way);
}

/// Programs that were built in different ways, and one without sections, at the same time.
#[test]
fn builds_that_share_a_file() {
    let Some(debug) = sharer(&Way { debug: true, ..Way::default() }, "debug") else { return };
    let Some(release) = sharer(&Way::default(), "release") else { return };
    let Some(fat) = sharer(&Way { profile: FAT, ..Way::default() }, "fat") else { return };
    let way = Way { rustflags: "--cfg restartable_fallback", ..Way::default() };
    let Some(fallback) = sharer(&way, "fallback") else { return };
    let said = share(&[debug, release.clone(), fat, fallback]);
    let backends = said.lines().filter_map(|line| line.strip_prefix("backend: "));
    assert_eq!(backends.filter(|said| said.starts_with("rseq,")).count(), 3, "{said}");
    assert_eq!(field(&said, "lost"), "0", "{said}");
    // They take turns: one is always first to commit, the next once that one has ended.
    let restarts = said.lines().filter_map(|line| line.strip_prefix("restarts: "));
    let restarts: u32 = restarts.map(|number| number.parse::<u32>().expect("a number")).sum();
    assert!(restarts > 1000, "{said}");

    // The same with two that do not compare the event, of which one is not the first.
    let way = Way { rustflags: "--cfg restartable_control=\"event\"", ..Way::default() };
    let Some(without) = sharer(&way, "without") else { return };
    let said = share(&[without.clone(), release, without]);
    let lost: i64 = field(&said, "lost").parse().expect("a number");
    println!("{restarts} restarts; without the event {lost} lost");
    assert!(lost > 100, "{said}");
}

/// The program that shares a file, built in one way.
fn sharer(way: &Way, name: &str) -> Option<PathBuf> {
    let built = build(way, Target::Program("sharer"))?;
    let program = built.with_file_name(format!("sharer-{name}"));
    std::fs::rename(built, &program).expect("a copy of its own");
    Some(program)
}

/// Runs these programs at the same time, on a new file and one CPU.
fn share(programs: &[PathBuf]) -> String {
    let file = package().join("shared");
    let _ = std::fs::remove_file(&file);
    // Each starts the next.
    let mut command = Command::new(&programs[0]);
    command.arg(&file).args(&programs[1..]);
    let pinned = || {
        common::pin(common::affinity()[0]);
        run(command, "")
    };
    let said = std::thread::scope(|scope| scope.spawn(pinned).join().expect("they end well"));
    std::fs::remove_file(file).expect("made by the first");
    said
}

/// The check can fail: the same program says so when it was built without sections.
#[test]
fn fallback() {
    let way = Way { rustflags: "--cfg restartable_fallback", ..Way::default() };
    let Some(built) = build(&way, PROBE) else { return };
    let said = run(Command::new(built), "");
    assert_eq!(field(&said, "backend"), "exclusive stripes: built with --cfg restartable_fallback");
    assert_eq!(field(&said, "lost"), "0");
    assert_eq!(field(&said, "restarts"), "0");
    assert_ne!(field(&said, "exclusive"), "0");
}

#[test]
fn library_that_is_unloaded() {
    let Some((host, library)) = host_and_library() else { return };
    if !libc_registers() {
        println!("skipped: libc does not register threads here");
        return;
    }
    let mut command = Command::new(&host);
    command.arg(&library).arg("unloads");
    let said = run(command, "");
    check(&said, "libc");
    assert!(said.contains("went on"));
}

/// Where areas lie in the library's own thread-local storage it stays.
#[test]
fn library_that_holds_areas() {
    let Some((host, library)) = host_and_library() else { return };
    let mut command = Command::new(&host);
    command.arg(&library).arg("stays");
    let said = run(command, NOT_BY_LIBC);
    check(&said, "restartable");
    assert!(said.contains("went on"));
}

/// What the test above would see if sections left their descriptor behind.
#[test]
fn library_that_leaves_a_descriptor_behind() {
    use std::os::unix::process::ExitStatusExt;

    let Some((host, library)) = host_and_library() else { return };
    if !libc_registers() {
        println!("skipped: libc does not register threads here");
        return;
    }
    let mut command = Command::new(&host);
    command.arg(&library).args(["unloads", "armed"]);
    let output = output(command, "");
    assert_eq!(output.status.signal(), Some(libc::SIGSEGV), "{output:?}");
}

/// With this glibc registers nothing.
const NOT_BY_LIBC: &str = "glibc.pthread.rseq=0";

/// Builds and runs, and looks at what was built and at what happened.
fn sound(way: &Way) {
    let Some(program) = build(way, PROBE) else { return };
    if let Some(is_static) = way.is_static {
        assert_eq!(has_no_loader(&program), is_static, "{}", program.display());
    }
    if let Some(is_relocatable) = way.is_relocatable {
        assert_eq!(is_position_independent(&program), is_relocatable, "{}", program.display());
    }
    if libc_registers() {
        check(&run(Command::new(&program), ""), "libc");
    }
    check(&run(Command::new(&program), NOT_BY_LIBC), "restartable");
}

/// Rseq was used and interrupted, and nothing was lost.
fn check(said: &str, registered_by: &str) {
    let backend = field(said, "backend");
    assert!(backend.starts_with(&format!("rseq, registered by {registered_by},")), "{said}");
    assert_eq!(field(said, "lost"), "0", "{said}");
    let restarts: u64 = field(said, "restarts").parse().expect("a number");
    assert!(restarts >= 10, "{said}");
}

/// A line of the report.
fn field<'a>(said: &'a str, name: &str) -> &'a str {
    let found = said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {name} in {said}"))
}

/// Whether glibc registers threads, as this process has found.
fn libc_registers() -> bool {
    match restartable::backend() {
        restartable::Backend::Rseq { registered_by, .. } => {
            registered_by == restartable::RegisteredBy::Libc
        }
        other => panic!("this test is about rseq, but: {other}"),
    }
}

fn run(command: Command, tunables: &str) -> String {
    let output = output(command, tunables);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{said}\n{complained}", output.status);
    said
}

fn output(mut command: Command, tunables: &str) -> Output {
    command.env("GLIBC_TUNABLES", tunables);
    loop {
        match command.output() {
            // A child that another test's thread is just starting still has the copy open for
            // writing, until its `exec`.
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::yield_now();
            }
            output => return output.expect("the program starts"),
        }
    }
}

fn host_and_library() -> Option<(PathBuf, PathBuf)> {
    Some((
        build(&Way::default(), Target::Program("host"))?,
        build(&Way::default(), Target::Library)?,
    ))
}

/// One build at a time: they share a folder, where each finds what others have built.
static BUILDING: Mutex<()> = Mutex::new(());

/// What of the package to build.
#[derive(Clone, Copy)]
enum Target {
    Program(&'static str),
    Library,
}

/// The program that counts.
const PROBE: Target = Target::Program("probe");

/// Builds a program or the library, and returns a copy of it; `None` where cargo
/// or the static C library is not at hand.
fn build(way: &Way, target: Target) -> Option<PathBuf> {
    let Ok(cargo) = std::env::var("CARGO") else {
        println!("skipped: not started by cargo");
        return None;
    };
    if way.is_static == Some(true) && !static_libc() {
        println!("skipped: no static C library");
        return None;
    }
    let _building = BUILDING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let package = package();
    let mut command = Command::new(cargo);
    command.current_dir(&package).args(["build", "--quiet", "--offline", "--target", TARGET]);
    let file = match target {
        Target::Program(name) => {
            command.args(["--bin", name]);
            name
        }
        Target::Library => {
            command.arg("--lib");
            "libprobe.so"
        }
    };
    if !way.debug {
        command.arg("--release");
    }
    // What the outer cargo was told is not for this one.
    for variable in ["CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_INCREMENTAL"] {
        command.env_remove(variable);
    }
    command.env("RUSTFLAGS", way.rustflags).env("CARGO_TARGET_DIR", package.join("target"));
    command.envs(way.profile.iter().copied());
    let output = command.output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let profile = if way.debug { "debug" } else { "release" };
    let built = package.join("target").join(TARGET).join(profile).join(file);
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("main").replace("::", "-");
    let copy = package.join(format!("{name}-{file}"));
    std::fs::copy(built, &copy).expect("what cargo has built");
    Some(copy)
}

/// With a target named, `RUSTFLAGS` are not for procedural macros, which are so built only once.
const TARGET: &str = if cfg!(target_env = "musl") {
    "x86_64-unknown-linux-musl"
} else {
    "x86_64-unknown-linux-gnu"
};

/// Writes a package of the three programs and the library, outside this workspace.
fn package() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = repository.join("tests/builds");
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("builds");
    std::fs::create_dir_all(&package).expect("a folder for the builds");
    let manifest = format!(
        "[workspace]\n\
         [package]\nname = 'probe'\nversion = '0.0.0'\nedition = '2024'\n\
         [dependencies]\nrestartable = {{ path = '{repository}' }}\n\
         [lib]\ncrate-type = ['cdylib']\npath = '{sources}/probe.rs'\n\
         [[bin]]\nname = 'probe'\npath = '{sources}/probe.rs'\n\
         [[bin]]\nname = 'host'\npath = '{sources}/host.rs'\n\
         [[bin]]\nname = 'sharer'\npath = '{sources}/sharer.rs'\n",
        repository = repository.display(),
        sources = sources.display(),
    );
    let write = |name: &str, contents: &[u8]| {
        let file = package.join(name);
        // An unchanged file is left alone: cargo looks at the time.
        if std::fs::read(&file).ok().as_deref() != Some(contents) {
            std::fs::write(file, contents).expect("a file of the package");
        }
    };
    write("Cargo.toml", manifest.as_bytes());
    // The versions that are at hand without a network.
    if !package.join("Cargo.lock").exists() {
        write("Cargo.lock", &std::fs::read(repository.join("Cargo.lock")).expect("Cargo.lock"));
    }
    package
}

/// Whether the linker finds a static C library.
fn static_libc() -> bool {
    let found = Command::new("cc").arg("-print-file-name=libc.a").output();
    found
        .is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_absolute())
}

/// `e_type` of an ELF file is `ET_DYN`.
fn is_position_independent(program: &Path) -> bool {
    let header = std::fs::read(program).expect("the program");
    u16::from_le_bytes([header[16], header[17]]) == 3
}

/// No program header of an ELF64 file is `PT_INTERP`.
fn has_no_loader(program: &Path) -> bool {
    let file = std::fs::read(program).expect("the program");
    let half = |at: usize| usize::from(u16::from_le_bytes([file[at], file[at + 1]]));
    let headers: [u8; 8] = file[32..40].try_into().expect("eight bytes");
    let headers = usize::try_from(u64::from_le_bytes(headers)).expect("an offset");
    let (size, count) = (half(54), half(56));
    (0..count).all(|header| file[headers + header * size..][..4] != 3_u32.to_le_bytes())
}
