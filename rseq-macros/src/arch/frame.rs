//! What all architectures share: the order of a section, its labels and its descriptor, and which
//! operand lies where.
//!
//! Operands are in registers while there are enough. The rest, and fetched values that the tail
//! reads, go through a block of words on the stack whose address is one operand: `label` operands
//! can then always be used, which real outputs would forbid.

use proc_macro2::Span;

use super::{Arch, Copy, FAILURE, Rhs};
use crate::ast::{Op, Order};
use crate::ir::{Leave, Operand, Section, StepKind};

/// Local labels. Numbers of 0 and 1 alone would read as binary literals in Intel syntax.
mod label {
    pub const START: &str = "2";
    pub const POST_COMMIT: &str = "3";
    pub const FAIL: &str = "4";
    pub const DESCRIPTOR: &str = "5";
    pub const MISMATCH: &str = "6";
    /// Where an abort lands if not on `FAIL`.
    pub const ABORT: &str = "44";
    /// Behind the landings. Architectures use 7 and 8.
    pub const END: &str = "9";
    /// Copies take two each, from here.
    pub const COPY: usize = 2000;
    /// `else` exits, from here.
    pub const EXIT: usize = 3000;
    /// Marks of statements, from here.
    pub const MARK: usize = 7000;
}

/// Stands in a line for the path of the module that the sequence is in, which the compiler knows.
pub const MODULE: &str = "<module>";

/// A section in assembly.
pub struct Assembly {
    /// The template, one instruction or directive a line, with the statement it comes from.
    pub lines: Vec<(String, Span)>,
    /// Registers that carry something in.
    pub inputs: Vec<(String, Source)>,
    /// Registers that the section changes.
    pub scratch: Vec<String>,
    /// The words of the block: what to write there before the section, if anything.
    pub block: Vec<Option<Source>>,
    /// Where the fetched values that leave the section lie in the block.
    pub kept: Vec<(usize, usize)>,
    /// The statement whose instructions are being written.
    span: Span,
}

/// What the Rust code hands to a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Area,
    Field,
    Index,
    Slot,
    Event,
    Place(usize),
    Value(usize),
    CopyDst(usize),
    CopySrc(usize),
    CopyLen(usize),
    Block,
}

/// What every section is handed, in this order.
const FRAME: [Source; 5] =
    [Source::Area, Source::Field, Source::Index, Source::Slot, Source::Event];

impl Source {
    /// The operand's name in the template.
    pub fn name(self) -> String {
        match self {
            Self::Area => "area".into(),
            Self::Field => "field".into(),
            Self::Index => "index".into(),
            Self::Slot => "slot".into(),
            Self::Event => "event".into(),
            Self::Place(place) => format!("p{place}"),
            Self::Value(value) => format!("v{value}"),
            Self::CopyDst(copy) => format!("c{copy}_dst"),
            Self::CopySrc(copy) => format!("c{copy}_src"),
            Self::CopyLen(copy) => format!("c{copy}_len"),
            Self::Block => "block".into(),
        }
    }
}

impl Assembly {
    /// Adds an instruction or directive.
    pub fn line(&mut self, text: impl Into<String>) {
        self.lines.push((text.into(), self.span));
    }

    /// Adds several instructions, one a line.
    pub fn instructions(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    /// Whether the template names this operand.
    pub fn uses(&self, operand: &str) -> bool {
        let (plain, modified) = (format!("{{{operand}}}"), format!("{{{operand}:"));
        self.lines.iter().any(|(line, _)| line.contains(&plain) || line.contains(&modified))
    }
}

/// Where an operand lies.
#[derive(Clone)]
enum Home {
    Register(String),
    Block(usize),
}

/// The homes of all operands of a section.
struct Homes {
    sources: Vec<(Source, Home)>,
    fetched: Vec<Home>,
}

/// Scratch registers, as template operands: `t0` for data, `t1` for addresses, `t2` for a second
/// value, `t3` for counting.
const SCRATCH: [&str; 4] = ["{t0}", "{t1}", "{t2}", "{t3}"];
const T0: &str = SCRATCH[0];
const T1: &str = SCRATCH[1];
const T2: &str = SCRATCH[2];
const T3: &str = SCRATCH[3];
const BLOCK: &str = "{block}";

/// Whether a literal goes through a second scratch register.
fn literals(arch: &dyn Arch, section: &Section) -> bool {
    let compared = section
        .steps
        .iter()
        .any(|step| matches!(step.kind, StepKind::Compare { value: Operand::Literal(_), .. }));
    let operand = match (section.commit.op, section.commit.value) {
        (Op::Set, _) => false,
        (op, Operand::Literal(literal)) => !arch.immediate(op, literal),
        _ => false,
    };
    compared || operand
}

/// Gives every operand a home, the frame first, then what the commit needs, then in order.
fn allocate(arch: &dyn Arch, section: &Section, asm: &mut Assembly) -> Homes {
    let commit = &section.commit;
    let mut order: Vec<Source> = FRAME.to_vec();
    order.push(Source::Place(commit.place));
    order.extend((0..section.values.len()).rev().map(Source::Value));
    order.extend((0..section.places.len()).filter(|&p| p != commit.place).map(Source::Place));

    let copies = !section.copies.is_empty();
    let wanted = order.len() + section.fetches.len() + 1 + usize::from(literals(arch, section));
    let kept = section.fetches.iter().any(|fetch| fetch.kept);
    // With everything in registers `t0`, and `t2` for literals, are needed; else `t0` to `t2` and the block's address.
    let all_fit = !copies && wanted + usize::from(kept) <= arch.registers();
    let mut free = if all_fit { usize::MAX } else { arch.registers() - 4 - usize::from(copies) };

    let mut homes = Homes { sources: Vec::new(), fetched: Vec::new() };
    let mut take = |asm: &mut Assembly, name: &str, source: Option<Source>| {
        if free > 0 {
            free -= 1;
            Home::Register(format!("{{{name}}}"))
        } else {
            asm.block.push(source);
            Home::Block(asm.block.len() - 1)
        }
    };
    for source in order {
        let home = take(asm, &source.name(), Some(source));
        homes.sources.push((source, home));
    }
    for (index, fetch) in section.fetches.iter().enumerate() {
        let home = take(asm, &format!("f{index}"), None);
        if fetch.kept {
            let word = match home {
                Home::Block(word) => word,
                Home::Register(_) => {
                    asm.block.push(None);
                    asm.block.len() - 1
                }
            };
            asm.kept.push((index, word));
        }
        homes.fetched.push(home);
    }
    for copy in 0..section.copies.len() {
        for source in [Source::CopyDst(copy), Source::CopySrc(copy), Source::CopyLen(copy)] {
            asm.block.push(Some(source));
            homes.sources.push((source, Home::Block(asm.block.len() - 1)));
        }
    }
    homes
}

/// Writes a section while its steps are walked.
struct Writer<'a> {
    arch: &'a dyn Arch,
    section: &'a Section,
    asm: Assembly,
    homes: Homes,
    /// What the instructions behind each mark do, and the line of the user's statement; 0 if they
    /// belong to none.
    marks: Vec<(String, usize)>,
}

/// Whether this line is the label of a mark.
#[cfg(test)]
pub fn is_mark(line: &str) -> bool {
    let number = line.strip_suffix(':').and_then(|number| number.parse::<usize>().ok());
    number.is_some_and(|number| number >= label::MARK)
}

/// The assembly of a section.
pub fn assemble(arch: &dyn Arch, section: &Section) -> Assembly {
    let mut asm = Assembly {
        lines: Vec::new(),
        inputs: Vec::new(),
        scratch: Vec::new(),
        block: Vec::new(),
        kept: Vec::new(),
        span: section.commit.span,
    };
    let homes = allocate(arch, section, &mut asm);
    let mut writer = Writer { arch, section, asm, homes, marks: Vec::new() };
    writer.begin();
    for step in &section.steps {
        writer.asm.span = step.span;
        writer.mark_statement(&section.step(&step.kind));
        writer.step(&step.kind);
    }
    writer.asm.span = section.commit.span;
    writer.commit();
    writer.landings();
    writer.descriptor();
    writer.statements();
    writer.finish()
}

impl Writer<'_> {
    /// Says what the instructions from here on do.
    fn mark(&mut self, text: &str) {
        self.asm.line(format!("{}:", label::MARK + self.marks.len()));
        self.marks.push((in_quotes(text), 0));
    }

    /// The same, as a part of the user's statement.
    fn mark_statement(&mut self, text: &str) {
        self.mark(text);
        if let Some((_, line)) = self.marks.last_mut() {
            *line = self.asm.span.start().line;
        }
    }

    /// The register of an operand, loaded into `scratch` if it lies in the block.
    fn register(&mut self, source: Source, scratch: &str) -> String {
        let home = self.homes.sources.iter().find(|(other, _)| *other == source);
        match home.map(|(_, home)| home.clone()) {
            Some(Home::Block(word)) => {
                self.arch.load_block(&mut self.asm, scratch, BLOCK, word);
                scratch.to_owned()
            }
            Some(Home::Register(register)) => register,
            None => format!("{{{}}}", source.name()),
        }
    }

    /// The register of a value, loaded into `scratch` if it has none; `place` is the word it is
    /// compared with or stored to.
    fn value(&mut self, value: Operand, place: usize, scratch: &str) -> String {
        match value {
            Operand::Value(value) => self.register(Source::Value(value), scratch),
            Operand::Literal(literal) => {
                self.arch.literal(&mut self.asm, &size(place), scratch, literal);
                scratch.to_owned()
            }
            Operand::Fetched(fetch) => match self.homes.fetched[fetch].clone() {
                Home::Register(register) => register,
                Home::Block(word) => {
                    self.arch.load_block(&mut self.asm, scratch, BLOCK, word);
                    scratch.to_owned()
                }
            },
        }
    }

    /// Arms the section, and compares the (event, index) pair.
    fn begin(&mut self) {
        let fail = format!("{}f", label::FAIL);
        let area = self.register(Source::Area, T1);
        self.arch.arm(&mut self.asm, &area, T0);
        self.asm.line(format!("{}:", label::START));
        self.mark("if rseq.index != index goto fail");
        let field = self.register(Source::Field, T1);
        let index = self.register(Source::Index, T2);
        self.arch.compare_index(&mut self.asm, &field, &index, T0, &fail);
        self.mark("if slot.event != event goto fail");
        self.asm.line(".if {tracked}");
        let slot = self.register(Source::Slot, T1);
        let event = self.register(Source::Event, T2);
        self.arch.compare_event(&mut self.asm, &slot, &event, T0, &fail);
        self.asm.line(".endif");
    }

    fn step(&mut self, kind: &StepKind) {
        match *kind {
            StepKind::Load { fetch, place } => {
                let address = self.register(Source::Place(place), T1);
                let home = self.homes.fetched[fetch].clone();
                let register = match &home {
                    Home::Register(register) => register.clone(),
                    Home::Block(_) => T0.to_owned(),
                };
                self.arch.load(&mut self.asm, &size(place), &register, &address);
                let kept = self.asm.kept.iter().find(|(kept, _)| *kept == fetch);
                let word = match home {
                    Home::Block(word) => Some(word),
                    Home::Register(_) => kept.map(|&(_, word)| word),
                };
                if let Some(word) = word {
                    self.arch.store_block(&mut self.asm, BLOCK, word, &register);
                }
            }
            StepKind::Compare { place, value, negated, leave } => {
                let address = self.register(Source::Place(place), T1);
                self.arch.load(&mut self.asm, &size(place), T0, &address);
                let value = self.value(value, place, T2);
                let target = match leave {
                    Leave::Restart => format!("{}f", label::MISMATCH),
                    Leave::Exit(exit) => format!("{}f", label::EXIT + exit),
                };
                self.arch.branch(&mut self.asm, T0, &value, negated, &target);
            }
            StepKind::Store { place, value } => {
                let value = self.value(value, place, T0);
                let address = self.register(Source::Place(place), T1);
                self.arch.store(&mut self.asm, &size(place), &address, &value);
            }
            StepKind::Copy { copy } => {
                let dst = self.register(Source::CopyDst(copy), T1);
                let src = self.register(Source::CopySrc(copy), T2);
                let n = self.register(Source::CopyLen(copy), T3);
                let copy = Copy {
                    size: &copy_size(copy),
                    dst: &dst,
                    src: &src,
                    n: &n,
                    t: T0,
                    label: label::COPY + 2 * copy,
                };
                self.arch.copy(&mut self.asm, &copy);
            }
        }
    }

    /// Advances the event, commits, and clears the word that armed the section.
    fn commit(&mut self) {
        self.mark("store(slot.event, event + 2)");
        self.asm.line(".if {tracked}");
        let slot = self.register(Source::Slot, T1);
        let event = self.register(Source::Event, T2);
        self.arch.advance_event(&mut self.asm, &slot, &event, T0);
        self.asm.line(".endif");

        self.mark_statement(&self.section.commit_in_words());
        let commit = &self.section.commit;
        let size = size(commit.place);
        let (address, value) = match commit.op {
            Op::Set => {
                let value = self.value(commit.value, commit.place, T0);
                (self.register(Source::Place(commit.place), T1), value)
            }
            op => {
                let register;
                let value = match commit.value {
                    Operand::Literal(literal) if self.arch.immediate(op, literal) => {
                        Rhs::Literal(literal)
                    }
                    value => {
                        register = self.value(value, commit.place, T2);
                        Rhs::Register(&register)
                    }
                };
                let address = self.register(Source::Place(commit.place), T1);
                self.arch.operate(&mut self.asm, op, &size, T0, &address, value);
                (address, T0.to_owned())
            }
        };
        match commit.order {
            Order::Relaxed => self.arch.store(&mut self.asm, &size, &address, &value),
            Order::Release => self.arch.store_release(&mut self.asm, &size, &address, &value),
        }
        self.asm.line(format!("{}:", label::POST_COMMIT));
        self.mark("");
        self.disarm();
    }

    fn disarm(&mut self) {
        let area = self.register(Source::Area, T1);
        self.arch.disarm(&mut self.asm, &area, T0);
    }

    /// Where the section is left: by the kernel or a failed compare, by a failed check, by `else`.
    /// Each clears the word, since the descriptor's memory may go away (`dlclose`).
    fn landings(&mut self) {
        let (open, close) = self.arch.landing();
        let apart = self.arch.aborts_apart();
        self.asm.line(open);
        if !apart {
            self.arch.signature(&mut self.asm);
            self.name_landings();
        }
        for (number, target) in self.exits() {
            self.asm.line(format!("{number}:"));
            self.disarm();
            self.arch.jump(&mut self.asm, &target);
        }
        if apart {
            self.asm.line(close);
            self.asm.line(FAILURE.0);
            self.arch.signature(&mut self.asm);
            self.name_landings();
            self.asm.line(format!("{}:", label::ABORT));
            self.arch.jump(&mut self.asm, &format!("{}b", label::FAIL));
            self.asm.line(format!("{}:", label::END));
            self.asm.line(FAILURE.1);
        } else {
            self.asm.line(format!("{}:", label::END));
            self.asm.line(close);
        }
    }

    /// The label where an abort lands.
    fn abort(&self) -> &'static str {
        if self.arch.aborts_apart() { label::ABORT } else { label::FAIL }
    }

    /// Gives the landings a symbol, by which a profile says what was restarted. One section may be in
    /// an object file many times, inlined, where a symbol can be only once: the others have the abort's
    /// label behind the name. Should two share that as well, the second has none.
    fn name_landings(&mut self) {
        let file = self.section.site.file();
        let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let line = self.section.site.start().line;
        let name = format!("rseq abort in {MODULE} at {}:{line}", in_quotes(file));
        let names = [name.clone(), format!("{name} {{fail}}")];
        for name in &names {
            self.asm.line(format!(".ifndef \"{name}\""));
            self.asm.line(format!(".type \"{name}\", %function"));
            self.asm.line(format!(".size \"{name}\", {}f - {}f", label::END, self.abort()));
            self.asm.line(format!("\"{name}\":"));
            self.asm.line(".else");
        }
        names.iter().for_each(|_| self.asm.line(".endif"));
    }

    /// The labels of the landings and where each goes.
    fn exits(&self) -> Vec<(String, String)> {
        let restarts = self
            .section
            .steps
            .iter()
            .any(|step| matches!(step.kind, StepKind::Compare { leave: Leave::Restart, .. }));
        let mut exits = vec![(label::FAIL.to_owned(), "{fail}".to_owned())];
        if restarts {
            exits.push((label::MISMATCH.to_owned(), "{mismatch}".to_owned()));
        }
        for exit in 0..self.section.exits {
            exits.push(((label::EXIT + exit).to_string(), format!("{{exit{exit}}}")));
        }
        exits
    }

    /// The `struct rseq_cs`, and the tables in which debuggers and tools find it.
    fn descriptor(&mut self) {
        let (start, post_commit, abort) = (label::START, label::POST_COMMIT, self.abort());
        self.asm.line(".pushsection __rseq_cs, \"aw\"");
        self.asm.line(".balign 32");
        self.asm.line(format!("{}:", label::DESCRIPTOR));
        self.asm.line(".long 0, 0");
        for field in
            [format!("{start}b"), format!("{post_commit}b - {start}b"), format!("{abort}b")]
        {
            let line = self.arch.descriptor_field(&field);
            self.asm.line(line);
        }
        self.asm.line(".popsection");
        let address = self.arch.address();
        self.asm.line(".pushsection __rseq_cs_ptr_array, \"awR\"");
        self.asm.line(format!("{address} {}b", label::DESCRIPTOR));
        self.asm.line(".popsection");
        self.asm.line(".pushsection __rseq_exit_point_array, \"awR\"");
        for (number, _) in self.exits() {
            self.asm.line(format!("{address} {start}b, {number}b"));
        }
        if abort != label::FAIL {
            self.asm.line(format!("{address} {start}b, {abort}b"));
        }
        self.asm.line(".popsection");
    }

    /// Which instructions belong to which statement, for `rseq-check`: each mark's address, line and
    /// text. Nothing of it is in a program that is not built with it.
    fn statements(&mut self) {
        let address = self.arch.address();
        self.asm.line(".if {marked}");
        self.asm.line(".pushsection __rseq_statements, \"awR\"");
        for (index, (text, line)) in core::mem::take(&mut self.marks).into_iter().enumerate() {
            let mark = label::MARK + index;
            self.asm.line(".balign 8");
            self.asm.line(format!("{address} {mark}b"));
            self.asm.line(format!(".long {line}"));
            self.asm.line(format!(".asciz \"{text}\""));
        }
        // s390x's code names even addresses only, and the end of all is one that it names.
        self.asm.line(".balign 8");
        self.asm.line(".popsection");
        self.asm.line(".endif");
    }

    /// Lists the registers that the template uses.
    fn finish(self) -> Assembly {
        let Self { mut asm, homes, section, .. } = self;
        for (source, home) in &homes.sources {
            if matches!(home, Home::Register(_)) && asm.uses(&source.name()) {
                asm.inputs.push((source.name(), *source));
            }
        }
        if asm.uses("block") {
            asm.inputs.push(("block".to_owned(), Source::Block));
        }
        let fetched = (0..section.fetches.len()).map(|fetch| format!("f{fetch}"));
        let scratch = (0..SCRATCH.len()).map(|scratch| format!("t{scratch}"));
        for name in scratch.chain(fetched) {
            if asm.uses(&name) {
                asm.scratch.push(name);
            }
        }
        asm
    }
}

/// A text that can stand between quotes in a template.
fn in_quotes(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '{' => '(',
            '}' => ')',
            '"' | '\\' => '\'',
            ' '..='~' => char,
            _ => '?',
        })
        .collect()
}

/// The `const` operand that holds the size of a place's word.
fn size(place: usize) -> String {
    format!("s{place}")
}

/// The `const` operand that holds the size of a copy's elements.
fn copy_size(copy: usize) -> String {
    format!("z{copy}")
}
