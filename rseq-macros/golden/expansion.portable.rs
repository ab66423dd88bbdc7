// On portable, with `restartable` for `$crate`:
//
// try_rseq!(&self.counters, |slot| {
//     let amount: u64 = text.parse()?;
//     if amount == 0 {
//         return Ok(());
//     }
//     let before = fetch!(slot.total);
//     check!(slot.open == 1);
//     stage_copy!(&slot.last, &[amount, 1]);
//     commit!(slot.total += amount);
//     println!("{before}");
//     Ok(())
// })

fn expansion() {
    match restartable::__private::Header::of(&&self.counters).percpu() {
        __percpu => {
            let mut __at = restartable::__private::first_once(__percpu);
            '__restart: {
                '__body: {
                    let slot = restartable::__private::Attempt::slot(&__at);
                    restartable::__private::statement(
                        "let amount : u64 = text . parse () ? ;",
                    );
                    let amount: u64 = (match restartable::__private::branch(
                        text.parse(),
                    ) {
                        restartable::__private::ControlFlow::Continue(value) => value,
                        restartable::__private::ControlFlow::Break(residual) => {
                            break '__restart restartable::__private::ok(
                                restartable::__private::from_residual(residual),
                            );
                        }
                    });
                    restartable::__private::statement(
                        "if amount == 0 { return Ok (()) ; }",
                    );
                    if amount == 0 {
                        restartable::__private::statement("return Ok (()) ;");
                        break '__restart restartable::__private::ok(Ok(()));
                    }
                    let __w0 = &slot.total;
                    let __p0 = restartable::__private::place(__w0);
                    let __w1 = &slot.open;
                    let __p1 = restartable::__private::place_to_compare(__w1);
                    restartable::__private::literal_type(__p1, 1);
                    let __dst0: &[restartable::__private::Word<_>] = &slot.last;
                    let __src0: &[_] = &[amount, 1];
                    let __c0 = restartable::__private::copy(__dst0, __src0);
                    let __w2 = &slot.total;
                    let __p2 = restartable::__private::place_to_add(__w2);
                    let __v0 = restartable::__private::value(__p2, amount);
                    restartable::__private::statement("the section");
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
                                C0: restartable::__private::Value,
                            >(
                                __frame: restartable::__private::Frame<K, I>,
                                __p0: restartable::__private::Place<'_, P0>,
                                __p1: restartable::__private::Place<'_, P1>,
                                __p2: restartable::__private::Place<'_, P2>,
                                __v0: restartable::__private::Bits,
                                __c0: restartable::__private::Copied<'_, C0>,
                            ) -> (
                                restartable::__private::Code,
                                [restartable::__private::Bits; 1usize],
                            ) {
                                if !unsafe {
                                    restartable::__private::Frame::holds(&__frame)
                                } {
                                    return (restartable::__private::ABORTED, [0; 1usize]);
                                }
                                if restartable::__private::step(
                                    "before = load(slot.total)",
                                ) {
                                    return (restartable::__private::ABORTED, [0; 1usize]);
                                }
                                let __f0 = unsafe { restartable::__private::load(__p0) };
                                if restartable::__private::step(
                                    "if load(slot.open) != 1 goto mismatch",
                                ) {
                                    return (restartable::__private::ABORTED, [0; 1usize]);
                                }
                                if (unsafe { restartable::__private::load(__p1) }
                                    == restartable::__private::literal(__p1, 1i32)) == false
                                {
                                    return (restartable::__private::MISMATCH, [0; 1usize]);
                                }
                                if restartable::__private::step(
                                    "copy(&slot.last, &[amount, 1])",
                                ) {
                                    return (restartable::__private::ABORTED, [0; 1usize]);
                                }
                                unsafe { restartable::__private::Copied::run(__c0) };
                                if restartable::__private::step(
                                    "store(slot.event, event + 2)",
                                ) {
                                    return (restartable::__private::ABORTED, [0; 1usize]);
                                }
                                unsafe { restartable::__private::Frame::advance(&__frame) };
                                if restartable::__private::step("commit") {
                                    return (restartable::__private::ABORTED, [0; 1usize]);
                                }
                                unsafe {
                                    restartable::__private::store(
                                        __p2,
                                        restartable::__private::add(
                                            unsafe { restartable::__private::load(__p2) },
                                            __v0,
                                        ),
                                    )
                                };
                                (restartable::__private::COMMITTED, [__f0])
                            }
                            unsafe {
                                __section(
                                    restartable::__private::Attempt::frame(&mut __at),
                                    __p0,
                                    __p1,
                                    __p2,
                                    __v0,
                                    __c0,
                                )
                            }
                        };
                        if __code == restartable::__private::COMMITTED {
                            break __kept;
                        }
                        if !restartable::__private::Attempt::resumes(&mut __at) {
                            break '__restart restartable::__private::aborted(__at);
                        }
                    };
                    let before = unsafe {
                        restartable::__private::fetched(
                            restartable::__private::name(__p0),
                            __kept[0],
                        )
                    };
                    restartable::__private::leave(__at);
                    break '__restart restartable::__private::ok({
                        restartable::__private::statement("println ! (\"{before}\") ;");
                        println!("{before}");
                        restartable::__private::statement("Ok (())");
                        Ok(())
                    });
                }
            }
        }
    }
}
