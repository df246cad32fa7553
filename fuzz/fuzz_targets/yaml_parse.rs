#![no_main]

use lt_lint_fuzz::targets::yaml_parse;

libfuzzer_sys::fuzz_target!(|input: &[u8]| yaml_parse(input));
