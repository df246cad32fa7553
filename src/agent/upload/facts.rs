//! What is known of the agent's speed: the file `facts/agent/throughput.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::units::Version;

use super::Runtime;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ThroughputFile {
    /// Bytes of a request next to its lines.
    pub request_head: i128,
    /// Bytes around a line's text in a request, next to the digits of its length.
    pub line_head: ByRuntime,
    /// Those of its raw time stamp, which a setting takes away.
    pub raw_timestamp: ByRuntime,
    /// How many there are less in the format of requests before 2.0.56.
    pub old_format: i128,
    /// Bytes around a line in its file.
    pub framing: ByRuntime,
    /// First release that counts CRI lines without them.
    pub cri_plain_since: Version,
    /// First release with several sessions.
    pub sessions_since: Version,
    /// Bytes a second that one session reaches at most.
    pub session_most: u64,
    /// How well text compresses, in thousandths.
    pub text_ratio: u64,
    /// How well lines compress that hardly differ.
    pub repeated_ratios: Vec<RatioAt>,
    /// Milliseconds of a usual round trip.
    pub round_trip: u64,
    /// Milliseconds of a long one.
    pub long_round_trip: u64,
    /// Memory without buffers.
    pub memory: Memory,
    /// Time of the processor.
    pub cpu: Cpu,
    /// Bytes at which runtimes cut lines.
    pub runtime_line: u64,
    /// First release that can put Docker's pieces together.
    pub merged_docker_since: Version,
    /// First release that puts those of CRI together.
    pub merged_cri_since: Version,
    /// Seconds without a request after a closed connection.
    pub pause: u64,
}

/// A number of bytes that depends on the runtime.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByRuntime {
    docker: i128,
    cri: i128,
}

impl ByRuntime {
    /// The number for a runtime.
    pub(super) fn of(&self, runtime: Runtime) -> i128 {
        match runtime {
            Runtime::Docker => self.docker,
            Runtime::Cri => self.cri,
        }
    }
}

/// How well lines of a length compress.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RatioAt {
    /// Bytes of a line.
    pub line: u64,
    /// Thousandths of the ratio.
    pub ratio: u64,
}

/// Bytes of memory.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    /// On Python 2.
    pub python2: u64,
    /// On Python 3.
    pub python3: u64,
    /// Of a further process.
    pub process: u64,
}

/// Time of the processor.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cpu {
    /// Microseconds a line on Python 2.
    pub python2: i128,
    /// Microseconds a line on Python 3.
    pub python3: i128,
    /// Bytes a second.
    pub bytes: i128,
}

static FILE: LazyLock<ThroughputFile> =
    LazyLock::new(|| crate::embedded::facts("agent/throughput"));

/// All that is known.
pub(super) fn throughput() -> &'static ThroughputFile {
    &FILE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_whole() {
        let file = throughput();
        assert_eq!((file.request_head, file.pause), (500, 30));
        assert!(file.repeated_ratios.is_sorted_by(|a, b| a.line < b.line && a.ratio < b.ratio));
        assert!(file.round_trip < file.long_round_trip);
    }
}
