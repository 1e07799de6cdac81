//! The burst of a real card, from JavaScript: the self-test at start, and single bursts for comparing.

use std::time::{Duration, Instant};

use napi::bindgen_prelude::Uint8ArraySlice;
use napi::{Error, Result, Status};
use napi_derive::napi;
use serde::{Deserialize, Serialize};
use tipring_engine::burst::BURST_LEN;
use tipring_engine::loopback::{Run, Verdict, settle};
use tipring_engine::port::{BurstBytes, BurstPort};
use tipring_engine::spidev::{SpidevPort, Wiring};

/// Longer runs would keep JavaScript's thread for seconds.
const BURSTS_MAX: u32 = 1000;

/// `SpidevBurst` of `native/spidev.ts`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    device: String,
    clock_hz: u32,
    gpio_labels: Vec<String>,
    frame_line: u32,
    stall_ms_max: u32,
}

/// Opens the port that these options (JSON) describe.
pub fn open(options: &str) -> Result<SpidevPort> {
    let options: Options = serde_json::from_str(options)
        .map_err(|error| Error::new(Status::InvalidArg, error.to_string()))?;
    let wiring = Wiring {
        device: options.device,
        clock_hz: options.clock_hz,
        gpio_labels: options.gpio_labels,
        frame_line: options.frame_line,
        stall_max: Duration::from_millis(options.stall_ms_max.into()),
    };
    SpidevPort::open(&wiring).map_err(|error| Error::new(Status::GenericFailure, error.to_string()))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    bursts: u32,
    returned: u32,
    damaged: u32,
    refused: u32,
    wrong: u32,
    failed: u32,
}

impl From<Run> for Told {
    fn from(run: Run) -> Self {
        Self {
            bursts: run.bursts,
            returned: run.returned,
            damaged: run.damaged,
            refused: run.refused,
            wrong: run.wrong,
            failed: run.failed,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SelfTest {
    clock_hz: u32,
    verdict: &'static str,
    run: Told,
    refused: Option<Refused>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Refused {
    clock_hz: u32,
    run: Told,
}

/// One card's burst, while the real-time thread does not have it.
#[napi]
pub struct CardBurst {
    port: Option<SpidevPort>,
}

#[napi]
impl CardBurst {
    /// `options`: `SpidevBurst` as JSON.
    #[napi(constructor, catch_unwind)]
    pub fn new(options: String) -> Result<Self> {
        Ok(Self {
            port: Some(open(&options)?),
        })
    }

    /// Waits for FRAME; `false` after so many milliseconds.
    #[napi(catch_unwind)]
    pub fn wait_frame(&mut self, ms_max: u32) -> Result<bool> {
        let deadline = Instant::now() + Duration::from_millis(ms_max.into());
        self.port()?
            .wait_frame(deadline)
            .map_err(|error| Error::new(Status::GenericFailure, format!("{error:?}")))
    }

    /// One burst, 704 bytes each way.
    #[napi(catch_unwind)]
    pub fn exchange(
        &mut self,
        mosi: Uint8ArraySlice<'_>,
        mut miso: Uint8ArraySlice<'_>,
    ) -> Result<()> {
        let wrong = || {
            let what = format!("a burst has {BURST_LEN} bytes each way");
            Error::new(Status::InvalidArg, what)
        };
        let sent: BurstBytes = mosi[..].try_into().map_err(|_| wrong())?;
        // SAFETY: JavaScript runs nothing while we are called; what was sent has been copied.
        let heard = unsafe { miso.as_mut() };
        let heard: &mut BurstBytes = heard.try_into().map_err(|_| wrong())?;
        self.port()?
            .exchange(&sent, heard)
            .map_err(|error| Error::new(Status::GenericFailure, format!("{error:?}")))
    }

    /// Tries the clocks (Hz) in their order with so many loopback bursts each; `BurstSelfTest` as JSON.
    #[napi(catch_unwind)]
    pub fn self_test(&mut self, clocks_hz: Vec<u32>, bursts: u32) -> Result<String> {
        if clocks_hz.is_empty() || !(1..=BURSTS_MAX).contains(&bursts) {
            let what = format!("a self-test has a clock and 1 to {BURSTS_MAX} bursts");
            return Err(Error::new(Status::InvalidArg, what));
        }
        let settled = settle(self.port()?, &clocks_hz, bursts);
        let told = SelfTest {
            clock_hz: settled.clock_hz,
            verdict: match settled.verdict {
                Verdict::Clean => "clean",
                Verdict::Dirty => "dirty",
                Verdict::NoCard => "no-card",
            },
            run: settled.run.into(),
            refused: settled.refused.map(|(clock_hz, run)| Refused {
                clock_hz,
                run: run.into(),
            }),
        };
        serde_json::to_string(&told)
            .map_err(|error| Error::new(Status::GenericFailure, error.to_string()))
    }

    /// Lets the bus and the line go, for the real-time thread to take.
    #[napi(catch_unwind)]
    pub fn close(&mut self) {
        self.port = None;
    }

    fn port(&mut self) -> Result<&mut SpidevPort> {
        let closed = || Error::new(Status::GenericFailure, "the burst is closed".to_string());
        self.port.as_mut().ok_or_else(closed)
    }
}
