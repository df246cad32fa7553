#![no_main]

use lt_lint_fuzz::targets::config;

libfuzzer_sys::fuzz_target!(|input: &[u8]| config(input));
