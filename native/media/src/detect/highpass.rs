//! Takes dial tone away before digits are looked for.

use crate::Linear;

/// Elliptic high pass of order 4 at 660 Hz for 8000 samples a second: at least 35 dB down from 350 to
/// 450 Hz, 26 dB at 480 Hz, ±0.25 dB from 690 Hz on. Rows are b0 b1 b2 a1 a2.
const SECTIONS: [[f32; 5]; 2] = [
    [
        0.519_328_5,
        -1.026_488_9,
        0.519_328_5,
        -1.023_566_8,
        0.380_360_75,
    ],
    [1.0, -1.890_908_7, 1.0, -1.652_942_5, 0.887_686_1],
];

#[derive(Debug, Clone, Default)]
pub(super) struct HighPass {
    state: [[f32; 2]; 2],
}

impl HighPass {
    pub fn process(&mut self, frame: &Linear) -> Linear {
        let mut out = *frame;
        let [[a, b], [c, d]] = &mut self.state;
        let [first, second] = &SECTIONS;
        for sample in &mut out {
            let x = *sample;
            let y = first[0] * x + *a;
            *a = first[1] * x - first[3] * y + *b;
            *b = first[2] * x - first[4] * y;
            let z = second[0] * y + *c;
            *c = second[1] * y - second[3] * z + *d;
            *d = second[2] * y - second[4] * z;
            *sample = z;
        }
        self.flush_tiny();
        out
    }

    /// What rings out forever would end in denormal numbers, which are slow.
    fn flush_tiny(&mut self) {
        for value in self.state.iter_mut().flatten() {
            if value.abs() < 1e-10 {
                *value = 0.0;
            }
        }
    }
}
