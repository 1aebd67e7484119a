//! Tests of intent detection.
