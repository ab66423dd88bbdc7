# The sections of `src/tests/generated/forms.rs` on x86_64, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 8 bytes: 10 instructions
# commit!(slot.n = v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p0}], {v0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
9:
    .popsection
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

# set_literal, 8 bytes: 11 instructions
# commit!(slot.n = 7);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, 7
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# set_fetched, 8 bytes: 11 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {f0}
3:
    mov qword ptr [{area} + 8], 0

# add, 8 bytes: 12 instructions
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    add {t0}, qword ptr [{p0}]
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# add_literal, 8 bytes: 12 instructions
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    add {t0}, 1
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# add_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {f0}
    add {t0}, qword ptr [{p1}]
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# sub, 8 bytes: 13 instructions
# commit!(slot.n -= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    neg {t0}
    add {t0}, qword ptr [{p0}]
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# sub_literal, 8 bytes: 12 instructions
# commit!(slot.n -= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    sub {t0}, 1
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# sub_fetched, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {f0}
    neg {t0}
    add {t0}, qword ptr [{p1}]
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# or, 8 bytes: 12 instructions
# commit!(slot.n |= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    or {t0}, qword ptr [{p0}]
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# or_literal, 8 bytes: 12 instructions
# commit!(slot.n |= 0x40);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    or {t0}, 64
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# or_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {f0}
    or {t0}, qword ptr [{p1}]
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# and, 8 bytes: 12 instructions
# commit!(slot.n &= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    and {t0}, qword ptr [{p0}]
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# and_literal, 8 bytes: 12 instructions
# commit!(slot.n &= 0xf0);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    and {t0}, 240
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# and_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {f0}
    and {t0}, qword ptr [{p1}]
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# xor, 8 bytes: 12 instructions
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    xor {t0}, qword ptr [{p0}]
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# xor_literal, 8 bytes: 12 instructions
# commit!(slot.n ^= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    xor {t0}, 1
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# xor_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {f0}
    xor {t0}, qword ptr [{p1}]
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# set_negative, 8 bytes: 11 instructions
# commit!(slot.n = -7);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, -7
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# set_large, 8 bytes: 11 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, 305419896
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# set_larger, 8 bytes: 10 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p0}], {v0}
3:
    mov qword ptr [{area} + 8], 0

# add_negative, 8 bytes: 12 instructions
# commit!(slot.n += -1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    add {t0}, -1
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# add_12_bits, 8 bytes: 12 instructions
# commit!(slot.n += 0xfff);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    add {t0}, 4095
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# add_16_bits, 8 bytes: 12 instructions
# commit!(slot.n += 0x8000);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    add {t0}, 32768
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# add_large, 8 bytes: 12 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    add {t0}, 305419896
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# sub_negative, 8 bytes: 12 instructions
# commit!(slot.n -= -0x800);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    sub {t0}, -2048
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# sub_large, 8 bytes: 12 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    sub {t0}, 305419896
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# or_negative, 8 bytes: 12 instructions
# commit!(slot.n |= -128);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    or {t0}, -128
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# or_large, 8 bytes: 12 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    or {t0}, 305419896
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# and_negative, 8 bytes: 12 instructions
# commit!(slot.n &= -16);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    and {t0}, -16
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# and_large, 8 bytes: 12 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    and {t0}, 305419896
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# xor_negative, 8 bytes: 12 instructions
# commit!(slot.n ^= -1);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    xor {t0}, -1
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# xor_large, 8 bytes: 12 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    xor {t0}, 305419896
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# set_release, 8 bytes: 10 instructions
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p0}], {v0}
3:
    mov qword ptr [{area} + 8], 0

# set_literal_release, 8 bytes: 11 instructions
# commit!(slot.n = 0, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, 0
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# add_release, 8 bytes: 12 instructions
# commit!(slot.n += v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    add {t0}, qword ptr [{p0}]
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# add_literal_release, 8 bytes: 12 instructions
# commit!(slot.n += 1, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p0}]
    add {t0}, 1
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# set_fetched_release, 8 bytes: 11 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {f0}
3:
    mov qword ptr [{area} + 8], 0

# fetch_dropped, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p1}]
    add {t0}, 1
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# fetch_kept, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p1}]
    add {t0}, 1
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# fetch_used_and_kept, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {f0}
    add {t0}, qword ptr [{p1}]
    mov qword ptr [{p1}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# fetch_pointer, 8 bytes: 11 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {f0}
3:
    mov qword ptr [{area} + 8], 0

# fetch_pointer_kept, 8 bytes: 12 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {f0}
3:
    mov qword ptr [{area} + 8], 0

# fetch_two, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, field, index, slot, event, p2, p0, p1, block; scratch: t0, f0, f1
# block: #0, #1
# kept: f0 in #0, f1 in #1
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    mov {f1}, qword ptr [{p1}]
    mov qword ptr [{block} + 8], {f1}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p2}], {f0}
3:
    mov qword ptr [{area} + 8], 0

# check_eq, 8 bytes: 13 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    cmp {t0}, {v0}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v1}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    cmp {t0}, {v0}
    je 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v1}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    cmp {t0}, {v0}
    jne 3000f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v1}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
3000:
    mov qword ptr [{area} + 8], 0
    jmp {exit0}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    cmp {t0}, {v0}
    je 3000f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v1}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
3000:
    mov qword ptr [{area} + 8], 0
    jmp {exit0}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    mov {t2}, 0
    cmp {t0}, {t2}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    mov {t2}, 0
    cmp {t0}, {t2}
    je 3000f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
3000:
    mov qword ptr [{area} + 8], 0
    jmp {exit0}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    mov {t2}, -1
    cmp {t0}, {t2}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
9:
    .popsection
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

# check_large, 8 bytes: 14 instructions
# check!(slot.m != 0x1234_5678);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0, t2
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    mov {t2}, 305419896
    cmp {t0}, {t2}
    je 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    mov {t0}, qword ptr [{p1}]
    cmp {t0}, {f0}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p2}], {v0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
9:
    .popsection
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
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    mov {t0}, qword ptr [{p1}]
    cmp {t0}, {f0}
    je 3000f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p2}], {v0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
3000:
    mov qword ptr [{area} + 8], 0
    jmp {exit0}
9:
    .popsection
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

# check_three, 8 bytes: 22 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p3, v1, v0, p0, p1, p2; scratch: t0, t2
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    mov {t2}, 0
    cmp {t0}, {t2}
    je 3000f
    mov {t0}, qword ptr [{p1}]
    cmp {t0}, {v0}
    jne 3001f
    mov {t0}, qword ptr [{p2}]
    cmp {t0}, {v1}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p3}]
    add {t0}, 1
    mov qword ptr [{p3}], {t0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
3000:
    mov qword ptr [{area} + 8], 0
    jmp {exit0}
3001:
    mov qword ptr [{area} + 8], 0
    jmp {exit1}
9:
    .popsection
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

# stage, 8 bytes: 11 instructions
# stage!(slot.m = v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov qword ptr [{p0}], {v0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v1}
3:
    mov qword ptr [{area} + 8], 0

# stage_literal, 8 bytes: 12 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, -1
    mov qword ptr [{p0}], {t0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v0}
3:
    mov qword ptr [{area} + 8], 0

# stage_fetched, 8 bytes: 12 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {f0}, qword ptr [{p0}]
    mov qword ptr [{p1}], {f0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p2}], {v0}
3:
    mov qword ptr [{area} + 8], 0

# stage_release, 8 bytes: 11 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov qword ptr [{p0}], {v0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p1}], {v1}
3:
    mov qword ptr [{area} + 8], 0

# stage_copy, 8 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t1}, qword ptr [{block} + 0]
    mov {t2}, qword ptr [{block} + 8]
    mov {t3}, qword ptr [{block} + 16]
    lea {t2}, [{t2} + {t3} * 8]
    lea {t1}, [{t1} + {t3} * 8]
    neg {t3}
    je 2001f
2000:
    mov {t0}, qword ptr [{t2} + {t3} * 8]
    mov qword ptr [{t1} + {t3} * 8], {t0}
    inc {t3}
    jne 2000b
2001:
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    add {t0}, qword ptr [{p0}]
    mov qword ptr [{p0}], {t0}
3:
    mov qword ptr [{area} + 8], 0

# stage_copy_two, 8 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t1}, qword ptr [{block} + 0]
    mov {t2}, qword ptr [{block} + 8]
    mov {t3}, qword ptr [{block} + 16]
    lea {t2}, [{t2} + {t3} * 8]
    lea {t1}, [{t1} + {t3} * 8]
    neg {t3}
    je 2001f
2000:
    mov {t0}, qword ptr [{t2} + {t3} * 8]
    mov qword ptr [{t1} + {t3} * 8], {t0}
    inc {t3}
    jne 2000b
2001:
    mov {t1}, qword ptr [{block} + 24]
    mov {t2}, qword ptr [{block} + 32]
    mov {t3}, qword ptr [{block} + 40]
    lea {t2}, [{t2} + {t3} * 8]
    lea {t1}, [{t1} + {t3} * 8]
    neg {t3}
    je 2003f
2002:
    mov {t0}, qword ptr [{t2} + {t3} * 8]
    mov qword ptr [{t1} + {t3} * 8], {t0}
    inc {t3}
    jne 2002b
2003:
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov qword ptr [{p0}], {v0}
3:
    mov qword ptr [{area} + 8], 0

# many_stages, 8 bytes: 39 instructions
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
# registers: area, field, index, slot, event, p10, v9, v8, v7, block; scratch: t0, t1
# block: v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{block} + 48]
    mov {t1}, qword ptr [{block} + 56]
    mov qword ptr [{t1}], {t0}
    mov {t0}, qword ptr [{block} + 40]
    mov {t1}, qword ptr [{block} + 64]
    mov qword ptr [{t1}], {t0}
    mov {t0}, qword ptr [{block} + 32]
    mov {t1}, qword ptr [{block} + 72]
    mov qword ptr [{t1}], {t0}
    mov {t0}, qword ptr [{block} + 24]
    mov {t1}, qword ptr [{block} + 80]
    mov qword ptr [{t1}], {t0}
    mov {t0}, qword ptr [{block} + 16]
    mov {t1}, qword ptr [{block} + 88]
    mov qword ptr [{t1}], {t0}
    mov {t0}, qword ptr [{block} + 8]
    mov {t1}, qword ptr [{block} + 96]
    mov qword ptr [{t1}], {t0}
    mov {t0}, qword ptr [{block} + 0]
    mov {t1}, qword ptr [{block} + 104]
    mov qword ptr [{t1}], {t0}
    mov {t1}, qword ptr [{block} + 112]
    mov qword ptr [{t1}], {v7}
    mov {t1}, qword ptr [{block} + 120]
    mov qword ptr [{t1}], {v8}
    mov {t1}, qword ptr [{block} + 128]
    mov qword ptr [{t1}], {v9}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{p10}]
    sub {t0}, 100000
    mov qword ptr [{p10}], {t0}
3:
    mov qword ptr [{area} + 8], 0

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
# registers: area, field, index, slot, event, p11, v7, v6, v5, block; scratch: t0, t1, t2
# block: v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t1}, qword ptr [{block} + 40]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, qword ptr [{block} + 32]
    cmp {t0}, {t2}
    jne 6f
    mov {t1}, qword ptr [{block} + 48]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, qword ptr [{block} + 24]
    cmp {t0}, {t2}
    je 6f
    mov {t1}, qword ptr [{block} + 56]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, qword ptr [{block} + 16]
    cmp {t0}, {t2}
    jne 3000f
    mov {t1}, qword ptr [{block} + 64]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, qword ptr [{block} + 8]
    cmp {t0}, {t2}
    je 3001f
    mov {t1}, qword ptr [{block} + 72]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, 4
    cmp {t0}, {t2}
    jne 6f
    mov {t1}, qword ptr [{block} + 80]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, 5
    cmp {t0}, {t2}
    je 6f
    mov {t1}, qword ptr [{block} + 88]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, 6
    cmp {t0}, {t2}
    jne 3002f
    mov {t1}, qword ptr [{block} + 96]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, 7
    cmp {t0}, {t2}
    je 3003f
    mov {t1}, qword ptr [{block} + 104]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, qword ptr [{block} + 0]
    cmp {t0}, {t2}
    jne 6f
    mov {t1}, qword ptr [{block} + 112]
    mov {t0}, qword ptr [{t1}]
    cmp {t0}, {v5}
    jne 6f
    mov {t1}, qword ptr [{block} + 120]
    mov {t0}, qword ptr [{t1}]
    cmp {t0}, {v6}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v7}
    xor {t0}, qword ptr [{p11}]
    mov qword ptr [{p11}], {t0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
3000:
    mov qword ptr [{area} + 8], 0
    jmp {exit0}
3001:
    mov qword ptr [{area} + 8], 0
    jmp {exit1}
3002:
    mov qword ptr [{area} + 8], 0
    jmp {exit2}
3003:
    mov qword ptr [{area} + 8], 0
    jmp {exit3}
9:
    .popsection
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
# registers: area, field, index, slot, event, p12, p0, p1, p2, block; scratch: t0, t1, t2
# block: p3, p4, p5, p6, p7, p8, p9, p10, p11, #9, #10, #11, #12, #13, #14, #15, #16, #17, #18
# kept: f0 in #9, f1 in #10, f2 in #11, f3 in #12, f4 in #13, f5 in #14, f6 in #15
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t0}, qword ptr [{p0}]
    mov qword ptr [{block} + 72], {t0}
    mov {t0}, qword ptr [{p1}]
    mov qword ptr [{block} + 80], {t0}
    mov {t0}, qword ptr [{p2}]
    mov qword ptr [{block} + 88], {t0}
    mov {t1}, qword ptr [{block} + 0]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 96], {t0}
    mov {t1}, qword ptr [{block} + 8]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 104], {t0}
    mov {t1}, qword ptr [{block} + 16]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 112], {t0}
    mov {t1}, qword ptr [{block} + 24]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 120], {t0}
    mov {t1}, qword ptr [{block} + 32]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 128], {t0}
    mov {t1}, qword ptr [{block} + 40]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 136], {t0}
    mov {t1}, qword ptr [{block} + 48]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 144], {t0}
    mov {t1}, qword ptr [{block} + 56]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, qword ptr [{block} + 136]
    cmp {t0}, {t2}
    jne 6f
    mov {t0}, qword ptr [{block} + 144]
    mov {t1}, qword ptr [{block} + 64]
    mov qword ptr [{t1}], {t0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, qword ptr [{block} + 72]
    mov qword ptr [{p12}], {t0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
9:
    .popsection
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
# registers: area, field, index, slot, event, p8, v1, v0, block; scratch: t0, t1, t2, t3
# block: p0, p1, p2, p3, p4, p5, p6, p7, #8, #9, c0_dst, c0_src, c0_len
# kept: f0 in #8, f1 in #9
    lea {t0}, [rip + 5f]
    mov qword ptr [{area} + 8], {t0}
2:
    cmp dword ptr [{field} + 4], {index:e}
    jne 4f
    cmp qword ptr [{slot}], {event}
    jne 4f
    mov {t1}, qword ptr [{block} + 0]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 64], {t0}
    mov {t1}, qword ptr [{block} + 8]
    mov {t0}, qword ptr [{t1}]
    mov qword ptr [{block} + 72], {t0}
    mov {t1}, qword ptr [{block} + 16]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, qword ptr [{block} + 64]
    cmp {t0}, {t2}
    jne 6f
    mov {t1}, qword ptr [{block} + 24]
    mov {t0}, qword ptr [{t1}]
    cmp {t0}, {v0}
    je 3000f
    mov {t1}, qword ptr [{block} + 32]
    mov {t0}, qword ptr [{t1}]
    mov {t2}, 100000
    cmp {t0}, {t2}
    jne 3001f
    mov {t0}, qword ptr [{block} + 72]
    mov {t1}, qword ptr [{block} + 40]
    mov qword ptr [{t1}], {t0}
    mov {t1}, qword ptr [{block} + 48]
    mov qword ptr [{t1}], {v1}
    mov {t0}, -5
    mov {t1}, qword ptr [{block} + 56]
    mov qword ptr [{t1}], {t0}
    mov {t1}, qword ptr [{block} + 80]
    mov {t2}, qword ptr [{block} + 88]
    mov {t3}, qword ptr [{block} + 96]
    lea {t2}, [{t2} + {t3} * 8]
    lea {t1}, [{t1} + {t3} * 8]
    neg {t3}
    je 2001f
2000:
    mov {t0}, qword ptr [{t2} + {t3} * 8]
    mov qword ptr [{t1} + {t3} * 8], {t0}
    inc {t3}
    jne 2000b
2001:
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t2}, qword ptr [{block} + 64]
    mov {t0}, {t2}
    xor {t0}, qword ptr [{p8}]
    mov qword ptr [{p8}], {t0}
3:
    mov qword ptr [{area} + 8], 0
    .pushsection __rseq_failure, "ax"
    .byte 0x0f, 0xb9, 0x3d
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mov qword ptr [{area} + 8], 0
    jmp {fail}
6:
    mov qword ptr [{area} + 8], 0
    jmp {mismatch}
3000:
    mov qword ptr [{area} + 8], 0
    jmp {exit0}
3001:
    mov qword ptr [{area} + 8], 0
    jmp {exit1}
9:
    .popsection
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

# set, 4 bytes: 10 instructions
    mov dword ptr [{p0}], {v0:e}

# set_literal, 4 bytes: 11 instructions
    mov {t0:e}, 7
    mov dword ptr [{p0}], {t0:e}

# add, 4 bytes: 12 instructions
    add {t0:e}, dword ptr [{p0}]
    mov dword ptr [{p0}], {t0:e}

# add_literal, 4 bytes: 12 instructions
    mov {t0:e}, dword ptr [{p0}]
    add {t0}, 1
    mov dword ptr [{p0}], {t0:e}

# sub, 4 bytes: 13 instructions
    add {t0:e}, dword ptr [{p0}]
    mov dword ptr [{p0}], {t0:e}

# or, 4 bytes: 12 instructions
    or {t0:e}, dword ptr [{p0}]
    mov dword ptr [{p0}], {t0:e}

# and, 4 bytes: 12 instructions
    and {t0:e}, dword ptr [{p0}]
    mov dword ptr [{p0}], {t0:e}

# and_literal, 4 bytes: 12 instructions
    mov {t0:e}, dword ptr [{p0}]
    and {t0}, 240
    mov dword ptr [{p0}], {t0:e}

# xor, 4 bytes: 12 instructions
    xor {t0:e}, dword ptr [{p0}]
    mov dword ptr [{p0}], {t0:e}

# set_negative, 4 bytes: 11 instructions
    mov {t0:e}, -7
    mov dword ptr [{p0}], {t0:e}

# add_negative, 4 bytes: 12 instructions
    mov {t0:e}, dword ptr [{p0}]
    add {t0}, -1
    mov dword ptr [{p0}], {t0:e}

# and_negative, 4 bytes: 12 instructions
    mov {t0:e}, dword ptr [{p0}]
    and {t0}, -16
    mov dword ptr [{p0}], {t0:e}

# set_release, 4 bytes: 10 instructions
    mov dword ptr [{p0}], {v0:e}

# fetch_kept, 4 bytes: 14 instructions
    mov {f0:e}, dword ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0:e}, dword ptr [{p1}]
    add {t0}, 1
    mov dword ptr [{p1}], {t0:e}

# check_eq, 4 bytes: 13 instructions
    mov {t0:e}, dword ptr [{p0}]
    cmp {t0}, {v0}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov dword ptr [{p1}], {v1:e}

# check_negative, 4 bytes: 14 instructions
    mov {t0:e}, dword ptr [{p0}]
    mov {t2:e}, -1
    cmp {t0}, {t2}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov dword ptr [{p1}], {v0:e}

# stage, 4 bytes: 11 instructions
    mov dword ptr [{p0}], {v0:e}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov dword ptr [{p1}], {v1:e}

# stage_literal, 4 bytes: 12 instructions
    mov {t0:e}, -1
    mov dword ptr [{p0}], {t0:e}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov dword ptr [{p1}], {v0:e}

# stage_copy, 4 bytes
    lea {t2}, [{t2} + {t3} * 4]
    lea {t1}, [{t1} + {t3} * 4]
    neg {t3}
    je 2001f
2000:
    mov {t0:e}, dword ptr [{t2} + {t3} * 4]
    mov dword ptr [{t1} + {t3} * 4], {t0:e}
    inc {t3}
    jne 2000b
2001:
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    add {t0:e}, dword ptr [{p0}]
    mov dword ptr [{p0}], {t0:e}

# set, 2 bytes: 10 instructions
    mov word ptr [{p0}], {v0:x}

# set_literal, 2 bytes: 11 instructions
    mov {t0:e}, 7
    mov word ptr [{p0}], {t0:x}

# add, 2 bytes: 12 instructions
    add {t0:x}, word ptr [{p0}]
    mov word ptr [{p0}], {t0:x}

# add_literal, 2 bytes: 12 instructions
    movzx {t0:e}, word ptr [{p0}]
    add {t0}, 1
    mov word ptr [{p0}], {t0:x}

# sub, 2 bytes: 13 instructions
    add {t0:x}, word ptr [{p0}]
    mov word ptr [{p0}], {t0:x}

# or, 2 bytes: 12 instructions
    or {t0:x}, word ptr [{p0}]
    mov word ptr [{p0}], {t0:x}

# and, 2 bytes: 12 instructions
    and {t0:x}, word ptr [{p0}]
    mov word ptr [{p0}], {t0:x}

# and_literal, 2 bytes: 12 instructions
    movzx {t0:e}, word ptr [{p0}]
    and {t0}, 240
    mov word ptr [{p0}], {t0:x}

# xor, 2 bytes: 12 instructions
    xor {t0:x}, word ptr [{p0}]
    mov word ptr [{p0}], {t0:x}

# set_negative, 2 bytes: 11 instructions
    mov {t0:e}, 65529
    mov word ptr [{p0}], {t0:x}

# add_negative, 2 bytes: 12 instructions
    movzx {t0:e}, word ptr [{p0}]
    add {t0}, -1
    mov word ptr [{p0}], {t0:x}

# and_negative, 2 bytes: 12 instructions
    movzx {t0:e}, word ptr [{p0}]
    and {t0}, -16
    mov word ptr [{p0}], {t0:x}

# set_release, 2 bytes: 10 instructions
    mov word ptr [{p0}], {v0:x}

# fetch_kept, 2 bytes: 14 instructions
    movzx {f0:e}, word ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    movzx {t0:e}, word ptr [{p1}]
    add {t0}, 1
    mov word ptr [{p1}], {t0:x}

# check_eq, 2 bytes: 13 instructions
    movzx {t0:e}, word ptr [{p0}]
    cmp {t0}, {v0}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov word ptr [{p1}], {v1:x}

# check_negative, 2 bytes: 14 instructions
    movzx {t0:e}, word ptr [{p0}]
    mov {t2:e}, 65535
    cmp {t0}, {t2}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov word ptr [{p1}], {v0:x}

# stage, 2 bytes: 11 instructions
    mov word ptr [{p0}], {v0:x}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov word ptr [{p1}], {v1:x}

# stage_literal, 2 bytes: 12 instructions
    mov {t0:e}, 65535
    mov word ptr [{p0}], {t0:x}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov word ptr [{p1}], {v0:x}

# stage_copy, 2 bytes
    lea {t2}, [{t2} + {t3} * 2]
    lea {t1}, [{t1} + {t3} * 2]
    neg {t3}
    je 2001f
2000:
    movzx {t0:e}, word ptr [{t2} + {t3} * 2]
    mov word ptr [{t1} + {t3} * 2], {t0:x}
    inc {t3}
    jne 2000b
2001:
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    add {t0:x}, word ptr [{p0}]
    mov word ptr [{p0}], {t0:x}

# set, 1 byte: 10 instructions
    mov byte ptr [{p0}], {v0:l}

# set_literal, 1 byte: 11 instructions
    mov {t0:e}, 7
    mov byte ptr [{p0}], {t0:l}

# add, 1 byte: 12 instructions
    add {t0:l}, byte ptr [{p0}]
    mov byte ptr [{p0}], {t0:l}

# add_literal, 1 byte: 12 instructions
    movzx {t0:e}, byte ptr [{p0}]
    add {t0}, 1
    mov byte ptr [{p0}], {t0:l}

# sub, 1 byte: 13 instructions
    add {t0:l}, byte ptr [{p0}]
    mov byte ptr [{p0}], {t0:l}

# or, 1 byte: 12 instructions
    or {t0:l}, byte ptr [{p0}]
    mov byte ptr [{p0}], {t0:l}

# and, 1 byte: 12 instructions
    and {t0:l}, byte ptr [{p0}]
    mov byte ptr [{p0}], {t0:l}

# and_literal, 1 byte: 12 instructions
    movzx {t0:e}, byte ptr [{p0}]
    and {t0}, 240
    mov byte ptr [{p0}], {t0:l}

# xor, 1 byte: 12 instructions
    xor {t0:l}, byte ptr [{p0}]
    mov byte ptr [{p0}], {t0:l}

# set_negative, 1 byte: 11 instructions
    mov {t0:e}, 249
    mov byte ptr [{p0}], {t0:l}

# add_negative, 1 byte: 12 instructions
    movzx {t0:e}, byte ptr [{p0}]
    add {t0}, -1
    mov byte ptr [{p0}], {t0:l}

# and_negative, 1 byte: 12 instructions
    movzx {t0:e}, byte ptr [{p0}]
    and {t0}, -16
    mov byte ptr [{p0}], {t0:l}

# set_release, 1 byte: 10 instructions
    mov byte ptr [{p0}], {v0:l}

# fetch_kept, 1 byte: 14 instructions
    movzx {f0:e}, byte ptr [{p0}]
    mov qword ptr [{block} + 0], {f0}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    movzx {t0:e}, byte ptr [{p1}]
    add {t0}, 1
    mov byte ptr [{p1}], {t0:l}

# check_eq, 1 byte: 13 instructions
    movzx {t0:e}, byte ptr [{p0}]
    cmp {t0}, {v0}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov byte ptr [{p1}], {v1:l}

# check_negative, 1 byte: 14 instructions
    movzx {t0:e}, byte ptr [{p0}]
    mov {t2:e}, 255
    cmp {t0}, {t2}
    jne 6f
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov byte ptr [{p1}], {v0:l}

# stage, 1 byte: 11 instructions
    mov byte ptr [{p0}], {v0:l}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov byte ptr [{p1}], {v1:l}

# stage_literal, 1 byte: 12 instructions
    mov {t0:e}, 255
    mov byte ptr [{p0}], {t0:l}
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov byte ptr [{p1}], {v0:l}

# stage_copy, 1 byte
    lea {t2}, [{t2} + {t3} * 1]
    lea {t1}, [{t1} + {t3} * 1]
    neg {t3}
    je 2001f
2000:
    movzx {t0:e}, byte ptr [{t2} + {t3} * 1]
    mov byte ptr [{t1} + {t3} * 1], {t0:l}
    inc {t3}
    jne 2000b
2001:
    lea {t0}, [{event} + 2]
    mov qword ptr [{slot}], {t0}
    mov {t0}, {v0}
    add {t0:l}, byte ptr [{p0}]
    mov byte ptr [{p0}], {t0:l}
