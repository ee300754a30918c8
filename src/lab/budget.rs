//! How long a run takes whose controls can be moved when it is over.

use super::Settings;

/// The steps of a run: as many as its control `steps` says, counted from the last change that came when it was over. So
/// what is changed then is tried for as many steps again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    since: u32,
}

impl Budget {
    /// Steps after which the run is over.
    pub fn wanted(self, settings: &Settings) -> u32 {
        self.since + settings.number("steps") as u32
    }

    /// Minds that `control` is about to be moved, when `done` steps have been done under `settings`.
    pub fn moved(&mut self, control: &str, done: u32, settings: &Settings) {
        if control != "steps" && done >= self.wanted(settings) {
            self.since = done;
        }
    }
}
