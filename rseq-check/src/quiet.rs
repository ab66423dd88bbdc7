//! Panics that are caught and reported instead of printed.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `f` with the panics of this thread silent: they are for [`catch`].
pub fn on_this_thread<R>(f: impl FnOnce() -> R) -> R {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if QUIET.get() {
                let place = info.location().map(|at| format!("{}:{}: ", at.file(), at.line()));
                MESSAGE.set(place.unwrap_or_default() + &one_line(text(info.payload())));
            } else {
                before(info);
            }
        }));
    });
    MESSAGE.take(); // the first use registers a destructor, which must not happen in a handler
    QUIET.set(true);
    let result = f();
    QUIET.set(false);
    result
}

/// The message of a panic.
fn text(payload: &(dyn core::any::Any + Send)) -> &str {
    let owned = || payload.downcast_ref::<String>().map(String::as_str);
    payload.downcast_ref::<&str>().copied().or_else(owned).unwrap_or("a panic without a message")
}

/// The message of an `assert_eq!` has three lines; in a report each has one.
fn one_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default().to_owned();
    let rest: Vec<&str> = lines.collect();
    if rest.is_empty() { first } else { format!("{first} ({})", rest.join(", ")) }
}

/// Runs `f`; a panic becomes its place and message.
pub fn catch<R>(f: impl FnOnce() -> R) -> Result<R, String> {
    panic::catch_unwind(AssertUnwindSafe(f)).map_err(|_| MESSAGE.take())
}
