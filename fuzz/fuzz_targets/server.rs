#![no_main]

use lt_lint_fuzz::targets::server;

libfuzzer_sys::fuzz_target!(|input: &[u8]| server(input));
