//! Where lt-lint isn't as the suite has it, by case, with the reason. `tests/kubectl` has the same
//! texts with kubectl's answer.

const LENIENT: &str =
    "kubectl reads flow and quoted text that is indented less than its key, so lt-lint does";
const BINARY: &str = "kubectl decodes `!!binary` to text";
const TAB: &str = "kubectl refuses a block that begins with a tab";

const FLOW: &str = "kubectl reads `-`, `?` and `:` in brackets by YAML 1.1, so lt-lint does";

pub(super) const FAIL: &[(&str, &str)] =
    &[("9C9N", LENIENT), ("DK95-01", LENIENT), ("G5U8", FLOW), ("QB6E", LENIENT), ("YJV2", FLOW)];

pub(super) const EVENTS: &[(&str, &str)] =
    &[("4ABK", FLOW), ("565N", BINARY), ("652Z", FLOW), ("FRK4", FLOW), ("HM87-01", FLOW)];

const SPLIT: &str = "kubectl refuses a key that isn't in one line with its `:`";

pub(super) const JSON: &[(&str, &str)] = &[
    ("3UYS", "kubectl doesn't know the escape `\\/`"),
    ("4MUZ-02", SPLIT),
    ("565N", BINARY),
    ("5MUD", SPLIT),
    ("652Z", FLOW),
    ("96NN-00", TAB),
    ("96NN-01", TAB),
    ("9SA2", SPLIT),
    ("C4HZ", "`y` is true to kubectl, also as a key"),
    ("HM87-01", FLOW),
    ("NJ66", SPLIT),
    ("R4YG", TAB),
    ("UT92", SPLIT),
    ("VJP3-01", SPLIT),
];
