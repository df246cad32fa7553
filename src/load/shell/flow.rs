//! What a shell script has running in the end, and what happens when that has ended.

use crate::load::generator::Word;

use super::script::{Started, Then, Writes, pipeline};
use super::statement::Statement;
use super::turn::turn;

/// What statements have running when they have been run.
#[derive(Default)]
pub(super) struct Flow<'a> {
    /// Programs and loops, in the order in which they are started.
    pub(super) started: Vec<Started<'a>>,
    /// Whether nothing after these statements is ever run.
    is_endless: bool,
}

impl<'a> From<Writes<'a>> for Flow<'a> {
    fn from(writes: Writes<'a>) -> Self {
        Self { started: vec![writes.into()], is_endless: false }
    }
}

/// Runs statements one after the other.
///
/// # Errors
/// Says what of them isn't followed.
pub(super) fn sequence(statements: Vec<Statement<'_>>) -> Result<Flow<'_>, String> {
    let mut flow = Flow::default();
    let mut exported = Vec::new();
    let mut has_paused = false;
    let mut statements = statements.into_iter();
    while let Some(statement) = statements.next() {
        if statement.is_exit() {
            break;
        }
        if statement.is_wait() {
            return flow.waited_for(statements.as_slice());
        }
        if statement.is_idle() {
            return Ok(flow.going_on());
        }
        if statement.is_brief() {
            has_paused |= statement.is_pause() && !flow.started.is_empty();
            continue;
        }
        if let Some(words) = exports(&statement) {
            exported.extend(words);
            continue;
        }
        let Flow { started, is_endless } = of(statement)?;
        let is_in_background = started.iter().all(Started::is_left);
        flow.started.extend(started.into_iter().map(|one| one.with(&exported)));
        if is_endless {
            return Ok(flow.going_on());
        }
        if !is_in_background {
            return flow.waited_for(statements.as_slice());
        }
    }
    Ok(if has_paused { flow.left_later() } else { flow })
}

impl<'a> Flow<'a> {
    /// What is running where the script waits for it, and these statements follow.
    fn waited_for(self, after: &[Statement<'a>]) -> Result<Self, String> {
        let end = after.iter().position(Statement::is_exit).unwrap_or(after.len());
        let after = after.get(..end).unwrap_or_default();
        let last = after.last().filter(|last| last.is_idle());
        let between = after.get(..after.len() - usize::from(last.is_some())).unwrap_or_default();
        let is_short = |one: &&Statement<'_>| one.is_wait() || one.is_brief();
        if let Some(other) = between.iter().find(|one| !is_short(one)) {
            return Err(format!("{} after a program isn't analysed", other.shown()));
        }
        if last.is_some() {
            return Ok(self.going_on());
        }
        let mut flow = self.with_end(&Then::Ends);
        // The container starts the program again when the pause is over.
        if between.iter().any(Statement::is_pause) {
            flow.started.iter_mut().for_each(|one| one.again = true);
        }
        Ok(flow)
    }

    /// The same where the script has waited for some time before it ends.
    fn left_later(mut self) -> Self {
        for one in &mut self.started {
            if let Then::Leaves { at_once, .. } = &mut one.then {
                *at_once = false;
            }
        }
        self
    }

    fn going_on(self) -> Self {
        Self { is_endless: true, ..self.with_end(&Then::GoesOn) }
    }

    /// The same where the script does this when they have ended.
    fn with_end(mut self, then: &Then<'a>) -> Self {
        self.started.iter_mut().for_each(|one| one.then = then.clone());
        self
    }

    /// One program that a loop starts again when it has ended; the reason why others aren't followed.
    fn again(self, reason: String) -> Result<Self, String> {
        match <[Started<'_>; 1]>::try_from(self.started) {
            Ok([one]) if matches!(one.then, Then::Ends) => {
                let started = vec![Started { again: true, ..one }];
                Ok(Self { started, is_endless: self.is_endless })
            }
            _ => Err(reason),
        }
    }
}

/// Runs the statements of a loop or a group. What they do to the shell itself would count after it.
fn inner(statements: Vec<Statement<'_>>) -> Result<Flow<'_>, String> {
    let of_shell = |one: &&Statement<'_>| one.is_exit() || exports(one).is_some();
    let before = statements.iter().take_while(|one| one.is_brief()).count();
    let waits = statements.get(before).filter(|one| one.is_wait());
    match statements.iter().find(of_shell).or(waits) {
        Some(other) => Err(format!("{} in a group isn't analysed", other.shown())),
        None => sequence(statements),
    }
}

/// The words `NAME=value` of an `export`.
fn exports<'a>(statement: &Statement<'a>) -> Option<Vec<Word<'a>>> {
    let (name, words) = statement.simple()?.words.split_first()?;
    let all_set = words.iter().all(|word| word.text.contains('='));
    let of_programs = words.iter().filter(|word| !word.text.starts_with("PATH="));
    (name.text == "export" && all_set).then(|| of_programs.cloned().collect())
}

/// Runs one statement.
fn of(statement: Statement<'_>) -> Result<Flow<'_>, String> {
    match statement {
        Statement::Pipeline(commands) => Ok(pipeline(commands)?.into()),
        Statement::Background(statements, sign) => {
            let then = Then::Leaves { sign, at_once: true };
            Ok(Flow { is_endless: false, ..inner(statements)?.with_end(&then) })
        }
        Statement::Group(body) => inner(body),
        Statement::Redirected(body, file) => match (sequence(body), file.unknown.clone()) {
            (_, Some(reason)) => Err(reason),
            (Ok(flow), None) if flow.started.is_empty() => Ok(flow),
            _ => Ok(Writes::Silent(file).into()),
        },
        Statement::ForEach { words, body } => for_each(&words, body),
        Statement::Loop { condition, body, is_until } => repeated(condition, body, is_until),
        Statement::Branches(_) => Err("what may run or not isn't analysed".to_owned()),
    }
}

/// A loop without an end that prints lines, or starts one program again and again.
fn repeated<'a>(
    condition: Vec<Statement<'a>>,
    body: Vec<Statement<'a>>,
    is_until: bool,
) -> Result<Flow<'a>, String> {
    let reason = match turn(&condition, &body) {
        Ok(writes) if !is_until => return Ok(writes.into()),
        Ok(_) => "the loop ends at once".to_owned(),
        Err(reason) => reason,
    };
    // `until PROGRAM; do sleep 1; done` starts it again, too.
    let is_endless = condition.iter().all(Statement::succeeds);
    let is_retried = body.iter().all(Statement::is_brief);
    if !(if is_until { is_retried } else { is_endless }) {
        return Err(reason);
    }
    inner(condition.into_iter().chain(body).collect())?.again(reason)
}

/// A loop over a list: so many in the background, or one after the other.
fn for_each<'a>(words: &[Word<'a>], body: Vec<Statement<'a>>) -> Result<Flow<'a>, String> {
    let turns = turns(words).ok_or("the number of turns of `for` isn't known")?;
    let flow = inner(body)?;
    let are_left = flow.started.iter().all(Started::is_left);
    match turns {
        0 => Ok(Flow::default()),
        1 => Ok(flow),
        _ if flow.is_endless => Ok(flow),
        _ if are_left => {
            let times = |one: Started<'a>| {
                let copies = one.copies.saturating_mul(turns);
                Started { copies, ..one }
            };
            let started = flow.started.into_iter().map(times).collect();
            Ok(Flow { started, is_endless: false })
        }
        _ => flow.again("programs one after the other aren't analysed".to_owned()),
    }
}

/// How often `for` goes through its body: the length of its list, `$(seq 1 4)`, or `((i=0; i<4; i++))`.
fn turns(words: &[Word<'_>]) -> Option<u64> {
    let (name, list) = words.split_first()?;
    if let Some(inner) = name.text.strip_prefix("((") {
        return turns_of_count(inner.strip_suffix("))")?);
    }
    let (word, list) = list.split_first()?;
    if word.text != "in" {
        return None;
    }
    list.iter().try_fold(0_u64, |sum, word| sum.checked_add(values(word)?))
}

/// How many values a word of the list is.
fn values(word: &Word<'_>) -> Option<u64> {
    if word.unknown.is_none() {
        return Some(1);
    }
    let written = word.text.trim_start_matches(['$', '(', '`']).trim_end_matches([')', '`']);
    let mut numbers = written.strip_prefix("seq ")?.split_whitespace().map(str::parse::<i64>);
    let (first, last) = match (numbers.next()?.ok()?, numbers.next()) {
        (last, None) => (1, last),
        (first, Some(last)) => (first, last.ok()?),
    };
    if numbers.next().is_some() {
        return None;
    }
    u64::try_from(last.checked_sub(first)?.checked_add(1)?).ok()
}

/// `i=0; i<4; i++`.
fn turns_of_count(written: &str) -> Option<u64> {
    let parts: Vec<String> =
        written.split(';').map(|part| part.split_whitespace().collect()).collect();
    let [start, end, step] = parts.as_slice() else { return None };
    let (name, first) = start.split_once('=')?;
    let bound = end.strip_prefix(name)?;
    let (bound, more) = match bound.strip_prefix("<=") {
        Some(bound) => (bound, 1),
        None => (bound.strip_prefix('<')?, 0),
    };
    let is_counted = *step == format!("{name}++") || *step == format!("++{name}");
    let count = bound.parse::<i64>().ok()?.checked_sub(first.parse().ok()?)?.checked_add(more)?;
    u64::try_from(count).ok().filter(|_| is_counted)
}
