#![no_main]

use lt_lint_fuzz::targets::quantity_rate_duration;

libfuzzer_sys::fuzz_target!(|input: &[u8]| quantity_rate_duration(input));
