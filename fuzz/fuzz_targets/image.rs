#![no_main]

use lt_lint_fuzz::targets::image;

libfuzzer_sys::fuzz_target!(|input: &[u8]| image(input));
