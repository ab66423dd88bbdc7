//! CPUs that are taken away from running processes, and given back: by their affinity, by a control
//! group's `cpuset`, and by the machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::space::Container;
use super::work::Worker;

/// By what CPUs are taken away.
pub enum Means {
    /// The affinity of each thread, which anybody may change.
    Affinity,
    /// The control group that the processes are in.
    Group(Group),
    /// The machine itself.
    Unplug,
}

impl Means {
    /// Leaves these CPUs.
    pub fn leave(&self, cpus: &[usize], all: &[usize], workers: &[Worker]) {
        match self {
            Self::Affinity => workers.iter().for_each(|worker| move_all(worker.pid(), cpus)),
            Self::Group(group) => group.leave(cpus),
            // What is to be there comes first: there always has to be one.
            Self::Unplug => {
                all.iter().filter(|cpu| cpus.contains(cpu)).for_each(|&cpu| plug(cpu, true));
                all.iter().filter(|cpu| !cpus.contains(cpu)).for_each(|&cpu| plug(cpu, false));
            }
        }
    }

    /// These CPUs, and those that this cannot take away.
    pub fn what_remains(&self, cpus: &[usize], all: &[usize]) -> Vec<usize> {
        let stays = |cpu: &usize| matches!(self, Self::Unplug) && !can_be_unplugged(*cpu);
        all.iter().copied().filter(|cpu| cpus.contains(cpu) || stays(cpu)).collect()
    }

    /// Puts a container where this has an effect on it.
    pub fn over(&self, container: Container) -> Container {
        match self {
            Self::Group(group) => Container { group: Some(group.processes()), ..container },
            _ => container,
        }
    }
}

/// Moves all threads of a process. One that has ended meanwhile is no matter.
fn move_all(pid: u32, cpus: &[usize]) {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return };
    for thread in threads.filter_map(Result::ok) {
        let tid = thread.file_name().to_str().and_then(|name| name.parse().ok()).expect("a number");
        // SAFETY: a set is made of integers, CPUs are below its length, and its size is its own.
        unsafe {
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            cpus.iter().for_each(|&cpu| libc::CPU_SET(cpu, &mut set));
            libc::sched_setaffinity(tid, size_of_val(&set), &raw const set);
        }
    }
}

fn switch(cpu: usize) -> PathBuf {
    PathBuf::from(format!("/sys/devices/system/cpu/cpu{cpu}/online"))
}

/// Whether a CPU can be unplugged.
pub fn can_be_unplugged(cpu: usize) -> bool {
    switch(cpu).exists()
}

fn plug(cpu: usize, online: bool) {
    let now = fs::read_to_string(switch(cpu)).is_ok_and(|now| now.trim() == "1");
    if can_be_unplugged(cpu) && now != online {
        fs::write(switch(cpu), if online { "1" } else { "0" })
            .expect("the machine's CPUs are ours");
    }
}

/// A control group with a `cpuset`, removed at the end.
pub struct Group {
    path: PathBuf,
    root: PathBuf,
}

impl Group {
    /// Mounts the hierarchy of this version, makes a group in it, and leaves it this CPU.
    pub fn new(folder: &Path, version: u32, cpu: usize) -> io::Result<Self> {
        let root = folder.join(format!("cgroup{version}"));
        fs::create_dir_all(&root)?;
        let (kind, data) = if version == 2 { (c"cgroup2", c"") } else { (c"cgroup", c"cpuset") };
        let on = super::space::c_string(&root);
        // The kernel may be about to take the controller back from version 2.
        patiently(libc::EBUSY, || {
            // SAFETY: C strings.
            let mounted = unsafe {
                libc::mount(kind.as_ptr(), on.as_ptr(), kind.as_ptr(), 0, data.as_ptr().cast())
            };
            if mounted == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
        })?;
        let this = Self { path: root.join("restartable"), root };
        if version == 2 {
            fs::write(this.root.join("cgroup.subtree_control"), "+cpuset")?;
        }
        fs::create_dir(&this.path)?;
        if version == 1 {
            let memory = fs::read_to_string(this.root.join("cpuset.mems"))?;
            fs::write(this.path.join("cpuset.mems"), memory)?;
        }
        this.leave(&[cpu]);
        Ok(this)
    }

    fn leave(&self, cpus: &[usize]) {
        let list: Vec<String> = cpus.iter().map(usize::to_string).collect();
        fs::write(self.path.join("cpuset.cpus"), list.join(",")).expect("the group is ours");
    }

    fn processes(&self) -> std::ffi::CString {
        super::space::c_string(&self.path.join("cgroup.procs"))
    }
}

/// Tries until it does not fail with this error, for some seconds.
fn patiently(errno: i32, what: impl Fn() -> io::Result<()>) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match what() {
            Err(error) if error.raw_os_error() == Some(errno) && start.elapsed().as_secs() < 10 => {
                std::thread::sleep(Duration::from_millis(5));
            }
            result => return result,
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Its processes have ended, but the kernel may be about to say so.
        let _ = patiently(libc::EBUSY, || fs::remove_dir(&self.path));
        let _ = fs::write(self.root.join("cgroup.subtree_control"), "-cpuset");
        let root = super::space::c_string(&self.root);
        // SAFETY: a C string.
        unsafe { libc::umount2(root.as_ptr(), 0) };
    }
}
