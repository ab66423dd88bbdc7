# The sections of `src/tests/generated/forms.rs` on riscv64, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 8 bytes: 11 instructions
# commit!(slot.n = v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p0})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
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

# set_literal, 8 bytes: 12 instructions
# commit!(slot.n = 7);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t0}, 7
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# set_fetched, 8 bytes: 12 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {f0}, 0({p1})
3:
    sd zero, 8({area})

# add, 8 bytes: 13 instructions
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# add_literal, 8 bytes: 13 instructions
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, 1
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# add_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    add {t0}, {t0}, {f0}
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# sub, 8 bytes: 13 instructions
# commit!(slot.n -= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# sub_literal, 8 bytes: 13 instructions
# commit!(slot.n -= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, -1
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# sub_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    sub {t0}, {t0}, {f0}
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# or, 8 bytes: 13 instructions
# commit!(slot.n |= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# or_literal, 8 bytes: 13 instructions
# commit!(slot.n |= 0x40);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    ori {t0}, {t0}, 64
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# or_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    or {t0}, {t0}, {f0}
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# and, 8 bytes: 13 instructions
# commit!(slot.n &= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# and_literal, 8 bytes: 13 instructions
# commit!(slot.n &= 0xf0);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    andi {t0}, {t0}, 240
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# and_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    and {t0}, {t0}, {f0}
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# xor, 8 bytes: 13 instructions
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# xor_literal, 8 bytes: 13 instructions
# commit!(slot.n ^= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    xori {t0}, {t0}, 1
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# xor_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    xor {t0}, {t0}, {f0}
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# set_negative, 8 bytes: 12 instructions
# commit!(slot.n = -7);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t0}, -7
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# set_large, 8 bytes: 13 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t0}, 305419896
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# set_larger, 8 bytes: 11 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p0})
3:
    sd zero, 8({area})

# add_negative, 8 bytes: 13 instructions
# commit!(slot.n += -1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, -1
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# add_12_bits, 8 bytes: 15 instructions
# commit!(slot.n += 0xfff);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 4095
    ld {t0}, 0({p0})
    add {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# add_16_bits, 8 bytes: 14 instructions
# commit!(slot.n += 0x8000);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 32768
    ld {t0}, 0({p0})
    add {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# add_large, 8 bytes: 15 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 305419896
    ld {t0}, 0({p0})
    add {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# sub_negative, 8 bytes: 14 instructions
# commit!(slot.n -= -0x800);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, -2048
    ld {t0}, 0({p0})
    sub {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# sub_large, 8 bytes: 15 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 305419896
    ld {t0}, 0({p0})
    sub {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# or_negative, 8 bytes: 13 instructions
# commit!(slot.n |= -128);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    ori {t0}, {t0}, -128
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# or_large, 8 bytes: 15 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 305419896
    ld {t0}, 0({p0})
    or {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# and_negative, 8 bytes: 13 instructions
# commit!(slot.n &= -16);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    andi {t0}, {t0}, -16
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# and_large, 8 bytes: 15 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 305419896
    ld {t0}, 0({p0})
    and {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# xor_negative, 8 bytes: 13 instructions
# commit!(slot.n ^= -1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    xori {t0}, {t0}, -1
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# xor_large, 8 bytes: 15 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 305419896
    ld {t0}, 0({p0})
    xor {t0}, {t0}, {t2}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# set_release, 8 bytes: 12 instructions
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    fence rw, w
    sd {v0}, 0({p0})
3:
    sd zero, 8({area})

# set_literal_release, 8 bytes: 13 instructions
# commit!(slot.n = 0, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t0}, 0
    fence rw, w
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# add_release, 8 bytes: 14 instructions
# commit!(slot.n += v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    fence rw, w
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# add_literal_release, 8 bytes: 14 instructions
# commit!(slot.n += 1, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    addi {t0}, {t0}, 1
    fence rw, w
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# set_fetched_release, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    fence rw, w
    sd {f0}, 0({p1})
3:
    sd zero, 8({area})

# fetch_dropped, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    addi {t0}, {t0}, 1
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# fetch_kept, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({block})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    addi {t0}, {t0}, 1
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# fetch_used_and_kept, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({block})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p1})
    add {t0}, {t0}, {f0}
    sd {t0}, 0({p1})
3:
    sd zero, 8({area})

# fetch_pointer, 8 bytes: 12 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {f0}, 0({p1})
3:
    sd zero, 8({area})

# fetch_pointer_kept, 8 bytes: 13 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({block})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {f0}, 0({p1})
3:
    sd zero, 8({area})

# fetch_two, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, field, index, slot, event, p2, p0, p1, block; scratch: t0, f0, f1
# block: #0, #1
# kept: f0 in #0, f1 in #1
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({block})
    ld {f1}, 0({p1})
    sd {f1}, 8({block})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {f0}, 0({p2})
3:
    sd zero, 8({area})

# check_eq, 8 bytes: 13 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    bne {t0}, {v0}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v1}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
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

# check_ne, 8 bytes: 13 instructions
# check!(slot.m != v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    beq {t0}, {v0}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v1}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
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

# check_eq_else, 8 bytes: 13 instructions
# check!(slot.m == v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    bne {t0}, {v0}, 3000f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v1}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
3000:
    sd zero, 8({area})
    j {exit0}
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

# check_ne_else, 8 bytes: 13 instructions
# check!(slot.m != v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    beq {t0}, {v0}, 3000f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v1}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
3000:
    sd zero, 8({area})
    j {exit0}
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

# check_eq_literal, 8 bytes: 14 instructions
# check!(slot.m == 0);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    li {t2}, 0
    bne {t0}, {t2}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
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

# check_ne_literal_else, 8 bytes: 14 instructions
# check!(slot.m != 0, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    li {t2}, 0
    beq {t0}, {t2}, 3000f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
3000:
    sd zero, 8({area})
    j {exit0}
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

# check_negative, 8 bytes: 14 instructions
# check!(slot.m == -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    li {t2}, -1
    bne {t0}, {t2}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
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

# check_large, 8 bytes: 15 instructions
# check!(slot.m != 0x1234_5678);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    li {t2}, 305419896
    beq {t0}, {t2}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p1})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
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

# check_eq_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# check!(slot.k == m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    ld {t0}, 0({p1})
    bne {t0}, {f0}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p2})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
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

# check_ne_fetched_else, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# check!(slot.k != m, else None);
# commit!(slot.n = w);
# m
# registers: area, field, index, slot, event, p2, v0, p0, p1, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({block})
    ld {t0}, 0({p1})
    beq {t0}, {f0}, 3000f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p2})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
3000:
    sd zero, 8({area})
    j {exit0}
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

# check_three, 8 bytes: 20 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p3, v1, v0, p0, p1, p2; scratch: t0, t2
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    li {t2}, 0
    beq {t0}, {t2}, 3000f
    ld {t0}, 0({p1})
    bne {t0}, {v0}, 3001f
    ld {t0}, 0({p2})
    bne {t0}, {v1}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p3})
    addi {t0}, {t0}, 1
    sd {t0}, 0({p3})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
3000:
    sd zero, 8({area})
    j {exit0}
3001:
    sd zero, 8({area})
    j {exit1}
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

# stage, 8 bytes: 12 instructions
# stage!(slot.m = v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    sd {v0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v1}, 0({p1})
3:
    sd zero, 8({area})

# stage_literal, 8 bytes: 13 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    li {t0}, -1
    sd {t0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p1})
3:
    sd zero, 8({area})

# stage_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({p1})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {v0}, 0({p2})
3:
    sd zero, 8({area})

# stage_release, 8 bytes: 13 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    sd {v0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    fence rw, w
    sd {v1}, 0({p1})
3:
    sd zero, 8({area})

# stage_copy, 8 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t1}, 0({block})
    ld {t2}, 8({block})
    ld {t3}, 16({block})
2000:
    beqz {t3}, 2001f
    ld {t0}, 0({t2})
    sd {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    j 2000b
2001:
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sd {t0}, 0({p0})
3:
    sd zero, 8({area})

# stage_copy_two, 8 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t1}, 0({block})
    ld {t2}, 8({block})
    ld {t3}, 16({block})
2000:
    beqz {t3}, 2001f
    ld {t0}, 0({t2})
    sd {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    j 2000b
2001:
    ld {t1}, 24({block})
    ld {t2}, 32({block})
    ld {t3}, 40({block})
2002:
    beqz {t3}, 2003f
    ld {t0}, 0({t2})
    sd {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    j 2002b
2003:
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    fence rw, w
    sd {v0}, 0({p0})
3:
    sd zero, 8({area})

# many_stages, 8 bytes: 31 instructions
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
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    sd {v0}, 0({p0})
    sd {v1}, 0({p1})
    sd {v2}, 0({p2})
    sd {v3}, 0({p3})
    ld {t1}, 0({block})
    sd {v4}, 0({t1})
    ld {t1}, 8({block})
    sd {v5}, 0({t1})
    ld {t1}, 16({block})
    sd {v6}, 0({t1})
    ld {t1}, 24({block})
    sd {v7}, 0({t1})
    ld {t1}, 32({block})
    sd {v8}, 0({t1})
    ld {t1}, 40({block})
    sd {v9}, 0({t1})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    li {t2}, 100000
    ld {t0}, 0({p10})
    sub {t0}, {t0}, {t2}
    sd {t0}, 0({p10})
3:
    sd zero, 8({area})

# many_checks, 8 bytes: 44 instructions
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
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {t0}, 0({p0})
    bne {t0}, {v0}, 6f
    ld {t0}, 0({p1})
    beq {t0}, {v1}, 6f
    ld {t0}, 0({p2})
    bne {t0}, {v2}, 3000f
    ld {t0}, 0({p3})
    beq {t0}, {v3}, 3001f
    ld {t0}, 0({p4})
    li {t2}, 4
    bne {t0}, {t2}, 6f
    ld {t0}, 0({p5})
    li {t2}, 5
    beq {t0}, {t2}, 6f
    ld {t1}, 0({block})
    ld {t0}, 0({t1})
    li {t2}, 6
    bne {t0}, {t2}, 3002f
    ld {t1}, 8({block})
    ld {t0}, 0({t1})
    li {t2}, 7
    beq {t0}, {t2}, 3003f
    ld {t1}, 16({block})
    ld {t0}, 0({t1})
    bne {t0}, {v4}, 6f
    ld {t1}, 24({block})
    ld {t0}, 0({t1})
    bne {t0}, {v5}, 6f
    ld {t1}, 32({block})
    ld {t0}, 0({t1})
    bne {t0}, {v6}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p11})
    xor {t0}, {t0}, {v7}
    sd {t0}, 0({p11})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
3000:
    sd zero, 8({area})
    j {exit0}
3001:
    sd zero, 8({area})
    j {exit1}
3002:
    sd zero, 8({area})
    j {exit2}
3003:
    sd zero, 8({area})
    j {exit3}
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

# many_fetches, 8 bytes: 36 instructions
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
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({block})
    ld {f1}, 0({p1})
    sd {f1}, 8({block})
    ld {t0}, 0({p2})
    sd {t0}, 16({block})
    ld {t0}, 0({p3})
    sd {t0}, 24({block})
    ld {t0}, 0({p4})
    sd {t0}, 32({block})
    ld {t0}, 0({p5})
    sd {t0}, 40({block})
    ld {t0}, 0({p6})
    sd {t0}, 48({block})
    ld {t0}, 0({p7})
    sd {t0}, 56({block})
    ld {t0}, 0({p8})
    sd {t0}, 64({block})
    ld {t0}, 0({p9})
    sd {t0}, 72({block})
    ld {t0}, 0({p10})
    ld {t2}, 64({block})
    bne {t0}, {t2}, 6f
    ld {t0}, 72({block})
    sd {t0}, 0({p11})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sd {f0}, 0({p12})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
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
    lla {t0}, 5f
    sd {t0}, 8({area})
2:
    lwu {t0}, 4({field})
    bne {t0}, {index}, 4f
    ld {t0}, 0({slot})
    bne {t0}, {event}, 4f
    ld {f0}, 0({p0})
    sd {f0}, 0({block})
    ld {f1}, 0({p1})
    sd {f1}, 8({block})
    ld {t0}, 0({p2})
    bne {t0}, {f0}, 6f
    ld {t0}, 0({p3})
    beq {t0}, {v0}, 3000f
    ld {t0}, 0({p4})
    li {t2}, 100000
    bne {t0}, {t2}, 3001f
    sd {f1}, 0({p5})
    sd {v1}, 0({p6})
    li {t0}, -5
    sd {t0}, 0({p7})
    ld {t1}, 16({block})
    ld {t2}, 24({block})
    ld {t3}, 32({block})
2000:
    beqz {t3}, 2001f
    ld {t0}, 0({t2})
    sd {t0}, 0({t1})
    addi {t2}, {t2}, 8
    addi {t1}, {t1}, 8
    addi {t3}, {t3}, -1
    j 2000b
2001:
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    ld {t0}, 0({p8})
    xor {t0}, {t0}, {f0}
    fence rw, w
    sd {t0}, 0({p8})
3:
    sd zero, 8({area})
    .subsection 1
    .balign 4
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    sd zero, 8({area})
    j {fail}
6:
    sd zero, 8({area})
    j {mismatch}
3000:
    sd zero, 8({area})
    j {exit0}
3001:
    sd zero, 8({area})
    j {exit1}
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

# set, 4 bytes: 11 instructions
    sw {v0}, 0({p0})

# set_literal, 4 bytes: 12 instructions
    sw {t0}, 0({p0})

# add, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sw {t0}, 0({p0})

# add_literal, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    addi {t0}, {t0}, 1
    sw {t0}, 0({p0})

# sub, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    sw {t0}, 0({p0})

# or, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    sw {t0}, 0({p0})

# and, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    sw {t0}, 0({p0})

# and_literal, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    andi {t0}, {t0}, 240
    sw {t0}, 0({p0})

# xor, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    sw {t0}, 0({p0})

# set_negative, 4 bytes: 14 instructions
    li {t0}, 4294967289
    sw {t0}, 0({p0})

# add_negative, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    addi {t0}, {t0}, -1
    sw {t0}, 0({p0})

# and_negative, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    andi {t0}, {t0}, -16
    sw {t0}, 0({p0})

# set_release, 4 bytes: 12 instructions
    sw {v0}, 0({p0})

# fetch_kept, 4 bytes: 15 instructions
    lwu {f0}, 0({p0})
    sd {f0}, 0({block})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    lwu {t0}, 0({p1})
    addi {t0}, {t0}, 1
    sw {t0}, 0({p1})

# check_eq, 4 bytes: 13 instructions
    lwu {t0}, 0({p0})
    bne {t0}, {v0}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sw {v1}, 0({p1})

# check_negative, 4 bytes: 15 instructions
    lwu {t0}, 0({p0})
    li {t2}, 4294967295
    bne {t0}, {t2}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sw {v0}, 0({p1})

# stage, 4 bytes: 12 instructions
    sw {v0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sw {v1}, 0({p1})

# stage_literal, 4 bytes: 14 instructions
    li {t0}, 4294967295
    sw {t0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sw {v0}, 0({p1})

# stage_copy, 4 bytes
    lwu {t0}, 0({t2})
    sw {t0}, 0({t1})
    addi {t2}, {t2}, 4
    addi {t1}, {t1}, 4
    addi {t3}, {t3}, -1
    j 2000b
2001:
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    lwu {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sw {t0}, 0({p0})

# set, 2 bytes: 11 instructions
    sh {v0}, 0({p0})

# set_literal, 2 bytes: 12 instructions
    sh {t0}, 0({p0})

# add, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sh {t0}, 0({p0})

# add_literal, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    addi {t0}, {t0}, 1
    sh {t0}, 0({p0})

# sub, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    sh {t0}, 0({p0})

# or, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    sh {t0}, 0({p0})

# and, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    sh {t0}, 0({p0})

# and_literal, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    andi {t0}, {t0}, 240
    sh {t0}, 0({p0})

# xor, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    sh {t0}, 0({p0})

# set_negative, 2 bytes: 13 instructions
    li {t0}, 65529
    sh {t0}, 0({p0})

# add_negative, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    addi {t0}, {t0}, -1
    sh {t0}, 0({p0})

# and_negative, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    andi {t0}, {t0}, -16
    sh {t0}, 0({p0})

# set_release, 2 bytes: 12 instructions
    sh {v0}, 0({p0})

# fetch_kept, 2 bytes: 15 instructions
    lhu {f0}, 0({p0})
    sd {f0}, 0({block})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    lhu {t0}, 0({p1})
    addi {t0}, {t0}, 1
    sh {t0}, 0({p1})

# check_eq, 2 bytes: 13 instructions
    lhu {t0}, 0({p0})
    bne {t0}, {v0}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sh {v1}, 0({p1})

# check_negative, 2 bytes: 15 instructions
    lhu {t0}, 0({p0})
    li {t2}, 65535
    bne {t0}, {t2}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sh {v0}, 0({p1})

# stage, 2 bytes: 12 instructions
    sh {v0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sh {v1}, 0({p1})

# stage_literal, 2 bytes: 14 instructions
    li {t0}, 65535
    sh {t0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sh {v0}, 0({p1})

# stage_copy, 2 bytes
    lhu {t0}, 0({t2})
    sh {t0}, 0({t1})
    addi {t2}, {t2}, 2
    addi {t1}, {t1}, 2
    addi {t3}, {t3}, -1
    j 2000b
2001:
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    lhu {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sh {t0}, 0({p0})

# set, 1 byte: 11 instructions
    sb {v0}, 0({p0})

# set_literal, 1 byte: 12 instructions
    sb {t0}, 0({p0})

# add, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sb {t0}, 0({p0})

# add_literal, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    addi {t0}, {t0}, 1
    sb {t0}, 0({p0})

# sub, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    sub {t0}, {t0}, {v0}
    sb {t0}, 0({p0})

# or, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    or {t0}, {t0}, {v0}
    sb {t0}, 0({p0})

# and, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    and {t0}, {t0}, {v0}
    sb {t0}, 0({p0})

# and_literal, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    andi {t0}, {t0}, 240
    sb {t0}, 0({p0})

# xor, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    xor {t0}, {t0}, {v0}
    sb {t0}, 0({p0})

# set_negative, 1 byte: 12 instructions
    li {t0}, 249
    sb {t0}, 0({p0})

# add_negative, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    addi {t0}, {t0}, -1
    sb {t0}, 0({p0})

# and_negative, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    andi {t0}, {t0}, -16
    sb {t0}, 0({p0})

# set_release, 1 byte: 12 instructions
    sb {v0}, 0({p0})

# fetch_kept, 1 byte: 15 instructions
    lbu {f0}, 0({p0})
    sd {f0}, 0({block})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    lbu {t0}, 0({p1})
    addi {t0}, {t0}, 1
    sb {t0}, 0({p1})

# check_eq, 1 byte: 13 instructions
    lbu {t0}, 0({p0})
    bne {t0}, {v0}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sb {v1}, 0({p1})

# check_negative, 1 byte: 14 instructions
    lbu {t0}, 0({p0})
    li {t2}, 255
    bne {t0}, {t2}, 6f
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sb {v0}, 0({p1})

# stage, 1 byte: 12 instructions
    sb {v0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sb {v1}, 0({p1})

# stage_literal, 1 byte: 13 instructions
    li {t0}, 255
    sb {t0}, 0({p0})
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    sb {v0}, 0({p1})

# stage_copy, 1 byte
    lbu {t0}, 0({t2})
    sb {t0}, 0({t1})
    addi {t2}, {t2}, 1
    addi {t1}, {t1}, 1
    addi {t3}, {t3}, -1
    j 2000b
2001:
    addi {t0}, {event}, 2
    sd {t0}, 0({slot})
    lbu {t0}, 0({p0})
    add {t0}, {t0}, {v0}
    sb {t0}, 0({p0})
