//! Every boundary, one run each.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::Ordering;

use rseq_runtime::stats::stats;

use super::super::area::Area;
use super::super::memory;
use super::super::{Progress, TRIES, arch};
use super::armed::Armed;
use super::decode::{self, Flow};
use super::step::{Competitor, Hit, Outcome, Point, Session, Step, Target};
use crate::check::Job;
use crate::quiet;
use crate::report::{Boundary, Coverage, Error, Place, Report, Section, Violation};

/// [`TRIES`] where the thread waits to be preempted, which others may do as well.
const TRIES_OF_PREEMPTION: usize = 40;

/// One check, on the thread that it runs on.
pub struct Engine<'a, 'c, 'p> {
    job: Job<'a>,
    session: Session<'c>,
    progress: &'p Progress,
    /// The code of the object that the sequence is in: breakpoints go nowhere else.
    code: Range<usize>,
    report: Report,
}

/// Points to be interrupted at, and how they are reported.
struct Spot {
    point: Point,
    place: Place,
    /// Steps since the beginning of the run or the interruption before.
    step: usize,
    /// The instruction that is interrupted.
    ip: usize,
    /// Which time it is, in a loop of a section.
    pass: u32,
    /// The calls that it is in, the innermost first.
    callers: Vec<usize>,
}

impl<'a, 'c, 'p> Engine<'a, 'c, 'p> {
    /// An engine for this thread.
    pub fn new(
        job: Job<'a>,
        area: Area,
        competitor: Competitor<'c>,
        progress: &'p Progress,
    ) -> Self {
        let session = Session::new(area, competitor, job.max_steps);
        let report = Report::new(Coverage::Instructions);
        Self {
            job,
            session,
            progress,
            code: memory::code_around(Self::new as *const () as usize),
            report,
        }
    }

    /// Runs the check.
    pub fn check(mut self) -> Result<Report, Error> {
        // Twice, for what is initialised lazily.
        for _ in 0..2 {
            self.uninterrupted(false)?;
        }
        self.uninterrupted(true)?;
        let mut trace = self.trace();
        // A preemption restarts the sequence once more: it is the way without one that is wanted,
        // which comes twice in a row.
        for _ in 0..TRIES {
            self.uninterrupted(true)?;
            let again = self.trace();
            if again.same_way(&trace) {
                break;
            }
            trace = again;
        }
        if trace.sections.is_empty() && !trace.steps.iter().any(|step| step.in_range) {
            return Err(Error::NoSection);
        }
        self.note_sections(&trace.sections);
        let spots = self.spots(&trace, &[], None);
        let spots = self.with_passes(&trace, spots)?;
        self.visit(&spots, &[], self.job.pairs)?;
        if self.job.exclusive {
            self.exclusive(&trace, &spots)?;
        }
        self.report.verdict()
    }

    /// A run without competitor, which must go well.
    fn uninterrupted(&mut self, record: bool) -> Result<(), Error> {
        let outcome = self.run(&[], record)?;
        if let Some(message) = outcome.panic {
            return Err(Error::Panicked(message));
        }
        quiet::catch(&mut self.job.invariant).map_err(Error::Uninterrupted)?;
        if let Some(ip) = outcome.unarmed
            && self.report.boundaries.is_empty()
        {
            self.report.boundaries.push(Boundary {
                place: Place::Section,
                step: self.session.trace.iter().position(|step| step.ip == ip).unwrap_or(0),
                address: ip,
                instruction: arch::text(ip),
                pass: 1,
                callers: Vec::new(),
                source: None,
                restarted: false,
                after: None,
                violations: vec![Violation::NotArmed],
            });
        }
        Ok(())
    }

    /// Resets and runs once. Whatever makes further runs pointless is an error.
    fn run(&mut self, plan: &[Point], record: bool) -> Result<Outcome, Error> {
        self.report.runs += 1;
        self.progress.runs.fetch_add(1, Ordering::Relaxed);
        quiet::catch(&mut self.job.reset).map_err(Error::Reset)?;
        let outcome = self.session.run(self.job.sequence, plan, record);
        if let Some(section) = &outcome.flawed {
            let flaw = section.flaw.map(|flaw| flaw.to_string()).unwrap_or_default();
            // The instruction before `armed` stored the descriptor.
            return Err(Error::Descriptor { at: arch::text(section.arming), flaw });
        }
        if let Some(at) = outcome.unseen {
            return Err(Error::Unseen { at: arch::text(at) });
        }
        if let Some(message) = outcome.competitor {
            return Err(Error::Competitor(message));
        }
        if outcome.too_long {
            return Err(Error::TooLong { steps: self.job.max_steps });
        }
        Ok(outcome)
    }

    /// What the last run recorded.
    fn trace(&self) -> Trace {
        Trace { steps: self.session.trace.clone(), sections: self.session.sections.clone() }
    }

    fn note_sections(&mut self, sections: &[Armed]) {
        for section in sections {
            let known = |known: &Section| known.descriptor == section.descriptor;
            if !self.report.sections.iter().any(known) {
                self.report.sections.push(Section {
                    descriptor: section.descriptor,
                    range: section.start..section.post_commit,
                    abort: section.abort,
                    exclusive_after: None,
                });
            }
        }
    }

    /// All points of a trace that follows `prefix`.
    fn spots(&self, trace: &Trace, prefix: &[Point], place: Option<Place>) -> Vec<Spot> {
        let last = trace.steps.iter().rposition(|step| step.arms.is_some() || step.in_range);
        let mut anchors = Anchors::new(&trace.steps);
        let mut calls: Vec<usize> = Vec::new();
        let mut spots = Vec::new();
        for (index, step) in trace.steps.iter().enumerate() {
            // The address where the segment begins would be met at once.
            let usable = index > 0 && !begins_at(prefix, step.ip) && self.code.contains(&step.ip);
            let (from, anchor) = anchors.next(index, step, usable);
            let here = place.unwrap_or(match last {
                _ if step.in_range => Place::Section,
                Some(last) if index > last => Place::Tail,
                _ => Place::Preparation,
            });
            let point =
                Point { anchor, steps: index - from, target: Target::Here, resumed: step.ip };
            let callers: Vec<usize> = calls.iter().rev().copied().collect();
            match decode::flow(step.ip) {
                Flow::Call => calls.push(step.ip),
                Flow::Return => drop(calls.pop()),
                Flow::System | Flow::Other => {}
            }
            spots.push(Spot {
                point,
                place: here,
                step: index,
                ip: step.ip,
                pass: 1,
                callers: callers.clone(),
            });
            let Some(section) = step.arms.map(|arms| trace.sections[arms]) else { continue };
            for ip in section.boundaries() {
                let target = Target::InSection(ip);
                let inside = section.contains(ip);
                let place = if inside { Place::Section } else { here };
                let resumed = if inside { section.abort } else { ip };
                let point = Point { target, resumed, ..point };
                let callers = callers.clone();
                spots.push(Spot { point, place, step: index, ip, pass: 1, callers });
            }
        }
        spots
    }

    /// The same points but for instructions of sections that are not on the way, and for those in loops of
    /// sections the second and the last time that they run.
    fn with_passes(&mut self, trace: &Trace, spots: Vec<Spot>) -> Result<Vec<Spot>, Error> {
        let mut all: Vec<Spot> = Vec::with_capacity(spots.len());
        let mut spots = spots.into_iter().peekable();
        while let Some(spot) = spots.next() {
            let step = spot.step;
            all.push(spot);
            if spots.peek().is_some_and(|next| next.step == step) {
                continue;
            }
            // The last of a section, if there is one.
            let Some(section) = trace.steps[step].arms.map(|arms| trace.sections[arms]) else {
                continue;
            };
            if !section.branches() {
                continue;
            }
            let walk = Point { target: Target::Walk, ..all[all.len() - 1].point };
            let Some(walked) = self.walk(walk)? else { continue };
            let before = all.len();
            let inside = |spot: &Spot| spot.step == step && section.contains(spot.ip);
            all.retain(|spot| !inside(spot) || walked.contains(&spot.ip));
            self.report.skipped += before - all.len();
            // With preemption the thread would have to walk to its loop.
            if section.loops() && !self.job.preemption {
                let mut again = passes(all.iter().filter(|spot| inside(spot)), &walked);
                all.append(&mut again);
            }
        }
        Ok(all)
    }

    /// The instructions of a section in the order in which it runs them, if it runs them so again.
    fn walk(&mut self, point: Point) -> Result<Option<Vec<usize>>, Error> {
        let mut walked = Vec::new();
        // What was preempted ends early: the longest one that comes twice is whole.
        for _ in 0..2 * TRIES {
            self.run(&[point], false)?;
            if !walked.is_empty() && self.session.walked == walked {
                return Ok(Some(walked));
            }
            if self.session.walked.len() > walked.len() {
                walked.clone_from(&self.session.walked);
            }
        }
        Ok(None)
    }

    /// Interrupts at each of these; and, for pairs, at each second one after it.
    fn visit(&mut self, spots: &[Spot], prefix: &[Point], pairs: bool) -> Result<(), Error> {
        for spot in spots {
            let mut plan = [prefix, &[spot.point]].concat();
            let Some((outcome, hit)) = self.interrupt(&mut plan, spot, pairs)? else { continue };
            let trace = pairs.then(|| self.trace());
            let index = self.judge(spot, &outcome, hit, None);
            let Some(trace) = trace else { continue };
            let seconds = self.spots(&trace, &plan, Some(Place::Restart));
            // The first of these is the place where the thread was interrupted already.
            let seconds = seconds.iter().filter(|second| {
                second.step > 0 || matches!(second.point.target, Target::InSection(_))
            });
            for second in seconds {
                let mut plan = [&plan[..], &[second.point]].concat();
                if let Some((outcome, hit)) = self.interrupt(&mut plan, second, false)? {
                    self.judge(second, &outcome, hit, Some(index));
                }
            }
        }
        Ok(())
    }

    /// One run with the last interruption at `spot`; `None` if the thread did not come there.
    fn interrupt(
        &mut self,
        plan: &mut [Point],
        spot: &Spot,
        record: bool,
    ) -> Result<Option<(Outcome, Hit)>, Error> {
        self.progress.at.store(spot.ip, Ordering::Relaxed);
        let wanted =
            plan.iter().filter(|point| !matches!(point.target, Target::Exhaust(_))).count();
        let tries = if self.job.preemption { TRIES_OF_PREEMPTION } else { TRIES };
        for turn in 1..=tries {
            if let Some(last) = plan.last_mut()
                && turn > tries / 2
                && last.anchor.is_some()
            {
                // Another way than before: step all of it.
                (last.anchor, last.steps) = (None, spot.step);
            }
            let outcome = self.run(plan, record)?;
            // After an abort by somebody else the same number of steps leads elsewhere.
            let hit = outcome.hits[wanted - 1].filter(|hit| hit.ip == spot.ip);
            if let Some(hit) = hit {
                // The competitor may have come before the thread was where it should be preempted.
                let early = self.job.preemption && hit.resumed == spot.ip && hit.section.is_some();
                if early && turn < tries {
                    continue;
                }
                self.progress.at.store(0, Ordering::Relaxed);
                return Ok(Some((outcome, hit)));
            }
        }
        self.progress.at.store(0, Ordering::Relaxed);
        if matches!(spot.point.target, Target::InSection(_) | Target::InPass(..)) {
            self.report.skipped += 1;
        } else {
            self.report.missed += 1;
        }
        Ok(None)
    }

    /// Looks at what a run has left, and adds its boundary to the report.
    fn judge(&mut self, spot: &Spot, outcome: &Outcome, hit: Hit, after: Option<usize>) -> usize {
        let mut violations = Vec::new();
        let section = hit.section.map(|section| self.session.sections[section]);
        let inside = section.filter(|section| section.contains(spot.ip));
        let restarted = hit.resumed != spot.ip;
        match (inside, section) {
            (Some(section), _) => {
                if hit.resumed != section.abort {
                    violations.push(Violation::NotRestarted);
                } else if !hit.cleared {
                    violations.push(Violation::NotCleared);
                }
            }
            (None, before) => {
                if restarted {
                    violations.push(Violation::RestartedOutside);
                } else if before.is_some() {
                    violations.push(Violation::Disarmed);
                }
            }
        }
        if let Some(message) = &outcome.panic {
            violations.push(Violation::Panicked(message.clone()));
        } else if let Err(message) = quiet::catch(&mut self.job.invariant) {
            violations.push(Violation::Invariant(message));
        }
        self.report.boundaries.push(Boundary {
            place: spot.place,
            step: spot.step,
            address: spot.ip,
            instruction: arch::text(spot.ip),
            pass: spot.pass,
            callers: spot.callers.clone(),
            source: None,
            restarted,
            after,
            violations,
        });
        self.report.boundaries.len() - 1
    }

    /// The exclusive path of each section: restarted until the sequence gives its CPU's stripe up.
    fn exclusive(&mut self, trace: &Trace, spots: &[Spot]) -> Result<(), Error> {
        let mut done = HashSet::new();
        for (index, step) in trace.steps.iter().enumerate() {
            let Some(section) = step.arms.map(|arms| trace.sections[arms]) else { continue };
            if !done.insert(section.descriptor) {
                continue;
            }
            let Some(spot) = spots.iter().find(|spot| spot.step == index) else { continue };
            let (target, resumed) = (Target::Exhaust, section.abort);
            let exhaust = |limit| Point { target: target(limit), resumed, ..spot.point };
            let before = stats().exclusive;
            let outcome = self.run(&[exhaust(None)], false)?;
            // A preparation there may find other data and leave before its section.
            let left = outcome.left.filter(|_| stats().exclusive > before);
            let Some(restarts) = outcome.exhausted.or(left) else { continue };
            for known in &mut self.report.sections {
                if known.descriptor == section.descriptor {
                    known.exclusive_after = Some(restarts);
                }
            }
            if restarts == 0 {
                continue;
            }
            let prefix = [exhaust(Some(restarts))];
            self.run(&prefix, true)?;
            let spots = self.spots(&self.trace(), &prefix, Some(Place::Exclusive));
            self.visit(&spots, &prefix, false)?;
        }
        Ok(())
    }
}

/// What a run recorded.
struct Trace {
    steps: Vec<Step>,
    sections: Vec<Armed>,
}

impl Trace {
    fn same_way(&self, other: &Self) -> bool {
        self.steps.iter().map(|step| step.ip).eq(other.steps.iter().map(|step| step.ip))
    }
}

/// The second and the last time that a section comes to each of these, in the order of the walk.
fn passes<'a>(spots: impl Iterator<Item = &'a Spot>, walked: &[usize]) -> Vec<Spot> {
    let mut again = Vec::new();
    for spot in spots {
        let times = walked.iter().filter(|&&ip| ip == spot.ip).count();
        let last = u32::try_from(times).unwrap_or(u32::MAX);
        let passes = [2, last].into_iter().filter(|pass| (2..=last).contains(pass));
        for pass in passes.collect::<BTreeSet<_>>() {
            let point = Point { target: Target::InPass(spot.ip, pass), ..spot.point };
            again.push(Spot { point, pass, callers: spot.callers.clone(), ..*spot });
        }
    }
    again.sort_by_key(|spot| {
        let passes = walked.iter().enumerate().filter(|(_, ip)| **ip == spot.ip);
        passes.map(|(index, _)| index).nth(spot.pass as usize - 1)
    });
    again
}

/// What a breakpoint that is met and left again costs, in steps.
const PASS: usize = 6;

/// Where a run is best stopped on its way to a step, to go the rest of it step by step.
struct Anchors {
    /// How often each address was met.
    met: HashMap<usize, usize>,
    /// Which breakpoints could not be left by a step every time.
    no_step: HashSet<usize>,
    best: Option<Anchor>,
}

#[derive(Clone, Copy)]
struct Anchor {
    index: usize,
    ip: usize,
    pass: usize,
}

impl Anchor {
    /// What it costs to come to a step from here, compared with other anchors before it.
    fn costs_more_than(&self, other: &Self) -> bool {
        self.pass * PASS + other.index > other.pass * PASS + self.index
    }
}

impl Anchors {
    fn new(steps: &[Step]) -> Self {
        let no_step = steps.iter().filter(|step| {
            step.arms.is_some() || !can_stop(step) || decode::flow(step.ip) == Flow::System
        });
        let no_step = no_step.map(|step| step.ip).collect();
        Self { met: HashMap::new(), no_step, best: None }
    }

    /// The steps come one after the other: the index of the one from which to go to this one, and the
    /// breakpoint that stops there; 0 and none if all of the way is to be stepped.
    fn next(&mut self, index: usize, step: &Step, usable: bool) -> (usize, Option<(usize, u32)>) {
        let met = self.met.entry(step.ip).or_default();
        *met += 1;
        let this = Anchor { index, ip: step.ip, pass: *met };
        let usable = usable && can_stop(step) && (*met == 1 || !self.no_step.contains(&step.ip));
        if usable && !self.best.is_some_and(|best| this.costs_more_than(&best)) {
            self.best = Some(this);
        }
        match self.best {
            Some(Anchor { index, ip, pass }) => (index, u32::try_from(pass).ok().map(|n| (ip, n))),
            None => (0, None),
        }
    }
}

/// Whether a breakpoint at this step stops the thread; with traps blocked it would kill the process.
fn can_stop(step: &Step) -> bool {
    !step.in_range && !step.masked
}

/// Whether what follows `prefix` begins at this address.
fn begins_at(prefix: &[Point], ip: usize) -> bool {
    prefix.last().is_some_and(|point| point.resumed == ip)
}
