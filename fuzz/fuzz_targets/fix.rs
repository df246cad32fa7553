#![no_main]

use lt_lint_fuzz::targets::fix;

libfuzzer_sys::fuzz_target!(|input: &[u8]| fix(input));
