//! Levels and gains.

/// Peak of a sine of 0 dBm0 on the 16-bit scale: A-law overloads at 3.14 dBm0 (ITU-T G.711 table 5).
pub const PEAK_0_DBM0: f32 = 22460.0;

/// Peak amplitude of a sine with a level in dBm0.
pub fn peak_of_dbm0(level_dbm0: f32) -> f32 {
    PEAK_0_DBM0 * gain_of_db(level_dbm0)
}

/// Mean square of a signal with a level in dBm0.
pub fn power_of_dbm0(level_dbm0: f32) -> f32 {
    let peak = peak_of_dbm0(level_dbm0);
    peak * peak / 2.0
}

/// Amplitude factor of a gain in dB.
pub fn gain_of_db(gain_db: f32) -> f32 {
    10f32.powf(gain_db / 20.0)
}
