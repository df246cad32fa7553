//! The schedule of a CronJob. Source: robfig/cron v3, `ParseStandard`, which the API server uses.

use std::ops::Range;

use crate::units::GoDuration;

/// A field of a schedule: its name, the lowest and the highest number, and the names of numbers.
struct Field {
    name: &'static str,
    lowest: u32,
    highest: u32,
    names: &'static [&'static str],
}

const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Field; 5] = [
    Field { name: "minute", lowest: 0, highest: 59, names: &[] },
    Field { name: "hour", lowest: 0, highest: 23, names: &[] },
    Field { name: "day of the month", lowest: 1, highest: 31, names: &[] },
    Field { name: "month", lowest: 1, highest: 12, names: MONTHS },
    Field { name: "day of the week", lowest: 0, highest: 6, names: DAYS },
];

const WORDS: [&str; 7] =
    ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// What is wrong with a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What, as the end of a sentence about it.
    pub reason: String,
}

/// The first thing that is wrong with a schedule, if anything.
#[must_use]
pub fn fault(text: &str) -> Option<Fault> {
    let of = |part: &str, reason: String| {
        let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        Some(Fault { at: start..start + part.len(), reason })
    };
    if text.contains("TZ") {
        return of(text, "the time zone belongs in `timeZone`".to_owned());
    }
    if text.starts_with('@') {
        return fault_of_word(text).and_then(|reason| of(text, reason));
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        let has = crate::text::count(u8::try_from(parts.len()).unwrap_or(u8::MAX), "field");
        return of(text, format!("it has {has} instead of five"));
    }
    let mut fields = parts.into_iter().zip(&FIELDS);
    fields.find_map(|(part, field)| {
        // Nothing between two commas counts as nothing.
        let mut ranges = part.split(',').filter(|range| !range.is_empty());
        ranges.find_map(|range| of(range, field.judge(range).err()?))
    })
}

/// What is wrong with a word for a schedule, such as `@daily`.
fn fault_of_word(text: &str) -> Option<String> {
    if WORDS.contains(&text) || text.strip_prefix("@every ").is_some_and(is_duration) {
        return None;
    }
    let meant = crate::text::did_you_mean(text, &WORDS);
    let there_is_none = || "there is no such word".to_owned();
    Some(meant.map_or_else(there_is_none, |meant| format!("did you mean `{meant}`?")))
}

impl Field {
    /// `*`, `5`, `1-5`, each with or without `/2`.
    fn judge(&self, range: &str) -> Result<(), String> {
        let mut parts = range.split('/');
        let (ends, step) = (parts.next().unwrap_or_default(), parts.next());
        if parts.next().is_some() {
            return Err(format!("the {} has two steps", self.name));
        }
        let (low, high) = self.ends(ends, step.is_some())?;
        let step = step.map_or(Ok(1), |step| step.trim_start_matches('+').parse::<u32>());
        if !step.is_ok_and(|step| step > 0) {
            return Err(format!("the step of the {} isn't a number above 0", self.name));
        }
        if low < self.lowest || high > self.highest {
            let sunday = if self.names == DAYS { ", Sunday being 0" } else { "" };
            let (name, lowest, highest) = (self.name, self.lowest, self.highest);
            return Err(format!("the {name} goes from {lowest} to {highest}{sunday}"));
        }
        if low > high {
            return Err(format!("the {} ends before it starts", self.name));
        }
        Ok(())
    }

    /// The lowest and the highest number of a range; with a step, one number means all from there.
    fn ends(&self, range: &str, has_step: bool) -> Result<(u32, u32), String> {
        let mut ends = range.split('-');
        let (first, last) = (ends.next().unwrap_or_default(), ends.next());
        if matches!(first, "*" | "?") {
            return Ok((self.lowest, self.highest));
        }
        let low = self.number(first)?;
        let alone = if has_step { self.highest } else { low };
        let high = last.map_or(Ok(alone), |last| self.number(last))?;
        match ends.next() {
            Some(_) => Err(format!("the {} has two ranges in one", self.name)),
            None => Ok((low, high)),
        }
    }

    fn number(&self, text: &str) -> Result<u32, String> {
        let lower = text.to_ascii_lowercase();
        if let Some(at) = self.names.iter().position(|name| *name == lower) {
            return Ok(self.lowest + u32::try_from(at).unwrap_or_default());
        }
        let digits = text.strip_prefix('+').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let names =
            if self.names.is_empty() { "" } else { " or the first three letters of its name" };
        let number = digits.parse().ok().filter(|_| is_number);
        number.ok_or_else(|| format!("the {} is a number{names}", self.name))
    }
}

/// Whether Go reads a text as a duration, with or without a sign.
fn is_duration(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    !unsigned.is_empty() && matches!(GoDuration::read(unsigned), GoDuration::Seconds(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_as_the_api_server_takes_them() {
        let fitting = [
            "* * * * *",
            "0 3 * * 1-5",
            "*/5 0-23/2 1,15 jan-DEC Sun,sat",
            "  0   0 1 1 ?  ",
            "5/15 * * * *",
            "*/61 * * * *",
            "1,,2 * * * *",
            "+5 * * * 0",
            "@daily",
            "@every 1h30m",
            "@every -1.5s",
        ];
        for text in fitting {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_refused_is_told_at_its_place() {
        for (text, (start, end), reason) in FAULTS {
            let reason = (*reason).to_owned();
            assert_eq!(fault(text), Some(Fault { at: *start..*end, reason }), "{text}");
        }
        for text in
            ["@dayly", "@Daily", "@every", "@every 5", "@every 5 m", "@every 1.2.3s", "@reboot"]
        {
            assert!(fault(text).is_some(), "{text}");
        }
    }

    /// Schedules with what is wrong, its place and the reason.
    const FAULTS: &[(&str, (usize, usize), &str)] = &[
        ("* * * *", (0, 7), "it has 4 fields instead of five"),
        ("0 * * * * *", (0, 11), "it has 6 fields instead of five"),
        ("", (0, 0), "it has 0 fields instead of five"),
        ("60 * * * *", (0, 2), "the minute goes from 0 to 59"),
        ("* 24 * * *", (2, 4), "the hour goes from 0 to 23"),
        ("* * 0 * *", (4, 5), "the day of the month goes from 1 to 31"),
        ("* * 1,32 * *", (6, 8), "the day of the month goes from 1 to 31"),
        ("* * * 13 *", (6, 8), "the month goes from 1 to 12"),
        ("* * * * 7", (8, 9), "the day of the week goes from 0 to 6, Sunday being 0"),
        (
            "* * * * monday",
            (8, 14),
            "the day of the week is a number or the first three letters of its name",
        ),
        ("-1 * * * *", (0, 2), "the minute is a number"),
        ("30-10 * * * *", (0, 5), "the minute ends before it starts"),
        ("*/0 * * * *", (0, 3), "the step of the minute isn't a number above 0"),
        ("1/2/3 * * * *", (0, 5), "the minute has two steps"),
        ("1-2-3 * * * *", (0, 5), "the minute has two ranges in one"),
        ("TZ=UTC 0 3 * * *", (0, 16), "the time zone belongs in `timeZone`"),
    ];
}
