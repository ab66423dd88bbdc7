# The sections of `src/tests/generated/forms.rs` on aarch64, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 8 bytes: 13 instructions
# commit!(slot.n = v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p0}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .popsection

# set_literal, 8 bytes: 14 instructions
# commit!(slot.n = 7);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t0}, #7
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# set_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p1}]
3:
    str xzr, [{area}, #8]

# add, 8 bytes: 15 instructions
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_literal, 8 bytes: 15 instructions
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, #1
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_fetched, 8 bytes: 16 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# sub, 8 bytes: 15 instructions
# commit!(slot.n -= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# sub_literal, 8 bytes: 15 instructions
# commit!(slot.n -= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, #1
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# sub_fetched, 8 bytes: 16 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    sub {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# or, 8 bytes: 15 instructions
# commit!(slot.n |= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# or_literal, 8 bytes: 16 instructions
# commit!(slot.n |= 0x40);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #64
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# or_fetched, 8 bytes: 16 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    orr {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# and, 8 bytes: 15 instructions
# commit!(slot.n &= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    and {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# and_literal, 8 bytes: 16 instructions
# commit!(slot.n &= 0xf0);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #240
    ldr {t0}, [{p0}]
    and {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# and_fetched, 8 bytes: 16 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    and {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# xor, 8 bytes: 15 instructions
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# xor_literal, 8 bytes: 16 instructions
# commit!(slot.n ^= 1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #1
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# xor_fetched, 8 bytes: 16 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    eor {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# set_negative, 8 bytes: 14 instructions
# commit!(slot.n = -7);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movn {t0}, #6
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# set_large, 8 bytes: 15 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t0}, #22136
    movk {t0}, #4660, lsl #16
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# set_larger, 8 bytes: 13 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_negative, 8 bytes: 16 instructions
# commit!(slot.n += -1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movn {t2}, #0
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_12_bits, 8 bytes: 15 instructions
# commit!(slot.n += 0xfff);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, #4095
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_16_bits, 8 bytes: 16 instructions
# commit!(slot.n += 0x8000);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #32768
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_large, 8 bytes: 17 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #22136
    movk {t2}, #4660, lsl #16
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# sub_negative, 8 bytes: 16 instructions
# commit!(slot.n -= -0x800);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movn {t2}, #2047
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# sub_large, 8 bytes: 17 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #22136
    movk {t2}, #4660, lsl #16
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# or_negative, 8 bytes: 16 instructions
# commit!(slot.n |= -128);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movn {t2}, #127
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# or_large, 8 bytes: 17 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #22136
    movk {t2}, #4660, lsl #16
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# and_negative, 8 bytes: 16 instructions
# commit!(slot.n &= -16);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movn {t2}, #15
    ldr {t0}, [{p0}]
    and {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# and_large, 8 bytes: 17 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #22136
    movk {t2}, #4660, lsl #16
    ldr {t0}, [{p0}]
    and {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# xor_negative, 8 bytes: 16 instructions
# commit!(slot.n ^= -1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movn {t2}, #0
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# xor_large, 8 bytes: 17 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #22136
    movk {t2}, #4660, lsl #16
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# set_release, 8 bytes: 13 instructions
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    stlr {v0}, [{p0}]
3:
    str xzr, [{area}, #8]

# set_literal_release, 8 bytes: 14 instructions
# commit!(slot.n = 0, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t0}, #0
    stlr {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_release, 8 bytes: 15 instructions
# commit!(slot.n += v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {v0}
    stlr {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# add_literal_release, 8 bytes: 15 instructions
# commit!(slot.n += 1, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, #1
    stlr {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# set_fetched_release, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    stlr {f0}, [{p1}]
3:
    str xzr, [{area}, #8]

# fetch_dropped, 8 bytes: 16 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, #1
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# fetch_kept, 8 bytes: 17 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, #1
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# fetch_used_and_kept, 8 bytes: 17 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    str xzr, [{area}, #8]

# fetch_pointer, 8 bytes: 14 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p1}]
3:
    str xzr, [{area}, #8]

# fetch_pointer_kept, 8 bytes: 15 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p1}]
3:
    str xzr, [{area}, #8]

# fetch_two, 8 bytes: 17 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, field, index, slot, event, p2, p0, p1, block; scratch: t0, f0, f1
# block: #0, #1
# kept: f0 in #0, f1 in #1
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    ldr {f1}, [{p1}]
    str {f1}, [{block}, #8]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p2}]
3:
    str xzr, [{area}, #8]

# check_eq, 8 bytes: 16 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .popsection

# check_ne, 8 bytes: 16 instructions
# check!(slot.m != v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    b.eq 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .popsection

# check_eq_else, 8 bytes: 16 instructions
# check!(slot.m == v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    b.ne 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
3000:
    str xzr, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .popsection

# check_ne_else, 8 bytes: 16 instructions
# check!(slot.m != v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    b.eq 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
3000:
    str xzr, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .popsection

# check_eq_literal, 8 bytes: 17 instructions
# check!(slot.m == 0);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    movz {t2}, #0
    cmp {t0}, {t2}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .popsection

# check_ne_literal_else, 8 bytes: 17 instructions
# check!(slot.m != 0, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    movz {t2}, #0
    cmp {t0}, {t2}
    b.eq 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
3000:
    str xzr, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .popsection

# check_negative, 8 bytes: 17 instructions
# check!(slot.m == -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    movn {t2}, #0
    cmp {t0}, {t2}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .popsection

# check_large, 8 bytes: 18 instructions
# check!(slot.m != 0x1234_5678);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    movz {t2}, #22136
    movk {t2}, #4660, lsl #16
    cmp {t0}, {t2}
    b.eq 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .popsection

# check_eq_fetched, 8 bytes: 17 instructions
# let m = fetch!(slot.m);
# check!(slot.k == m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    ldr {t0}, [{p1}]
    cmp {t0}, {f0}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p2}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .popsection

# check_ne_fetched_else, 8 bytes: 18 instructions
# let m = fetch!(slot.m);
# check!(slot.k != m, else None);
# commit!(slot.n = w);
# m
# registers: area, field, index, slot, event, p2, v0, p0, p1, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    ldr {t0}, [{p1}]
    cmp {t0}, {f0}
    b.eq 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p2}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
3000:
    str xzr, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .popsection

# check_three, 8 bytes: 25 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p3, v1, v0, p0, p1, p2; scratch: t0, t2
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    movz {t2}, #0
    cmp {t0}, {t2}
    b.eq 3000f
    ldr {t0}, [{p1}]
    cmp {t0}, {v0}
    b.ne 3001f
    ldr {t0}, [{p2}]
    cmp {t0}, {v1}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p3}]
    add {t0}, {t0}, #1
    str {t0}, [{p3}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
3000:
    str xzr, [{area}, #8]
    b {exit0}
3001:
    str xzr, [{area}, #8]
    b {exit1}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 3000b
    .quad 2b, 3001b
    .popsection

# stage, 8 bytes: 14 instructions
# stage!(slot.m = v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    str {v0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    str xzr, [{area}, #8]

# stage_literal, 8 bytes: 15 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    movn {t0}, #0
    str {t0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    str xzr, [{area}, #8]

# stage_fetched, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{p1}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p2}]
3:
    str xzr, [{area}, #8]

# stage_release, 8 bytes: 14 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    str {v0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    stlr {v1}, [{p1}]
3:
    str xzr, [{area}, #8]

# stage_copy, 8 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t1}, [{block}, #0]
    ldr {t2}, [{block}, #8]
    ldr {t3}, [{block}, #16]
2000:
    cbz {t3}, 2001f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #8
    add {t1}, {t1}, #8
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    str xzr, [{area}, #8]

# stage_copy_two, 8 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t1}, [{block}, #0]
    ldr {t2}, [{block}, #8]
    ldr {t3}, [{block}, #16]
2000:
    cbz {t3}, 2001f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #8
    add {t1}, {t1}, #8
    sub {t3}, {t3}, #1
    b 2000b
2001:
    ldr {t1}, [{block}, #24]
    ldr {t2}, [{block}, #32]
    ldr {t3}, [{block}, #40]
2002:
    cbz {t3}, 2003f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #8
    add {t1}, {t1}, #8
    sub {t3}, {t3}, #1
    b 2002b
2003:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    stlr {v0}, [{p0}]
3:
    str xzr, [{area}, #8]

# many_stages, 8 bytes: 33 instructions
# stage!(slot.w0 = v0);
# stage!(slot.w1 = v1);
# stage!(slot.w2 = v2);
# stage!(slot.w3 = v3);
# stage!(slot.w4 = v4);
# stage!(slot.w5 = v5);
# stage!(slot.w6 = v6);
# stage!(slot.w7 = v7);
# stage!(slot.w8 = v8);
# stage!(slot.w9 = v9);
# commit!(slot.n -= 100_000);
# registers: area, field, index, slot, event, p10, v9, v8, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, block; scratch: t0, t1, t2
# block: p4, p5, p6, p7, p8, p9
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    str {v0}, [{p0}]
    str {v1}, [{p1}]
    str {v2}, [{p2}]
    str {v3}, [{p3}]
    ldr {t1}, [{block}, #0]
    str {v4}, [{t1}]
    ldr {t1}, [{block}, #8]
    str {v5}, [{t1}]
    ldr {t1}, [{block}, #16]
    str {v6}, [{t1}]
    ldr {t1}, [{block}, #24]
    str {v7}, [{t1}]
    ldr {t1}, [{block}, #32]
    str {v8}, [{t1}]
    ldr {t1}, [{block}, #40]
    str {v9}, [{t1}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movz {t2}, #34464
    movk {t2}, #1, lsl #16
    ldr {t0}, [{p10}]
    sub {t0}, {t0}, {t2}
    str {t0}, [{p10}]
3:
    str xzr, [{area}, #8]

# many_checks, 8 bytes: 57 instructions
# check!(slot.w0 == v0);
# check!(slot.w1 != v1);
# check!(slot.w2 == v2, else 2);
# check!(slot.w3 != v3, else 3);
# check!(slot.w4 == 4);
# check!(slot.w5 != 5);
# check!(slot.w6 == 6, else 6);
# check!(slot.w7 != 7, else 7);
# check!(slot.w8 == v8);
# check!(slot.w9 == v9);
# check!(slot.w10 == v10);
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p11, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, block; scratch: t0, t1, t2
# block: p6, p7, p8, p9, p10
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    b.ne 6f
    ldr {t0}, [{p1}]
    cmp {t0}, {v1}
    b.eq 6f
    ldr {t0}, [{p2}]
    cmp {t0}, {v2}
    b.ne 3000f
    ldr {t0}, [{p3}]
    cmp {t0}, {v3}
    b.eq 3001f
    ldr {t0}, [{p4}]
    movz {t2}, #4
    cmp {t0}, {t2}
    b.ne 6f
    ldr {t0}, [{p5}]
    movz {t2}, #5
    cmp {t0}, {t2}
    b.eq 6f
    ldr {t1}, [{block}, #0]
    ldr {t0}, [{t1}]
    movz {t2}, #6
    cmp {t0}, {t2}
    b.ne 3002f
    ldr {t1}, [{block}, #8]
    ldr {t0}, [{t1}]
    movz {t2}, #7
    cmp {t0}, {t2}
    b.eq 3003f
    ldr {t1}, [{block}, #16]
    ldr {t0}, [{t1}]
    cmp {t0}, {v4}
    b.ne 6f
    ldr {t1}, [{block}, #24]
    ldr {t0}, [{t1}]
    cmp {t0}, {v5}
    b.ne 6f
    ldr {t1}, [{block}, #32]
    ldr {t0}, [{t1}]
    cmp {t0}, {v6}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p11}]
    eor {t0}, {t0}, {v7}
    str {t0}, [{p11}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
3000:
    str xzr, [{area}, #8]
    b {exit0}
3001:
    str xzr, [{area}, #8]
    b {exit1}
3002:
    str xzr, [{area}, #8]
    b {exit2}
3003:
    str xzr, [{area}, #8]
    b {exit3}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 3000b
    .quad 2b, 3001b
    .quad 2b, 3002b
    .quad 2b, 3003b
    .popsection

# many_fetches, 8 bytes: 39 instructions
# let x0 = fetch!(slot.w0);
# let x1 = fetch!(slot.w1);
# let x2 = fetch!(slot.w2);
# let x3 = fetch!(slot.w3);
# let x4 = fetch!(slot.w4);
# let x5 = fetch!(slot.w5);
# let x6 = fetch!(slot.w6);
# let x7 = fetch!(slot.w7);
# let x8 = fetch!(slot.w8);
# let x9 = fetch!(slot.w9);
# check!(slot.w10 == x8);
# stage!(slot.w11 = x9);
# commit!(slot.n = x0);
# (x0, x1, x2, x3, x4, x5, x6)
# registers: area, field, index, slot, event, p12, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, block; scratch: t0, t2, f0, f1
# block: #0, #1, #2, #3, #4, #5, #6, #7, #8, #9
# kept: f0 in #0, f1 in #1, f2 in #2, f3 in #3, f4 in #4, f5 in #5, f6 in #6
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    ldr {f1}, [{p1}]
    str {f1}, [{block}, #8]
    ldr {t0}, [{p2}]
    str {t0}, [{block}, #16]
    ldr {t0}, [{p3}]
    str {t0}, [{block}, #24]
    ldr {t0}, [{p4}]
    str {t0}, [{block}, #32]
    ldr {t0}, [{p5}]
    str {t0}, [{block}, #40]
    ldr {t0}, [{p6}]
    str {t0}, [{block}, #48]
    ldr {t0}, [{p7}]
    str {t0}, [{block}, #56]
    ldr {t0}, [{p8}]
    str {t0}, [{block}, #64]
    ldr {t0}, [{p9}]
    str {t0}, [{block}, #72]
    ldr {t0}, [{p10}]
    ldr {t2}, [{block}, #64]
    cmp {t0}, {t2}
    b.ne 6f
    ldr {t0}, [{block}, #72]
    str {t0}, [{p11}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p12}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .popsection

# everything, 8 bytes
# let a = fetch!(slot.a);
# let b = unsafe { fetch!(node) };
# check!(slot.b == a);
# check!(slot.c != v, else None);
# check!(slot.d == 100_000, else Some(w));
# stage!(slot.e = b);
# stage!(slot.f = v);
# stage!(slot.g = -5);
# stage_copy!(&slot.items, items);
# commit!(slot.n ^= a, Release);
# (a, b)
# registers: area, field, index, slot, event, p8, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, block; scratch: t0, t1, t2, t3, f0, f1
# block: #0, #1, c0_dst, c0_src, c0_len
# kept: f0 in #0, f1 in #1
    adrp {t0}, 5f
    add {t0}, {t0}, :lo12:5f
    str {t0}, [{area}, #8]
2:
    ldr {t0:w}, [{field}, #4]
    cmp {t0:w}, {index:w}
    b.ne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    b.ne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    ldr {f1}, [{p1}]
    str {f1}, [{block}, #8]
    ldr {t0}, [{p2}]
    cmp {t0}, {f0}
    b.ne 6f
    ldr {t0}, [{p3}]
    cmp {t0}, {v0}
    b.eq 3000f
    ldr {t0}, [{p4}]
    movz {t2}, #34464
    movk {t2}, #1, lsl #16
    cmp {t0}, {t2}
    b.ne 3001f
    str {f1}, [{p5}]
    str {v1}, [{p6}]
    movn {t0}, #4
    str {t0}, [{p7}]
    ldr {t1}, [{block}, #16]
    ldr {t2}, [{block}, #24]
    ldr {t3}, [{block}, #32]
2000:
    cbz {t3}, 2001f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #8
    add {t1}, {t1}, #8
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p8}]
    eor {t0}, {t0}, {f0}
    stlr {t0}, [{p8}]
3:
    str xzr, [{area}, #8]
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    str xzr, [{area}, #8]
    b {fail}
6:
    str xzr, [{area}, #8]
    b {mismatch}
3000:
    str xzr, [{area}, #8]
    b {exit0}
3001:
    str xzr, [{area}, #8]
    b {exit1}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 4b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 3000b
    .quad 2b, 3001b
    .popsection

# set, 4 bytes: 13 instructions
    str {v0:w}, [{p0}]

# set_literal, 4 bytes: 14 instructions
    movz {t0:w}, #7
    str {t0:w}, [{p0}]

# add, 4 bytes: 15 instructions
    ldr {t0:w}, [{p0}]
    add {t0}, {t0}, {v0}
    str {t0:w}, [{p0}]

# add_literal, 4 bytes: 15 instructions
    ldr {t0:w}, [{p0}]
    add {t0}, {t0}, #1
    str {t0:w}, [{p0}]

# sub, 4 bytes: 15 instructions
    ldr {t0:w}, [{p0}]
    sub {t0}, {t0}, {v0}
    str {t0:w}, [{p0}]

# or, 4 bytes: 15 instructions
    ldr {t0:w}, [{p0}]
    orr {t0}, {t0}, {v0}
    str {t0:w}, [{p0}]

# and, 4 bytes: 15 instructions
    ldr {t0:w}, [{p0}]
    and {t0}, {t0}, {v0}
    str {t0:w}, [{p0}]

# and_literal, 4 bytes: 16 instructions
    movz {t2:w}, #240
    ldr {t0:w}, [{p0}]
    and {t0}, {t0}, {t2}
    str {t0:w}, [{p0}]

# xor, 4 bytes: 15 instructions
    ldr {t0:w}, [{p0}]
    eor {t0}, {t0}, {v0}
    str {t0:w}, [{p0}]

# set_negative, 4 bytes: 14 instructions
    movn {t0:w}, #6
    str {t0:w}, [{p0}]

# add_negative, 4 bytes: 16 instructions
    movn {t2:w}, #0
    ldr {t0:w}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0:w}, [{p0}]

# and_negative, 4 bytes: 16 instructions
    movn {t2:w}, #15
    ldr {t0:w}, [{p0}]
    and {t0}, {t0}, {t2}
    str {t0:w}, [{p0}]

# set_release, 4 bytes: 13 instructions
    stlr {v0:w}, [{p0}]

# fetch_kept, 4 bytes: 17 instructions
    ldr {f0:w}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0:w}, [{p1}]
    add {t0}, {t0}, #1
    str {t0:w}, [{p1}]

# check_eq, 4 bytes: 16 instructions
    ldr {t0:w}, [{p0}]
    cmp {t0}, {v0}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1:w}, [{p1}]

# check_negative, 4 bytes: 17 instructions
    ldr {t0:w}, [{p0}]
    movn {t2:w}, #0
    cmp {t0}, {t2}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0:w}, [{p1}]

# stage, 4 bytes: 14 instructions
    str {v0:w}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1:w}, [{p1}]

# stage_literal, 4 bytes: 15 instructions
    movn {t0:w}, #0
    str {t0:w}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0:w}, [{p1}]

# stage_copy, 4 bytes
    ldr {t0:w}, [{t2}]
    str {t0:w}, [{t1}]
    add {t2}, {t2}, #4
    add {t1}, {t1}, #4
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0:w}, [{p0}]
    add {t0}, {t0}, {v0}
    str {t0:w}, [{p0}]

# set, 2 bytes: 13 instructions
    strh {v0:w}, [{p0}]

# set_literal, 2 bytes: 14 instructions
    movz {t0:w}, #7
    strh {t0:w}, [{p0}]

# add, 2 bytes: 15 instructions
    ldrh {t0:w}, [{p0}]
    add {t0}, {t0}, {v0}
    strh {t0:w}, [{p0}]

# add_literal, 2 bytes: 15 instructions
    ldrh {t0:w}, [{p0}]
    add {t0}, {t0}, #1
    strh {t0:w}, [{p0}]

# sub, 2 bytes: 15 instructions
    ldrh {t0:w}, [{p0}]
    sub {t0}, {t0}, {v0}
    strh {t0:w}, [{p0}]

# or, 2 bytes: 15 instructions
    ldrh {t0:w}, [{p0}]
    orr {t0}, {t0}, {v0}
    strh {t0:w}, [{p0}]

# and, 2 bytes: 15 instructions
    ldrh {t0:w}, [{p0}]
    and {t0}, {t0}, {v0}
    strh {t0:w}, [{p0}]

# and_literal, 2 bytes: 16 instructions
    movz {t2:w}, #240
    ldrh {t0:w}, [{p0}]
    and {t0}, {t0}, {t2}
    strh {t0:w}, [{p0}]

# xor, 2 bytes: 15 instructions
    ldrh {t0:w}, [{p0}]
    eor {t0}, {t0}, {v0}
    strh {t0:w}, [{p0}]

# set_negative, 2 bytes: 14 instructions
    movz {t0:w}, #65529
    strh {t0:w}, [{p0}]

# add_negative, 2 bytes: 16 instructions
    movz {t2:w}, #65535
    ldrh {t0:w}, [{p0}]
    add {t0}, {t0}, {t2}
    strh {t0:w}, [{p0}]

# and_negative, 2 bytes: 16 instructions
    movz {t2:w}, #65520
    ldrh {t0:w}, [{p0}]
    and {t0}, {t0}, {t2}
    strh {t0:w}, [{p0}]

# set_release, 2 bytes: 13 instructions
    stlrh {v0:w}, [{p0}]

# fetch_kept, 2 bytes: 17 instructions
    ldrh {f0:w}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldrh {t0:w}, [{p1}]
    add {t0}, {t0}, #1
    strh {t0:w}, [{p1}]

# check_eq, 2 bytes: 16 instructions
    ldrh {t0:w}, [{p0}]
    cmp {t0}, {v0}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v1:w}, [{p1}]

# check_negative, 2 bytes: 17 instructions
    ldrh {t0:w}, [{p0}]
    movz {t2:w}, #65535
    cmp {t0}, {t2}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v0:w}, [{p1}]

# stage, 2 bytes: 14 instructions
    strh {v0:w}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v1:w}, [{p1}]

# stage_literal, 2 bytes: 15 instructions
    movz {t0:w}, #65535
    strh {t0:w}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v0:w}, [{p1}]

# stage_copy, 2 bytes
    ldrh {t0:w}, [{t2}]
    strh {t0:w}, [{t1}]
    add {t2}, {t2}, #2
    add {t1}, {t1}, #2
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldrh {t0:w}, [{p0}]
    add {t0}, {t0}, {v0}
    strh {t0:w}, [{p0}]

# set, 1 byte: 13 instructions
    strb {v0:w}, [{p0}]

# set_literal, 1 byte: 14 instructions
    movz {t0:w}, #7
    strb {t0:w}, [{p0}]

# add, 1 byte: 15 instructions
    ldrb {t0:w}, [{p0}]
    add {t0}, {t0}, {v0}
    strb {t0:w}, [{p0}]

# add_literal, 1 byte: 15 instructions
    ldrb {t0:w}, [{p0}]
    add {t0}, {t0}, #1
    strb {t0:w}, [{p0}]

# sub, 1 byte: 15 instructions
    ldrb {t0:w}, [{p0}]
    sub {t0}, {t0}, {v0}
    strb {t0:w}, [{p0}]

# or, 1 byte: 15 instructions
    ldrb {t0:w}, [{p0}]
    orr {t0}, {t0}, {v0}
    strb {t0:w}, [{p0}]

# and, 1 byte: 15 instructions
    ldrb {t0:w}, [{p0}]
    and {t0}, {t0}, {v0}
    strb {t0:w}, [{p0}]

# and_literal, 1 byte: 16 instructions
    movz {t2:w}, #240
    ldrb {t0:w}, [{p0}]
    and {t0}, {t0}, {t2}
    strb {t0:w}, [{p0}]

# xor, 1 byte: 15 instructions
    ldrb {t0:w}, [{p0}]
    eor {t0}, {t0}, {v0}
    strb {t0:w}, [{p0}]

# set_negative, 1 byte: 14 instructions
    movz {t0:w}, #249
    strb {t0:w}, [{p0}]

# add_negative, 1 byte: 16 instructions
    movz {t2:w}, #255
    ldrb {t0:w}, [{p0}]
    add {t0}, {t0}, {t2}
    strb {t0:w}, [{p0}]

# and_negative, 1 byte: 16 instructions
    movz {t2:w}, #240
    ldrb {t0:w}, [{p0}]
    and {t0}, {t0}, {t2}
    strb {t0:w}, [{p0}]

# set_release, 1 byte: 13 instructions
    stlrb {v0:w}, [{p0}]

# fetch_kept, 1 byte: 17 instructions
    ldrb {f0:w}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldrb {t0:w}, [{p1}]
    add {t0}, {t0}, #1
    strb {t0:w}, [{p1}]

# check_eq, 1 byte: 16 instructions
    ldrb {t0:w}, [{p0}]
    cmp {t0}, {v0}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v1:w}, [{p1}]

# check_negative, 1 byte: 17 instructions
    ldrb {t0:w}, [{p0}]
    movz {t2:w}, #255
    cmp {t0}, {t2}
    b.ne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v0:w}, [{p1}]

# stage, 1 byte: 14 instructions
    strb {v0:w}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v1:w}, [{p1}]

# stage_literal, 1 byte: 15 instructions
    movz {t0:w}, #255
    strb {t0:w}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v0:w}, [{p1}]

# stage_copy, 1 byte
    ldrb {t0:w}, [{t2}]
    strb {t0:w}, [{t1}]
    add {t2}, {t2}, #1
    add {t1}, {t1}, #1
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldrb {t0:w}, [{p0}]
    add {t0}, {t0}, {v0}
    strb {t0:w}, [{p0}]
