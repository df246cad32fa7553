#![no_main]

use lt_lint_fuzz::targets::templates;

libfuzzer_sys::fuzz_target!(|input: &[u8]| templates(input));
