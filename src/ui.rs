//! The terminal, the clock and the streams.
