//! The check where a program can step itself: with the trap flag. What a run does is in `step.rs`, what
//! is done at which boundary in `explore.rs`.

mod armed;
mod breakpoint;
mod context;
mod decode;
mod explore;
mod handlers;
mod preempt;
mod step;

use std::thread;

use super::area::Area;
use super::{Progress, sign_in, stay};
use crate::check::Job;
use crate::quiet;
use crate::report::{Error, Report};
use explore::Engine;
use step::Competitor;

pub use handlers::{begin, finish, forget};

/// The check, on its thread, which stays on this CPU.
pub fn check(job: Job<'_>, area: Area, cpu: usize, progress: &Progress) -> Result<Report, Error> {
    handlers::install();
    let competitor = job.competitor;
    if !job.preemption {
        return Engine::new(job, area, Competitor::Call(competitor), progress).check();
    }
    let shared = preempt::Shared::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            sign_in(1);
            stay(cpu);
            quiet::on_this_thread(|| shared.serve(&competitor));
        });
        let result = Engine::new(job, area, Competitor::Preempt(&shared), progress).check();
        shared.quit();
        result
    })
}
