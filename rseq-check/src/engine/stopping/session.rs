//! One run of the sequence, stopped where the plan says.
//!
//! [`Session::stopped`] and what it calls run in the signal handlers of the thread under test. They
//! neither lock nor, but for the few words of a trace, allocate; they do so where the thread under
//! test is in a function with a section, which is not the allocator.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicUsize, Ordering};

use rseq_runtime::register::thread_pointer;

use super::super::arch::{self, Arch, This};
use super::super::area::Area;
use super::super::section::Section;
use super::super::signals::{self, foreign, keep_errno};
use super::patches::Patches;
use crate::quiet;

/// What a run does next.
#[derive(Clone, Debug)]
pub enum Stop {
    /// Lets the competitor run at this instruction.
    At(usize),
    /// The same without the competitor.
    Pause(usize),
    /// Notes when the thread comes to each of these for the first time.
    Each(Vec<usize>),
    /// Stops in the section at each instruction, and puts the thread back there; at this one, when it
    /// comes there for the so manieth time, the competitor runs. Without one the way is noted.
    Walk(Section, Option<(usize, u32)>),
    /// Restarts the section that begins here so many times; or, without a number, until it is not
    /// restarted any more, because the sequence uses an exclusive stripe.
    Exhaust(usize, Option<u32>),
}

/// A stop that happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Where the thread was.
    pub ip: usize,
    /// Where it goes on.
    pub resumed: usize,
    /// Whether `rseq_cs` was 0 afterwards.
    pub cleared: bool,
}

/// What a run found out.
#[derive(Default)]
pub struct Outcome {
    /// Where the competitor ran, in order.
    pub hits: Vec<Hit>,
    /// What was only noted, in order.
    pub trace: Vec<Hit>,
    /// How often a section was restarted before the sequence used an exclusive stripe.
    pub exhausted: Option<u32>,
    /// The competitor's panic.
    pub competitor: Option<String>,
    /// The sequence's panic.
    pub panic: Option<String>,
}

/// How often a section is restarted in the search for the exclusive path.
const PATIENCE: u32 = 2000;

/// The most stops of a trace.
const MOST: usize = 1 << 16;

/// What the handlers know.
pub struct Session<'a> {
    area: Area,
    competitor: &'a (dyn Fn() + Sync),
    patches: Patches,
    plan: Vec<Stop>,
    at: usize,
    restarts: u32,
    /// The last instruction of a walk.
    last: Option<usize>,
    outcome: Outcome,
}

/// The session whose handlers are at work.
struct Current(UnsafeCell<*mut Session<'static>>);
// SAFETY: written by `run` while no handler can run, read by the handlers of its thread.
unsafe impl Sync for Current {}
static CURRENT: Current = Current(UnsafeCell::new(core::ptr::null_mut()));

/// The thread pointer of the thread under test; 0 if there is none.
static THREAD: AtomicUsize = AtomicUsize::new(0);

impl<'a> Session<'a> {
    /// A session on this thread.
    pub fn new(area: Area, competitor: &'a (dyn Fn() + Sync)) -> Self {
        Self {
            area,
            competitor,
            patches: Patches::new(),
            plan: Vec::new(),
            at: 0,
            restarts: 0,
            last: None,
            outcome: Outcome::default(),
        }
    }

    /// Runs the sequence once, with these stops one after the other.
    pub fn run(&mut self, sequence: &dyn Fn(), plan: &[Stop]) -> Outcome {
        self.plan = plan.to_vec();
        self.at = 0;
        self.outcome = Outcome::default();
        self.outcome.trace.reserve(64);
        self.outcome.hits.reserve(4);
        for stop in plan {
            match stop {
                Stop::At(ip) | Stop::Pause(ip) | Stop::Exhaust(ip, _) => {
                    self.patches.prepare([*ip]);
                }
                Stop::Each(all) => {
                    self.patches.prepare(all.iter().copied());
                    self.outcome.trace.reserve(all.len());
                }
                Stop::Walk(section, _) => {
                    self.patches.prepare(arch::boundaries(section.range()));
                    self.patches.prepare([section.abort]);
                    self.outcome.trace.reserve(MOST);
                }
            }
        }
        let session = &raw mut *self;
        // SAFETY: no handler runs now; the session outlives the call, after which it is forgotten.
        unsafe { *CURRENT.0.get() = session.cast() };
        RETRIES.store(0, Ordering::Relaxed);
        THREAD.store(thread_pointer(), Ordering::SeqCst);
        // SAFETY: valid; between two uses of the session here only handlers use it.
        unsafe { (*session).begin() };
        let panic = quiet::catch(sequence).err();
        // SAFETY: as above.
        unsafe { (*session).patches.lift_all() };
        THREAD.store(0, Ordering::SeqCst);
        let mut outcome = core::mem::take(&mut self.outcome);
        outcome.panic = panic;
        outcome
    }

    /// Plants what the next stop needs.
    fn begin(&mut self) {
        self.restarts = 0;
        self.last = None;
        let Self { plan, patches, at, .. } = self;
        match plan.get(*at) {
            None => {}
            Some(Stop::At(ip) | Stop::Pause(ip) | Stop::Exhaust(ip, _)) => patches.plant(*ip),
            Some(Stop::Each(all)) => all.iter().for_each(|ip| patches.plant(*ip)),
            Some(Stop::Walk(section, _)) => {
                for ip in arch::boundaries(section.range()) {
                    patches.plant(ip);
                }
                patches.plant(section.abort);
            }
        }
    }

    fn next(&mut self) {
        self.patches.lift_all();
        self.at += 1;
        self.begin();
    }

    /// The thread came to the breakpoint at `ip`.
    fn stopped(&mut self, ip: usize, context: &mut libc::ucontext_t) {
        let resumed = This::ip(context);
        let hit = Hit { ip, resumed, cleared: self.area.rseq_cs() == 0 };
        match self.plan.get(self.at) {
            None => {
                self.patches.lift(ip);
            }
            Some(Stop::At(_)) => {
                self.patches.lift_all();
                self.interrupt(hit);
            }
            Some(Stop::Pause(_)) => {
                self.outcome.trace.push(hit);
                self.next();
            }
            Some(Stop::Each(_)) => {
                self.patches.lift(ip);
                self.outcome.trace.push(hit);
            }
            Some(&Stop::Walk(section, target)) => self.walk(section, target, hit, context),
            Some(&Stop::Exhaust(_, wanted)) => {
                if resumed == ip {
                    // Not restarted: this is an exclusive stripe, which the kernel does not know.
                    self.outcome.exhausted = Some(self.restarts);
                    return self.next();
                }
                self.restarts += 1;
                if wanted == Some(self.restarts) || self.restarts == PATIENCE {
                    self.next();
                }
            }
        }
    }

    fn interrupt(&mut self, hit: Hit) {
        self.outcome.hits.push(hit);
        if let Err(panic) = quiet::catch(self.competitor) {
            self.outcome.competitor = Some(panic);
        }
        self.next();
    }

    /// The trap has made the kernel restart the section. Unless the competitor is to run here, the
    /// thread is put back and its section armed again, so that it goes on as if nothing had been.
    fn walk(
        &mut self,
        section: Section,
        target: Option<(usize, u32)>,
        hit: Hit,
        context: &mut libc::ucontext_t,
    ) {
        if hit.ip == section.abort {
            // Somebody else has made the kernel restart it: it begins anew.
            self.outcome.trace.clear();
            return self.step_from(hit.ip);
        }
        if hit.resumed != section.abort || self.outcome.trace.len() == MOST {
            // A preemption between the two lines at the end has disarmed it.
            return self.next();
        }
        self.outcome.trace.push(hit);
        if let Some((at, pass)) = target
            && at == hit.ip
            && self.outcome.trace.iter().filter(|before| before.ip == at).count() == pass as usize
        {
            self.patches.lift_all();
            return self.interrupt(hit);
        }
        self.step_from(hit.ip);
        This::set_ip(context, hit.ip);
        self.area.arm(section.descriptor);
    }

    /// Of the breakpoints of a walk, all are planted but the one at this instruction.
    fn step_from(&mut self, ip: usize) {
        self.patches.lift(ip);
        if let Some(last) = self.last.replace(ip).filter(|&last| last != ip) {
            self.patches.plant(last);
        }
    }
}

/// Installs the handlers.
pub fn install() {
    signals::install(libc::SIGTRAP, on_stop);
    signals::install(libc::SIGILL, on_stop);
}

/// Restores the code after a thread was stopped for ever.
///
/// # Safety
///
/// - No thread of a check runs.
pub unsafe fn forget() {
    if THREAD.swap(0, Ordering::SeqCst) != 0 {
        // SAFETY: the thread that uses the session does not run any more, nor leave the call that
        // it was made for.
        unsafe { (**CURRENT.0.get()).patches.lift_all() };
    }
}

/// A breakpoint, or an instruction that is illegal.
unsafe extern "C" fn on_stop(signal: i32, info: *mut libc::siginfo_t, context: *mut ()) {
    // SAFETY: the kernel passes both to a handler installed with `SA_SIGINFO`.
    let (info, context) = unsafe { (&mut *info, &mut *context.cast::<libc::ucontext_t>()) };
    // SAFETY: the field of faults; of other signals it has other bits.
    let ip = unsafe { info.si_addr() } as usize;
    if info.si_code <= 0 {
        // SAFETY: as called.
        return unsafe { foreign(signal, info, core::ptr::null_mut()) };
    }
    if This::ip(context) == ip + This::BEYOND {
        This::set_ip(context, ip);
    }
    keep_errno(|| {
        if THREAD.load(Ordering::SeqCst) == thread_pointer() {
            // SAFETY: set by `run`, which waits for the sequence while its handlers use it.
            let session = unsafe { &mut **CURRENT.0.get() };
            if session.patches.is_planted(ip) {
                return session.stopped(ip, context);
            }
        } else if is_worth_another_try(ip) {
            std::thread::yield_now();
            return;
        }
        // SAFETY: as called.
        unsafe { foreign(signal, info, core::ptr::null_mut()) };
    });
}

/// The last instruction that another thread tried again while none was under test, and how often since the
/// last run.
static RETRIED: AtomicUsize = AtomicUsize::new(0);
static RETRIES: AtomicUsize = AtomicUsize::new(0);

/// Whether another thread, which came to a breakpoint or to what is as illegal, is to try again.
/// While a check runs it may be a breakpoint, and after it one that is gone by now.
fn is_worth_another_try(ip: usize) -> bool {
    const MOST: usize = 1000;
    if THREAD.load(Ordering::SeqCst) != 0 {
        return true;
    }
    if RETRIED.swap(ip, Ordering::Relaxed) != ip {
        RETRIES.store(0, Ordering::Relaxed);
    }
    RETRIES.fetch_add(1, Ordering::Relaxed) < MOST
}
