//! Whose authenticator a key has: a scenario that holds for the standard holds for both.

use second_engine::SecondEngine;
use virtual_key::{VirtualKey, VirtualKeyBuilder};

/// An implementation of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// This workspace's own.
    Own,
    /// fido-authenticator; where it differs, docs/second-engine.md says why.
    Second,
}

impl Engine {
    /// The program that is a key with it.
    pub fn program(self) -> &'static str {
        match self {
            Self::Own => "virtual-key",
            Self::Second => "second-engine",
        }
    }

    /// A key with it in this process. Of the second one only the device side is set up.
    pub fn build(self, builder: VirtualKeyBuilder) -> VirtualKey {
        match self {
            Self::Own => builder.build().expect("a virtual key"),
            Self::Second => builder.build_on(SecondEngine::start().expect("the second engine")).expect("a virtual key"),
        }
    }

    /// One of two things by engine, where both are the standard's or the difference is in docs/second-engine.md.
    pub fn either<T>(self, own: T, second: T) -> T {
        match self {
            Self::Own => own,
            Self::Second => second,
        }
    }
}

/// Makes tests of scenarios, functions of an [`Engine`](crate::engine::Engine): each on both of them, as `own` and `second`.
#[macro_export]
macro_rules! on_both_engines {
    ($($scenario:ident),+ $(,)?) => {
        mod own {
            $(#[test]
            fn $scenario() {
                super::$scenario($crate::engine::Engine::Own);
            })+
        }

        mod second {
            $(#[test]
            fn $scenario() {
                super::$scenario($crate::engine::Engine::Second);
            })+
        }
    };
}
