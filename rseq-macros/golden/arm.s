# The sections of `src/tests/generated/forms.rs` on arm, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 4 bytes: 15 instructions
# commit!(slot.n = v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .popsection

# set_literal, 4 bytes: 16 instructions
# commit!(slot.n = 7);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t0}, #7
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# set_fetched, 4 bytes: 16 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add, 4 bytes: 17 instructions
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_literal, 4 bytes: 17 instructions
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, #1
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_fetched, 4 bytes: 18 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# sub, 4 bytes: 17 instructions
# commit!(slot.n -= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# sub_literal, 4 bytes: 17 instructions
# commit!(slot.n -= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, #1
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# sub_fetched, 4 bytes: 18 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    sub {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# or, 4 bytes: 17 instructions
# commit!(slot.n |= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# or_literal, 4 bytes: 17 instructions
# commit!(slot.n |= 0x40);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, #64
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# or_fetched, 4 bytes: 18 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    orr {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# and, 4 bytes: 17 instructions
# commit!(slot.n &= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    and {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# and_literal, 4 bytes: 17 instructions
# commit!(slot.n &= 0xf0);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    and {t0}, {t0}, #240
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# and_fetched, 4 bytes: 18 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    and {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# xor, 4 bytes: 17 instructions
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, {v0}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# xor_literal, 4 bytes: 17 instructions
# commit!(slot.n ^= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, #1
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# xor_fetched, 4 bytes: 18 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    eor {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# set_negative, 4 bytes: 17 instructions
# commit!(slot.n = -7);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t0}, #65529
    movt {t0}, #65535
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# set_large, 4 bytes: 17 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t0}, #22136
    movt {t0}, #4660
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# set_larger, 4 bytes: 15 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_negative, 4 bytes: 19 instructions
# commit!(slot.n += -1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #65535
    movt {t2}, #65535
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_12_bits, 4 bytes: 18 instructions
# commit!(slot.n += 0xfff);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #4095
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_16_bits, 4 bytes: 18 instructions
# commit!(slot.n += 0x8000);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #32768
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_large, 4 bytes: 19 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #22136
    movt {t2}, #4660
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# sub_negative, 4 bytes: 19 instructions
# commit!(slot.n -= -0x800);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #63488
    movt {t2}, #65535
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# sub_large, 4 bytes: 19 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #22136
    movt {t2}, #4660
    ldr {t0}, [{p0}]
    sub {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# or_negative, 4 bytes: 19 instructions
# commit!(slot.n |= -128);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #65408
    movt {t2}, #65535
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# or_large, 4 bytes: 19 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #22136
    movt {t2}, #4660
    ldr {t0}, [{p0}]
    orr {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# and_negative, 4 bytes: 19 instructions
# commit!(slot.n &= -16);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #65520
    movt {t2}, #65535
    ldr {t0}, [{p0}]
    and {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# and_large, 4 bytes: 19 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #22136
    movt {t2}, #4660
    ldr {t0}, [{p0}]
    and {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# xor_negative, 4 bytes: 19 instructions
# commit!(slot.n ^= -1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #65535
    movt {t2}, #65535
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# xor_large, 4 bytes: 19 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #22136
    movt {t2}, #4660
    ldr {t0}, [{p0}]
    eor {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# set_release, 4 bytes: 16 instructions
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    dmb ish
    str {v0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# set_literal_release, 4 bytes: 17 instructions
# commit!(slot.n = 0, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t0}, #0
    dmb ish
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_release, 4 bytes: 18 instructions
# commit!(slot.n += v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {v0}
    dmb ish
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# add_literal_release, 4 bytes: 18 instructions
# commit!(slot.n += 1, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, #1
    dmb ish
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# set_fetched_release, 4 bytes: 17 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    dmb ish
    str {f0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# fetch_dropped, 4 bytes: 18 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, #1
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# fetch_kept, 4 bytes: 19 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, #1
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# fetch_used_and_kept, 4 bytes: 19 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p1}]
    add {t0}, {t0}, {f0}
    str {t0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# fetch_pointer, 4 bytes: 16 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# fetch_pointer_kept, 4 bytes: 17 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {f0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# fetch_two, 4 bytes: 21 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, field, index, slot, event, p2, p0, block; scratch: t0, t1
# block: p1, #1, #2
# kept: f0 in #1, f1 in #2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    str {t0}, [{block}, #4]
    ldr {t1}, [{block}, #0]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #8]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{block}, #4]
    str {t0}, [{p2}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# check_eq, 4 bytes: 18 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .popsection

# check_ne, 4 bytes: 18 instructions
# check!(slot.m != v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    beq 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .popsection

# check_eq_else, 4 bytes: 18 instructions
# check!(slot.m == v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    bne 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
3000:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 3000b
    .popsection

# check_ne_else, 4 bytes: 18 instructions
# check!(slot.m != v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    cmp {t0}, {v0}
    beq 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
3000:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 3000b
    .popsection

# check_eq_literal, 4 bytes: 19 instructions
# check!(slot.m == 0);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    movw {t2}, #0
    cmp {t0}, {t2}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .popsection

# check_ne_literal_else, 4 bytes: 19 instructions
# check!(slot.m != 0, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    movw {t2}, #0
    cmp {t0}, {t2}
    beq 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
3000:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 3000b
    .popsection

# check_negative, 4 bytes: 20 instructions
# check!(slot.m == -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    movw {t2}, #65535
    movt {t2}, #65535
    cmp {t0}, {t2}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .popsection

# check_large, 4 bytes: 20 instructions
# check!(slot.m != 0x1234_5678);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    movw {t2}, #22136
    movt {t2}, #4660
    cmp {t0}, {t2}
    beq 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .popsection

# check_eq_fetched, 4 bytes: 19 instructions
# let m = fetch!(slot.m);
# check!(slot.k == m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    ldr {t0}, [{p1}]
    cmp {t0}, {f0}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p2}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .popsection

# check_ne_fetched_else, 4 bytes: 23 instructions
# let m = fetch!(slot.m);
# check!(slot.k != m, else None);
# commit!(slot.n = w);
# m
# registers: area, field, index, slot, event, p2, v0, block; scratch: t0, t1, t2
# block: p0, p1, #2
# kept: f0 in #2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t1}, [{block}, #0]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #8]
    ldr {t1}, [{block}, #4]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #8]
    cmp {t0}, {t2}
    beq 3000f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p2}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
3000:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit0}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 3000b
    .popsection

# check_three, 4 bytes: 31 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p3, v1, block; scratch: t0, t1, t2
# block: v0, p0, p1, p2
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t1}, [{block}, #4]
    ldr {t0}, [{t1}]
    movw {t2}, #0
    cmp {t0}, {t2}
    beq 3000f
    ldr {t1}, [{block}, #8]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #0]
    cmp {t0}, {t2}
    bne 3001f
    ldr {t1}, [{block}, #12]
    ldr {t0}, [{t1}]
    cmp {t0}, {v1}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p3}]
    add {t0}, {t0}, #1
    str {t0}, [{p3}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
3000:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit0}
3001:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit1}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .long 2b, 3000b
    .long 2b, 3001b
    .popsection

# stage, 4 bytes: 16 instructions
# stage!(slot.m = v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    str {v0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v1}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# stage_literal, 4 bytes: 18 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    movw {t0}, #65535
    movt {t0}, #65535
    str {t0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# stage_fetched, 4 bytes: 17 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {f0}, [{p0}]
    str {f0}, [{p1}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    str {v0}, [{p2}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# stage_release, 4 bytes: 17 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    str {v0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    dmb ish
    str {v1}, [{p1}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# stage_copy, 4 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, block; scratch: t0, t1, t2, t3
# block: v0, c0_dst, c0_src, c0_len
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t1}, [{block}, #4]
    ldr {t2}, [{block}, #8]
    ldr {t3}, [{block}, #12]
2000:
    cmp {t3}, #0
    beq 2001f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #4
    add {t1}, {t1}, #4
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t2}, [{block}, #0]
    ldr {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# stage_copy_two, 4 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, block; scratch: t0, t1, t2, t3
# block: v0, c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t1}, [{block}, #4]
    ldr {t2}, [{block}, #8]
    ldr {t3}, [{block}, #12]
2000:
    cmp {t3}, #0
    beq 2001f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #4
    add {t1}, {t1}, #4
    sub {t3}, {t3}, #1
    b 2000b
2001:
    ldr {t1}, [{block}, #16]
    ldr {t2}, [{block}, #20]
    ldr {t3}, [{block}, #24]
2002:
    cmp {t3}, #0
    beq 2003f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #4
    add {t1}, {t1}, #4
    sub {t3}, {t3}, #1
    b 2002b
2003:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{block}, #0]
    dmb ish
    str {t0}, [{p0}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# many_stages, 4 bytes: 48 instructions
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
# registers: area, field, index, slot, event, p10, v9, block; scratch: t0, t1, t2
# block: v8, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{block}, #32]
    ldr {t1}, [{block}, #36]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #28]
    ldr {t1}, [{block}, #40]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #24]
    ldr {t1}, [{block}, #44]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #20]
    ldr {t1}, [{block}, #48]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #16]
    ldr {t1}, [{block}, #52]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #12]
    ldr {t1}, [{block}, #56]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #8]
    ldr {t1}, [{block}, #60]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #4]
    ldr {t1}, [{block}, #64]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #0]
    ldr {t1}, [{block}, #68]
    str {t0}, [{t1}]
    ldr {t1}, [{block}, #72]
    str {v9}, [{t1}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    movw {t2}, #34464
    movt {t2}, #1
    ldr {t0}, [{p10}]
    sub {t0}, {t0}, {t2}
    str {t0}, [{p10}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]

# many_checks, 4 bytes: 72 instructions
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
# registers: area, field, index, slot, event, p11, v7, block; scratch: t0, t1, t2
# block: v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t1}, [{block}, #28]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #24]
    cmp {t0}, {t2}
    bne 6f
    ldr {t1}, [{block}, #32]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #20]
    cmp {t0}, {t2}
    beq 6f
    ldr {t1}, [{block}, #36]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #16]
    cmp {t0}, {t2}
    bne 3000f
    ldr {t1}, [{block}, #40]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #12]
    cmp {t0}, {t2}
    beq 3001f
    ldr {t1}, [{block}, #44]
    ldr {t0}, [{t1}]
    movw {t2}, #4
    cmp {t0}, {t2}
    bne 6f
    ldr {t1}, [{block}, #48]
    ldr {t0}, [{t1}]
    movw {t2}, #5
    cmp {t0}, {t2}
    beq 6f
    ldr {t1}, [{block}, #52]
    ldr {t0}, [{t1}]
    movw {t2}, #6
    cmp {t0}, {t2}
    bne 3002f
    ldr {t1}, [{block}, #56]
    ldr {t0}, [{t1}]
    movw {t2}, #7
    cmp {t0}, {t2}
    beq 3003f
    ldr {t1}, [{block}, #60]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #8]
    cmp {t0}, {t2}
    bne 6f
    ldr {t1}, [{block}, #64]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #4]
    cmp {t0}, {t2}
    bne 6f
    ldr {t1}, [{block}, #68]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #0]
    cmp {t0}, {t2}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{p11}]
    eor {t0}, {t0}, {v7}
    str {t0}, [{p11}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
3000:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit0}
3001:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit1}
3002:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit2}
3003:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit3}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .long 2b, 3000b
    .long 2b, 3001b
    .long 2b, 3002b
    .long 2b, 3003b
    .popsection

# many_fetches, 4 bytes: 53 instructions
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
# registers: area, field, index, slot, event, p12, p0, block; scratch: t0, t1, t2
# block: p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, #11, #12, #13, #14, #15, #16, #17, #18, #19, #20
# kept: f0 in #11, f1 in #12, f2 in #13, f3 in #14, f4 in #15, f5 in #16, f6 in #17
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t0}, [{p0}]
    str {t0}, [{block}, #44]
    ldr {t1}, [{block}, #0]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #48]
    ldr {t1}, [{block}, #4]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #52]
    ldr {t1}, [{block}, #8]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #56]
    ldr {t1}, [{block}, #12]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #60]
    ldr {t1}, [{block}, #16]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #64]
    ldr {t1}, [{block}, #20]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #68]
    ldr {t1}, [{block}, #24]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #72]
    ldr {t1}, [{block}, #28]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #76]
    ldr {t1}, [{block}, #32]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #80]
    ldr {t1}, [{block}, #36]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #76]
    cmp {t0}, {t2}
    bne 6f
    ldr {t0}, [{block}, #80]
    ldr {t1}, [{block}, #40]
    str {t0}, [{t1}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t0}, [{block}, #44]
    str {t0}, [{p12}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .popsection

# everything, 4 bytes
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
# registers: area, field, index, slot, event, p8, block; scratch: t0, t1, t2, t3
# block: v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, #10, #11, c0_dst, c0_src, c0_len
# kept: f0 in #10, f1 in #11
    movw {t0}, #:lower16:(5f - (7f + 2 * (8f - 7f)))
    movt {t0}, #:upper16:(5f - (7f + 2 * (8f - 7f)))
7:
    add {t0}, pc
8:
    str {t0}, [{area}, #8]
2:
    ldr {t0}, [{field}, #4]
    cmp {t0}, {index}
    bne 4f
    ldr {t0}, [{slot}]
    cmp {t0}, {event}
    bne 4f
    ldr {t1}, [{block}, #8]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #40]
    ldr {t1}, [{block}, #12]
    ldr {t0}, [{t1}]
    str {t0}, [{block}, #44]
    ldr {t1}, [{block}, #16]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #40]
    cmp {t0}, {t2}
    bne 6f
    ldr {t1}, [{block}, #20]
    ldr {t0}, [{t1}]
    ldr {t2}, [{block}, #4]
    cmp {t0}, {t2}
    beq 3000f
    ldr {t1}, [{block}, #24]
    ldr {t0}, [{t1}]
    movw {t2}, #34464
    movt {t2}, #1
    cmp {t0}, {t2}
    bne 3001f
    ldr {t0}, [{block}, #44]
    ldr {t1}, [{block}, #28]
    str {t0}, [{t1}]
    ldr {t0}, [{block}, #0]
    ldr {t1}, [{block}, #32]
    str {t0}, [{t1}]
    movw {t0}, #65531
    movt {t0}, #65535
    ldr {t1}, [{block}, #36]
    str {t0}, [{t1}]
    ldr {t1}, [{block}, #48]
    ldr {t2}, [{block}, #52]
    ldr {t3}, [{block}, #56]
2000:
    cmp {t3}, #0
    beq 2001f
    ldr {t0}, [{t2}]
    str {t0}, [{t1}]
    add {t2}, {t2}, #4
    add {t1}, {t1}, #4
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t2}, [{block}, #40]
    ldr {t0}, [{p8}]
    eor {t0}, {t0}, {t2}
    dmb ish
    str {t0}, [{p8}]
3:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {fail}
6:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {mismatch}
3000:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit0}
3001:
    mov {t0}, #0
    str {t0}, [{area}, #8]
    b {exit1}
9:
    .subsection 0
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .long 2b, 0
    .long 3b - 2b, 0
    .long 4b, 0
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .long 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .long 2b, 4b
    .long 2b, 6b
    .long 2b, 3000b
    .long 2b, 3001b
    .popsection

# set, 2 bytes: 15 instructions
    strh {v0}, [{p0}]

# set_literal, 2 bytes: 16 instructions
    strh {t0}, [{p0}]

# add, 2 bytes: 17 instructions
    ldrh {t0}, [{p0}]
    add {t0}, {t0}, {v0}
    strh {t0}, [{p0}]

# add_literal, 2 bytes: 17 instructions
    ldrh {t0}, [{p0}]
    add {t0}, {t0}, #1
    strh {t0}, [{p0}]

# sub, 2 bytes: 17 instructions
    ldrh {t0}, [{p0}]
    sub {t0}, {t0}, {v0}
    strh {t0}, [{p0}]

# or, 2 bytes: 17 instructions
    ldrh {t0}, [{p0}]
    orr {t0}, {t0}, {v0}
    strh {t0}, [{p0}]

# and, 2 bytes: 17 instructions
    ldrh {t0}, [{p0}]
    and {t0}, {t0}, {v0}
    strh {t0}, [{p0}]

# and_literal, 2 bytes: 17 instructions
    ldrh {t0}, [{p0}]
    and {t0}, {t0}, #240
    strh {t0}, [{p0}]

# xor, 2 bytes: 17 instructions
    ldrh {t0}, [{p0}]
    eor {t0}, {t0}, {v0}
    strh {t0}, [{p0}]

# set_negative, 2 bytes: 16 instructions
    strh {t0}, [{p0}]

# add_negative, 2 bytes: 18 instructions
    ldrh {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    strh {t0}, [{p0}]

# and_negative, 2 bytes: 18 instructions
    ldrh {t0}, [{p0}]
    and {t0}, {t0}, {t2}
    strh {t0}, [{p0}]

# set_release, 2 bytes: 16 instructions
    strh {v0}, [{p0}]

# fetch_kept, 2 bytes: 19 instructions
    ldrh {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldrh {t0}, [{p1}]
    add {t0}, {t0}, #1
    strh {t0}, [{p1}]

# check_eq, 2 bytes: 18 instructions
    ldrh {t0}, [{p0}]
    cmp {t0}, {v0}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v1}, [{p1}]

# check_negative, 2 bytes: 19 instructions
    ldrh {t0}, [{p0}]
    movw {t2}, #65535
    cmp {t0}, {t2}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v0}, [{p1}]

# stage, 2 bytes: 16 instructions
    strh {v0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v1}, [{p1}]

# stage_literal, 2 bytes: 17 instructions
    strh {t0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strh {v0}, [{p1}]

# stage_copy, 2 bytes
    ldrh {t0}, [{t2}]
    strh {t0}, [{t1}]
    add {t2}, {t2}, #2
    add {t1}, {t1}, #2
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t2}, [{block}, #0]
    ldrh {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    strh {t0}, [{p0}]

# set, 1 byte: 15 instructions
    strb {v0}, [{p0}]

# set_literal, 1 byte: 16 instructions
    strb {t0}, [{p0}]

# add, 1 byte: 17 instructions
    ldrb {t0}, [{p0}]
    add {t0}, {t0}, {v0}
    strb {t0}, [{p0}]

# add_literal, 1 byte: 17 instructions
    ldrb {t0}, [{p0}]
    add {t0}, {t0}, #1
    strb {t0}, [{p0}]

# sub, 1 byte: 17 instructions
    ldrb {t0}, [{p0}]
    sub {t0}, {t0}, {v0}
    strb {t0}, [{p0}]

# or, 1 byte: 17 instructions
    ldrb {t0}, [{p0}]
    orr {t0}, {t0}, {v0}
    strb {t0}, [{p0}]

# and, 1 byte: 17 instructions
    ldrb {t0}, [{p0}]
    and {t0}, {t0}, {v0}
    strb {t0}, [{p0}]

# and_literal, 1 byte: 17 instructions
    ldrb {t0}, [{p0}]
    and {t0}, {t0}, #240
    strb {t0}, [{p0}]

# xor, 1 byte: 17 instructions
    ldrb {t0}, [{p0}]
    eor {t0}, {t0}, {v0}
    strb {t0}, [{p0}]

# set_negative, 1 byte: 16 instructions
    movw {t0}, #249
    strb {t0}, [{p0}]

# add_negative, 1 byte: 18 instructions
    movw {t2}, #255
    ldrb {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    strb {t0}, [{p0}]

# and_negative, 1 byte: 18 instructions
    movw {t2}, #240
    ldrb {t0}, [{p0}]
    and {t0}, {t0}, {t2}
    strb {t0}, [{p0}]

# set_release, 1 byte: 16 instructions
    strb {v0}, [{p0}]

# fetch_kept, 1 byte: 19 instructions
    ldrb {f0}, [{p0}]
    str {f0}, [{block}, #0]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldrb {t0}, [{p1}]
    add {t0}, {t0}, #1
    strb {t0}, [{p1}]

# check_eq, 1 byte: 18 instructions
    ldrb {t0}, [{p0}]
    cmp {t0}, {v0}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v1}, [{p1}]

# check_negative, 1 byte: 19 instructions
    ldrb {t0}, [{p0}]
    movw {t2}, #255
    cmp {t0}, {t2}
    bne 6f
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v0}, [{p1}]

# stage, 1 byte: 16 instructions
    strb {v0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v1}, [{p1}]

# stage_literal, 1 byte: 17 instructions
    movw {t0}, #255
    strb {t0}, [{p0}]
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    strb {v0}, [{p1}]

# stage_copy, 1 byte
    ldrb {t0}, [{t2}]
    strb {t0}, [{t1}]
    add {t2}, {t2}, #1
    add {t1}, {t1}, #1
    sub {t3}, {t3}, #1
    b 2000b
2001:
    add {t0}, {event}, #2
    str {t0}, [{slot}]
    ldr {t2}, [{block}, #0]
    ldrb {t0}, [{p0}]
    add {t0}, {t0}, {t2}
    strb {t0}, [{p0}]
