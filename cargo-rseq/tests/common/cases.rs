//! One program with a section for each rule, which breaks that and no other, and one that breaks
//! none.

use super::isa::Isa;

/// A section as text.
struct Case<'a> {
    isa: &'a Isa,
    name: &'static str,
    version: u32,
    flags: u32,
    arm: String,
    /// After the compares.
    extra: String,
    commit: String,
    signature: &'a str,
    landing: String,
    abort: String,
    length: String,
    pointers: usize,
    exits: Vec<(String, String)>,
    after: String,
    /// Before the descriptor.
    align: &'static str,
    /// Of the code after an abort.
    landing_section: &'static str,
}

impl<'a> Case<'a> {
    /// Nothing wrong.
    fn new(isa: &'a Isa, name: &'static str) -> Self {
        let label = |what: &str| format!(".L{what}_{name}");
        Self {
            isa,
            name,
            version: 0,
            flags: 0,
            arm: isa.arm.replace("{d}", &label("descriptor")).replace("{o}", "8"),
            extra: String::new(),
            commit: isa.commit.to_owned(),
            signature: isa.signature,
            landing: String::new(),
            abort: label("fail"),
            length: format!("{} - {}", label("post"), label("start")),
            pointers: 1,
            exits: vec![(label("start"), label("fail")), (label("start"), label("exit"))],
            after: String::new(),
            align: ".balign 32",
            landing_section: "",
        }
    }

    fn with(isa: &'a Isa, name: &'static str, change: impl FnOnce(&mut Self)) -> String {
        let mut case = Self::new(isa, name);
        change(&mut case);
        case.text()
    }

    /// With instructions more.
    fn extra(isa: &'a Isa, name: &'static str, extra: &str) -> String {
        Self::with(isa, name, |case| extra.clone_into(&mut case.extra))
    }

    fn text(&self) -> String {
        let Self { isa, name, version, flags, arm, extra, commit, signature, landing, .. } = self;
        let Isa { event, stage, advance, load, add, disarm, ret, branch, pointer, .. } = isa;
        let [start, post, fail, exit, descriptor] =
            ["start", "post", "fail", "exit", "descriptor"].map(|what| format!(".L{what}_{name}"));
        let index = isa.index.replace("{x}", &fail);
        let event = event.replace("{x}", &fail);
        let leave = branch.replace("{x}", &exit);
        let field = |value: &str| isa.field.replace("{x}", value);
        let (start_field, abort_field) = (field(&start), field(&self.abort));
        let length = field(&self.length);
        let pointers = format!("{pointer} {descriptor}\n ").repeat(self.pointers);
        let exit_pair = |(start, exit): &(String, String)| format!("{pointer} {start}, {exit}\n ");
        let exits = self.exits.iter().map(exit_pair).collect::<Vec<_>>().concat();
        let Self { after, align, landing_section, .. } = self;
        // Back, for what is left.
        let back = if landing_section.is_empty() { String::new() } else { ".previous".to_owned() };
        let kind = if isa.name() == "arm" { "%function" } else { "@function" };
        format!(
            "
.section .text.{name}, \"ax\"
.balign 16
.globl {name}
.type {name}, {kind}
{name}:
 {arm}
{start}:
 {index}
 {event}
 {leave}
 {stage}
 {extra}
 {advance}
 {load}
 {add}
 {commit}
{post}:
 {disarm}
 {ret}
 {landing_section}
 {signature}
{fail}:
 {disarm}
 {landing}
 {ret}
 {back}
{exit}:
 {disarm}
 {ret}
.size {name}, . - {name}
.section __rseq_cs, \"aw\"
{align}
{descriptor}:
 .long {version}, {flags}
 {start_field}
 {length}
 {abort_field}
.section __rseq_cs_ptr_array, \"aw\"
 {pointers}
.section __rseq_exit_point_array, \"aw\"
 {exits}
{after}
"
        )
    }
}

/// A program with one section, with nothing wrong.
pub fn good(isa: &Isa) -> String {
    head(isa) + &Case::with(isa, "good", |_| {})
}

/// The same, which lands in a section of its own and goes on from there.
pub fn away(isa: &Isa) -> String {
    head(isa)
        + &Case::with(isa, "away", |case| {
            case.landing_section = ".section __rseq_failure, \"ax\"";
            case.landing = isa.jump.replace("{x}", ".Lexit_away");
        })
}

/// Half a descriptor more.
pub fn half(isa: &Isa) -> String {
    head(isa)
        + &Case::with(isa, "half", |case| {
            ".section __rseq_cs, \"aw\"\n .space 16\n".clone_into(&mut case.after);
        })
}

/// A descriptor that is not aligned as it should be.
pub fn odd(isa: &Isa) -> String {
    head(isa) + &Case::with(isa, "odd", |case| case.align = ".balign 8")
}

/// An exit point without its section.
pub fn half_pair(isa: &Isa) -> String {
    head(isa)
        + &Case::with(isa, "half_pair", |case| {
            let entry = format!("{} .Lfail_half_pair\n", isa.pointer);
            case.after = format!(".section __rseq_exit_point_array, \"aw\"\n {entry}");
        })
}

/// Another last instruction.
pub fn commit(isa: &Isa, commit: &str) -> String {
    head(isa) + &Case::with(isa, "commit", |case| commit.clone_into(&mut case.commit))
}

/// A second descriptor of the same section.
pub fn overlap(isa: &Isa) -> String {
    head(isa)
        + &Case::with(isa, "overlap", |case| {
            let field = |value: &str| isa.field.replace("{x}", value);
            case.after = format!(
                ".section __rseq_cs, \"aw\"
.balign 32
.Lsecond:
 .long 0, 0
 {}
 {}
 {}
.section __rseq_cs_ptr_array, \"aw\"
 {} .Lsecond
",
                field(".Lstart_overlap"),
                field(&case.length),
                field(&case.abort),
                isa.pointer,
            );
        })
}

/// What assembly begins with: the compiler says the instruction set for functions, not for this.
fn head(isa: &Isa) -> String {
    let head = match (isa.name(), isa.triple.starts_with("thumb")) {
        ("arm", true) => ".syntax unified\n.thumb\n",
        ("arm", false) => ".syntax unified\n",
        _ => "",
    };
    head.to_owned()
}

/// A program with a case for each rule.
pub fn program(isa: &Isa) -> String {
    let mut text = head(isa);
    let jump = |label: &str| isa.jump.replace("{x}", label);
    let cases = [
        Case::with(isa, "good", |_| {}),
        Case::extra(isa, "call", &isa.call.replace("{x}", ".Lexit_call")),
        Case::extra(isa, "return", isa.ret),
        Case::extra(isa, "indirect_jump", isa.indirect),
        Case::extra(isa, "trap", isa.trap),
        Case::extra(isa, "system_call", isa.syscall),
        Case::extra(isa, "stack", isa.stack),
        Case::extra(isa, "known", isa.unknown),
        Case::extra(isa, "repeat", isa.repeat),
        Case::extra(isa, "early_commit", &format!("{}\n {}", isa.load, isa.commit)),
        Case::extra(isa, "disarmed", isa.disarm),
        Case::extra(isa, "exit", &isa.branch.replace("{x}", ".Lpost_exit")),
        Case::with(isa, "commit", |case| isa.load.clone_into(&mut case.commit)),
        Case::with(isa, "not_armed", |case| isa.load.clone_into(&mut case.arm)),
        Case::with(isa, "armed_other", |case| {
            case.arm = isa.arm.replace("{d}", ".Ldescriptor_good").replace("{o}", "8");
        }),
        Case::with(isa, "armed_elsewhere", |case| {
            case.arm = isa.arm.replace("{d}", ".Ldescriptor_armed_elsewhere").replace("{o}", "16");
        }),
        Case::with(isa, "entered", |case| case.landing = jump(".Lstart_entered")),
        // Before the arming store, the function jumps past it.
        Case::with(isa, "entered_early", |case| {
            case.arm =
                format!("{}\n {}", isa.branch.replace("{x}", ".Lstart_entered_early"), case.arm);
        }),
        Case::with(isa, "signature", |case| case.signature = ".balign 4\n .long 0x2a2a2a2a"),
        Case::with(isa, "abort", |case| ".Lstart_abort".clone_into(&mut case.abort)),
        Case::with(isa, "range", |case| "0".clone_into(&mut case.length)),
        Case::with(isa, "decoded", |case| case.length = format!("{} - {}", case.length, isa.cut)),
        Case::with(isa, "version", |case| case.version = 1),
        Case::with(isa, "flags", |case| case.flags = 1),
        // Of the tables.
        Case::with(isa, "unpointed", |case| case.pointers = 0),
        Case::with(isa, "twice", |case| case.pointers = 2),
        Case::with(isa, "stray_exit", |case| {
            case.exits.push((".Lpost_stray_exit".to_owned(), ".Lfail_stray_exit".to_owned()));
        }),
        Case::with(isa, "exit_inside", |case| {
            case.exits.push((".Lstart_exit_inside".to_owned(), ".Lstart_exit_inside".to_owned()));
        }),
        Case::with(isa, "stray_pointer", |case| {
            case.after = format!(
                ".section __rseq_cs_ptr_array, \"aw\"\n {} .Lstart_stray_pointer\n",
                isa.pointer
            );
        }),
    ];
    text.extend(cases);
    if let Some(modify) = isa.modify {
        text += &Case::extra(isa, "modify", modify);
    }
    // Only where branches can go there.
    if matches!(isa.name(), "x86" | "x86_64") {
        text += &Case::extra(
            isa,
            "branch_target",
            &isa.branch.replace("{x}", ".Lstart_branch_target + 1"),
        );
    }
    text
}
