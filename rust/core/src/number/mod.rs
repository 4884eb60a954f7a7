//! Numbers as people and models write them, read exactly.
