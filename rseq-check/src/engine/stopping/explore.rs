//! Every boundary that a breakpoint reaches, one run each.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::atomic::Ordering;

use rseq_runtime::stats::stats;

use super::super::area::Area;
use super::super::section::{self, Section};
use super::super::{Progress, TRIES, arch};
use super::functions::Functions;
use super::session::{Hit, Outcome, Session, Stop};
use crate::check::Job;
use crate::quiet;
use crate::report::{self, Boundary, Coverage, Error, Place, Report, Violation};

/// How many instructions before a section are looked at for the one that arms it.
const BEFORE: usize = 4;

/// [`TRIES`] of a way through a section, each instruction of which may be preempted.
const TRIES_OF_WALK: usize = 40;

/// One check, on the thread that it runs on.
pub struct Engine<'a, 'p> {
    job: Job<'a>,
    session: Session<'a>,
    progress: &'p Progress,
    functions: &'static Functions,
    /// The sections that the sequence comes to, in order, and whether they are armed.
    sections: Vec<(Section, bool)>,
    /// The instructions before sections at which an interruption disarms them.
    disarming: HashSet<usize>,
    report: Report,
}

/// A point to be interrupted at.
#[derive(Clone)]
struct Spot {
    ip: usize,
    pass: u32,
    place: Place,
    step: usize,
    /// The section that it lies in, if that is armed.
    section: Option<Section>,
}

impl Spot {
    fn stop(&self) -> Stop {
        match self.section {
            Some(section) if self.pass > 1 => Stop::Walk(section, Some((self.ip, self.pass))),
            _ => Stop::At(self.ip),
        }
    }
}

impl<'a, 'p> Engine<'a, 'p> {
    /// An engine for this thread.
    pub fn new(job: Job<'a>, area: Area, progress: &'p Progress) -> Self {
        let session = Session::new(area, job.competitor);
        Self {
            job,
            session,
            progress,
            functions: Functions::get(),
            sections: Vec::new(),
            disarming: HashSet::new(),
            report: Report::new(Coverage::Functions),
        }
    }

    /// Runs the check.
    pub fn check(mut self) -> Result<Report, Error> {
        // Twice, for what is initialised lazily.
        for _ in 0..2 {
            self.uninterrupted(&[])?;
        }
        self.find_sections()?;
        let code = self.code();
        let spots = self.spots(&code)?;
        for (section, armed) in self.sections.clone() {
            if armed {
                self.find_disarming(section, &code)?;
            }
        }
        self.visit(&[], &spots)?;
        if self.job.exclusive {
            self.exclusive(&code)?;
        }
        self.report.verdict()
    }

    /// A run without competitor, which must go well.
    fn uninterrupted(&mut self, plan: &[Stop]) -> Result<Outcome, Error> {
        let mut outcome = self.run(plan)?;
        if let Some(message) = outcome.panic.take() {
            return Err(Error::Panicked(message));
        }
        quiet::catch(&mut self.job.invariant).map_err(Error::Uninterrupted)?;
        Ok(outcome)
    }

    /// Resets and runs once. Whatever makes further runs pointless is an error.
    fn run(&mut self, plan: &[Stop]) -> Result<Outcome, Error> {
        self.report.runs += 1;
        self.progress.runs.fetch_add(1, Ordering::Relaxed);
        quiet::catch(&mut self.job.reset).map_err(Error::Reset)?;
        let mut outcome = self.session.run(self.job.sequence, plan);
        match outcome.competitor.take() {
            Some(message) => Err(Error::Competitor(message)),
            None => Ok(outcome),
        }
    }

    /// Which of the sections that the program lists the sequence comes to, and whether they are armed.
    fn find_sections(&mut self) -> Result<(), Error> {
        let listed = section::listed();
        let (sound, flawed): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|section| section.flaw.is_none());
        // A thread that is stopped in an unsound section is killed: it is stopped before.
        let entries = flawed.iter().filter_map(|section| self.functions.around(section.start));
        let entries: Vec<_> = entries.map(|function| function.start).collect();
        let first = self.uninterrupted(&[Stop::Each(entries)])?.trace.first().copied();
        if let Some(hit) = first {
            let of = |section: &&Section| self.functions.around(section.start).map(|at| at.start);
            let section = flawed.iter().find(|section| of(section) == Some(hit.ip));
            let flaw = section.and_then(|section| section.flaw).map(|flaw| flaw.to_string());
            let at = arch::text(section.map_or(hit.ip, |section| section.start));
            return Err(Error::Descriptor { at, flaw: flaw.unwrap_or_default() });
        }
        let starts: Vec<_> = sound.iter().map(|section| section.start).collect();
        let before = stats().exclusive;
        let mut trace = self.uninterrupted(&[Stop::Each(starts.clone())])?.trace;
        if stats().exclusive > before {
            // Somebody had the slot, or an exclusive stripe is all there is.
            trace = self.uninterrupted(&[Stop::Each(starts)])?.trace;
        }
        let exclusive = stats().exclusive > before;
        for hit in trace {
            let Some(&section) = sound.iter().find(|section| section.start == hit.ip) else {
                continue;
            };
            let armed = hit.resumed == section.abort;
            if !armed && exclusive {
                continue;
            }
            self.sections.push((section, armed));
            if !armed {
                let mut boundary = boundary(hit.ip, Place::Section);
                boundary.violations.push(Violation::NotArmed);
                self.report.boundaries.push(boundary);
                continue;
            }
            self.report.sections.push(report::Section {
                descriptor: section.descriptor,
                range: section.range(),
                abort: section.abort,
                exclusive_after: None,
            });
        }
        if self.sections.is_empty() { Err(Error::NoSection) } else { Ok(()) }
    }

    /// The instructions of the functions that the sections are in, sections included, by their
    /// addresses.
    fn code(&mut self) -> BTreeSet<usize> {
        let mut code = BTreeSet::new();
        for (section, _) in &self.sections {
            code.extend(arch::boundaries(section.range()));
            code.insert(section.post_commit);
            match self.functions.around(section.start) {
                Some(function) => code.extend(self.instructions(function)),
                None => self.report.coverage = Coverage::Sections,
            }
        }
        code
    }

    fn instructions(&self, function: Range<usize>) -> impl Iterator<Item = usize> {
        arch::boundaries(function).filter(|&ip| self.functions.is_code(ip))
    }

    fn section_of(&self, ip: usize) -> Option<(Section, bool)> {
        self.sections.iter().find(|(section, _)| section.contains(ip)).copied()
    }

    /// The points on the way of an uninterrupted run, and those of sections.
    fn spots(&mut self, code: &BTreeSet<usize>) -> Result<Vec<Spot>, Error> {
        let outside = code.iter().copied().filter(|&ip| self.section_of(ip).is_none());
        let outside = Stop::Each(outside.collect());
        let mut trace = self.uninterrupted(core::slice::from_ref(&outside))?.trace;
        // A preemption restarts the sequence once more: it is the way without one that is wanted,
        // which comes twice in a row.
        for _ in 0..TRIES {
            let again = self.uninterrupted(core::slice::from_ref(&outside))?.trace;
            if again == trace {
                break;
            }
            trace = again;
        }
        let mut spots = Vec::new();
        let mut sections = self.sections.clone();
        let last = trace
            .iter()
            .rposition(|hit| sections.iter().any(|(section, _)| section.post_commit == hit.ip));
        for (index, hit) in trace.iter().enumerate() {
            if let Some(place) =
                sections.iter().position(|(section, _)| section.post_commit == hit.ip)
            {
                let (section, armed) = sections.remove(place);
                self.add_section(&mut spots, section, armed)?;
            }
            let tail = last.is_some_and(|last| index >= last);
            let place = if tail { Place::Tail } else { Place::Preparation };
            spots.push(Spot { ip: hit.ip, pass: 1, place, step: spots.len(), section: None });
        }
        for (section, armed) in sections {
            self.add_section(&mut spots, section, armed)?;
        }
        Ok(spots)
    }

    /// The points of a section: each instruction, and in loops the second and the last time.
    fn add_section(
        &mut self,
        spots: &mut Vec<Spot>,
        section: Section,
        armed: bool,
    ) -> Result<(), Error> {
        let (step, under) = (spots.len(), armed.then_some(section));
        let spot = |ip, pass| Spot { ip, pass, place: Place::Section, step, section: under };
        spots.extend(arch::boundaries(section.range()).map(|ip| spot(ip, 1)));
        if !armed {
            return Ok(());
        }
        let mut walked = Vec::new();
        // What was preempted ends early: the longest one that comes twice is whole.
        for _ in 0..TRIES_OF_WALK {
            let trace = self.uninterrupted(&[Stop::Walk(section, None)])?.trace;
            let again: Vec<_> = trace.iter().map(|hit| hit.ip).collect();
            if again == walked {
                break;
            }
            if again.len() > walked.len() {
                walked = again;
            }
        }
        let mut passes = std::collections::HashMap::new();
        for &ip in &walked {
            let pass: &mut u32 = passes.entry(ip).or_default();
            *pass += 1;
            let last = || walked.iter().filter(|&&other| other == ip).count() == *pass as usize;
            if *pass == 2 || *pass > 2 && last() {
                spots.push(spot(ip, *pass));
            }
        }
        Ok(())
    }

    /// Looks for instructions between the one that arms the section and its range: who is interrupted
    /// there comes to the section unarmed.
    fn find_disarming(&mut self, section: Section, code: &BTreeSet<usize>) -> Result<(), Error> {
        let before = code.range(..section.start).rev().take(BEFORE);
        for &ip in before {
            let plan = [Stop::Pause(ip), Stop::Each(vec![section.start])];
            let outcome = self.run(&plan)?;
            let [paused, start] = outcome.trace[..] else { break };
            if paused.ip != ip || start.resumed == section.abort {
                break;
            }
            self.disarming.insert(ip);
        }
        Ok(())
    }

    /// Interrupts at each of these, after `prefix`; and, for pairs, at each second one after it.
    fn visit(&mut self, prefix: &[Stop], spots: &[Spot]) -> Result<(), Error> {
        for spot in spots {
            let plan = [prefix, &[spot.stop()]].concat();
            let Some((outcome, hit)) = self.interrupt(&plan, spot, 1)? else {
                if spot.section.is_some() {
                    self.report.skipped += 1;
                } else {
                    self.report.missed += 1;
                }
                continue;
            };
            let index = self.judge(spot, &outcome, hit, None);
            if !self.job.pairs || !prefix.is_empty() {
                continue;
            }
            for second in spots {
                if second.pass > 1 || hit.resumed == second.ip {
                    continue;
                }
                let plan = [&plan[..], &[second.stop()]].concat();
                let place = if second.section.is_some() { second.place } else { Place::Restart };
                let second = Spot { place, ..second.clone() };
                // Whether it comes there again only the run itself knows.
                if let Some((outcome, hit)) = self.interrupt(&plan, &second, 2)? {
                    self.judge(&second, &outcome, hit, Some(index));
                }
            }
        }
        Ok(())
    }

    /// One run with the last interruption at `spot`; `None` if the thread did not come there.
    fn interrupt(
        &mut self,
        plan: &[Stop],
        spot: &Spot,
        wanted: usize,
    ) -> Result<Option<(Outcome, Hit)>, Error> {
        self.progress.at.store(spot.ip, Ordering::Relaxed);
        let tries = match wanted {
            1 if spot.pass > 1 => TRIES_OF_WALK,
            1 => TRIES,
            _ => 1,
        };
        let mut found = None;
        for _ in 0..tries {
            let outcome = self.run(plan)?;
            if let Some(&hit) = outcome.hits.get(wanted - 1) {
                found = Some((outcome, hit));
                break;
            }
        }
        self.progress.at.store(0, Ordering::Relaxed);
        Ok(found)
    }

    /// Looks at what a run has left, and adds its boundary to the report.
    fn judge(&mut self, spot: &Spot, outcome: &Outcome, hit: Hit, after: Option<usize>) -> usize {
        let mut violations = Vec::new();
        let restarted = hit.resumed != hit.ip;
        match spot.section {
            Some(section) if hit.resumed != section.abort => {
                violations.push(Violation::NotRestarted);
            }
            Some(_) if !hit.cleared => violations.push(Violation::NotCleared),
            None if restarted => violations.push(Violation::RestartedOutside),
            None if self.disarming.contains(&spot.ip) => violations.push(Violation::Disarmed),
            _ => {}
        }
        if let Some(message) = &outcome.panic {
            violations.push(Violation::Panicked(message.clone()));
        } else if let Err(message) = quiet::catch(&mut self.job.invariant) {
            violations.push(Violation::Invariant(message));
        }
        self.report.boundaries.push(Boundary {
            step: spot.step,
            pass: spot.pass,
            restarted,
            after,
            violations,
            ..boundary(spot.ip, spot.place)
        });
        self.report.boundaries.len() - 1
    }

    /// The exclusive path of each section: restarted until the sequence gives its CPU's stripe up.
    fn exclusive(&mut self, code: &BTreeSet<usize>) -> Result<(), Error> {
        let armed = self.sections.iter().filter(|(_, armed)| *armed);
        let armed: Vec<_> = armed.map(|(section, _)| *section).collect();
        for section in armed {
            let outcome = self.run(&[Stop::Exhaust(section.start, None)])?;
            let Some(restarts @ 1..) = outcome.exhausted else { continue };
            for known in &mut self.report.sections {
                if known.descriptor == section.descriptor {
                    known.exclusive_after = Some(restarts);
                }
            }
            let prefix = [Stop::Exhaust(section.start, Some(restarts))];
            let plan = [&prefix[..], &[Stop::Each(code.iter().copied().collect())]].concat();
            let trace = self.run(&plan)?.trace;
            let spots: Vec<_> = trace
                .iter()
                .enumerate()
                .filter(|(_, hit)| hit.ip == hit.resumed)
                .map(|(step, hit)| {
                    let (ip, place) = (hit.ip, Place::Exclusive);
                    Spot { ip, pass: 1, place, step, section: None }
                })
                .collect();
            self.visit(&prefix, &spots)?;
        }
        Ok(())
    }
}

/// A boundary of which nothing more is known.
fn boundary(ip: usize, place: Place) -> Boundary {
    Boundary {
        place,
        step: 0,
        address: ip,
        instruction: arch::text(ip),
        pass: 1,
        callers: Vec::new(),
        source: None,
        restarted: false,
        after: None,
        violations: Vec::new(),
    }
}
