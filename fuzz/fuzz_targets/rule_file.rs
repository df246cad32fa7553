#![no_main]

use lt_lint_fuzz::targets::rule_file;

libfuzzer_sys::fuzz_target!(|input: &[u8]| rule_file(input));
