//! Messages on their way: a relying party whose clock the test moves, a real mail server, and a double of the providers that are
//! reached by HTTP.

mod mail_server;
mod office;
mod provider;

pub use mail_server::{Mail, MailServer};
pub use office::{Office, prepared_code};
pub use provider::{Provider, Taken};
