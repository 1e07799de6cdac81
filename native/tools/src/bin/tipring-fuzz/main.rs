//! `tipring-fuzz [--seconds N] [--seed S] [--target NAME]`: mutated packets and files against every parser that
//! meets bytes of strangers. Ends with 1 at the first panic or stall, and says how to repeat it.
//!
//! Inputs that lead to an answer not seen before are kept and mutated further, so that a parser is entered
//! deeper without instrumenting it.

mod dice;
mod packets;
mod sound;
mod target;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use dice::Dice;
use target::{TARGETS, Target};

/// Longest input.
const LENGTH_MAX: usize = 4096;
const KEPT_MAX: usize = 512;
/// One input must be done with in this time.
const STALL: Duration = Duration::from_secs(2);

/// What the panic that was caught said, and where.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    match fuzz() {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz() -> Result<(), String> {
    let (mut seconds, mut seed, mut only) = (10u64, None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or(format!("{word} needs a value"))?;
        let number = || {
            value
                .parse::<u64>()
                .map_err(|_| format!("{word} {value}: not a number"))
        };
        match word.as_str() {
            "--seconds" => seconds = number()?,
            "--seed" => seed = Some(number()?),
            "--target" => only = Some(value),
            _ => return Err(format!("{word}: there are --seconds, --seed and --target")),
        }
    }
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = seed.unwrap_or_else(|| clock.map_or(1, |time| time.as_nanos() as u64 | 1));
    println!("seed {seed}, {seconds} s");
    let chosen: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| only.as_deref().is_none_or(|name| name == target.name))
        .collect();
    if chosen.is_empty() {
        return Err("no such target".to_owned());
    }
    let share = Duration::from_secs(seconds) / chosen.len() as u32;
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = LAST_PANIC.lock() {
            *last = info.to_string();
        }
    }));
    let mut failed = 0;
    for target in &chosen {
        match run(target, seed, share) {
            Ok((runs, kept)) => println!("{}: {runs} inputs, {kept} kinds of answers", target.name),
            Err(what) => {
                println!("{}: {what}", target.name);
                failed += 1;
            }
        }
    }
    println!("fuzz: {} passed, {failed} failed", chosen.len() - failed);
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("repeat with --seed {seed} --seconds {seconds}"))
    }
}

fn run(target: &Target, seed: u64, share: Duration) -> Result<(u64, usize), String> {
    let mut dice = Dice(seed ^ 0x9E37_79B9_7F4A_7C15);
    let mut kept = (target.seeds)();
    let mut answers = HashSet::new();
    let end = Instant::now() + share;
    let mut runs = 0;
    while Instant::now() < end {
        let mut input = kept[dice.below(kept.len())].clone();
        if dice.below(8) == 0 {
            let other = &kept[dice.below(kept.len())];
            let (from, at) = (dice.below(other.len() + 1), dice.below(input.len() + 1));
            input.truncate(at);
            input.extend(&other[from..]);
        }
        for _ in 0..=dice.below(6) {
            dice.mutate(&mut input);
        }
        input.truncate(LENGTH_MAX);
        let start = Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).map_err(|_| {
            let last = LAST_PANIC.lock().map_or(String::new(), |last| last.clone());
            format!("input {runs}: {last}\n    {}", hex(&input))
        })?;
        if start.elapsed() > STALL {
            return Err(format!("input {runs}: stalled\n    {}", hex(&input)));
        }
        if kept.len() < KEPT_MAX && answers.insert(answer) {
            kept.push(input);
        }
        runs += 1;
    }
    Ok((runs, answers.len()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
