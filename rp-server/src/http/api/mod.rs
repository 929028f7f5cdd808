//! This product's own interface under `/api/v1/`: types in `shared::api`, one endpoint group a file.

mod accounts;
mod apps;
mod codes;
mod contacts;
mod default_method;
mod keys;
mod me;
mod methods;
mod questions;
mod recovery;
mod recovery_code;
mod removed;
mod replacement;
mod reset;
mod review;
mod routes;
mod sign_in;
mod signed_in;
mod steps;
mod trusted_devices;

pub(super) use routes::routes;
