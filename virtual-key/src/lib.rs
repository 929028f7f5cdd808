//! A software security key on /dev/uhid, a Unix socket or in memory.
