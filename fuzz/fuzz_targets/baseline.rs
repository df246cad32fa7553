#![no_main]

use lt_lint_fuzz::targets::baseline;

libfuzzer_sys::fuzz_target!(|input: &[u8]| baseline(input));
