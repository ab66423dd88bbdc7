# The sections of `src/tests/generated/forms.rs` on powerpc64, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 8 bytes: 17 instructions
# commit!(slot.n = v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 44b
    .popsection

# set_literal, 8 bytes: 18 instructions
# commit!(slot.n = 7);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    li {t0}, 7
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# set_fetched, 8 bytes: 18 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {f0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add, 8 bytes: 19 instructions
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_literal, 8 bytes: 19 instructions
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, 1
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_fetched, 8 bytes: 20 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    add {t0}, {t0}, {f0}
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# sub, 8 bytes: 19 instructions
# commit!(slot.n -= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# sub_literal, 8 bytes: 19 instructions
# commit!(slot.n -= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, -1
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# sub_fetched, 8 bytes: 20 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    sub {t0}, {t0}, {f0}
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# or, 8 bytes: 19 instructions
# commit!(slot.n |= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# or_literal, 8 bytes: 19 instructions
# commit!(slot.n |= 0x40);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    ori {t0}, {t0}, 64
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# or_fetched, 8 bytes: 20 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    or {t0}, {t0}, {f0}
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# and, 8 bytes: 19 instructions
# commit!(slot.n &= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# and_literal, 8 bytes: 19 instructions
# commit!(slot.n &= 0xf0);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    andi. {t0}, {t0}, 240
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# and_fetched, 8 bytes: 20 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    and {t0}, {t0}, {f0}
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# xor, 8 bytes: 19 instructions
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# xor_literal, 8 bytes: 19 instructions
# commit!(slot.n ^= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    xori {t0}, {t0}, 1
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# xor_fetched, 8 bytes: 20 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    xor {t0}, {t0}, {f0}
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# set_negative, 8 bytes: 18 instructions
# commit!(slot.n = -7);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    li {t0}, -7
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# set_large, 8 bytes: 19 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t0}, 4660
    ori {t0}, {t0}, 22136
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# set_larger, 8 bytes: 17 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_negative, 8 bytes: 19 instructions
# commit!(slot.n += -1);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, -1
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_12_bits, 8 bytes: 19 instructions
# commit!(slot.n += 0xfff);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, 4095
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_16_bits, 8 bytes: 21 instructions
# commit!(slot.n += 0x8000);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t2}, 0
    ori {t2}, {t2}, 32768
    ld {t0}, 0({p0})
    add {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_large, 8 bytes: 21 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t2}, 4660
    ori {t2}, {t2}, 22136
    ld {t0}, 0({p0})
    add {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# sub_negative, 8 bytes: 19 instructions
# commit!(slot.n -= -0x800);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, 2048
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# sub_large, 8 bytes: 21 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t2}, 4660
    ori {t2}, {t2}, 22136
    ld {t0}, 0({p0})
    sub {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# or_negative, 8 bytes: 20 instructions
# commit!(slot.n |= -128);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    li {t2}, -128
    ld {t0}, 0({p0})
    or {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# or_large, 8 bytes: 21 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t2}, 4660
    ori {t2}, {t2}, 22136
    ld {t0}, 0({p0})
    or {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# and_negative, 8 bytes: 20 instructions
# commit!(slot.n &= -16);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    li {t2}, -16
    ld {t0}, 0({p0})
    and {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# and_large, 8 bytes: 21 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t2}, 4660
    ori {t2}, {t2}, 22136
    ld {t0}, 0({p0})
    and {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# xor_negative, 8 bytes: 20 instructions
# commit!(slot.n ^= -1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    li {t2}, -1
    ld {t0}, 0({p0})
    xor {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# xor_large, 8 bytes: 21 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t2}, 4660
    ori {t2}, {t2}, 22136
    ld {t0}, 0({p0})
    xor {t0}, {t0}, {t2}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# set_release, 8 bytes: 18 instructions
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lwsync
    std {v0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# set_literal_release, 8 bytes: 19 instructions
# commit!(slot.n = 0, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    li {t0}, 0
    lwsync
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_release, 8 bytes: 20 instructions
# commit!(slot.n += v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    lwsync
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# add_literal_release, 8 bytes: 20 instructions
# commit!(slot.n += 1, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, 1
    lwsync
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# set_fetched_release, 8 bytes: 19 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lwsync
    std {f0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# fetch_dropped, 8 bytes: 20 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    addi {t0}, {t0}, 1
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# fetch_kept, 8 bytes: 21 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    std {f0}, 0({block})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    addi {t0}, {t0}, 1
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# fetch_used_and_kept, 8 bytes: 21 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    std {f0}, 0({block})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p1})
    add {t0}, {t0}, {f0}
    std {t0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# fetch_pointer, 8 bytes: 18 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {f0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# fetch_pointer_kept, 8 bytes: 19 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    std {f0}, 0({block})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {f0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# fetch_two, 8 bytes: 21 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, field, index, slot, event, p2, p0, p1, block; scratch: t0, f0, f1
# block: #0, #1
# kept: f0 in #0, f1 in #1
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    std {f0}, 0({block})
    ld {f1}, 0({p1})
    std {f1}, 8({block})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {f0}, 0({p2})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# check_eq, 8 bytes: 20 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    cmpd {t0}, {v0}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v1}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 44b
    .popsection

# check_ne, 8 bytes: 20 instructions
# check!(slot.m != v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    cmpd {t0}, {v0}
    beq- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v1}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 44b
    .popsection

# check_eq_else, 8 bytes: 20 instructions
# check!(slot.m == v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    cmpd {t0}, {v0}
    bne- 3000f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v1}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
3000:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit0}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .quad 2b, 44b
    .popsection

# check_ne_else, 8 bytes: 20 instructions
# check!(slot.m != v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    cmpd {t0}, {v0}
    beq- 3000f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v1}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
3000:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit0}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .quad 2b, 44b
    .popsection

# check_eq_literal, 8 bytes: 21 instructions
# check!(slot.m == 0);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    li {t2}, 0
    cmpd {t0}, {t2}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 44b
    .popsection

# check_ne_literal_else, 8 bytes: 21 instructions
# check!(slot.m != 0, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    li {t2}, 0
    cmpd {t0}, {t2}
    beq- 3000f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
3000:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit0}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .quad 2b, 44b
    .popsection

# check_negative, 8 bytes: 21 instructions
# check!(slot.m == -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    li {t2}, -1
    cmpd {t0}, {t2}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 44b
    .popsection

# check_large, 8 bytes: 22 instructions
# check!(slot.m != 0x1234_5678);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    lis {t2}, 4660
    ori {t2}, {t2}, 22136
    cmpd {t0}, {t2}
    beq- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 44b
    .popsection

# check_eq_fetched, 8 bytes: 21 instructions
# let m = fetch!(slot.m);
# check!(slot.k == m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    ld {t0}, 0({p1})
    cmpd {t0}, {f0}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p2})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 44b
    .popsection

# check_ne_fetched_else, 8 bytes: 22 instructions
# let m = fetch!(slot.m);
# check!(slot.k != m, else None);
# commit!(slot.n = w);
# m
# registers: area, field, index, slot, event, p2, v0, p0, p1, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    std {f0}, 0({block})
    ld {t0}, 0({p1})
    cmpd {t0}, {f0}
    beq- 3000f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p2})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
3000:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit0}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 3000b
    .quad 2b, 44b
    .popsection

# check_three, 8 bytes: 29 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p3, v1, v0, p0, p1, p2; scratch: t0, t2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    li {t2}, 0
    cmpd {t0}, {t2}
    beq- 3000f
    ld {t0}, 0({p1})
    cmpd {t0}, {v0}
    bne- 3001f
    ld {t0}, 0({p2})
    cmpd {t0}, {v1}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p3})
    addi {t0}, {t0}, 1
    std {t0}, 0({p3})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
3000:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit0}
3001:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit1}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 3000b
    .quad 2b, 3001b
    .quad 2b, 44b
    .popsection

# stage, 8 bytes: 18 instructions
# stage!(slot.m = v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    std {v0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v1}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# stage_literal, 8 bytes: 19 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    li {t0}, -1
    std {t0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# stage_fetched, 8 bytes: 19 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {f0}, 0({p0})
    std {f0}, 0({p1})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    std {v0}, 0({p2})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# stage_release, 8 bytes: 19 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    std {v0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lwsync
    std {v1}, 0({p1})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# stage_copy, 8 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t1}, 0({block})
    ld {t2}, 8({block})
    ld {t3}, 16({block})
2000:
    cmpdi {t3}, 0
    beq 2001f
    ld {t0}, 0({t2})
    std {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    b 2000b
2001:
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    std {t0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# stage_copy_two, 8 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t1}, 0({block})
    ld {t2}, 8({block})
    ld {t3}, 16({block})
2000:
    cmpdi {t3}, 0
    beq 2001f
    ld {t0}, 0({t2})
    std {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    b 2000b
2001:
    ld {t1}, 24({block})
    ld {t2}, 32({block})
    ld {t3}, 40({block})
2002:
    cmpdi {t3}, 0
    beq 2003f
    ld {t0}, 0({t2})
    std {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    b 2002b
2003:
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lwsync
    std {v0}, 0({p0})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# many_stages, 8 bytes: 41 instructions
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
# registers: area, field, index, slot, event, p10, v9, v8, v7, v6, v5, v4, v3, v2, v1, v0, block; scratch: t0, t1, t2
# block: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t1}, 0({block})
    std {v0}, 0({t1})
    ld {t1}, 8({block})
    std {v1}, 0({t1})
    ld {t1}, 16({block})
    std {v2}, 0({t1})
    ld {t1}, 24({block})
    std {v3}, 0({t1})
    ld {t1}, 32({block})
    std {v4}, 0({t1})
    ld {t1}, 40({block})
    std {v5}, 0({t1})
    ld {t1}, 48({block})
    std {v6}, 0({t1})
    ld {t1}, 56({block})
    std {v7}, 0({t1})
    ld {t1}, 64({block})
    std {v8}, 0({t1})
    ld {t1}, 72({block})
    std {v9}, 0({t1})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lis {t2}, 1
    ori {t2}, {t2}, 34464
    ld {t0}, 0({p10})
    sub {t0}, {t0}, {t2}
    std {t0}, 0({p10})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f

# many_checks, 8 bytes: 65 instructions
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
# registers: area, field, index, slot, event, p11, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, block; scratch: t0, t1, t2
# block: p2, p3, p4, p5, p6, p7, p8, p9, p10
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    cmpd {t0}, {v0}
    bne- 6f
    ld {t0}, 0({p1})
    cmpd {t0}, {v1}
    beq- 6f
    ld {t1}, 0({block})
    ld {t0}, 0({t1})
    cmpd {t0}, {v2}
    bne- 3000f
    ld {t1}, 8({block})
    ld {t0}, 0({t1})
    cmpd {t0}, {v3}
    beq- 3001f
    ld {t1}, 16({block})
    ld {t0}, 0({t1})
    li {t2}, 4
    cmpd {t0}, {t2}
    bne- 6f
    ld {t1}, 24({block})
    ld {t0}, 0({t1})
    li {t2}, 5
    cmpd {t0}, {t2}
    beq- 6f
    ld {t1}, 32({block})
    ld {t0}, 0({t1})
    li {t2}, 6
    cmpd {t0}, {t2}
    bne- 3002f
    ld {t1}, 40({block})
    ld {t0}, 0({t1})
    li {t2}, 7
    cmpd {t0}, {t2}
    beq- 3003f
    ld {t1}, 48({block})
    ld {t0}, 0({t1})
    cmpd {t0}, {v4}
    bne- 6f
    ld {t1}, 56({block})
    ld {t0}, 0({t1})
    cmpd {t0}, {v5}
    bne- 6f
    ld {t1}, 64({block})
    ld {t0}, 0({t1})
    cmpd {t0}, {v6}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 0({p11})
    xor {t0}, {t0}, {v7}
    std {t0}, 0({p11})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
3000:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit0}
3001:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit1}
3002:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit2}
3003:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit3}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
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
    .quad 2b, 44b
    .popsection

# many_fetches, 8 bytes: 46 instructions
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
# registers: area, field, index, slot, event, p12, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, block; scratch: t0, t1, t2
# block: p10, p11, #2, #3, #4, #5, #6, #7, #8, #9, #10, #11
# kept: f0 in #2, f1 in #3, f2 in #4, f3 in #5, f4 in #6, f5 in #7, f6 in #8
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    std {t0}, 16({block})
    ld {t0}, 0({p1})
    std {t0}, 24({block})
    ld {t0}, 0({p2})
    std {t0}, 32({block})
    ld {t0}, 0({p3})
    std {t0}, 40({block})
    ld {t0}, 0({p4})
    std {t0}, 48({block})
    ld {t0}, 0({p5})
    std {t0}, 56({block})
    ld {t0}, 0({p6})
    std {t0}, 64({block})
    ld {t0}, 0({p7})
    std {t0}, 72({block})
    ld {t0}, 0({p8})
    std {t0}, 80({block})
    ld {t0}, 0({p9})
    std {t0}, 88({block})
    ld {t1}, 0({block})
    ld {t0}, 0({t1})
    ld {t2}, 80({block})
    cmpd {t0}, {t2}
    bne- 6f
    ld {t0}, 88({block})
    ld {t1}, 8({block})
    std {t0}, 0({t1})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t0}, 16({block})
    std {t0}, 0({p12})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 44b
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
# registers: area, field, index, slot, event, p8, v1, v0, p0, p1, p2, p3, p4, p5, p6, block; scratch: t0, t1, t2, t3
# block: p7, #1, #2, c0_dst, c0_src, c0_len
# kept: f0 in #1, f1 in #2
    bcl 20, 31, 7f
7:
    mflr {t0}
    addis {t0}, {t0}, (5f - 7b)@ha
    addi {t0}, {t0}, (5f - 7b)@l
    std {t0}, 8({area})
2:
    lwz {t0}, 4({field})
    cmpw {t0}, {index}
    bne- 4f
    ld {t0}, 0({slot})
    cmpd {t0}, {event}
    bne- 4f
    ld {t0}, 0({p0})
    std {t0}, 8({block})
    ld {t0}, 0({p1})
    std {t0}, 16({block})
    ld {t0}, 0({p2})
    ld {t2}, 8({block})
    cmpd {t0}, {t2}
    bne- 6f
    ld {t0}, 0({p3})
    cmpd {t0}, {v0}
    beq- 3000f
    ld {t0}, 0({p4})
    lis {t2}, 1
    ori {t2}, {t2}, 34464
    cmpd {t0}, {t2}
    bne- 3001f
    ld {t0}, 16({block})
    std {t0}, 0({p5})
    std {v1}, 0({p6})
    li {t0}, -5
    ld {t1}, 0({block})
    std {t0}, 0({t1})
    ld {t1}, 24({block})
    ld {t2}, 32({block})
    ld {t3}, 40({block})
2000:
    cmpdi {t3}, 0
    beq 2001f
    ld {t0}, 0({t2})
    std {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    b 2000b
2001:
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    ld {t2}, 8({block})
    ld {t0}, 0({p8})
    xor {t0}, {t0}, {t2}
    lwsync
    std {t0}, 0({p8})
3:
    li {t0}, 0
    std {t0}, 8({area})
    b 8f
4:
    li {t0}, 0
    std {t0}, 8({area})
    b {fail}
6:
    li {t0}, 0
    std {t0}, 8({area})
    b {mismatch}
3000:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit0}
3001:
    li {t0}, 0
    std {t0}, 8({area})
    b {exit1}
8:
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 44f
"rseq abort in <module> at forms.rs:1":
44:
    b 4b
9:
    .popsection
    .pushsection __rseq_cs, "aw"
    .balign 32
5:
    .long 0, 0
    .quad 2b
    .quad 3b - 2b
    .quad 44b
    .popsection
    .pushsection __rseq_cs_ptr_array, "awR"
    .quad 5b
    .popsection
    .pushsection __rseq_exit_point_array, "awR"
    .quad 2b, 4b
    .quad 2b, 6b
    .quad 2b, 3000b
    .quad 2b, 3001b
    .quad 2b, 44b
    .popsection

# set, 4 bytes: 17 instructions
    stw {v0}, 0({p0})

# set_literal, 4 bytes: 18 instructions
    stw {t0}, 0({p0})

# add, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    stw {t0}, 0({p0})

# add_literal, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    addi {t0}, {t0}, 1
    stw {t0}, 0({p0})

# sub, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    stw {t0}, 0({p0})

# or, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    stw {t0}, 0({p0})

# and, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    stw {t0}, 0({p0})

# and_literal, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    andi. {t0}, {t0}, 240
    stw {t0}, 0({p0})

# xor, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    stw {t0}, 0({p0})

# set_negative, 4 bytes: 20 instructions
    lis {t0}, -1
    ori {t0}, {t0}, 65529
    clrldi {t0}, {t0}, 32
    stw {t0}, 0({p0})

# add_negative, 4 bytes: 19 instructions
    lwz {t0}, 0({p0})
    addi {t0}, {t0}, -1
    stw {t0}, 0({p0})

# and_negative, 4 bytes: 22 instructions
    lis {t2}, -1
    ori {t2}, {t2}, 65520
    clrldi {t2}, {t2}, 32
    lwz {t0}, 0({p0})
    and {t0}, {t0}, {t2}
    stw {t0}, 0({p0})

# set_release, 4 bytes: 18 instructions
    stw {v0}, 0({p0})

# fetch_kept, 4 bytes: 21 instructions
    lwz {f0}, 0({p0})
    std {f0}, 0({block})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lwz {t0}, 0({p1})
    addi {t0}, {t0}, 1
    stw {t0}, 0({p1})

# check_eq, 4 bytes: 20 instructions
    lwz {t0}, 0({p0})
    cmpd {t0}, {v0}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stw {v1}, 0({p1})

# check_negative, 4 bytes: 23 instructions
    lwz {t0}, 0({p0})
    lis {t2}, -1
    ori {t2}, {t2}, 65535
    clrldi {t2}, {t2}, 32
    cmpd {t0}, {t2}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stw {v0}, 0({p1})

# stage, 4 bytes: 18 instructions
    stw {v0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stw {v1}, 0({p1})

# stage_literal, 4 bytes: 21 instructions
    lis {t0}, -1
    ori {t0}, {t0}, 65535
    clrldi {t0}, {t0}, 32
    stw {t0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stw {v0}, 0({p1})

# stage_copy, 4 bytes
    lwz {t0}, 0({t2})
    stw {t0}, 0({t1})
    addi {t2}, {t2}, 4
    addi {t1}, {t1}, 4
    addi {t3}, {t3}, -1
    b 2000b
2001:
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lwz {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    stw {t0}, 0({p0})

# set, 2 bytes: 17 instructions
    sth {v0}, 0({p0})

# set_literal, 2 bytes: 18 instructions
    sth {t0}, 0({p0})

# add, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sth {t0}, 0({p0})

# add_literal, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    addi {t0}, {t0}, 1
    sth {t0}, 0({p0})

# sub, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    sth {t0}, 0({p0})

# or, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    sth {t0}, 0({p0})

# and, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    sth {t0}, 0({p0})

# and_literal, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    andi. {t0}, {t0}, 240
    sth {t0}, 0({p0})

# xor, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    sth {t0}, 0({p0})

# set_negative, 2 bytes: 19 instructions
    lis {t0}, 0
    ori {t0}, {t0}, 65529
    sth {t0}, 0({p0})

# add_negative, 2 bytes: 19 instructions
    lhz {t0}, 0({p0})
    addi {t0}, {t0}, -1
    sth {t0}, 0({p0})

# and_negative, 2 bytes: 21 instructions
    lis {t2}, 0
    ori {t2}, {t2}, 65520
    lhz {t0}, 0({p0})
    and {t0}, {t0}, {t2}
    sth {t0}, 0({p0})

# set_release, 2 bytes: 18 instructions
    sth {v0}, 0({p0})

# fetch_kept, 2 bytes: 21 instructions
    lhz {f0}, 0({p0})
    std {f0}, 0({block})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lhz {t0}, 0({p1})
    addi {t0}, {t0}, 1
    sth {t0}, 0({p1})

# check_eq, 2 bytes: 20 instructions
    lhz {t0}, 0({p0})
    cmpd {t0}, {v0}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    sth {v1}, 0({p1})

# check_negative, 2 bytes: 22 instructions
    lhz {t0}, 0({p0})
    lis {t2}, 0
    ori {t2}, {t2}, 65535
    cmpd {t0}, {t2}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    sth {v0}, 0({p1})

# stage, 2 bytes: 18 instructions
    sth {v0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    sth {v1}, 0({p1})

# stage_literal, 2 bytes: 20 instructions
    lis {t0}, 0
    ori {t0}, {t0}, 65535
    sth {t0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    sth {v0}, 0({p1})

# stage_copy, 2 bytes
    lhz {t0}, 0({t2})
    sth {t0}, 0({t1})
    addi {t2}, {t2}, 2
    addi {t1}, {t1}, 2
    addi {t3}, {t3}, -1
    b 2000b
2001:
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lhz {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sth {t0}, 0({p0})

# set, 1 byte: 17 instructions
    stb {v0}, 0({p0})

# set_literal, 1 byte: 18 instructions
    stb {t0}, 0({p0})

# add, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    stb {t0}, 0({p0})

# add_literal, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    addi {t0}, {t0}, 1
    stb {t0}, 0({p0})

# sub, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    stb {t0}, 0({p0})

# or, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    stb {t0}, 0({p0})

# and, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    stb {t0}, 0({p0})

# and_literal, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    andi. {t0}, {t0}, 240
    stb {t0}, 0({p0})

# xor, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    stb {t0}, 0({p0})

# set_negative, 1 byte: 18 instructions
    li {t0}, 249
    stb {t0}, 0({p0})

# add_negative, 1 byte: 19 instructions
    lbz {t0}, 0({p0})
    addi {t0}, {t0}, -1
    stb {t0}, 0({p0})

# and_negative, 1 byte: 20 instructions
    li {t2}, 240
    lbz {t0}, 0({p0})
    and {t0}, {t0}, {t2}
    stb {t0}, 0({p0})

# set_release, 1 byte: 18 instructions
    stb {v0}, 0({p0})

# fetch_kept, 1 byte: 21 instructions
    lbz {f0}, 0({p0})
    std {f0}, 0({block})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lbz {t0}, 0({p1})
    addi {t0}, {t0}, 1
    stb {t0}, 0({p1})

# check_eq, 1 byte: 20 instructions
    lbz {t0}, 0({p0})
    cmpd {t0}, {v0}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stb {v1}, 0({p1})

# check_negative, 1 byte: 21 instructions
    lbz {t0}, 0({p0})
    li {t2}, 255
    cmpd {t0}, {t2}
    bne- 6f
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stb {v0}, 0({p1})

# stage, 1 byte: 18 instructions
    stb {v0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stb {v1}, 0({p1})

# stage_literal, 1 byte: 19 instructions
    li {t0}, 255
    stb {t0}, 0({p0})
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    stb {v0}, 0({p1})

# stage_copy, 1 byte
    lbz {t0}, 0({t2})
    stb {t0}, 0({t1})
    addi {t2}, {t2}, 1
    addi {t1}, {t1}, 1
    addi {t3}, {t3}, -1
    b 2000b
2001:
    addi {t0}, {event}, 2
    std {t0}, 0({slot})
    lbz {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    stb {t0}, 0({p0})
