//! One run of the sequence: stepping it with the trap flag, stopping it in its sections, and
//! interrupting it where the plan says.
//!
//! Outside sections the thread traps at every instruction. A trap inside a section would make the
//! kernel restart it each time, so the thread is let go just before the instruction that arms a
//! section, with breakpoints on every way out, where stepping goes on. To interrupt a section,
//! one more breakpoint is put at the instruction in question.
//!
//! Everything here but [`Session::run`] happens in signal handlers of the thread under test, and
//! neither allocates nor locks.

use core::arch::naked_asm;
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rseq_runtime::register::thread_pointer;

use super::area::Area;
use super::breakpoint::{self, Table};
use super::decode::{Cache, Insn, Registers};
use super::preempt;
use super::section::{self, Section};
use crate::quiet;

/// A place at which a run is interrupted.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// Run freely to this address instead of stepping all the way.
    pub anchor: Option<usize>,
    /// How many steps to go from there, or from the interruption before.
    pub steps: usize,
    /// What to do then.
    pub target: Target,
    /// Where the thread goes on after the interruption.
    pub resumed: usize,
}

/// What to do at a [`Point`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Interrupt here.
    Here,
    /// A section is about to be armed: interrupt it at this address.
    InSection(usize),
    /// A section is about to be armed: restart it at its start until the sequence uses an exclusive
    /// stripe instead (`None`), or so many times, and go on from there without a competitor.
    Exhaust(Option<u32>),
}

/// An instruction that a run came to, outside sections.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its address.
    pub ip: usize,
    /// The section that it arms, as an index into [`Session::sections`].
    pub arms: Option<usize>,
    /// Whether it lies in the range of a listed section that is not armed.
    pub in_range: bool,
    /// Whether the sequence wants the traps blocked here: then they are only while it steps not.
    pub masked: bool,
}

/// An interruption that happened.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Where the thread was.
    pub ip: usize,
    /// Where it goes on.
    pub resumed: usize,
    /// The section that was armed, as an index into [`Session::sections`].
    pub section: Option<usize>,
    /// Whether `rseq_cs` was 0 afterwards.
    pub cleared: bool,
}

/// What the thread is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Not watched.
    Free,
    /// On its way to the anchor of the next point.
    Seeking,
    /// Trapping at each instruction.
    Stepping,
    /// In a section that is not to be interrupted.
    Passing,
    /// In the section that is to be interrupted at this address.
    Probing(usize),
    /// At this address, in an endless loop, until the competitor's thread preempts it.
    Spinning(usize),
    /// Restarting this section again and again.
    Exhausting(usize),
}

/// What a run found out.
#[derive(Default, Clone, Debug)]
pub struct Outcome {
    /// The interruptions, in order.
    pub hits: [Option<Hit>; 2],
    hit_count: usize,
    /// The sequence or its handler ran for longer than the limit allows.
    pub too_long: bool,
    /// The first instruction of a listed section that was not armed although it compares the CPU
    /// that the kernel says.
    pub unarmed: Option<usize>,
    /// A section that the kernel restarted although no instruction was seen to arm it.
    pub unseen: Option<usize>,
    /// The thread came to an instruction with a `rseq_cs` that the kernel would kill it for.
    pub flawed: Option<Section>,
    /// How often a section had to be restarted before the sequence used an exclusive stripe.
    pub exhausted: Option<u32>,
    /// The competitor's panic.
    pub competitor: Option<String>,
    /// The sequence's panic.
    pub panic: Option<String>,
}

/// How a competitor is brought in.
pub enum Competitor<'a> {
    /// By a call from the signal handler.
    Call(&'a (dyn Fn() + Sync)),
    /// By preemption: a thread on the same CPU.
    Preempt(&'a preempt::Shared),
}

/// The most sections and steps that a run may have.
const SECTIONS: usize = 256;

/// How often a section is restarted in the search for the exclusive path.
const PATIENCE: u32 = 2000;

/// What the handlers know.
pub struct Session<'a> {
    area: Area,
    thread_pointer: usize,
    cache: Cache,
    /// The sections that the executable lists.
    listed: Vec<Section>,
    competitor: Competitor<'a>,
    limit: usize,

    plan: Vec<Point>,
    record: bool,

    phase: Phase,
    /// Whether the thread is between [`begin`] and [`finish`].
    inside: bool,
    masked: bool,
    at: usize,
    left: usize,
    steps: usize,
    restarts: u32,
    current: Option<usize>,
    /// The steps since the last interruption, if they are recorded.
    pub trace: Vec<Step>,
    /// The sections that were armed, in order.
    pub sections: Vec<Section>,
    outcome: Outcome,
}

/// The session whose handlers are at work.
struct Current(UnsafeCell<*mut Session<'static>>);
// SAFETY: written by `Session::run` while no handler can run, read by the handlers of its thread.
unsafe impl Sync for Current {}
static CURRENT: Current = Current(UnsafeCell::new(core::ptr::null_mut()));

/// The thread pointer of the thread under test; 0 if there is none.
static THREAD: AtomicUsize = AtomicUsize::new(0);

impl<'a> Session<'a> {
    /// A session on this thread.
    pub fn new(area: Area, competitor: Competitor<'a>, limit: usize) -> Self {
        Self {
            area,
            thread_pointer: thread_pointer(),
            cache: Cache::new(),
            listed: section::listed(),
            competitor,
            limit,
            plan: Vec::with_capacity(8),
            record: false,
            phase: Phase::Free,
            inside: false,
            masked: false,
            at: 0,
            left: 0,
            steps: 0,
            restarts: 0,
            current: None,
            trace: Vec::with_capacity(limit + 1),
            sections: Vec::with_capacity(SECTIONS),
            outcome: Outcome::default(),
        }
    }

    /// Runs `sequence` once, interrupted as planned; the steps after the last interruption are
    /// recorded if `record`.
    pub fn run(&mut self, sequence: &dyn Fn(), plan: &[Point], record: bool) -> Outcome {
        self.plan.clear();
        self.plan.extend_from_slice(plan);
        self.record = record;
        self.trace.clear();
        self.sections.clear();
        self.steps = 0;
        self.restarts = 0;
        self.at = 0;
        self.inside = false;
        self.masked = false;
        self.current = None;
        self.outcome = Outcome::default();

        // SAFETY: nothing is planted before the call below.
        let table = unsafe { Table::get() };
        table.clear();
        let stepping = self.begin_segment(table);
        let mut call = Call { sequence, panic: None };
        // SAFETY: no handler runs now; `self` outlives the call, after which it is forgotten.
        unsafe { *CURRENT.0.get() = (&raw mut *self).cast() };
        THREAD.store(self.thread_pointer, Ordering::Relaxed);
        // SAFETY: `invoke` is called with the pointer that it expects; it does not unwind.
        unsafe { enter(invoke, (&raw mut call).cast(), u32::from(stepping)) };
        if let Competitor::Preempt(shared) = self.competitor {
            shared.settle();
        }
        THREAD.store(0, Ordering::Relaxed);
        self.phase = Phase::Free;
        let mut outcome = core::mem::take(&mut self.outcome);
        outcome.panic = call.panic;
        outcome
    }

    /// Prepares the way to the next point; whether to step from here on.
    fn begin_segment(&mut self, table: &mut Table) -> bool {
        table.clear();
        match self.plan.get(self.at) {
            Some(point) => {
                self.left = point.steps;
                if let Some(anchor) = point.anchor {
                    table.stop_at(anchor);
                    self.phase = Phase::Seeking;
                    return false;
                }
                self.phase = Phase::Stepping;
                true
            }
            None if self.record => {
                self.phase = Phase::Stepping;
                true
            }
            None => {
                self.phase = Phase::Free;
                false
            }
        }
    }

    /// The thread is stopped before the instruction at `context.ip()`, outside armed sections.
    fn boundary(&mut self, context: &mut Context, table: &mut Table) {
        loop {
            let ip = context.ip();
            self.current = None;
            if ip == finish as *const () as usize || ip == end as *const () as usize {
                return self.let_go(context);
            }
            if !self.inside {
                self.inside = ip == begin as *const () as usize;
                return context.step(true);
            }
            self.steps += 1;
            if self.steps > self.limit || self.sections.len() == SECTIONS {
                self.outcome.too_long = true;
                return self.let_go(context);
            }
            let insn = self.cache.at(ip);
            let in_range = self.in_listed_range(ip, &insn, context);
            let arms = self.arming(&insn, context);
            let recording = self.record && self.at >= self.plan.len();
            if recording && self.trace.len() < self.trace.capacity() {
                let masked = self.masked;
                self.trace.push(Step { ip, arms, in_range, masked });
            }
            if let Some(arms) = arms
                && self.sections[arms].flaw.is_some()
            {
                // Armed with this descriptor the thread would be killed, so it is not: the section
                // runs without protection, and the run ends in an error.
                self.outcome.flawed = Some(self.sections[arms]);
                context.set_ip(ip + insn.len);
                return self.let_go(context);
            }
            if let Some(point) = self.plan.get(self.at).copied() {
                if self.left == 0 {
                    return self.arrive(point, arms, context, table);
                }
                self.left -= 1;
            }
            if let Some(arms) = arms {
                self.current = Some(arms);
                self.phase = Phase::Passing;
                watch_exits(&self.sections[arms], None, table);
                return context.step(false);
            }
            if insn.syscall
                && let Some(masked) = mask::keep_traps(context)
            {
                self.masked = masked;
                context.set_ip(ip + insn.len);
                continue;
            }
            self.phase = Phase::Stepping;
            return context.step(true);
        }
    }

    /// The thread has come to a point of the plan.
    fn arrive(
        &mut self,
        point: Point,
        arms: Option<usize>,
        context: &mut Context,
        table: &mut Table,
    ) {
        let ip = context.ip();
        match (point.target, arms) {
            (Target::Here, _) => match self.competitor {
                Competitor::Call(_) => self.interrupt(ip, None, context, table),
                Competitor::Preempt(shared) => {
                    table.spin_at(ip);
                    self.spin(ip, None, shared, context);
                }
            },
            (Target::InSection(at), Some(arms)) => {
                self.current = Some(arms);
                watch_exits(&self.sections[arms], Some(at), table);
                match self.competitor {
                    Competitor::Call(_) => {
                        table.stop_at(at);
                        self.phase = Phase::Probing(at);
                        context.step(false);
                    }
                    Competitor::Preempt(shared) => {
                        table.spin_at(at);
                        self.spin(at, Some(arms), shared, context);
                    }
                }
            }
            (Target::Exhaust(_), Some(arms)) => {
                self.current = Some(arms);
                self.phase = Phase::Exhausting(arms);
                table.stop_at(self.sections[arms].start);
                context.step(false);
            }
            // The sequence has taken another way than before.
            (_, None) => self.let_go(context),
        }
    }

    /// Lets the thread run into the loop planted at `at`, out of which only preemption brings it.
    fn spin(
        &mut self,
        at: usize,
        section: Option<usize>,
        shared: &preempt::Shared,
        context: &mut Context,
    ) {
        self.current = section;
        self.phase = Phase::Spinning(at);
        shared.call_in();
        context.step(false);
    }

    /// The thread came to a breakpoint, all of which are lifted now.
    fn stopped(&mut self, stop: usize, context: &mut Context, table: &mut Table) {
        let section = self.current;
        match self.phase {
            Phase::Seeking | Phase::Passing => {
                table.clear();
                self.inside = true;
                if stop != context.ip() {
                    self.outcome.unseen = Some(stop);
                }
                // Out of its section, or aborted in between by somebody else.
                self.boundary(context, table);
            }
            Phase::Probing(at) => {
                table.clear();
                if stop == at {
                    self.interrupt(at, section, context, table);
                } else {
                    self.let_go(context);
                }
            }
            Phase::Spinning(at) => {
                let Competitor::Preempt(shared) = self.competitor else { return };
                let result = shared.take_back();
                table.clear();
                let there = stop == at
                    || section.is_some_and(|section| stop == self.sections[section].abort);
                match result {
                    Ok(panic) if there => {
                        self.outcome.competitor = panic;
                        self.record_hit(at, stop, section);
                        self.next_segment(context, table);
                    }
                    _ => self.let_go(context),
                }
            }
            Phase::Exhausting(arms) => self.restart_again(arms, context, table),
            Phase::Free | Phase::Stepping => self.let_go(context),
        }
    }

    /// The thread came to the start of the section that is being restarted.
    fn restart_again(&mut self, arms: usize, context: &mut Context, table: &mut Table) {
        let wanted = self.plan.get(self.at).map(|point| point.target);
        if context.ip() == self.sections[arms].start {
            // Not restarted: this is an exclusive stripe, which the kernel does not know.
            self.outcome.exhausted = Some(self.restarts);
            table.clear();
            return self.let_go(context);
        }
        self.restarts += 1;
        if wanted == Some(Target::Exhaust(Some(self.restarts))) {
            self.next_segment(context, table);
        } else if self.restarts == PATIENCE {
            table.clear();
            self.let_go(context);
        }
        // Else the breakpoint is planted again.
    }

    /// The interruption: the competitor runs now.
    fn interrupt(
        &mut self,
        ip: usize,
        section: Option<usize>,
        context: &mut Context,
        table: &mut Table,
    ) {
        self.record_hit(ip, context.ip(), section);
        if let Competitor::Call(competitor) = self.competitor
            && let Err(panic) = quiet::catch(competitor)
        {
            self.outcome.competitor = Some(panic);
        }
        self.next_segment(context, table);
    }

    fn record_hit(&mut self, ip: usize, resumed: usize, section: Option<usize>) {
        let cleared = self.area.rseq_cs() == 0;
        let count = self.outcome.hit_count;
        if let Some(hit) = self.outcome.hits.get_mut(count) {
            *hit = Some(Hit { ip, resumed, section, cleared });
            self.outcome.hit_count += 1;
        }
    }

    /// Goes on to the next point. The place where the thread goes on is the first step.
    fn next_segment(&mut self, context: &mut Context, table: &mut Table) {
        self.current = None;
        self.at += 1;
        if self.begin_segment(table) {
            self.boundary(context, table);
        } else {
            context.step(false);
        }
    }

    fn let_go(&mut self, context: &mut Context) {
        self.phase = Phase::Free;
        context.step(false);
    }

    /// The section that the instruction is about to arm.
    fn arming(&mut self, insn: &Insn, context: &Context) -> Option<usize> {
        let (memory, stored) = (insn.memory?, insn.stored?);
        let address = memory.address(context.registers(), self.thread_pointer);
        if !self.area.is_rseq_cs(address, memory.size) {
            return None;
        }
        let descriptor = stored.value(context.registers());
        (descriptor != 0).then(|| {
            self.sections.push(Section::read(descriptor as usize, insn.ip, insn.ip + insn.len));
            self.sections.len() - 1
        })
    }

    /// Whether `ip` is inside a listed section although the thread is not restarted for it: then it
    /// runs on an exclusive stripe, or the section is not armed. The latter compares with what the
    /// kernel says, the former with its stripe's header.
    fn in_listed_range(&mut self, ip: usize, insn: &Insn, context: &Context) -> bool {
        let after = self.listed.partition_point(|section| section.start <= ip);
        let inside = after > 0 && self.listed[after - 1].contains(ip);
        if inside
            && self.outcome.unarmed.is_none()
            && let Some(memory) = insn.memory
            && self.area.is_index_field(memory.address(context.registers(), self.thread_pointer))
        {
            self.outcome.unarmed = Some(ip);
        }
        inside
    }
}

/// Puts breakpoints on the ways out of a section, but for `not`.
fn watch_exits(section: &Section, not: Option<usize>, table: &mut Table) {
    table.clear();
    for &exit in section.exits() {
        if Some(exit) != not {
            table.stop_at(exit);
        }
    }
}

/// The interrupted thread, as the kernel will resume it.
struct Context<'a>(&'a mut libc::ucontext_t);

/// The trap flag.
const TF: i64 = 0x100;

#[expect(clippy::cast_sign_loss)] // the places of registers are small
impl Context<'_> {
    fn registers(&self) -> &Registers {
        &self.0.uc_mcontext.gregs
    }

    fn register(&mut self, register: i32) -> &mut i64 {
        &mut self.0.uc_mcontext.gregs[register as usize]
    }

    fn ip(&self) -> usize {
        self.registers()[libc::REG_RIP as usize].cast_unsigned() as usize
    }

    fn set_ip(&mut self, ip: usize) {
        *self.register(libc::REG_RIP) = (ip as u64).cast_signed();
    }

    /// Whether to trap after the next instruction.
    fn step(&mut self, step: bool) {
        let flags = self.register(libc::REG_EFL);
        *flags = if step { *flags | TF } else { *flags & !TF };
    }
}

mod mask {
    //! System calls that would block the traps: a blocked trap kills the process.

    use super::Context;
    use crate::engine::memory;

    /// The signals that must stay.
    const KEEP: u64 = 1 << (libc::SIGTRAP - 1) | 1 << (libc::SIGILL - 1);

    /// Does what the system call that the thread is about to make would do, if it is one that
    /// changes the mask, but keeps the traps unblocked; whether they should be blocked.
    pub(super) fn keep_traps(context: &mut Context) -> Option<bool> {
        if *context.register(libc::REG_RAX) != libc::SYS_rt_sigprocmask {
            return None;
        }
        let how = *context.register(libc::REG_RDI);
        let set = context.register(libc::REG_RSI).cast_unsigned() as usize;
        let old = context.register(libc::REG_RDX).cast_unsigned() as usize;
        if set == 0 {
            return None; // nothing is changed
        }
        let [set] = memory::words::<1>(set)?;
        // SAFETY: the kernel's mask is the first word of the context's set.
        let mask = unsafe { &mut *(&raw mut context.0.uc_sigmask).cast::<u64>() };
        let before = *mask;
        let wanted = match i32::try_from(how) {
            Ok(libc::SIG_BLOCK) => before | set,
            Ok(libc::SIG_UNBLOCK) => before & !set,
            Ok(libc::SIG_SETMASK) => set,
            _ => return None,
        };
        *mask = wanted & !KEEP;
        if old != 0 {
            // SAFETY: the thread passed this address to be written to; a bad one faults here as
            // it would have failed there.
            unsafe { (old as *mut u64).write_unaligned(before) };
        }
        *context.register(libc::REG_RAX) = 0;
        Some(wanted & KEEP != 0)
    }
}

/// Called right before the sequence: what comes before is the checker's own.
#[unsafe(naked)]
pub extern "C" fn begin() {
    naked_asm!("ret")
}

/// Called right after the sequence.
#[unsafe(naked)]
pub extern "C" fn finish() {
    naked_asm!("nop", "ret") // not the same code as `begin`, or the linker might make them one
}

/// The closure that is called, and its panic.
struct Call<'a> {
    sequence: &'a dyn Fn(),
    panic: Option<String>,
}

/// Calls the closure behind the pointer.
unsafe extern "C" fn invoke(call: *mut ()) {
    // SAFETY: `Session::run` passes a `Call` that nothing else uses meanwhile.
    let call = unsafe { &mut *call.cast::<Call>() };
    if let Err(panic) = quiet::catch(call.sequence) {
        call.panic = Some(panic);
    }
}

/// Calls `function(argument)`: with the trap flag set, so that the first trap comes at the
/// function's first instruction, or with the patches of the table planted.
#[unsafe(naked)]
unsafe extern "C" fn enter(function: unsafe extern "C" fn(*mut ()), argument: *mut (), step: u32) {
    naked_asm!(
        "push rbx",
        "push r12",
        "push r13",
        "mov rbx, rdi",
        "mov r12, rsi",
        "test edx, edx",
        "jnz 2f",
        "call {plant}",
        "mov rdi, r12",
        "call rbx",
        "jmp {end}",
        "2:",
        "mov rdi, r12",
        "pushfq",
        "or qword ptr [rsp], 0x100",
        "popfq",            // takes effect after the call
        "call rbx",
        "jmp {end}",
        plant = sym breakpoint::plant,
        end = sym end,
    )
}

/// The second half of [`enter`]: the end of what is watched.
#[unsafe(naked)]
unsafe extern "C" fn end() {
    naked_asm!(
        "nop",
        "call {lift}",
        "pop r13",
        "pop r12",
        "pop rbx",
        "ret",
        lift = sym breakpoint::lift,
    )
}

/// `SIGILL`: a breakpoint. Another thread that comes to one waits until it is lifted.
#[unsafe(naked)]
unsafe extern "C" fn on_breakpoint(signal: i32, info: *mut libc::siginfo_t, context: *mut ()) {
    naked_asm!(
        "mov rax, qword ptr fs:[0]",
        "cmp rax, qword ptr [rip + {thread}]",
        "jne 2f",
        "push rdi",
        "push rsi",
        "push rdx",
        "call {lift}",
        "pop rdx",
        "pop rsi",
        "pop rdi",
        "sub rsp, 8",
        "call {stopped}",
        "call {plant}",
        "add rsp, 8",
        "ret",
        "2:",
        "mov rax, qword ptr [rsi + 16]",    // si_addr
        "cmp word ptr [rax], 0x0b0f",       // ud2 is not ours
        "je {foreign}",
        "mov eax, 24",                      // sched_yield
        "syscall",
        "ret",
        thread = sym THREAD,
        lift = sym breakpoint::lift,
        plant = sym breakpoint::plant,
        stopped = sym stopped,
        foreign = sym foreign,
    )
}

/// `SIGTRAP`: a step.
#[unsafe(naked)]
unsafe extern "C" fn on_step(signal: i32, info: *mut libc::siginfo_t, context: *mut ()) {
    naked_asm!(
        "mov rax, qword ptr fs:[0]",
        "cmp rax, qword ptr [rip + {thread}]",
        "jne {foreign}",
        "sub rsp, 8",
        "call {stepped}",
        "call {plant}",
        "add rsp, 8",
        "ret",
        thread = sym THREAD,
        plant = sym breakpoint::plant,
        stepped = sym stepped,
        foreign = sym foreign,
    )
}

/// `SIGURG`: stops a stuck thread for ever. Not one of the traps, since a competitor that does not
/// return has these blocked; and by default ignored, so that a late one does no harm.
unsafe extern "C" fn on_park(_signal: i32, _info: *mut libc::siginfo_t, _context: *mut ()) {
    if ABANDONED.load(Ordering::SeqCst) {
        PARKED.fetch_add(1, Ordering::SeqCst);
        loop {
            // SAFETY: waits for a signal.
            unsafe { libc::pause() };
        }
    }
}

/// Whether a check was given up, and how many of its threads have been stopped.
static ABANDONED: AtomicBool = AtomicBool::new(false);
static PARKED: AtomicUsize = AtomicUsize::new(0);

/// Stops these threads for ever; whether all of them came to a stop.
pub fn park(threads: &[i32]) -> bool {
    PARKED.store(0, Ordering::SeqCst);
    ABANDONED.store(true, Ordering::SeqCst);
    for &thread in threads {
        // SAFETY: sends a signal that has a handler, for as long as a check runs.
        unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, libc::SIGURG) };
    }
    let begin = Instant::now();
    while PARKED.load(Ordering::SeqCst) < threads.len() && begin.elapsed() < PARKING {
        std::thread::sleep(Duration::from_millis(1));
    }
    ABANDONED.store(false, Ordering::SeqCst);
    let parked = PARKED.load(Ordering::SeqCst) == threads.len();
    if parked {
        // SAFETY: the threads that use the table do not run any more.
        unsafe { breakpoint::lift() };
        THREAD.store(0, Ordering::Relaxed);
    }
    parked
}

/// How long a thread may take to be parked.
const PARKING: Duration = Duration::from_secs(2);

/// A signal that is not the checker's: the default action, when the instruction is tried again.
unsafe extern "C" fn foreign(signal: i32, _info: *mut libc::siginfo_t, _context: *mut ()) {
    // SAFETY: sets the default action of a signal.
    unsafe { libc::signal(signal, libc::SIG_DFL) };
}

unsafe extern "C" fn stopped(
    signal: i32,
    info: *mut libc::siginfo_t,
    context: *mut libc::ucontext_t,
) {
    // SAFETY: the kernel passes both to a handler installed with `SA_SIGINFO`.
    let (at, mut context) = unsafe { ((*info).si_addr() as usize, Context(&mut *context)) };
    // SAFETY: the patches are lifted.
    let table = unsafe { Table::get() };
    if !table.contains(at) {
        // SAFETY: as called.
        return unsafe { foreign(signal, info, core::ptr::null_mut()) };
    }
    keep_errno(|| {
        // SAFETY: only the session's thread comes here.
        unsafe { session() }.stopped(at, &mut context, table);
    });
}

unsafe extern "C" fn stepped(
    signal: i32,
    info: *mut libc::siginfo_t,
    context: *mut libc::ucontext_t,
) {
    // SAFETY: the kernel passes both to a handler installed with `SA_SIGINFO`.
    let (code, at, mut context) =
        unsafe { ((*info).si_code, (*info).si_addr() as usize, Context(&mut *context)) };
    if code != libc::TRAP_TRACE {
        // SAFETY: as called.
        return unsafe { foreign(signal, info, core::ptr::null_mut()) };
    }
    // SAFETY: nothing is planted while the thread steps.
    let table = unsafe { Table::get() };
    table.clear();
    keep_errno(|| {
        // SAFETY: only the session's thread comes here.
        let session = unsafe { session() };
        if at != context.ip() {
            session.outcome.unseen = Some(at);
        }
        session.boundary(&mut context, table);
    });
}

/// The session of this thread.
///
/// # Safety
///
/// - This is a handler of a session's thread.
unsafe fn session() -> &'static mut Session<'static> {
    // SAFETY: set by `Session::run`, which waits in `enter` while handlers use it.
    unsafe { &mut **CURRENT.0.get() }
}

/// Runs `f` without changing `errno` for the interrupted code.
fn keep_errno(f: impl FnOnce()) {
    // SAFETY: `errno` is this thread's.
    unsafe {
        let errno = libc::__errno_location();
        let before = *errno;
        f();
        *errno = before;
    }
}

/// The handlers, installed for as long as this lives.
pub struct Handlers {
    before: [(i32, libc::sigaction); 3],
}

impl Handlers {
    /// Installs them.
    pub fn install() -> Self {
        let handlers: [(i32, Handler); 3] =
            [(libc::SIGTRAP, on_step), (libc::SIGILL, on_breakpoint), (libc::SIGURG, on_park)];
        Self { before: handlers.map(|(signal, handler)| (signal, install(signal, handler))) }
    }
}

impl Drop for Handlers {
    fn drop(&mut self) {
        // Another thread may have come to a breakpoint that is gone by now, and not have got its
        // signal yet.
        std::thread::sleep(Duration::from_millis(1));
        for (signal, action) in &self.before {
            // SAFETY: the action was there before.
            unsafe { libc::sigaction(*signal, action, core::ptr::null_mut()) };
        }
    }
}

/// A handler with `SA_SIGINFO`.
type Handler = unsafe extern "C" fn(i32, *mut libc::siginfo_t, *mut ());

/// Installs a handler, on the interrupted thread's own stack since the competitor runs there.
fn install(signal: i32, handler: Handler) -> libc::sigaction {
    // SAFETY: all fields of both actions are integers; the handler has the signature for
    // `SA_SIGINFO`, and leaves every register as the kernel requires.
    unsafe {
        let (mut action, mut before) =
            (core::mem::zeroed::<libc::sigaction>(), core::mem::zeroed());
        action.sa_sigaction = handler as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal, &raw const action, &raw mut before);
        before
    }
}
