#![no_main]

use lt_lint_fuzz::targets::generator_args;

libfuzzer_sys::fuzz_target!(|input: &[u8]| generator_args(input));
