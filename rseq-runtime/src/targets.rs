//! The targets with sections. What differs by architecture beyond that stands where it is used: the
//! facade's `sequence.rs` has their names.

/// The items of the first block where sections are assembly, those of the second elsewhere: on other
/// targets, under Miri, and where a build forces it.
#[doc(hidden)]
#[macro_export]
macro_rules! sections {
    ({ $($with:item)* } else { $($without:item)* }) => {
        $crate::sections! {
            @ all(
                target_os = "linux",
                not(miri),
                not(restartable_fallback),
                any(
                    all(target_arch = "x86_64", target_pointer_width = "64"),
                    target_arch = "x86",
                    all(target_arch = "aarch64", target_pointer_width = "64"),
                    all(target_arch = "arm", target_endian = "little"),
                    target_arch = "riscv64",
                    all(target_arch = "powerpc64", target_endian = "little"),
                    target_arch = "s390x",
                    target_arch = "loongarch64",
                )
            );
            { $($with)* } else { $($without)* }
        }
    };
    (@ $targets:meta; { $($with:item)* } else { $($without:item)* }) => {
        $(#[cfg($targets)] $with)*
        $(#[cfg(not($targets))] $without)*
    };
}
