# The sections of `src/tests/generated/forms.rs` on s390x, for a tracked slot and the index `CpuId`.
# What stands in braces is an operand, which rustc gives a register, an address or a number.
# `pseudo-code.txt` says what each does. The landings and tables behind a section are printed
# where they differ: for the first, and where there are checks. Of words smaller than a
# register, what differs from the section on whole ones is printed.

# set, 8 bytes: 10 instructions
# commit!(slot.n = v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p0})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lgfi {t0}, 7
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# set_fetched, 8 bytes: 11 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {f0}, 0({p1})
3:
    mvghi 8({area}), 0

# add, 8 bytes: 12 instructions
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    agr {t0}, {v0}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_literal, 8 bytes: 12 instructions
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    algfi {t0}, 1
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    agr {t0}, {f0}
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# sub, 8 bytes: 12 instructions
# commit!(slot.n -= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    sgr {t0}, {v0}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# sub_literal, 8 bytes: 12 instructions
# commit!(slot.n -= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    slgfi {t0}, 1
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# sub_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n -= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    sgr {t0}, {f0}
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# or, 8 bytes: 12 instructions
# commit!(slot.n |= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    ogr {t0}, {v0}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# or_literal, 8 bytes: 12 instructions
# commit!(slot.n |= 0x40);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    oilf {t0}, 64
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# or_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n |= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    ogr {t0}, {f0}
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# and, 8 bytes: 12 instructions
# commit!(slot.n &= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    ngr {t0}, {v0}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# and_literal, 8 bytes: 13 instructions
# commit!(slot.n &= 0xf0);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    nihf {t0}, 0
    nilf {t0}, 240
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# and_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n &= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    ngr {t0}, {f0}
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# xor, 8 bytes: 12 instructions
# commit!(slot.n ^= v);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    xgr {t0}, {v0}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# xor_literal, 8 bytes: 12 instructions
# commit!(slot.n ^= 1);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    xilf {t0}, 1
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# xor_fetched, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n ^= m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    xgr {t0}, {f0}
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# set_negative, 8 bytes: 11 instructions
# commit!(slot.n = -7);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lgfi {t0}, -7
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# set_large, 8 bytes: 11 instructions
# commit!(slot.n = 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lgfi {t0}, 305419896
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# set_larger, 8 bytes: 10 instructions
# commit!(slot.n = 0x8000_0000);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_negative, 8 bytes: 12 instructions
# commit!(slot.n += -1);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    slgfi {t0}, 1
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_12_bits, 8 bytes: 12 instructions
# commit!(slot.n += 0xfff);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    algfi {t0}, 4095
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_16_bits, 8 bytes: 12 instructions
# commit!(slot.n += 0x8000);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    algfi {t0}, 32768
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_large, 8 bytes: 12 instructions
# commit!(slot.n += 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    algfi {t0}, 305419896
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# sub_negative, 8 bytes: 12 instructions
# commit!(slot.n -= -0x800);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    algfi {t0}, 2048
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# sub_large, 8 bytes: 12 instructions
# commit!(slot.n -= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    slgfi {t0}, 305419896
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# or_negative, 8 bytes: 13 instructions
# commit!(slot.n |= -128);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lgfi {t2}, -128
    lg {t0}, 0({p0})
    ogr {t0}, {t2}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# or_large, 8 bytes: 12 instructions
# commit!(slot.n |= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    oilf {t0}, 305419896
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# and_negative, 8 bytes: 13 instructions
# commit!(slot.n &= -16);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lgfi {t2}, -16
    lg {t0}, 0({p0})
    ngr {t0}, {t2}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# and_large, 8 bytes: 13 instructions
# commit!(slot.n &= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    nihf {t0}, 0
    nilf {t0}, 305419896
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# xor_negative, 8 bytes: 13 instructions
# commit!(slot.n ^= -1);
# registers: area, field, index, slot, event, p0; scratch: t0, t2
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lgfi {t2}, -1
    lg {t0}, 0({p0})
    xgr {t0}, {t2}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# xor_large, 8 bytes: 12 instructions
# commit!(slot.n ^= 0x1234_5678);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    xilf {t0}, 305419896
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# set_release, 8 bytes: 10 instructions
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p0})
3:
    mvghi 8({area}), 0

# set_literal_release, 8 bytes: 11 instructions
# commit!(slot.n = 0, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lgfi {t0}, 0
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_release, 8 bytes: 12 instructions
# commit!(slot.n += v, Release);
# registers: area, field, index, slot, event, p0, v0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    agr {t0}, {v0}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# add_literal_release, 8 bytes: 12 instructions
# commit!(slot.n += 1, Release);
# registers: area, field, index, slot, event, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    algfi {t0}, 1
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# set_fetched_release, 8 bytes: 11 instructions
# let m = fetch!(slot.m);
# commit!(slot.n = m, Release);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {f0}, 0({p1})
3:
    mvghi 8({area}), 0

# fetch_dropped, 8 bytes: 13 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    algfi {t0}, 1
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# fetch_kept, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += 1);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    stg {f0}, 0({block})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    algfi {t0}, 1
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# fetch_used_and_kept, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# commit!(slot.n += m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    stg {f0}, 0({block})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p1})
    agr {t0}, {f0}
    stg {t0}, 0({p1})
3:
    mvghi 8({area}), 0

# fetch_pointer, 8 bytes: 11 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# registers: area, field, index, slot, event, p1, p0; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {f0}, 0({p1})
3:
    mvghi 8({area}), 0

# fetch_pointer_kept, 8 bytes: 12 instructions
# let m = unsafe { fetch!(node) };
# commit!(slot.n = m);
# m
# registers: area, field, index, slot, event, p1, p0, block; scratch: t0, f0
# block: #0
# kept: f0 in #0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    stg {f0}, 0({block})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {f0}, 0({p1})
3:
    mvghi 8({area}), 0

# fetch_two, 8 bytes: 14 instructions
# let m = fetch!(slot.m);
# let k = fetch!(slot.k);
# commit!(slot.n = m);
# (m, k)
# registers: area, field, index, slot, event, p2, p0, p1, block; scratch: t0, f0, f1
# block: #0, #1
# kept: f0 in #0, f1 in #1
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    stg {f0}, 0({block})
    lg {f1}, 0({p1})
    stg {f1}, 8({block})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {f0}, 0({p2})
3:
    mvghi 8({area}), 0

# check_eq, 8 bytes: 13 instructions
# check!(slot.m == v);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    cgr {t0}, {v0}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v1}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    cgr {t0}, {v0}
    jge 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v1}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    cgr {t0}, {v0}
    jgne 3000f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v1}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
3000:
    mvghi 8({area}), 0
    jg {exit0}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    cgr {t0}, {v0}
    jge 3000f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v1}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
3000:
    mvghi 8({area}), 0
    jg {exit0}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    lgfi {t2}, 0
    cgr {t0}, {t2}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    lgfi {t2}, 0
    cgr {t0}, {t2}
    jge 3000f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
3000:
    mvghi 8({area}), 0
    jg {exit0}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    lgfi {t2}, -1
    cgr {t0}, {t2}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    lgfi {t2}, 305419896
    cgr {t0}, {t2}
    jge 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p1})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    lg {t0}, 0({p1})
    cgr {t0}, {f0}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p2})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    stg {f0}, 0({block})
    lg {t0}, 0({p1})
    cgr {t0}, {f0}
    jge 3000f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p2})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
3000:
    mvghi 8({area}), 0
    jg {exit0}
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

# check_three, 8 bytes: 25 instructions
# check!(slot.m != 0, else 1);
# check!(slot.k == v, else 2);
# check!(slot.l == w);
# commit!(slot.n += 1);
# registers: area, field, index, slot, event, p3, v1, v0, block; scratch: t0, t1, t2
# block: p0, p1, p2
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t1}, 0({block})
    lg {t0}, 0({t1})
    lgfi {t2}, 0
    cgr {t0}, {t2}
    jge 3000f
    lg {t1}, 8({block})
    lg {t0}, 0({t1})
    cgr {t0}, {v0}
    jgne 3001f
    lg {t1}, 16({block})
    lg {t0}, 0({t1})
    cgr {t0}, {v1}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p3})
    algfi {t0}, 1
    stg {t0}, 0({p3})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
3000:
    mvghi 8({area}), 0
    jg {exit0}
3001:
    mvghi 8({area}), 0
    jg {exit1}
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
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    stg {v0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v1}, 0({p1})
3:
    mvghi 8({area}), 0

# stage_literal, 8 bytes: 12 instructions
# stage!(slot.m = -1);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p1, v0, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lgfi {t0}, -1
    stg {t0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p1})
3:
    mvghi 8({area}), 0

# stage_fetched, 8 bytes: 12 instructions
# let m = fetch!(slot.m);
# stage!(slot.k = m);
# commit!(slot.n = w);
# registers: area, field, index, slot, event, p2, v0, p0, p1; scratch: t0, f0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {f0}, 0({p0})
    stg {f0}, 0({p1})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p2})
3:
    mvghi 8({area}), 0

# stage_release, 8 bytes: 11 instructions
# stage!(slot.m = v);
# commit!(slot.n = w, Release);
# registers: area, field, index, slot, event, p1, v1, v0, p0; scratch: t0
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    stg {v0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v1}, 0({p1})
3:
    mvghi 8({area}), 0

# stage_copy, 8 bytes
# stage_copy!(&slot.items, items);
# commit!(slot.n += v);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t1}, 0({block})
    lg {t2}, 8({block})
    lg {t3}, 16({block})
2000:
    cghi {t3}, 0
    jge 2001f
    lg {t0}, 0({t2})
    stg {t0}, 0({t1})
    aghi {t2}, 8
    aghi {t1}, 8
    aghi {t3}, -1
    jg 2000b
2001:
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p0})
    agr {t0}, {v0}
    stg {t0}, 0({p0})
3:
    mvghi 8({area}), 0

# stage_copy_two, 8 bytes
# stage_copy!(&slot.items, items);
# stage_copy!(&slot.more, more);
# commit!(slot.n = v, Release);
# registers: area, field, index, slot, event, p0, v0, block; scratch: t0, t1, t2, t3
# block: c0_dst, c0_src, c0_len, c1_dst, c1_src, c1_len
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t1}, 0({block})
    lg {t2}, 8({block})
    lg {t3}, 16({block})
2000:
    cghi {t3}, 0
    jge 2001f
    lg {t0}, 0({t2})
    stg {t0}, 0({t1})
    aghi {t2}, 8
    aghi {t1}, 8
    aghi {t3}, -1
    jg 2000b
2001:
    lg {t1}, 24({block})
    lg {t2}, 32({block})
    lg {t3}, 40({block})
2002:
    cghi {t3}, 0
    jge 2003f
    lg {t0}, 0({t2})
    stg {t0}, 0({t1})
    aghi {t2}, 8
    aghi {t1}, 8
    aghi {t3}, -1
    jg 2002b
2003:
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stg {v0}, 0({p0})
3:
    mvghi 8({area}), 0

# many_stages, 8 bytes: 40 instructions
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
# registers: area, field, index, slot, event, p10, v9, v8, block; scratch: t0, t1
# block: v7, v6, v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 56({block})
    lg {t1}, 64({block})
    stg {t0}, 0({t1})
    lg {t0}, 48({block})
    lg {t1}, 72({block})
    stg {t0}, 0({t1})
    lg {t0}, 40({block})
    lg {t1}, 80({block})
    stg {t0}, 0({t1})
    lg {t0}, 32({block})
    lg {t1}, 88({block})
    stg {t0}, 0({t1})
    lg {t0}, 24({block})
    lg {t1}, 96({block})
    stg {t0}, 0({t1})
    lg {t0}, 16({block})
    lg {t1}, 104({block})
    stg {t0}, 0({t1})
    lg {t0}, 8({block})
    lg {t1}, 112({block})
    stg {t0}, 0({t1})
    lg {t0}, 0({block})
    lg {t1}, 120({block})
    stg {t0}, 0({t1})
    lg {t1}, 128({block})
    stg {v8}, 0({t1})
    lg {t1}, 136({block})
    stg {v9}, 0({t1})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p10})
    slgfi {t0}, 100000
    stg {t0}, 0({p10})
3:
    mvghi 8({area}), 0

# many_checks, 8 bytes: 66 instructions
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
# registers: area, field, index, slot, event, p11, v7, v6, block; scratch: t0, t1, t2
# block: v5, v4, v3, v2, v1, v0, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t1}, 48({block})
    lg {t0}, 0({t1})
    lg {t2}, 40({block})
    cgr {t0}, {t2}
    jgne 6f
    lg {t1}, 56({block})
    lg {t0}, 0({t1})
    lg {t2}, 32({block})
    cgr {t0}, {t2}
    jge 6f
    lg {t1}, 64({block})
    lg {t0}, 0({t1})
    lg {t2}, 24({block})
    cgr {t0}, {t2}
    jgne 3000f
    lg {t1}, 72({block})
    lg {t0}, 0({t1})
    lg {t2}, 16({block})
    cgr {t0}, {t2}
    jge 3001f
    lg {t1}, 80({block})
    lg {t0}, 0({t1})
    lgfi {t2}, 4
    cgr {t0}, {t2}
    jgne 6f
    lg {t1}, 88({block})
    lg {t0}, 0({t1})
    lgfi {t2}, 5
    cgr {t0}, {t2}
    jge 6f
    lg {t1}, 96({block})
    lg {t0}, 0({t1})
    lgfi {t2}, 6
    cgr {t0}, {t2}
    jgne 3002f
    lg {t1}, 104({block})
    lg {t0}, 0({t1})
    lgfi {t2}, 7
    cgr {t0}, {t2}
    jge 3003f
    lg {t1}, 112({block})
    lg {t0}, 0({t1})
    lg {t2}, 8({block})
    cgr {t0}, {t2}
    jgne 6f
    lg {t1}, 120({block})
    lg {t0}, 0({t1})
    lg {t2}, 0({block})
    cgr {t0}, {t2}
    jgne 6f
    lg {t1}, 128({block})
    lg {t0}, 0({t1})
    cgr {t0}, {v6}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 0({p11})
    xgr {t0}, {v7}
    stg {t0}, 0({p11})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
3000:
    mvghi 8({area}), 0
    jg {exit0}
3001:
    mvghi 8({area}), 0
    jg {exit1}
3002:
    mvghi 8({area}), 0
    jg {exit2}
3003:
    mvghi 8({area}), 0
    jg {exit3}
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

# many_fetches, 8 bytes: 47 instructions
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
# registers: area, field, index, slot, event, p12, p0, p1, block; scratch: t0, t1, t2
# block: p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, #10, #11, #12, #13, #14, #15, #16, #17, #18, #19
# kept: f0 in #10, f1 in #11, f2 in #12, f3 in #13, f4 in #14, f5 in #15, f6 in #16
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t0}, 0({p0})
    stg {t0}, 80({block})
    lg {t0}, 0({p1})
    stg {t0}, 88({block})
    lg {t1}, 0({block})
    lg {t0}, 0({t1})
    stg {t0}, 96({block})
    lg {t1}, 8({block})
    lg {t0}, 0({t1})
    stg {t0}, 104({block})
    lg {t1}, 16({block})
    lg {t0}, 0({t1})
    stg {t0}, 112({block})
    lg {t1}, 24({block})
    lg {t0}, 0({t1})
    stg {t0}, 120({block})
    lg {t1}, 32({block})
    lg {t0}, 0({t1})
    stg {t0}, 128({block})
    lg {t1}, 40({block})
    lg {t0}, 0({t1})
    stg {t0}, 136({block})
    lg {t1}, 48({block})
    lg {t0}, 0({t1})
    stg {t0}, 144({block})
    lg {t1}, 56({block})
    lg {t0}, 0({t1})
    stg {t0}, 152({block})
    lg {t1}, 64({block})
    lg {t0}, 0({t1})
    lg {t2}, 144({block})
    cgr {t0}, {t2}
    jgne 6f
    lg {t0}, 152({block})
    lg {t1}, 72({block})
    stg {t0}, 0({t1})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t0}, 80({block})
    stg {t0}, 0({p12})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
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
# registers: area, field, index, slot, event, p8, v1, block; scratch: t0, t1, t2, t3
# block: v0, p0, p1, p2, p3, p4, p5, p6, p7, #9, #10, c0_dst, c0_src, c0_len
# kept: f0 in #9, f1 in #10
    larl {t0}, 5f
    stg {t0}, 8({area})
2:
    c {index}, 4({field})
    jgne 4f
    cg {event}, 0({slot})
    jgne 4f
    lg {t1}, 8({block})
    lg {t0}, 0({t1})
    stg {t0}, 72({block})
    lg {t1}, 16({block})
    lg {t0}, 0({t1})
    stg {t0}, 80({block})
    lg {t1}, 24({block})
    lg {t0}, 0({t1})
    lg {t2}, 72({block})
    cgr {t0}, {t2}
    jgne 6f
    lg {t1}, 32({block})
    lg {t0}, 0({t1})
    lg {t2}, 0({block})
    cgr {t0}, {t2}
    jge 3000f
    lg {t1}, 40({block})
    lg {t0}, 0({t1})
    lgfi {t2}, 100000
    cgr {t0}, {t2}
    jgne 3001f
    lg {t0}, 80({block})
    lg {t1}, 48({block})
    stg {t0}, 0({t1})
    lg {t1}, 56({block})
    stg {v1}, 0({t1})
    lgfi {t0}, -5
    lg {t1}, 64({block})
    stg {t0}, 0({t1})
    lg {t1}, 88({block})
    lg {t2}, 96({block})
    lg {t3}, 104({block})
2000:
    cghi {t3}, 0
    jge 2001f
    lg {t0}, 0({t2})
    stg {t0}, 0({t1})
    aghi {t2}, 8
    aghi {t1}, 8
    aghi {t3}, -1
    jg 2000b
2001:
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    lg {t2}, 72({block})
    lg {t0}, 0({p8})
    xgr {t0}, {t2}
    stg {t0}, 0({p8})
3:
    mvghi 8({area}), 0
    .pushsection __rseq_failure, "ax"
    .long {signature}
    .type "rseq abort in <module> at forms.rs:1", %function
    .size "rseq abort in <module> at forms.rs:1", 9f - 4f
"rseq abort in <module> at forms.rs:1":
4:
    mvghi 8({area}), 0
    jg {fail}
6:
    mvghi 8({area}), 0
    jg {mismatch}
3000:
    mvghi 8({area}), 0
    jg {exit0}
3001:
    mvghi 8({area}), 0
    jg {exit1}
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
    st {v0}, 0({p0})

# set_literal, 4 bytes: 11 instructions
    llilf {t0}, 7
    st {t0}, 0({p0})

# add, 4 bytes: 12 instructions
    llgf {t0}, 0({p0})
    agr {t0}, {v0}
    st {t0}, 0({p0})

# add_literal, 4 bytes: 12 instructions
    llgf {t0}, 0({p0})
    algfi {t0}, 1
    st {t0}, 0({p0})

# sub, 4 bytes: 12 instructions
    llgf {t0}, 0({p0})
    sgr {t0}, {v0}
    st {t0}, 0({p0})

# or, 4 bytes: 12 instructions
    llgf {t0}, 0({p0})
    ogr {t0}, {v0}
    st {t0}, 0({p0})

# and, 4 bytes: 12 instructions
    llgf {t0}, 0({p0})
    ngr {t0}, {v0}
    st {t0}, 0({p0})

# and_literal, 4 bytes: 13 instructions
    llgf {t0}, 0({p0})
    nihf {t0}, 0
    nilf {t0}, 240
    st {t0}, 0({p0})

# xor, 4 bytes: 12 instructions
    llgf {t0}, 0({p0})
    xgr {t0}, {v0}
    st {t0}, 0({p0})

# set_negative, 4 bytes: 11 instructions
    llilf {t0}, 4294967289
    st {t0}, 0({p0})

# add_negative, 4 bytes: 12 instructions
    llgf {t0}, 0({p0})
    slgfi {t0}, 1
    st {t0}, 0({p0})

# and_negative, 4 bytes: 13 instructions
    llilf {t2}, 4294967280
    llgf {t0}, 0({p0})
    ngr {t0}, {t2}
    st {t0}, 0({p0})

# set_release, 4 bytes: 10 instructions
    st {v0}, 0({p0})

# fetch_kept, 4 bytes: 14 instructions
    llgf {f0}, 0({p0})
    stg {f0}, 0({block})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    llgf {t0}, 0({p1})
    algfi {t0}, 1
    st {t0}, 0({p1})

# check_eq, 4 bytes: 13 instructions
    llgf {t0}, 0({p0})
    cgr {t0}, {v0}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    st {v1}, 0({p1})

# check_negative, 4 bytes: 14 instructions
    llgf {t0}, 0({p0})
    llilf {t2}, 4294967295
    cgr {t0}, {t2}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    st {v0}, 0({p1})

# stage, 4 bytes: 11 instructions
    st {v0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    st {v1}, 0({p1})

# stage_literal, 4 bytes: 12 instructions
    llilf {t0}, 4294967295
    st {t0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    st {v0}, 0({p1})

# stage_copy, 4 bytes
    llgf {t0}, 0({t2})
    st {t0}, 0({t1})
    aghi {t2}, 4
    aghi {t1}, 4
    aghi {t3}, -1
    jg 2000b
2001:
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    llgf {t0}, 0({p0})
    agr {t0}, {v0}
    st {t0}, 0({p0})

# set, 2 bytes: 10 instructions
    sth {v0}, 0({p0})

# set_literal, 2 bytes: 11 instructions
    llill {t0}, 7
    sth {t0}, 0({p0})

# add, 2 bytes: 12 instructions
    llgh {t0}, 0({p0})
    agr {t0}, {v0}
    sth {t0}, 0({p0})

# add_literal, 2 bytes: 12 instructions
    llgh {t0}, 0({p0})
    algfi {t0}, 1
    sth {t0}, 0({p0})

# sub, 2 bytes: 12 instructions
    llgh {t0}, 0({p0})
    sgr {t0}, {v0}
    sth {t0}, 0({p0})

# or, 2 bytes: 12 instructions
    llgh {t0}, 0({p0})
    ogr {t0}, {v0}
    sth {t0}, 0({p0})

# and, 2 bytes: 12 instructions
    llgh {t0}, 0({p0})
    ngr {t0}, {v0}
    sth {t0}, 0({p0})

# and_literal, 2 bytes: 13 instructions
    llgh {t0}, 0({p0})
    nihf {t0}, 0
    nilf {t0}, 240
    sth {t0}, 0({p0})

# xor, 2 bytes: 12 instructions
    llgh {t0}, 0({p0})
    xgr {t0}, {v0}
    sth {t0}, 0({p0})

# set_negative, 2 bytes: 11 instructions
    llill {t0}, 65529
    sth {t0}, 0({p0})

# add_negative, 2 bytes: 12 instructions
    llgh {t0}, 0({p0})
    slgfi {t0}, 1
    sth {t0}, 0({p0})

# and_negative, 2 bytes: 13 instructions
    llill {t2}, 65520
    llgh {t0}, 0({p0})
    ngr {t0}, {t2}
    sth {t0}, 0({p0})

# set_release, 2 bytes: 10 instructions
    sth {v0}, 0({p0})

# fetch_kept, 2 bytes: 14 instructions
    llgh {f0}, 0({p0})
    stg {f0}, 0({block})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    llgh {t0}, 0({p1})
    algfi {t0}, 1
    sth {t0}, 0({p1})

# check_eq, 2 bytes: 13 instructions
    llgh {t0}, 0({p0})
    cgr {t0}, {v0}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    sth {v1}, 0({p1})

# check_negative, 2 bytes: 14 instructions
    llgh {t0}, 0({p0})
    llill {t2}, 65535
    cgr {t0}, {t2}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    sth {v0}, 0({p1})

# stage, 2 bytes: 11 instructions
    sth {v0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    sth {v1}, 0({p1})

# stage_literal, 2 bytes: 12 instructions
    llill {t0}, 65535
    sth {t0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    sth {v0}, 0({p1})

# stage_copy, 2 bytes
    llgh {t0}, 0({t2})
    sth {t0}, 0({t1})
    aghi {t2}, 2
    aghi {t1}, 2
    aghi {t3}, -1
    jg 2000b
2001:
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    llgh {t0}, 0({p0})
    agr {t0}, {v0}
    sth {t0}, 0({p0})

# set, 1 byte: 10 instructions
    stc {v0}, 0({p0})

# set_literal, 1 byte: 11 instructions
    llill {t0}, 7
    stc {t0}, 0({p0})

# add, 1 byte: 12 instructions
    llgc {t0}, 0({p0})
    agr {t0}, {v0}
    stc {t0}, 0({p0})

# add_literal, 1 byte: 12 instructions
    llgc {t0}, 0({p0})
    algfi {t0}, 1
    stc {t0}, 0({p0})

# sub, 1 byte: 12 instructions
    llgc {t0}, 0({p0})
    sgr {t0}, {v0}
    stc {t0}, 0({p0})

# or, 1 byte: 12 instructions
    llgc {t0}, 0({p0})
    ogr {t0}, {v0}
    stc {t0}, 0({p0})

# and, 1 byte: 12 instructions
    llgc {t0}, 0({p0})
    ngr {t0}, {v0}
    stc {t0}, 0({p0})

# and_literal, 1 byte: 13 instructions
    llgc {t0}, 0({p0})
    nihf {t0}, 0
    nilf {t0}, 240
    stc {t0}, 0({p0})

# xor, 1 byte: 12 instructions
    llgc {t0}, 0({p0})
    xgr {t0}, {v0}
    stc {t0}, 0({p0})

# set_negative, 1 byte: 11 instructions
    llill {t0}, 249
    stc {t0}, 0({p0})

# add_negative, 1 byte: 12 instructions
    llgc {t0}, 0({p0})
    slgfi {t0}, 1
    stc {t0}, 0({p0})

# and_negative, 1 byte: 13 instructions
    llill {t2}, 240
    llgc {t0}, 0({p0})
    ngr {t0}, {t2}
    stc {t0}, 0({p0})

# set_release, 1 byte: 10 instructions
    stc {v0}, 0({p0})

# fetch_kept, 1 byte: 14 instructions
    llgc {f0}, 0({p0})
    stg {f0}, 0({block})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    llgc {t0}, 0({p1})
    algfi {t0}, 1
    stc {t0}, 0({p1})

# check_eq, 1 byte: 13 instructions
    llgc {t0}, 0({p0})
    cgr {t0}, {v0}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stc {v1}, 0({p1})

# check_negative, 1 byte: 14 instructions
    llgc {t0}, 0({p0})
    llill {t2}, 255
    cgr {t0}, {t2}
    jgne 6f
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stc {v0}, 0({p1})

# stage, 1 byte: 11 instructions
    stc {v0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stc {v1}, 0({p1})

# stage_literal, 1 byte: 12 instructions
    llill {t0}, 255
    stc {t0}, 0({p0})
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    stc {v0}, 0({p1})

# stage_copy, 1 byte
    llgc {t0}, 0({t2})
    stc {t0}, 0({t1})
    aghi {t2}, 1
    aghi {t1}, 1
    aghi {t3}, -1
    jg 2000b
2001:
    la {t0}, 2({event})
    stg {t0}, 0({slot})
    llgc {t0}, 0({p0})
    agr {t0}, {v0}
    stc {t0}, 0({p0})
