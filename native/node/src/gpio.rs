//! A GPIO line over the character device, for kernels without sysfs; `firmware/adapters/linux/gpio-chardev.ts` wraps it.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi::{Error, Result, Status};
use napi_derive::napi;
use tipring_engine::gpio::{Direction, Line};
use tipring_engine::os::{EventFd, wait_either};

/// A thread that sleeps on one line.
struct Watch {
    stop: Arc<EventFd>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.signal();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// One line of the controller that has one of the labels.
#[napi]
pub struct GpioLine {
    watch: Option<Watch>,
    line: Option<Arc<Line>>,
}

#[napi]
impl GpioLine {
    /// `direction`: `in`, `high` or `low` (an output that begins with this level).
    #[napi(constructor, catch_unwind)]
    pub fn new(labels: Vec<String>, offset: u32, direction: String) -> Result<Self> {
        let direction = match direction.as_str() {
            "in" => Direction::Input,
            "high" => Direction::Output { high: true },
            "low" => Direction::Output { high: false },
            other => {
                let what = format!("a line cannot be “{other}”");
                return Err(Error::new(Status::InvalidArg, what));
            }
        };
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let line = Line::take(&labels, offset, direction).map_err(failed)?;
        Ok(Self {
            watch: None,
            line: Some(Arc::new(line)),
        })
    }

    /// The level now.
    #[napi(catch_unwind)]
    pub fn get(&self) -> Result<bool> {
        self.line()?.is_high().map_err(failed)
    }

    /// Drives an output.
    #[napi(catch_unwind)]
    pub fn set(&self, high: bool) -> Result<()> {
        self.line()?.set(high).map_err(failed)
    }

    /// `changed` is called after edges, to look at the level; edges that come in a row are one call.
    #[napi(catch_unwind)]
    pub fn watch(&mut self, changed: Function<'_, (), ()>) -> Result<()> {
        // Weak: a line that nobody gave back must not keep the process alive. One call waits at most.
        let changed = changed
            .build_threadsafe_function::<()>()
            .weak::<true>()
            .max_queue_size::<1>()
            .build()?;
        let line = Arc::clone(self.line()?);
        let stop = Arc::new(EventFd::new().map_err(failed)?);
        let stopped = Arc::clone(&stop);
        let body = move || {
            loop {
                let soon = Instant::now() + Duration::from_secs(3600);
                match wait_either(line.descriptor(), &stopped, soon) {
                    Ok((_, true)) | Err(_) => return,
                    Ok((false, false)) => {}
                    Ok((true, false)) => {
                        if line.forget_edges().is_err() {
                            return;
                        }
                        changed.call((), ThreadsafeFunctionCallMode::NonBlocking);
                    }
                }
            }
        };
        let thread = thread::Builder::new()
            .name("tipring-gpio".into())
            .spawn(body)
            .map_err(failed)?;
        self.watch = Some(Watch {
            stop,
            thread: Some(thread),
        });
        Ok(())
    }

    /// Gives the line back.
    #[napi(catch_unwind)]
    pub fn close(&mut self) {
        self.watch = None;
        self.line = None;
    }

    fn line(&self) -> Result<&Arc<Line>> {
        let closed = || Error::new(Status::GenericFailure, "the line is given back".to_string());
        self.line.as_ref().ok_or_else(closed)
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::new(Status::GenericFailure, error.to_string())
}
