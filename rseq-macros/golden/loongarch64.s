# The sections of `src/tests/generated/forms.rs` on loongarch64, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 8 bytes: 11 instructions
# commit!(slot.n = v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p0}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
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

# set_literal, 8 bytes: 12 instructions
# commit!(slot.n = 7);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t0}, 7
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# set_fetched, 8 bytes: 12 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {f0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# add, 8 bytes: 13 instructions
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_literal, 8 bytes: 13 instructions
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    addi.d {t0}, {t0}, 1
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    add.d {t0}, {t0}, {f0}
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# sub, 8 bytes: 13 instructions
# commit!(slot.n -= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    sub.d {t0}, {t0}, {v0}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# sub_literal, 8 bytes: 13 instructions
# commit!(slot.n -= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    addi.d {t0}, {t0}, -1
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# sub_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    sub.d {t0}, {t0}, {f0}
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# or, 8 bytes: 13 instructions
# commit!(slot.n |= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    or {t0}, {t0}, {v0}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# or_literal, 8 bytes: 13 instructions
# commit!(slot.n |= 0x40);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    ori {t0}, {t0}, 64
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# or_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    or {t0}, {t0}, {f0}
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# and, 8 bytes: 13 instructions
# commit!(slot.n &= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    and {t0}, {t0}, {v0}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# and_literal, 8 bytes: 13 instructions
# commit!(slot.n &= 0xf0);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    andi {t0}, {t0}, 240
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# and_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    and {t0}, {t0}, {f0}
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# xor, 8 bytes: 13 instructions
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    xor {t0}, {t0}, {v0}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# xor_literal, 8 bytes: 13 instructions
# commit!(slot.n ^= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    xori {t0}, {t0}, 1
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# xor_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    xor {t0}, {t0}, {f0}
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# set_negative, 8 bytes: 12 instructions
# commit!(slot.n = -7);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t0}, -7
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# set_large, 8 bytes: 13 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t0}, 305419896
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# set_larger, 8 bytes: 11 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_negative, 8 bytes: 13 instructions
# commit!(slot.n += -1);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    addi.d {t0}, {t0}, -1
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_12_bits, 8 bytes: 14 instructions
# commit!(slot.n += 0xfff);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 4095
    ld.d {t0}, {p0}, 0
    add.d {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_16_bits, 8 bytes: 14 instructions
# commit!(slot.n += 0x8000);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 32768
    ld.d {t0}, {p0}, 0
    add.d {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_large, 8 bytes: 15 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 305419896
    ld.d {t0}, {p0}, 0
    add.d {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# sub_negative, 8 bytes: 14 instructions
# commit!(slot.n -= -0x800);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, -2048
    ld.d {t0}, {p0}, 0
    sub.d {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# sub_large, 8 bytes: 15 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 305419896
    ld.d {t0}, {p0}, 0
    sub.d {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# or_negative, 8 bytes: 14 instructions
# commit!(slot.n |= -128);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, -128
    ld.d {t0}, {p0}, 0
    or {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# or_large, 8 bytes: 15 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 305419896
    ld.d {t0}, {p0}, 0
    or {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# and_negative, 8 bytes: 14 instructions
# commit!(slot.n &= -16);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, -16
    ld.d {t0}, {p0}, 0
    and {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# and_large, 8 bytes: 15 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 305419896
    ld.d {t0}, {p0}, 0
    and {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# xor_negative, 8 bytes: 14 instructions
# commit!(slot.n ^= -1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, -1
    ld.d {t0}, {p0}, 0
    xor {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# xor_large, 8 bytes: 15 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 305419896
    ld.d {t0}, {p0}, 0
    xor {t0}, {t0}, {t2}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# set_release, 8 bytes: 12 instructions
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    dbar 0x12
    st.d {v0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# set_literal_release, 8 bytes: 13 instructions
# commit!(slot.n = 0, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t0}, 0
    dbar 0x12
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_release, 8 bytes: 14 instructions
# commit!(slot.n += v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    dbar 0x12
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# add_literal_release, 8 bytes: 14 instructions
# commit!(slot.n += 1, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    addi.d {t0}, {t0}, 1
    dbar 0x12
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# set_fetched_release, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    dbar 0x12
    st.d {f0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# fetch_dropped, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    addi.d {t0}, {t0}, 1
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# fetch_kept, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    addi.d {t0}, {t0}, 1
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# fetch_used_and_kept, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p1}, 0
    add.d {t0}, {t0}, {f0}
    st.d {t0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# fetch_pointer, 8 bytes: 12 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {f0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# fetch_pointer_kept, 8 bytes: 13 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {f0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# fetch_two, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, field, index, slot, event, p2, p0, p1, block; scratch: t0, f0, f1
# block: #0, #1
# kept: f0 in #0, f1 in #1
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    ld.d {f1}, {p1}, 0
    st.d {f1}, {block}, 8
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {f0}, {p2}, 0
3:
    st.d $zero, {area}, 8

# check_eq, 8 bytes: 13 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    bne {t0}, {v0}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v1}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
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

# check_ne, 8 bytes: 13 instructions
# check!(slot.m != v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    beq {t0}, {v0}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v1}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
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

# check_eq_else, 8 bytes: 13 instructions
# check!(slot.m == v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    bne {t0}, {v0}, 3000f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v1}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
3000:
    st.d $zero, {area}, 8
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

# check_ne_else, 8 bytes: 13 instructions
# check!(slot.m != v, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    beq {t0}, {v0}, 3000f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v1}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
3000:
    st.d $zero, {area}, 8
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

# check_eq_literal, 8 bytes: 14 instructions
# check!(slot.m == 0);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    li.d {t2}, 0
    bne {t0}, {t2}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
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

# check_ne_literal_else, 8 bytes: 14 instructions
# check!(slot.m != 0, else None);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    li.d {t2}, 0
    beq {t0}, {t2}, 3000f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
3000:
    st.d $zero, {area}, 8
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

# check_negative, 8 bytes: 14 instructions
# check!(slot.m == -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    li.d {t2}, -1
    bne {t0}, {t2}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
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

# check_large, 8 bytes: 15 instructions
# check!(slot.m != 0x1234_5678);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    li.d {t2}, 305419896
    beq {t0}, {t2}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p1}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
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

# check_eq_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# check!(slot.k == m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    ld.d {t0}, {p1}, 0
    bne {t0}, {f0}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p2}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
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

# check_ne_fetched_else, 8 bytes: 15 instructions
# let m = fetch!(slot.m);
# check!(slot.k != m, else None);
# commit!(slot.n = w);
# m
# registers: area, field, index, slot, event, p2, v0, p0, p1, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    ld.d {t0}, {p1}, 0
    beq {t0}, {f0}, 3000f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p2}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
3000:
    st.d $zero, {area}, 8
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

# check_three, 8 bytes: 20 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p3, v1, v0, p0, p1, p2; scratch: t0, t2
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    li.d {t2}, 0
    beq {t0}, {t2}, 3000f
    ld.d {t0}, {p1}, 0
    bne {t0}, {v0}, 3001f
    ld.d {t0}, {p2}, 0
    bne {t0}, {v1}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p3}, 0
    addi.d {t0}, {t0}, 1
    st.d {t0}, {p3}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
    b {mismatch}
3000:
    st.d $zero, {area}, 8
    b {exit0}
3001:
    st.d $zero, {area}, 8
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

# stage, 8 bytes: 12 instructions
# stage!(slot.m = v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    st.d {v0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v1}, {p1}, 0
3:
    st.d $zero, {area}, 8

# stage_literal, 8 bytes: 13 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    li.d {t0}, -1
    st.d {t0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p1}, 0
3:
    st.d $zero, {area}, 8

# stage_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    st.d {f0}, {p1}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.d {v0}, {p2}, 0
3:
    st.d $zero, {area}, 8

# stage_release, 8 bytes: 13 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    st.d {v0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    dbar 0x12
    st.d {v1}, {p1}, 0
3:
    st.d $zero, {area}, 8

# stage_copy, 8 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t1}, {block}, 0
    ld.d {t2}, {block}, 8
    ld.d {t3}, {block}, 16
2000:
    beqz {t3}, 2001f
    ld.d {t0}, {t2}, 0
    st.d {t0}, {t1}, 0
    addi.d {t2}, {t2}, 8
    addi.d {t1}, {t1}, 8
    addi.d {t3}, {t3}, -1
    b 2000b
2001:
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.d {t0}, {p0}, 0
3:
    st.d $zero, {area}, 8

# stage_copy_two, 8 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t1}, {block}, 0
    ld.d {t2}, {block}, 8
    ld.d {t3}, {block}, 16
2000:
    beqz {t3}, 2001f
    ld.d {t0}, {t2}, 0
    st.d {t0}, {t1}, 0
    addi.d {t2}, {t2}, 8
    addi.d {t1}, {t1}, 8
    addi.d {t3}, {t3}, -1
    b 2000b
2001:
    ld.d {t1}, {block}, 24
    ld.d {t2}, {block}, 32
    ld.d {t3}, {block}, 40
2002:
    beqz {t3}, 2003f
    ld.d {t0}, {t2}, 0
    st.d {t0}, {t1}, 0
    addi.d {t2}, {t2}, 8
    addi.d {t1}, {t1}, 8
    addi.d {t3}, {t3}, -1
    b 2002b
2003:
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    dbar 0x12
    st.d {v0}, {p0}, 0
3:
    st.d $zero, {area}, 8

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
# registers: area, field, index, slot, event, p10, v9, v8, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, block; scratch: t0, t1, t2
# block: p2, p3, p4, p5, p6, p7, p8, p9
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    st.d {v0}, {p0}, 0
    st.d {v1}, {p1}, 0
    ld.d {t1}, {block}, 0
    st.d {v2}, {t1}, 0
    ld.d {t1}, {block}, 8
    st.d {v3}, {t1}, 0
    ld.d {t1}, {block}, 16
    st.d {v4}, {t1}, 0
    ld.d {t1}, {block}, 24
    st.d {v5}, {t1}, 0
    ld.d {t1}, {block}, 32
    st.d {v6}, {t1}, 0
    ld.d {t1}, {block}, 40
    st.d {v7}, {t1}, 0
    ld.d {t1}, {block}, 48
    st.d {v8}, {t1}, 0
    ld.d {t1}, {block}, 56
    st.d {v9}, {t1}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    li.d {t2}, 100000
    ld.d {t0}, {p10}, 0
    sub.d {t0}, {t0}, {t2}
    st.d {t0}, {p10}, 0
3:
    st.d $zero, {area}, 8

# many_checks, 8 bytes: 46 instructions
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
# registers: area, field, index, slot, event, p11, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, block; scratch: t0, t1, t2
# block: p4, p5, p6, p7, p8, p9, p10
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    bne {t0}, {v0}, 6f
    ld.d {t0}, {p1}, 0
    beq {t0}, {v1}, 6f
    ld.d {t0}, {p2}, 0
    bne {t0}, {v2}, 3000f
    ld.d {t0}, {p3}, 0
    beq {t0}, {v3}, 3001f
    ld.d {t1}, {block}, 0
    ld.d {t0}, {t1}, 0
    li.d {t2}, 4
    bne {t0}, {t2}, 6f
    ld.d {t1}, {block}, 8
    ld.d {t0}, {t1}, 0
    li.d {t2}, 5
    beq {t0}, {t2}, 6f
    ld.d {t1}, {block}, 16
    ld.d {t0}, {t1}, 0
    li.d {t2}, 6
    bne {t0}, {t2}, 3002f
    ld.d {t1}, {block}, 24
    ld.d {t0}, {t1}, 0
    li.d {t2}, 7
    beq {t0}, {t2}, 3003f
    ld.d {t1}, {block}, 32
    ld.d {t0}, {t1}, 0
    bne {t0}, {v4}, 6f
    ld.d {t1}, {block}, 40
    ld.d {t0}, {t1}, 0
    bne {t0}, {v5}, 6f
    ld.d {t1}, {block}, 48
    ld.d {t0}, {t1}, 0
    bne {t0}, {v6}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p11}, 0
    xor {t0}, {t0}, {v7}
    st.d {t0}, {p11}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
    b {mismatch}
3000:
    st.d $zero, {area}, 8
    b {exit0}
3001:
    st.d $zero, {area}, 8
    b {exit1}
3002:
    st.d $zero, {area}, 8
    b {exit2}
3003:
    st.d $zero, {area}, 8
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

# many_fetches, 8 bytes: 37 instructions
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
# registers: area, field, index, slot, event, p12, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, block; scratch: t0, t2
# block: #0, #1, #2, #3, #4, #5, #6, #7, #8, #9
# kept: f0 in #0, f1 in #1, f2 in #2, f3 in #3, f4 in #4, f5 in #5, f6 in #6
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {t0}, {p0}, 0
    st.d {t0}, {block}, 0
    ld.d {t0}, {p1}, 0
    st.d {t0}, {block}, 8
    ld.d {t0}, {p2}, 0
    st.d {t0}, {block}, 16
    ld.d {t0}, {p3}, 0
    st.d {t0}, {block}, 24
    ld.d {t0}, {p4}, 0
    st.d {t0}, {block}, 32
    ld.d {t0}, {p5}, 0
    st.d {t0}, {block}, 40
    ld.d {t0}, {p6}, 0
    st.d {t0}, {block}, 48
    ld.d {t0}, {p7}, 0
    st.d {t0}, {block}, 56
    ld.d {t0}, {p8}, 0
    st.d {t0}, {block}, 64
    ld.d {t0}, {p9}, 0
    st.d {t0}, {block}, 72
    ld.d {t0}, {p10}, 0
    ld.d {t2}, {block}, 64
    bne {t0}, {t2}, 6f
    ld.d {t0}, {block}, 72
    st.d {t0}, {p11}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {block}, 0
    st.d {t0}, {p12}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
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
# registers: area, field, index, slot, event, p8, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, block; scratch: t0, t1, t2, t3, f0
# block: #0, #1, c0_dst, c0_src, c0_len
# kept: f0 in #0, f1 in #1
    la.pcrel {t0}, 5f
    st.d {t0}, {area}, 8
2:
    ld.wu {t0}, {field}, 4
    bne {t0}, {index}, 4f
    ld.d {t0}, {slot}, 0
    bne {t0}, {event}, 4f
    ld.d {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    ld.d {t0}, {p1}, 0
    st.d {t0}, {block}, 8
    ld.d {t0}, {p2}, 0
    bne {t0}, {f0}, 6f
    ld.d {t0}, {p3}, 0
    beq {t0}, {v0}, 3000f
    ld.d {t0}, {p4}, 0
    li.d {t2}, 100000
    bne {t0}, {t2}, 3001f
    ld.d {t0}, {block}, 8
    st.d {t0}, {p5}, 0
    st.d {v1}, {p6}, 0
    li.d {t0}, -5
    st.d {t0}, {p7}, 0
    ld.d {t1}, {block}, 16
    ld.d {t2}, {block}, 24
    ld.d {t3}, {block}, 32
2000:
    beqz {t3}, 2001f
    ld.d {t0}, {t2}, 0
    st.d {t0}, {t1}, 0
    addi.d {t2}, {t2}, 8
    addi.d {t1}, {t1}, 8
    addi.d {t3}, {t3}, -1
    b 2000b
2001:
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.d {t0}, {p8}, 0
    xor {t0}, {t0}, {f0}
    dbar 0x12
    st.d {t0}, {p8}, 0
3:
    st.d $zero, {area}, 8
    .subsection 1
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    st.d $zero, {area}, 8
    b {fail}
6:
    st.d $zero, {area}, 8
    b {mismatch}
3000:
    st.d $zero, {area}, 8
    b {exit0}
3001:
    st.d $zero, {area}, 8
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

# set, 4 bytes: 11 instructions
    st.w {v0}, {p0}, 0

# set_literal, 4 bytes: 12 instructions
    st.w {t0}, {p0}, 0

# add, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.w {t0}, {p0}, 0

# add_literal, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    addi.d {t0}, {t0}, 1
    st.w {t0}, {p0}, 0

# sub, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    sub.d {t0}, {t0}, {v0}
    st.w {t0}, {p0}, 0

# or, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    or {t0}, {t0}, {v0}
    st.w {t0}, {p0}, 0

# and, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    and {t0}, {t0}, {v0}
    st.w {t0}, {p0}, 0

# and_literal, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    andi {t0}, {t0}, 240
    st.w {t0}, {p0}, 0

# xor, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    xor {t0}, {t0}, {v0}
    st.w {t0}, {p0}, 0

# set_negative, 4 bytes: 13 instructions
    li.d {t0}, 4294967289
    st.w {t0}, {p0}, 0

# add_negative, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    addi.d {t0}, {t0}, -1
    st.w {t0}, {p0}, 0

# and_negative, 4 bytes: 15 instructions
    li.d {t2}, 4294967280
    ld.wu {t0}, {p0}, 0
    and {t0}, {t0}, {t2}
    st.w {t0}, {p0}, 0

# set_release, 4 bytes: 12 instructions
    st.w {v0}, {p0}, 0

# fetch_kept, 4 bytes: 15 instructions
    ld.wu {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.wu {t0}, {p1}, 0
    addi.d {t0}, {t0}, 1
    st.w {t0}, {p1}, 0

# check_eq, 4 bytes: 13 instructions
    ld.wu {t0}, {p0}, 0
    bne {t0}, {v0}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.w {v1}, {p1}, 0

# check_negative, 4 bytes: 15 instructions
    ld.wu {t0}, {p0}, 0
    li.d {t2}, 4294967295
    bne {t0}, {t2}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.w {v0}, {p1}, 0

# stage, 4 bytes: 12 instructions
    st.w {v0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.w {v1}, {p1}, 0

# stage_literal, 4 bytes: 14 instructions
    li.d {t0}, 4294967295
    st.w {t0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.w {v0}, {p1}, 0

# stage_copy, 4 bytes
    ld.wu {t0}, {t2}, 0
    st.w {t0}, {t1}, 0
    addi.d {t2}, {t2}, 4
    addi.d {t1}, {t1}, 4
    addi.d {t3}, {t3}, -1
    b 2000b
2001:
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.wu {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.w {t0}, {p0}, 0

# set, 2 bytes: 11 instructions
    st.h {v0}, {p0}, 0

# set_literal, 2 bytes: 12 instructions
    st.h {t0}, {p0}, 0

# add, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.h {t0}, {p0}, 0

# add_literal, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    addi.d {t0}, {t0}, 1
    st.h {t0}, {p0}, 0

# sub, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    sub.d {t0}, {t0}, {v0}
    st.h {t0}, {p0}, 0

# or, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    or {t0}, {t0}, {v0}
    st.h {t0}, {p0}, 0

# and, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    and {t0}, {t0}, {v0}
    st.h {t0}, {p0}, 0

# and_literal, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    andi {t0}, {t0}, 240
    st.h {t0}, {p0}, 0

# xor, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    xor {t0}, {t0}, {v0}
    st.h {t0}, {p0}, 0

# set_negative, 2 bytes: 13 instructions
    li.d {t0}, 65529
    st.h {t0}, {p0}, 0

# add_negative, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    addi.d {t0}, {t0}, -1
    st.h {t0}, {p0}, 0

# and_negative, 2 bytes: 15 instructions
    li.d {t2}, 65520
    ld.hu {t0}, {p0}, 0
    and {t0}, {t0}, {t2}
    st.h {t0}, {p0}, 0

# set_release, 2 bytes: 12 instructions
    st.h {v0}, {p0}, 0

# fetch_kept, 2 bytes: 15 instructions
    ld.hu {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.hu {t0}, {p1}, 0
    addi.d {t0}, {t0}, 1
    st.h {t0}, {p1}, 0

# check_eq, 2 bytes: 13 instructions
    ld.hu {t0}, {p0}, 0
    bne {t0}, {v0}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.h {v1}, {p1}, 0

# check_negative, 2 bytes: 15 instructions
    ld.hu {t0}, {p0}, 0
    li.d {t2}, 65535
    bne {t0}, {t2}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.h {v0}, {p1}, 0

# stage, 2 bytes: 12 instructions
    st.h {v0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.h {v1}, {p1}, 0

# stage_literal, 2 bytes: 14 instructions
    li.d {t0}, 65535
    st.h {t0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.h {v0}, {p1}, 0

# stage_copy, 2 bytes
    ld.hu {t0}, {t2}, 0
    st.h {t0}, {t1}, 0
    addi.d {t2}, {t2}, 2
    addi.d {t1}, {t1}, 2
    addi.d {t3}, {t3}, -1
    b 2000b
2001:
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.hu {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.h {t0}, {p0}, 0

# set, 1 byte: 11 instructions
    st.b {v0}, {p0}, 0

# set_literal, 1 byte: 12 instructions
    st.b {t0}, {p0}, 0

# add, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.b {t0}, {p0}, 0

# add_literal, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    addi.d {t0}, {t0}, 1
    st.b {t0}, {p0}, 0

# sub, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    sub.d {t0}, {t0}, {v0}
    st.b {t0}, {p0}, 0

# or, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    or {t0}, {t0}, {v0}
    st.b {t0}, {p0}, 0

# and, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    and {t0}, {t0}, {v0}
    st.b {t0}, {p0}, 0

# and_literal, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    andi {t0}, {t0}, 240
    st.b {t0}, {p0}, 0

# xor, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    xor {t0}, {t0}, {v0}
    st.b {t0}, {p0}, 0

# set_negative, 1 byte: 12 instructions
    li.d {t0}, 249
    st.b {t0}, {p0}, 0

# add_negative, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    addi.d {t0}, {t0}, -1
    st.b {t0}, {p0}, 0

# and_negative, 1 byte: 14 instructions
    li.d {t2}, 240
    ld.bu {t0}, {p0}, 0
    and {t0}, {t0}, {t2}
    st.b {t0}, {p0}, 0

# set_release, 1 byte: 12 instructions
    st.b {v0}, {p0}, 0

# fetch_kept, 1 byte: 15 instructions
    ld.bu {f0}, {p0}, 0
    st.d {f0}, {block}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.bu {t0}, {p1}, 0
    addi.d {t0}, {t0}, 1
    st.b {t0}, {p1}, 0

# check_eq, 1 byte: 13 instructions
    ld.bu {t0}, {p0}, 0
    bne {t0}, {v0}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.b {v1}, {p1}, 0

# check_negative, 1 byte: 14 instructions
    ld.bu {t0}, {p0}, 0
    li.d {t2}, 255
    bne {t0}, {t2}, 6f
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.b {v0}, {p1}, 0

# stage, 1 byte: 12 instructions
    st.b {v0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.b {v1}, {p1}, 0

# stage_literal, 1 byte: 13 instructions
    li.d {t0}, 255
    st.b {t0}, {p0}, 0
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    st.b {v0}, {p1}, 0

# stage_copy, 1 byte
    ld.bu {t0}, {t2}, 0
    st.b {t0}, {t1}, 0
    addi.d {t2}, {t2}, 1
    addi.d {t1}, {t1}, 1
    addi.d {t3}, {t3}, -1
    b 2000b
2001:
    addi.d {t0}, {event}, 2
    st.d {t0}, {slot}, 0
    ld.bu {t0}, {p0}, 0
    add.d {t0}, {t0}, {v0}
    st.b {t0}, {p0}, 0
