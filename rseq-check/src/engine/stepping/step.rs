//! One run of the sequence: stepping it with the trap flag, stopping it in its sections, and
//! interrupting it where the plan says.
//!
//! Outside sections the thread traps at every instruction. A trap inside a section would make the
//! kernel restart it each time, so the thread is let go just before the instruction that arms a
//! section, with breakpoints on every way out, where stepping goes on. To interrupt a section,
//! one more breakpoint is put at the instruction in question.
//!
//! Everything here but [`Session::run`] is called by the signal handlers of the thread under test, and
//! neither allocates nor locks.

use rseq_runtime::register::thread_pointer;

use super::super::area::Area;
use super::super::section;
use super::armed::Armed;
use super::breakpoint::Table;
use super::context::{self, Context};
use super::decode::{Cache, Insn};
use super::handlers::{self, begin, end, finish};
use super::preempt;
use crate::quiet;

/// A place at which a run is interrupted.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// Run freely to this address instead of stepping all the way, so many times.
    pub anchor: Option<(usize, u32)>,
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
    /// A section is about to be armed: interrupt it at this address, the first time.
    InSection(usize),
    /// The same in a loop, when it comes there for the so manieth time.
    InPass(usize, u32),
    /// A section is about to be armed: note its instructions as it runs them.
    Walk,
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
    /// Past the anchor by one instruction, on its way to it again.
    SeekingAgain,
    /// Trapping at each instruction.
    Stepping,
    /// In a section that is not to be interrupted.
    Passing,
    /// In the section that is to be interrupted at this address.
    Probing(usize),
    /// In a section, restarted and put back again at each instruction of it.
    Walking,
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
    pub flawed: Option<Armed>,
    /// How often a section had to be restarted before the sequence came to it on an exclusive stripe.
    pub exhausted: Option<u32>,
    /// How often before it came there no more.
    pub left: Option<u32>,
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
    listed: Vec<section::Section>,
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
    /// How many times it is still to come to the anchor before it stays.
    passes: u32,
    steps: usize,
    current: Option<usize>,
    /// The steps since the last interruption, if they are recorded.
    pub trace: Vec<Step>,
    /// The sections that were armed, in order.
    pub sections: Vec<Armed>,
    /// The instructions of the section that was walked through, in order.
    pub walked: Vec<usize>,
    outcome: Outcome,
}

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
            passes: 0,
            steps: 0,
            current: None,
            trace: Vec::with_capacity(limit + 1),
            sections: Vec::with_capacity(SECTIONS),
            walked: Vec::with_capacity(limit + 1),
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
        self.walked.clear();
        self.steps = 0;
        self.at = 0;
        self.inside = false;
        self.masked = false;
        self.current = None;
        self.outcome = Outcome::default();

        // SAFETY: nothing is planted before the call below.
        let table = unsafe { Table::get() };
        table.clear();
        let stepping = self.begin_segment(table);
        let (thread, session) = (self.thread_pointer, &raw mut *self);
        // SAFETY: `self` is not used until the call has returned, but by the handlers.
        let panic = unsafe { handlers::watch(thread, session, sequence, stepping) };
        if let Phase::Exhausting(_) = self.phase {
            self.outcome.left = Some(PATIENCE - handlers::restarted());
        }
        self.phase = Phase::Free;
        let mut outcome = core::mem::take(&mut self.outcome);
        outcome.panic = panic;
        outcome
    }

    /// The kernel restarted a section that nothing was seen to arm.
    pub fn unseen(&mut self, at: usize) {
        self.outcome.unseen = Some(at);
    }

    /// After a run: nobody acts any more, and nothing is planted.
    pub fn settle(&self) {
        if let Competitor::Preempt(shared) = self.competitor {
            shared.settle();
        }
    }

    /// Prepares the way to the next point; whether to step from here on.
    fn begin_segment(&mut self, table: &mut Table) -> bool {
        table.clear();
        match self.plan.get(self.at) {
            Some(point) => {
                self.left = point.steps;
                if let Some((anchor, passes)) = point.anchor {
                    self.passes = passes;
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
                && let Some(masked) = context::keep_traps(context)
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
            (Target::InPass(..) | Target::Walk, Some(arms)) => {
                self.current = Some(arms);
                let start = self.sections[arms].start;
                watch_exits(&self.sections[arms], Some(start), table);
                table.stop_at(start);
                self.phase = Phase::Walking;
                context.step(false);
            }
            (Target::Exhaust(times), Some(arms)) => {
                self.current = Some(arms);
                self.phase = Phase::Exhausting(arms);
                let start = self.sections[arms].start;
                table.trap_at(start);
                handlers::restart(start, times.unwrap_or(PATIENCE));
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
    pub fn stopped(&mut self, stop: usize, context: &mut Context, table: &mut Table) {
        let section = self.current;
        match self.phase {
            Phase::Seeking | Phase::Passing => {
                table.clear();
                self.inside = true;
                if stop != context.ip() {
                    self.outcome.unseen = Some(stop);
                }
                if self.phase == Phase::Seeking && self.passes > 1 {
                    self.passes -= 1;
                    self.phase = Phase::SeekingAgain;
                    return context.step(true);
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
            Phase::Walking => {
                table.clear();
                self.walk(stop, context, table);
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
            Phase::Exhausting(arms) => self.exhausted(arms, context, table),
            Phase::Free | Phase::Stepping | Phase::SeekingAgain => self.let_go(context),
        }
    }

    /// The thread has made a step outside sections.
    pub fn stepped(&mut self, context: &mut Context, table: &mut Table) {
        if self.phase == Phase::SeekingAgain
            && let Some(Point { anchor: Some((anchor, _)), .. }) = self.plan.get(self.at)
        {
            table.stop_at(*anchor);
            self.phase = Phase::Seeking;
            return context.step(false);
        }
        self.boundary(context, table);
    }

    /// Whether the thread steps through a section.
    pub fn is_walking(&self) -> bool {
        self.phase == Phase::Walking
    }

    /// The thread came to `at`, in the section that it walks through or out of it. The trap has made
    /// the kernel restart the section; unless it is to be interrupted here, the thread is put back
    /// and its section armed again, so that it goes on as if nothing had been.
    pub fn walk(&mut self, at: usize, context: &mut Context, table: &mut Table) {
        let (Some(arms), Some(point)) = (self.current, self.plan.get(self.at).copied()) else {
            return self.let_go(context);
        };
        let section = self.sections[arms];
        if !section.contains(at) || self.walked.len() >= self.limit {
            return self.let_go(context);
        }
        if context.ip() != section.abort {
            // A preemption between the two lines at the end has disarmed it.
            return self.let_go(context);
        }
        self.walked.push(at);
        if let Target::InPass(target, pass) = point.target
            && at == target
            && self.walked.iter().filter(|&&ip| ip == at).count() == pass as usize
        {
            return self.interrupt(at, Some(arms), context, table);
        }
        context.set_ip(at);
        context.step(true);
        self.area.arm(section.descriptor);
    }

    /// The section was restarted as often as it was to be, or the thread came to its start and was not:
    /// then this is an exclusive stripe, which the kernel does not know.
    fn exhausted(&mut self, arms: usize, context: &mut Context, table: &mut Table) {
        let left = handlers::restarted();
        table.clear();
        match self.plan.get(self.at).map(|point| point.target) {
            Some(Target::Exhaust(Some(_))) if left == 0 => self.next_segment(context, table),
            Some(Target::Exhaust(None)) if context.ip() == self.sections[arms].start => {
                self.outcome.exhausted = Some(PATIENCE - left);
                self.let_go(context);
            }
            _ => self.let_go(context),
        }
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
            self.sections.push(Armed::read(descriptor as usize, insn.ip, insn.ip + insn.len));
            self.sections.len() - 1
        })
    }

    /// Whether `ip` is inside a listed section although the thread is not restarted for it: then it
    /// runs on an exclusive stripe, or the section is not armed. The latter compares with what the
    /// kernel says, the former with its stripe's header.
    fn in_listed_range(&mut self, ip: usize, insn: &Insn, context: &Context) -> bool {
        let after = self.listed.partition_point(|section| section.start <= ip);
        let last = self.listed[..after].last();
        let inside = last.is_some_and(|section| section.flaw.is_none() && section.contains(ip));
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
fn watch_exits(section: &Armed, not: Option<usize>, table: &mut Table) {
    table.clear();
    for &exit in section.exits() {
        if Some(exit) != not {
            table.stop_at(exit);
        }
    }
}
