//! Eight frequencies measured over 15 ms, every 5 ms: what all tone detectors stand on.
//!
//! Each 5 ms block is correlated once with eight complex exponentials; three blocks, turned into
//! phase, make a window. The phase that a tone gains from window to window tells how far it is off.

use crate::{Linear, RATE, SAMPLES};
use std::f64::consts::TAU;

/// Frequencies of a bank: two vector registers of four.
pub(super) const LANES: usize = 8;
/// Blocks of a window.
const BLOCKS: usize = 3;
/// Samples of a window.
const WINDOW: f32 = (BLOCKS * SAMPLES) as f32;

type Lanes = [f32; LANES];

/// A complex number.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Complex {
    pub re: f32,
    pub im: f32,
}

impl Complex {
    pub fn of_turns(turns: f64) -> Self {
        let (im, re) = (turns * TAU).sin_cos();
        Self {
            re: re as f32,
            im: im as f32,
        }
    }

    pub fn power(self) -> f32 {
        self.re * self.re + self.im * self.im
    }

    pub fn conjugate(self) -> Self {
        Self {
            im: -self.im,
            ..self
        }
    }

    pub fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            re: self.re + other.re,
            im: self.im + other.im,
        }
    }

    pub fn minus(self, other: Self) -> Self {
        Self {
            re: self.re - other.re,
            im: self.im - other.im,
        }
    }

    pub fn scaled(self, factor: f32) -> Self {
        Self {
            re: self.re * factor,
            im: self.im * factor,
        }
    }
}

/// Tables of a bank; one is shared by all timeslots.
#[derive(Debug)]
pub(super) struct BankTables {
    pub hz: [f32; LANES],
    cosines: [Lanes; SAMPLES],
    sines: [Lanes; SAMPLES],
    /// Turns each block back by its place in the window.
    turn_re: [Lanes; BLOCKS],
    turn_im: [Lanes; BLOCKS],
    /// Phase that a tone of exactly this frequency gains in one block.
    advance: [Complex; LANES],
}

impl BankTables {
    pub fn new(hz: [f32; LANES]) -> Self {
        let turns = |lane: usize, n: usize| f64::from(hz[lane]) * n as f64 / f64::from(RATE);
        let lanes = |of: &dyn Fn(usize) -> f32| std::array::from_fn(of);
        let at = |n: usize| lanes(&|lane| Complex::of_turns(turns(lane, n)).re);
        let im_at = |n: usize| lanes(&|lane| -Complex::of_turns(turns(lane, n)).im);
        Self {
            hz,
            cosines: std::array::from_fn(at),
            sines: std::array::from_fn(im_at),
            turn_re: std::array::from_fn(|block| at(block * SAMPLES)),
            turn_im: std::array::from_fn(|block| im_at(block * SAMPLES)),
            advance: std::array::from_fn(|lane| Complex::of_turns(turns(lane, SAMPLES))),
        }
    }

    /// How much of a tone at lane `other` appears, in phase and size, at `lane`: the window's leakage.
    pub fn leakage(&self, lane: usize, other: usize) -> Complex {
        let apart = f64::from(self.hz[other] - self.hz[lane]) / f64::from(RATE);
        let sum = (0..BLOCKS * SAMPLES)
            .map(|n| Complex::of_turns(apart * n as f64))
            .fold(Complex::default(), Complex::plus);
        sum.scaled(1.0 / WINDOW)
    }

    /// How far a tone is from its lane's frequency, from two windows a block apart (their product).
    /// Unambiguous within ±100 Hz.
    pub fn offset_hz(&self, lane: usize, product: Complex) -> f32 {
        let turned = product.times(self.advance[lane].conjugate());
        turned.im.atan2(turned.re) / std::f32::consts::TAU * (RATE as f32 / SAMPLES as f32)
    }
}

/// Loss of a window at so many Hz beside its frequency, as a factor of amplitude.
pub(super) fn window_loss(offset_hz: f32) -> f32 {
    let x = std::f32::consts::PI * offset_hz * WINDOW / RATE as f32;
    if x.abs() < 1e-3 { 1.0 } else { x.sin() / x }
}

/// The running state of a bank on one timeslot.
#[derive(Debug, Clone, Default)]
pub(super) struct Bank {
    blocks: [[Lanes; 2]; BLOCKS],
    newest: usize,
}

impl Bank {
    /// Takes a block; gives the complex peak amplitude at each frequency over the window that ends with it.
    pub fn push(&mut self, tables: &BankTables, block: &Linear) -> [Complex; LANES] {
        let mut re = [0.0; LANES];
        let mut im = [0.0; LANES];
        for ((&sample, cosines), sines) in block.iter().zip(&tables.cosines).zip(&tables.sines) {
            for lane in 0..LANES {
                re[lane] += sample * cosines[lane];
                im[lane] += sample * sines[lane];
            }
        }
        self.shift([re, im]);
        self.window(tables)
    }

    /// Takes a silent block without the work.
    pub fn push_silence(&mut self) {
        self.shift([[0.0; LANES]; 2]);
    }

    fn shift(&mut self, block: [Lanes; 2]) {
        self.newest = (self.newest + 1) % BLOCKS;
        self.blocks[self.newest] = block;
    }

    fn window(&self, tables: &BankTables) -> [Complex; LANES] {
        let mut re = [0.0; LANES];
        let mut im = [0.0; LANES];
        for place in 0..BLOCKS {
            let [block_re, block_im] = &self.blocks[(self.newest + 1 + place) % BLOCKS];
            let (turn_re, turn_im) = (&tables.turn_re[place], &tables.turn_im[place]);
            for lane in 0..LANES {
                re[lane] += block_re[lane] * turn_re[lane] - block_im[lane] * turn_im[lane];
                im[lane] += block_re[lane] * turn_im[lane] + block_im[lane] * turn_re[lane];
            }
        }
        std::array::from_fn(|lane| {
            Complex {
                re: re[lane],
                im: im[lane],
            }
            .scaled(2.0 / WINDOW)
        })
    }

    /// Power at one frequency in the newest block alone, as squared peak amplitude.
    pub fn block_power(&self, lane: usize) -> f32 {
        let [re, im] = &self.blocks[self.newest];
        Complex {
            re: re[lane],
            im: im[lane],
        }
        .scaled(2.0 / SAMPLES as f32)
        .power()
    }
}
