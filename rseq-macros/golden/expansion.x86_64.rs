// On x86_64, with `restartable` for `$crate`:
//
// rseq!(self.heads, |head, cpu| -> Option<u32> {
//     let first = head.first.get();
//     if first == NIL {
//         return None;
//     }
//     let node = &self.nodes[first as usize];
//     let next = fetch!(node.next);
//     check!(head.open == true, else None);
//     stage!(node.taken_by = cpu);
//     commit!(head.first = next, Release);
//     Some(next)
// })

fn expansion() {
    match restartable::__private::Header::of(&self.heads).percpu() {
        __percpu => {
            let __value: Option<u32> = {
                let mut __at = restartable::__private::first(__percpu);
                '__restart: loop {
                    let __code = '__body: {
                        let head = restartable::__private::Attempt::slot(&__at);
                        let cpu = restartable::__private::Attempt::index(&__at);
                        let first = head.first.get();
                        if first == NIL {
                            break '__restart None;
                        }
                        let node = &self.nodes[first as usize];
                        let __w0 = &node.next;
                        let __p0 = restartable::__private::place(__w0);
                        let __w1 = &head.open;
                        let __p1 = restartable::__private::place_to_compare(__w1);
                        let __v0 = restartable::__private::value(__p1, true);
                        let __w2 = &node.taken_by;
                        let __p2 = restartable::__private::place(__w2);
                        let __v1 = restartable::__private::value(__p2, cpu);
                        let __w3 = &head.first;
                        let __p3 = restartable::__private::place(__w3);
                        {
                            let next = restartable::__private::name(__p0);
                            restartable::__private::same_type(__p3, next);
                        }
                        let __kept = loop {
                            let (__code, __kept) = {
                                #[inline(always)]
                                #[allow(
                                    clippy::all,
                                    clippy::pedantic,
                                    clippy::restriction,
                                    clippy::nursery
                                )]
                                unsafe fn __section<
                                    K: restartable::__private::Tracking,
                                    I: restartable::__private::Index,
                                    P0: restartable::__private::Value,
                                    P1: restartable::__private::Value,
                                    P2: restartable::__private::Value,
                                    P3: restartable::__private::Value,
                                >(
                                    __frame: restartable::__private::Frame<K, I>,
                                    __p0: restartable::__private::Place<'_, P0>,
                                    __p1: restartable::__private::Place<'_, P1>,
                                    __p2: restartable::__private::Place<'_, P2>,
                                    __p3: restartable::__private::Place<'_, P3>,
                                    __v0: restartable::__private::Bits,
                                    __v1: restartable::__private::Bits,
                                ) -> (
                                    restartable::__private::Code,
                                    [restartable::__private::Bits; 1usize],
                                ) {
                                    let mut __block: [restartable::__private::Bits; _] = [
                                        __p1.pointer as restartable::__private::Bits,
                                        __p2.pointer as restartable::__private::Bits,
                                        0,
                                    ];
                                    unsafe {
                                        restartable::__private::asm!(
                                            "lea {t0}, [rip + 5f]",
                                            "mov qword ptr [{area} + {rseq_cs}], {t0}",
                                            "2:",
                                            "7000:",
                                            "cmp dword ptr [{field} + {field_offset}], {index:e}",
                                            "jne 4f",
                                            "7001:",
                                            ".if {tracked}",
                                            "cmp qword ptr [{slot}], {event}",
                                            "jne 4f",
                                            ".endif",
                                            "7002:",
                                            ".if {s0} == 8",
                                            "mov {t0}, qword ptr [{p0}]",
                                            ".elseif {s0} == 4",
                                            "mov {t0:e}, dword ptr [{p0}]",
                                            ".elseif {s0} == 2",
                                            "movzx {t0:e}, word ptr [{p0}]",
                                            ".else",
                                            "movzx {t0:e}, byte ptr [{p0}]",
                                            ".endif",
                                            "mov qword ptr [{block} + 16], {t0}",
                                            "7003:",
                                            "mov {t1}, qword ptr [{block} + 0]",
                                            ".if {s1} == 8",
                                            "mov {t0}, qword ptr [{t1}]",
                                            ".elseif {s1} == 4",
                                            "mov {t0:e}, dword ptr [{t1}]",
                                            ".elseif {s1} == 2",
                                            "movzx {t0:e}, word ptr [{t1}]",
                                            ".else",
                                            "movzx {t0:e}, byte ptr [{t1}]",
                                            ".endif",
                                            "cmp {t0}, {v0}",
                                            "jne 3000f",
                                            "7004:",
                                            "mov {t1}, qword ptr [{block} + 8]",
                                            ".if {s2} == 8",
                                            "mov qword ptr [{t1}], {v1}",
                                            ".elseif {s2} == 4",
                                            "mov dword ptr [{t1}], {v1:e}",
                                            ".elseif {s2} == 2",
                                            "mov word ptr [{t1}], {v1:x}",
                                            ".else",
                                            "mov byte ptr [{t1}], {v1:l}",
                                            ".endif",
                                            "7005:",
                                            ".if {tracked}",
                                            "lea {t0}, [{event} + 2]",
                                            "mov qword ptr [{slot}], {t0}",
                                            ".endif",
                                            "7006:",
                                            "mov {t0}, qword ptr [{block} + 16]",
                                            ".if {s3} == 8",
                                            "mov qword ptr [{p3}], {t0}",
                                            ".elseif {s3} == 4",
                                            "mov dword ptr [{p3}], {t0:e}",
                                            ".elseif {s3} == 2",
                                            "mov word ptr [{p3}], {t0:x}",
                                            ".else",
                                            "mov byte ptr [{p3}], {t0:l}",
                                            ".endif",
                                            "3:",
                                            "7007:",
                                            "mov qword ptr [{area} + {rseq_cs}], 0",
                                            ".pushsection __rseq_failure, \"ax\"",
                                            ".byte 0x0f, 0xb9, 0x3d",
                                            ".long {signature}",
                                            restartable::__private::concat !(".ifndef \"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1\""),
                                            restartable::__private::concat !(".type \"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1\", %function"),
                                            restartable::__private::concat !(".size \"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1\", 9f - 4f"),
                                            restartable::__private::concat !("\"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1\":"),
                                            ".else",
                                            restartable::__private::concat !(".ifndef \"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1 {fail}\""),
                                            restartable::__private::concat !(".type \"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1 {fail}\", %function"),
                                            restartable::__private::concat !(".size \"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1 {fail}\", 9f - 4f"),
                                            restartable::__private::concat !("\"rseq abort in ", restartable::__private::module_path !(), " at forms.rs:1 {fail}\":"),
                                            ".else",
                                            ".endif",
                                            ".endif",
                                            "4:",
                                            "mov qword ptr [{area} + {rseq_cs}], 0",
                                            "jmp {fail}",
                                            "3000:",
                                            "mov qword ptr [{area} + {rseq_cs}], 0",
                                            "jmp {exit0}",
                                            "9:",
                                            ".popsection",
                                            ".pushsection __rseq_cs, \"aw\"",
                                            ".balign 32",
                                            "5:",
                                            ".long 0, 0",
                                            ".quad 2b",
                                            ".quad 3b - 2b",
                                            ".quad 4b",
                                            ".popsection",
                                            ".pushsection __rseq_cs_ptr_array, \"awR\"",
                                            ".quad 5b",
                                            ".popsection",
                                            ".pushsection __rseq_exit_point_array, \"awR\"",
                                            ".quad 2b, 4b",
                                            ".quad 2b, 3000b",
                                            ".popsection",
                                            ".if {marked}",
                                            ".pushsection __rseq_statements, \"awR\"",
                                            ".balign 8",
                                            ".quad 7000b",
                                            ".long 0",
                                            ".asciz \"if rseq.index != index goto fail\"",
                                            ".balign 8",
                                            ".quad 7001b",
                                            ".long 0",
                                            ".asciz \"if slot.event != event goto fail\"",
                                            ".balign 8",
                                            ".quad 7002b",
                                            ".long 7",
                                            ".asciz \"next = load(node.next)\"",
                                            ".balign 8",
                                            ".quad 7003b",
                                            ".long 8",
                                            ".asciz \"if load(head.open) != true goto exit0\"",
                                            ".balign 8",
                                            ".quad 7004b",
                                            ".long 9",
                                            ".asciz \"store(node.taken_by, cpu)\"",
                                            ".balign 8",
                                            ".quad 7005b",
                                            ".long 0",
                                            ".asciz \"store(slot.event, event + 2)\"",
                                            ".balign 8",
                                            ".quad 7006b",
                                            ".long 10",
                                            ".asciz \"store_release(head.first, next)\"",
                                            ".balign 8",
                                            ".quad 7007b",
                                            ".long 0",
                                            ".asciz \"\"",
                                            ".balign 8",
                                            ".popsection",
                                            ".endif",
                                            area = in(reg) __frame.area,
                                            field = in(reg) __frame.field,
                                            index = in(reg) __frame.index,
                                            slot = in(reg) __frame.slot,
                                            event = in(reg) __frame.event,
                                            p3 = in(reg) __p3.pointer,
                                            v1 = in(reg) __v1,
                                            v0 = in(reg) __v0,
                                            p0 = in(reg) __p0.pointer,
                                            block = in(reg) &raw mut __block,
                                            t0 = out(reg) _,
                                            t1 = out(reg) _,
                                            s0 = const restartable::__private::size_of::<P0>(),
                                            s1 = const restartable::__private::size_of::<P1>(),
                                            s2 = const restartable::__private::size_of::<P2>(),
                                            s3 = const restartable::__private::size_of::<P3>(),
                                            tracked = const K::TRACKED as restartable::__private::Code,
                                            marked = const restartable::__private::MARKED as restartable::__private::Code,
                                            field_offset = const I::FIELD,
                                            rseq_cs = const restartable::__private::RSEQ_CS,
                                            signature = const restartable::__private::SIGNATURE,
                                            fail = label { return(restartable::__private::ABORTED, [0; 1usize]) },
                                            exit0 = label { return(restartable::__private::EXIT + 0, [0; 1usize]) },
                                            options(nostack),
                                        );
                                    }
                                    (restartable::__private::COMMITTED, [__block[2]])
                                }
                                unsafe {
                                    __section(
                                        restartable::__private::Attempt::frame(&mut __at),
                                        __p0,
                                        __p1,
                                        __p2,
                                        __p3,
                                        __v0,
                                        __v1,
                                    )
                                }
                            };
                            if __code == restartable::__private::COMMITTED {
                                break __kept;
                            }
                            '__exit: {
                                if __code == restartable::__private::EXIT + 0 {
                                    restartable::__private::leave(__at);
                                    break '__restart None;
                                }
                            }
                            if !restartable::__private::Attempt::resumes(&mut __at) {
                                break '__body __code;
                            }
                        };
                        let next = unsafe {
                            restartable::__private::fetched(
                                restartable::__private::name(__p0),
                                __kept[0],
                            )
                        };
                        restartable::__private::leave(__at);
                        break '__restart { Some(next) };
                    };
                    __at = restartable::__private::again(__percpu, __at, __code);
                }
            };
            __value
        }
    }
}
