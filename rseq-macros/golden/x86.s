# The sections of `src/tests/generated/forms.rs` on x86, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 4 bytes: 20 instructions
# commit!(slot.n = v);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
9:
    .popsection
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

# set_literal, 4 bytes: 20 instructions
# commit!(slot.n = 7);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl $7, {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# set_fetched, 4 bytes: 23 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add, 4 bytes: 22 instructions
# commit!(slot.n += v);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_literal, 4 bytes: 21 instructions
# commit!(slot.n += 1);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_fetched, 4 bytes: 25 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# sub, 4 bytes: 23 instructions
# commit!(slot.n -= v);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    negl {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# sub_literal, 4 bytes: 21 instructions
# commit!(slot.n -= 1);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $-1, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# sub_fetched, 4 bytes: 26 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    negl {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# or, 4 bytes: 22 instructions
# commit!(slot.n |= v);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    orl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# or_literal, 4 bytes: 21 instructions
# commit!(slot.n |= 0x40);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $64, {t0}
    orl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# or_fetched, 4 bytes: 25 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    orl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# and, 4 bytes: 22 instructions
# commit!(slot.n &= v);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    andl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# and_literal, 4 bytes: 21 instructions
# commit!(slot.n &= 0xf0);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $240, {t0}
    andl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# and_fetched, 4 bytes: 25 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    andl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# xor, 4 bytes: 22 instructions
# commit!(slot.n ^= v);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    xorl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# xor_literal, 4 bytes: 21 instructions
# commit!(slot.n ^= 1);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    xorl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# xor_fetched, 4 bytes: 25 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    xorl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# set_negative, 4 bytes: 20 instructions
# commit!(slot.n = -7);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl $-7, {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# set_large, 4 bytes: 20 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl $305419896, {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# set_larger, 4 bytes: 20 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_negative, 4 bytes: 21 instructions
# commit!(slot.n += -1);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $-1, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_12_bits, 4 bytes: 21 instructions
# commit!(slot.n += 0xfff);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $4095, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_16_bits, 4 bytes: 21 instructions
# commit!(slot.n += 0x8000);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $32768, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_large, 4 bytes: 21 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $305419896, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# sub_negative, 4 bytes: 21 instructions
# commit!(slot.n -= -0x800);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $2048, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# sub_large, 4 bytes: 21 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $-305419896, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# or_negative, 4 bytes: 21 instructions
# commit!(slot.n |= -128);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $-128, {t0}
    orl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# or_large, 4 bytes: 21 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $305419896, {t0}
    orl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# and_negative, 4 bytes: 21 instructions
# commit!(slot.n &= -16);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $-16, {t0}
    andl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# and_large, 4 bytes: 21 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $305419896, {t0}
    andl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# xor_negative, 4 bytes: 21 instructions
# commit!(slot.n ^= -1);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $-1, {t0}
    xorl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# xor_large, 4 bytes: 21 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $305419896, {t0}
    xorl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# set_release, 4 bytes: 20 instructions
# commit!(slot.n = v, Release);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# set_literal_release, 4 bytes: 20 instructions
# commit!(slot.n = 0, Release);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl $0, {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_release, 4 bytes: 22 instructions
# commit!(slot.n += v, Release);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0, v0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# add_literal_release, 4 bytes: 21 instructions
# commit!(slot.n += 1, Release);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# set_fetched_release, 4 bytes: 23 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# fetch_dropped, 4 bytes: 24 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# fetch_kept, 4 bytes: 24 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
# kept: f0 in #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# fetch_used_and_kept, 4 bytes: 25 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
# kept: f0 in #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# fetch_pointer, 4 bytes: 23 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# fetch_pointer_kept, 4 bytes: 23 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, p0, #6
# kept: f0 in #6
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# fetch_two, 4 bytes: 26 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p2, p0, p1, #7, #8
# kept: f0 in #7, f1 in #8
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 28({block})
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 32({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 28({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# check_eq, 4 bytes: 25 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
9:
    .popsection
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

# check_ne, 4 bytes: 25 instructions
# check!(slot.m != v);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    je 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
9:
    .popsection
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

# check_eq_else, 4 bytes: 25 instructions
# check!(slot.m == v, else None);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    jne 3000f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
3000:
    movl $0, 8({area})
    jmp {exit0}
9:
    .popsection
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

# check_ne_else, 4 bytes: 25 instructions
# check!(slot.m != v, else None);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    je 3000f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
3000:
    movl $0, 8({area})
    jmp {exit0}
9:
    .popsection
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

# check_eq_literal, 4 bytes: 25 instructions
# check!(slot.m == 0);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl $0, {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
9:
    .popsection
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

# check_ne_literal_else, 4 bytes: 25 instructions
# check!(slot.m != 0, else None);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl $0, {t2}
    cmpl {t2}, {t0}
    je 3000f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
3000:
    movl $0, 8({area})
    jmp {exit0}
9:
    .popsection
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

# check_negative, 4 bytes: 25 instructions
# check!(slot.m == -1);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl $-1, {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
9:
    .popsection
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

# check_large, 4 bytes: 25 instructions
# check!(slot.m != 0x1234_5678);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl $305419896, {t2}
    cmpl {t2}, {t0}
    je 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
9:
    .popsection
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

# check_eq_fetched, 4 bytes: 28 instructions
# let m = fetch!(slot.m);
# check!(slot.k == m);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p2, v0, p0, p1, #8
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 32({block})
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl 32({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
9:
    .popsection
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

# check_ne_fetched_else, 4 bytes: 28 instructions
# let m = fetch!(slot.m);
# check!(slot.k != m, else None);
# commit!(slot.n = w);
# m
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p2, v0, p0, p1, #8
# kept: f0 in #8
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 32({block})
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl 32({block}), {t2}
    cmpl {t2}, {t0}
    je 3000f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
3000:
    movl $0, 8({area})
    jmp {exit0}
9:
    .popsection
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

# check_three, 4 bytes: 36 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p3, v1, v0, p0, p1, p2
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl $0, {t2}
    cmpl {t2}, {t0}
    je 3000f
    movl 32({block}), {t1}
    movl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    jne 3001f
    movl 36({block}), {t1}
    movl ({t1}), {t0}
    movl 20({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
3000:
    movl $0, 8({area})
    jmp {exit0}
3001:
    movl $0, 8({area})
    jmp {exit1}
9:
    .popsection
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

# stage, 4 bytes: 23 instructions
# stage!(slot.m = v);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t0}
    movl 28({block}), {t1}
    movl {t0}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# stage_literal, 4 bytes: 23 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl $-1, {t0}
    movl 24({block}), {t1}
    movl {t0}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# stage_fetched, 4 bytes: 26 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p2, v0, p0, p1, #8
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 32({block})
    movl 32({block}), {t0}
    movl 28({block}), {t1}
    movl {t0}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# stage_release, 4 bytes: 23 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p1, v1, v0, p0
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 24({block}), {t0}
    movl 28({block}), {t1}
    movl {t0}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# stage_copy, 4 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: block; scratch: t0, t1, t2, t3
# block: area, field, index, slot, event, p0, v0, c0_dst, c0_src, c0_len
    movl 0({block}), {t1}
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({t1})
2:
    movl 4({block}), {t1}
    movl 8({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 28({block}), {t1}
    movl 32({block}), {t2}
    movl 36({block}), {t3}
    leal ({t2}, {t3}, 4), {t2}
    leal ({t1}, {t3}, 4), {t1}
    negl {t3}
    je 2001f
2000:
    movl ({t2}, {t3}, 4), {t0}
    movl {t0}, ({t1}, {t3}, 4)
    incl {t3}
    jne 2000b
2001:
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 20({block}), {t1}
    movl {t2}, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl 0({block}), {t1}
    movl $0, 8({t1})

# stage_copy_two, 4 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: block; scratch: t0, t1, t2, t3
# block: area, field, index, slot, event, p0, v0, c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    movl 0({block}), {t1}
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({t1})
2:
    movl 4({block}), {t1}
    movl 8({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 28({block}), {t1}
    movl 32({block}), {t2}
    movl 36({block}), {t3}
    leal ({t2}, {t3}, 4), {t2}
    leal ({t1}, {t3}, 4), {t1}
    negl {t3}
    je 2001f
2000:
    movl ({t2}, {t3}, 4), {t0}
    movl {t0}, ({t1}, {t3}, 4)
    incl {t3}
    jne 2000b
2001:
    movl 40({block}), {t1}
    movl 44({block}), {t2}
    movl 48({block}), {t3}
    leal ({t2}, {t3}, 4), {t2}
    leal ({t1}, {t3}, 4), {t1}
    negl {t3}
    je 2003f
2002:
    movl ({t2}, {t3}, 4), {t0}
    movl {t0}, ({t1}, {t3}, 4)
    incl {t3}
    jne 2002b
2003:
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t0}
    movl 20({block}), {t1}
    movl {t0}, ({t1})
3:
    movl 0({block}), {t1}
    movl $0, 8({t1})

# many_stages, 4 bytes: 51 instructions
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
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p10, v9, v8, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 56({block}), {t0}
    movl 60({block}), {t1}
    movl {t0}, ({t1})
    movl 52({block}), {t0}
    movl 64({block}), {t1}
    movl {t0}, ({t1})
    movl 48({block}), {t0}
    movl 68({block}), {t1}
    movl {t0}, ({t1})
    movl 44({block}), {t0}
    movl 72({block}), {t1}
    movl {t0}, ({t1})
    movl 40({block}), {t0}
    movl 76({block}), {t1}
    movl {t0}, ({t1})
    movl 36({block}), {t0}
    movl 80({block}), {t1}
    movl {t0}, ({t1})
    movl 32({block}), {t0}
    movl 84({block}), {t1}
    movl {t0}, ({t1})
    movl 28({block}), {t0}
    movl 88({block}), {t1}
    movl {t0}, ({t1})
    movl 24({block}), {t0}
    movl 92({block}), {t1}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 96({block}), {t1}
    movl {t0}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $-100000, {t0}
    addl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})

# many_checks, 4 bytes: 77 instructions
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
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p11, v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 52({block}), {t1}
    movl ({t1}), {t0}
    movl 48({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 56({block}), {t1}
    movl ({t1}), {t0}
    movl 44({block}), {t2}
    cmpl {t2}, {t0}
    je 6f
    movl 60({block}), {t1}
    movl ({t1}), {t0}
    movl 40({block}), {t2}
    cmpl {t2}, {t0}
    jne 3000f
    movl 64({block}), {t1}
    movl ({t1}), {t0}
    movl 36({block}), {t2}
    cmpl {t2}, {t0}
    je 3001f
    movl 68({block}), {t1}
    movl ({t1}), {t0}
    movl $4, {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 72({block}), {t1}
    movl ({t1}), {t0}
    movl $5, {t2}
    cmpl {t2}, {t0}
    je 6f
    movl 76({block}), {t1}
    movl ({t1}), {t0}
    movl $6, {t2}
    cmpl {t2}, {t0}
    jne 3002f
    movl 80({block}), {t1}
    movl ({t1}), {t0}
    movl $7, {t2}
    cmpl {t2}, {t0}
    je 3003f
    movl 84({block}), {t1}
    movl ({t1}), {t0}
    movl 32({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 88({block}), {t1}
    movl ({t1}), {t0}
    movl 28({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 92({block}), {t1}
    movl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t2}
    movl 16({block}), {t1}
    movl {t2}, {t0}
    xorl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
3000:
    movl $0, 8({area})
    jmp {exit0}
3001:
    movl $0, 8({area})
    jmp {exit1}
3002:
    movl $0, 8({area})
    jmp {exit2}
3003:
    movl $0, 8({area})
    jmp {exit3}
9:
    .popsection
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

# many_fetches, 4 bytes: 58 instructions
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
# registers: area, block; scratch: t0, t1, t2
# block: field, index, slot, event, p12, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, #17, #18, #19, #20, #21, #22, #23, #24, #25, #26
# kept: f0 in #17, f1 in #18, f2 in #19, f3 in #20, f4 in #21, f5 in #22, f6 in #23
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({area})
2:
    movl 0({block}), {t1}
    movl 4({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 20({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 68({block})
    movl 24({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 72({block})
    movl 28({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 76({block})
    movl 32({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 80({block})
    movl 36({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 84({block})
    movl 40({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 88({block})
    movl 44({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 92({block})
    movl 48({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 96({block})
    movl 52({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 100({block})
    movl 56({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 104({block})
    movl 60({block}), {t1}
    movl ({t1}), {t0}
    movl 100({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 104({block}), {t0}
    movl 64({block}), {t1}
    movl {t0}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 68({block}), {t0}
    movl 16({block}), {t1}
    movl {t0}, ({t1})
3:
    movl $0, 8({area})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl $0, 8({area})
    jmp {fail}
6:
    movl $0, 8({area})
    jmp {mismatch}
9:
    .popsection
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
# registers: block; scratch: t0, t1, t2, t3
# block: area, field, index, slot, event, p8, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, #16, #17, c0_dst, c0_src, c0_len
# kept: f0 in #16, f1 in #17
    movl 0({block}), {t1}
    call 7f
7:
    popl {t0}
    leal 5f - 7b({t0}), {t0}
    movl {t0}, 8({t1})
2:
    movl 4({block}), {t1}
    movl 8({block}), {t2}
    cmpl {t2}, 4({t1})
    jne 4f
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    cmpl {t2}, ({t1})
    jne 4f
    movl 32({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 64({block})
    movl 36({block}), {t1}
    movl ({t1}), {t0}
    movl {t0}, 68({block})
    movl 40({block}), {t1}
    movl ({t1}), {t0}
    movl 64({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 44({block}), {t1}
    movl ({t1}), {t0}
    movl 28({block}), {t2}
    cmpl {t2}, {t0}
    je 3000f
    movl 48({block}), {t1}
    movl ({t1}), {t0}
    movl $100000, {t2}
    cmpl {t2}, {t0}
    jne 3001f
    movl 68({block}), {t0}
    movl 52({block}), {t1}
    movl {t0}, ({t1})
    movl 24({block}), {t0}
    movl 56({block}), {t1}
    movl {t0}, ({t1})
    movl $-5, {t0}
    movl 60({block}), {t1}
    movl {t0}, ({t1})
    movl 72({block}), {t1}
    movl 76({block}), {t2}
    movl 80({block}), {t3}
    leal ({t2}, {t3}, 4), {t2}
    leal ({t1}, {t3}, 4), {t1}
    negl {t3}
    je 2001f
2000:
    movl ({t2}, {t3}, 4), {t0}
    movl {t0}, ({t1}, {t3}, 4)
    incl {t3}
    jne 2000b
2001:
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 64({block}), {t2}
    movl 20({block}), {t1}
    movl {t2}, {t0}
    xorl ({t1}), {t0}
    movl {t0}, ({t1})
3:
    movl 0({block}), {t1}
    movl $0, 8({t1})
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    movl 0({block}), {t1}
    movl $0, 8({t1})
    jmp {fail}
6:
    movl 0({block}), {t1}
    movl $0, 8({t1})
    jmp {mismatch}
3000:
    movl 0({block}), {t1}
    movl $0, 8({t1})
    jmp {exit0}
3001:
    movl 0({block}), {t1}
    movl $0, 8({t1})
    jmp {exit1}
9:
    .popsection
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

# set, 2 bytes: 20 instructions
    movw {t0:x}, ({t1})

# set_literal, 2 bytes: 20 instructions
    movw {t0:x}, ({t1})

# add, 2 bytes: 22 instructions
    addw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# add_literal, 2 bytes: 21 instructions
    addw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# sub, 2 bytes: 23 instructions
    addw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# or, 2 bytes: 22 instructions
    orw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# and, 2 bytes: 22 instructions
    andw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# and_literal, 2 bytes: 21 instructions
    andw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# xor, 2 bytes: 22 instructions
    xorw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# set_negative, 2 bytes: 20 instructions
    movl $65529, {t0}
    movl 16({block}), {t1}
    movw {t0:x}, ({t1})

# add_negative, 2 bytes: 21 instructions
    addw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# and_negative, 2 bytes: 21 instructions
    andw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# set_release, 2 bytes: 20 instructions
    movw {t0:x}, ({t1})

# fetch_kept, 2 bytes: 24 instructions
    movzwl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    addw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# check_eq, 2 bytes: 25 instructions
    movzwl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movw {t0:x}, ({t1})

# check_negative, 2 bytes: 25 instructions
    movzwl ({t1}), {t0}
    movl $65535, {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movw {t0:x}, ({t1})

# stage, 2 bytes: 23 instructions
    movw {t0:x}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movw {t0:x}, ({t1})

# stage_literal, 2 bytes: 23 instructions
    movl $65535, {t0}
    movl 24({block}), {t1}
    movw {t0:x}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movw {t0:x}, ({t1})

# stage_copy, 2 bytes
    leal ({t2}, {t3}, 2), {t2}
    leal ({t1}, {t3}, 2), {t1}
    negl {t3}
    je 2001f
2000:
    movzwl ({t2}, {t3}, 2), {t0}
    movw {t0:x}, ({t1}, {t3}, 2)
    incl {t3}
    jne 2000b
2001:
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 20({block}), {t1}
    movl {t2}, {t0}
    addw ({t1}), {t0:x}
    movw {t0:x}, ({t1})

# set, 1 byte: 20 instructions
    movb {t0:l}, ({t1})

# set_literal, 1 byte: 20 instructions
    movb {t0:l}, ({t1})

# add, 1 byte: 22 instructions
    addb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# add_literal, 1 byte: 21 instructions
    addb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# sub, 1 byte: 23 instructions
    addb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# or, 1 byte: 22 instructions
    orb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# and, 1 byte: 22 instructions
    andb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# and_literal, 1 byte: 21 instructions
    andb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# xor, 1 byte: 22 instructions
    xorb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# set_negative, 1 byte: 20 instructions
    movl $249, {t0}
    movl 16({block}), {t1}
    movb {t0:l}, ({t1})

# add_negative, 1 byte: 21 instructions
    addb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# and_negative, 1 byte: 21 instructions
    andb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# set_release, 1 byte: 20 instructions
    movb {t0:l}, ({t1})

# fetch_kept, 1 byte: 24 instructions
    movzbl ({t1}), {t0}
    movl {t0}, 24({block})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 16({block}), {t1}
    movl $1, {t0}
    addb ({t1}), {t0:l}
    movb {t0:l}, ({t1})

# check_eq, 1 byte: 25 instructions
    movzbl ({t1}), {t0}
    movl 24({block}), {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movb {t0:l}, ({t1})

# check_negative, 1 byte: 25 instructions
    movzbl ({t1}), {t0}
    movl $255, {t2}
    cmpl {t2}, {t0}
    jne 6f
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movb {t0:l}, ({t1})

# stage, 1 byte: 23 instructions
    movb {t0:l}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movb {t0:l}, ({t1})

# stage_literal, 1 byte: 23 instructions
    movl $255, {t0}
    movl 24({block}), {t1}
    movb {t0:l}, ({t1})
    movl 8({block}), {t1}
    movl 12({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 20({block}), {t0}
    movl 16({block}), {t1}
    movb {t0:l}, ({t1})

# stage_copy, 1 byte
    leal ({t2}, {t3}, 1), {t2}
    leal ({t1}, {t3}, 1), {t1}
    negl {t3}
    je 2001f
2000:
    movzbl ({t2}, {t3}, 1), {t0}
    movb {t0:l}, ({t1}, {t3}, 1)
    incl {t3}
    jne 2000b
2001:
    movl 12({block}), {t1}
    movl 16({block}), {t2}
    leal 2({t2}), {t0}
    movl {t0}, ({t1})
    movl 24({block}), {t2}
    movl 20({block}), {t1}
    movl {t2}, {t0}
    addb ({t1}), {t0:l}
    movb {t0:l}, ({t1})
