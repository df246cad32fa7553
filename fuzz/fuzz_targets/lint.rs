#![no_main]

use lt_lint_fuzz::targets::lint;

libfuzzer_sys::fuzz_target!(|input: &[u8]| lint(input));
