//! Which statement an instruction of a section belongs to: `rseq!` tells it in `__rseq_statements`.

use std::ffi::CStr;
use std::sync::OnceLock;

use crate::report::Statement;

unsafe extern "C" {
    #[link_name = "__start___rseq_statements"]
    static FIRST: [usize; 0];
    #[link_name = "__stop___rseq_statements"]
    static END: [usize; 0];
}

/// From this address on, up to that of the next mark.
struct Mark {
    address: usize,
    line: u32,
    text: &'static str,
}

/// The marks of this program, ordered by their addresses; those of one address in the order in which
/// they were written.
fn marks() -> &'static [Mark] {
    static MARKS: OnceLock<Vec<Mark>> = OnceLock::new();
    MARKS.get_or_init(|| {
        let mut marks = read();
        marks.sort_by_key(|mark| mark.address);
        marks
    })
}

fn read() -> Vec<Mark> {
    // SAFETY: no instruction: it makes sure that there is such a section, whose bounds the linker
    // gives names.
    unsafe {
        core::arch::asm!(".pushsection __rseq_statements, \"awR\"", ".popsection");
    }
    let (first, end) = ((&raw const FIRST).cast::<u8>(), (&raw const END).addr());
    let mut marks = Vec::new();
    let mut offset = 0;
    loop {
        // Each is aligned to eight bytes.
        offset = usize::next_multiple_of(offset, 8);
        let mark = first.wrapping_add(offset);
        if mark.addr() >= end {
            return marks;
        }
        // SAFETY: between the section's bounds lie marks as `rseq!` writes them: an address, a line,
        // and a text that ends with a zero.
        let (address, line, text) = unsafe {
            let line = mark.add(size_of::<usize>());
            let text = CStr::from_ptr(line.add(size_of::<u32>()).cast());
            (mark.cast::<usize>().read(), line.cast::<u32>().read(), text)
        };
        offset += size_of::<usize>() + size_of::<u32>() + text.count_bytes() + 1;
        marks.push(Mark { address, line, text: text.to_str().unwrap_or_default() });
    }
}

/// The statement that the instruction at `address` belongs to, if it is one of a section.
pub fn statement(address: usize) -> Option<Statement> {
    let marks = marks();
    let after = marks.partition_point(|mark| mark.address <= address);
    // What follows a section has no text.
    let mark = marks[..after].last().filter(|mark| !mark.text.is_empty())?;
    let line = (mark.line != 0).then_some(mark.line);
    Some(Statement { text: mark.text.to_owned(), line })
}
