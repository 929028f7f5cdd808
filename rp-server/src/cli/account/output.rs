//! What is printed: data on standard output, what to do with it on standard error.

use std::io::{self, Write};

use serde::Serialize;

use crate::operator::{
    AccountDetails, AccountSummary, Answer, AppSummary, Happening, InvitationSummary, KeySummary, MessageSummary,
    Messages,
};

/// The version of every JSON object that is printed. Members may be added; none changes its meaning.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Versioned<'a, T> {
    schema_version: u32,
    #[serde(flatten)]
    data: &'a T,
}

/// One JSON object on one line.
pub(super) fn json(answer: &Answer) -> io::Result<()> {
    match answer {
        Answer::Accounts(data) => line(data),
        Answer::Account(data) => line(data),
        Answer::Invited(data) => line(data),
        Answer::Locked(data) => line(data),
        Answer::Unlocked(data) => line(data),
        Answer::KeyRemoved(data) => line(data),
        Answer::AppRemoved(data) => line(data),
        Answer::Invitations(data) => line(data),
        Answer::Revoked(data) => line(data),
        Answer::Messages(data) => line(data),
        Answer::Message(data) => line(data),
        Answer::MessageRetried(data) => line(data),
        Answer::MessageDropped(data) => line(data),
    }
}

fn line<T: Serialize>(data: &T) -> io::Result<()> {
    let line = zeroize::Zeroizing::new(serde_json::to_string(&Versioned { schema_version: SCHEMA_VERSION, data })?);
    let mut out = io::stdout().lock();
    writeln!(out, "{}", *line)?;
    out.flush()
}

/// For people.
pub(super) fn text(answer: &Answer) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match answer {
        Answer::Accounts(found) if found.accounts.is_empty() => writeln!(out, "There are no accounts.")?,
        Answer::Accounts(found) => {
            let heads = ["USER NAME", "NAME", "KEYS", "CREATED", "LAST SIGNED IN", "STATE"];
            table(&mut out, &heads, found.accounts.iter().map(account_row))?;
        }
        Answer::Account(account) => details(&mut out, account)?,
        Answer::Invited(invited) => {
            writeln!(out, "{}", invited.link.reveal())?;
            out.flush()?;
            eprintln!(
                "Hand this link to the person in a way that nobody else can read. It works once, until {}.\n\
                 To withdraw it: rp-server account revoke-invitation {}",
                short(&invited.invitation.expires_at),
                invited.invitation.id
            );
        }
        Answer::Locked(locked) if locked.changed => writeln!(
            out,
            "{} is locked, and signed out of {}.",
            locked.user_name,
            counted(locked.sessions_ended, "device", "devices")
        )?,
        Answer::Locked(locked) => writeln!(out, "{} was locked already.", locked.user_name)?,
        Answer::Unlocked(unlocked) if unlocked.changed => writeln!(out, "{} can sign in again.", unlocked.user_name)?,
        Answer::Unlocked(unlocked) => writeln!(out, "{} was not locked.", unlocked.user_name)?,
        Answer::KeyRemoved(removed) => {
            let left = counted(removed.usable_keys_left, "key", "keys");
            writeln!(out, "The key {} is removed. {} signs in with {left}.", plain(&removed.key), removed.user_name)?;
            if removed.usable_keys_left == 0 {
                writeln!(out, "To let the person back in: rp-server account invite --for {}", removed.user_name)?;
            }
        }
        Answer::AppRemoved(removed) => {
            let left = counted(removed.apps_left, "authenticator app", "authenticator apps");
            writeln!(out, "The app {} is removed. {} has {left}.", plain(&removed.app), removed.user_name)?;
        }
        Answer::Invitations(found) if found.invitations.is_empty() => writeln!(out, "No invitation is open.")?,
        Answer::Invitations(found) => {
            table(&mut out, &["ID", "FOR", "CREATED", "EXPIRES"], found.invitations.iter().map(invitation_row))?;
        }
        Answer::Revoked(revoked) => writeln!(out, "The invitation {} is withdrawn.", revoked.id)?,
        Answer::Messages(found) => messages(&mut out, found)?,
        Answer::Message(message) => one_message(&mut out, message)?,
        Answer::MessageRetried(retried) => {
            writeln!(out, "The message {} is tried again as soon as the server runs.", retried.id)?;
        }
        Answer::MessageDropped(dropped) => writeln!(out, "The message {} is dropped.", dropped.id)?,
    }
    out.flush()
}

fn details(out: &mut impl Write, account: &AccountDetails) -> io::Result<()> {
    let summary = &account.summary;
    writeln!(out, "User name       {}", summary.user_name)?;
    writeln!(out, "Name            {}", plain(&summary.display_name))?;
    writeln!(out, "Created         {}", short(&summary.created_at))?;
    writeln!(out, "Last signed in  {}", summary.last_signed_in_at.as_deref().map_or("never".into(), short))?;
    writeln!(out, "State           {}", state(summary))?;
    if let Some(invitation) = &account.invitation {
        writeln!(out, "Invited back    until {} (invitation {})", short(&invitation.expires_at), invitation.id)?;
    }
    writeln!(out, "\nKeys")?;
    table(out, &["NAME", "MODEL", "ADDED", "LAST USED", "STATE", "ID"], account.key_list.iter().map(key_row))?;
    if !account.app_list.is_empty() {
        writeln!(out, "\nAuthenticator apps")?;
        table(out, &["NAME", "ADDED", "LAST USED", "ID"], account.app_list.iter().map(app_row))?;
    }
    writeln!(out, "\nSigned in")?;
    let devices = account.devices.iter().map(|device| {
        let agent = device.user_agent.as_deref().map_or_else(|| "unknown".into(), plain);
        vec![short(&device.signed_in_at), short(&device.expires_at), agent]
    });
    table(out, &["SINCE", "AT MOST UNTIL", "BROWSER"], devices)?;
    writeln!(out, "\nLately")?;
    table(out, &["AT", "WHAT", "WHO", "KEY", "MORE"], account.activity.iter().map(happening_row))
}

fn messages(out: &mut impl Write, found: &Messages) -> io::Result<()> {
    if !found.messages.is_empty() {
        let heads = ["ID", "STATE", "ABOUT", "BY", "TO", "WRITTEN", "TRIES", "PROBLEM"];
        table(out, &heads, found.messages.iter().map(message_row))?;
        writeln!(out)?;
    }
    let Messages { dead, pending, sent, expired, .. } = found;
    writeln!(out, "{dead} dead, {pending} waiting; lately {sent} sent, {expired} over before they could be sent.")
}

fn one_message(out: &mut impl Write, message: &MessageSummary) -> io::Result<()> {
    writeln!(out, "State     {} since {}", message.state, short(&message.since))?;
    writeln!(out, "About     {} by {} to {}", message.about, message.by, message.to)?;
    writeln!(out, "Written   {}", short(&message.created_at))?;
    writeln!(out, "Until     {}", short(&message.expires_at))?;
    writeln!(out, "Tries     {}", message.attempts)?;
    let more = [
        ("Next try  ", message.next_try_at.as_deref().map(short)),
        ("Problem   ", message.problem.as_deref().map(plain)),
        ("Provider  ", message.provider_id.as_deref().map(plain)),
        ("Arrived   ", message.delivered_at.as_deref().map(short)),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            writeln!(out, "{name}{value}")?;
        }
    }
    Ok(())
}

fn message_row(message: &MessageSummary) -> Vec<String> {
    let problem = message.problem.as_deref().map(plain).unwrap_or_default();
    let words = [&message.id, &message.state, &message.about, &message.by, &message.to].map(Clone::clone);
    let rest = [short(&message.created_at), message.attempts.to_string(), problem];
    words.into_iter().chain(rest).collect()
}

fn account_row(account: &AccountSummary) -> Vec<String> {
    let last = account.last_signed_in_at.as_deref().map_or_else(|| "never".into(), short);
    let keys = account.keys.to_string();
    let names = [account.user_name.clone(), plain(&account.display_name)];
    names.into_iter().chain([keys, short(&account.created_at), last, state(account)]).collect()
}

fn key_row(key: &KeySummary) -> Vec<String> {
    let model = key.model.clone().unwrap_or_else(|| key.aaguid.clone());
    let last = key.last_used_at.as_deref().map_or_else(|| "never".into(), short);
    let state = if key.suspended_at.is_some() { "suspended: a copy may exist" } else { "good" };
    vec![plain(&key.name), model, short(&key.created_at), last, state.into(), key.id.clone()]
}

fn app_row(app: &AppSummary) -> Vec<String> {
    let last = app.last_used_at.as_deref().map_or_else(|| "never".into(), short);
    vec![plain(&app.name), short(&app.created_at), last, app.id.clone()]
}

fn invitation_row(invitation: &InvitationSummary) -> Vec<String> {
    let purpose = match (&invitation.account, &invitation.user_name) {
        (Some(account), _) => format!("{account}, to come back"),
        (None, Some(name)) => format!("{name}, new"),
        (None, None) => "anybody, new".into(),
    };
    vec![invitation.id.clone(), purpose, short(&invitation.created_at), short(&invitation.expires_at)]
}

fn happening_row(happening: &Happening) -> Vec<String> {
    let who = happening.actor.clone().unwrap_or_default();
    let key = happening.key.as_deref().map(plain).unwrap_or_default();
    vec![short(&happening.at), happening.kind.clone(), who, key, plain(&happening.detail)]
}

fn state(account: &AccountSummary) -> String {
    match (&account.locked_at, &account.review_overdue_since) {
        (Some(since), _) => format!("locked since {}", short(since)),
        (None, Some(since)) => format!("locked since {} until its person confirms its security info", short(since)),
        (None, None) if account.usable_keys == 0 => "no key that signs in".into(),
        (None, None) => "good".into(),
    }
}

/// Columns as wide as their widest text.
fn table(out: &mut impl Write, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> io::Result<()> {
    let heads = heads.iter().map(|head| (*head).to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let wide = |text: &String| text.chars().count();
    let widths: Vec<usize> =
        (0..columns).map(|column| rows.iter().filter_map(|row| row.get(column)).map(wide).max().unwrap_or(0)).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// A time to the minute: `2026-02-03 04:05Z`.
fn short(time: &str) -> String {
    match (time.get(..10), time.get(11..16)) {
        (Some(day), Some(minute)) => format!("{day} {minute}Z"),
        _ => time.to_owned(),
    }
}

/// What a person or a browser chose, without what could move the cursor, turn the line, or hide.
fn plain(text: &str) -> String {
    let is_harmless = |character: &char| {
        !character.is_control()
            && !matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(is_harmless).collect()
}

fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_text() {
        let mut out = Vec::new();
        table(
            &mut out,
            &["A", "LONG"],
            [vec!["åäö".into(), "x".into()], vec![String::new(), String::new()]].into_iter(),
        )
        .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "A    LONG\nåäö  x\n\n");
    }

    #[test]
    fn what_others_chose_cannot_write_on_the_terminal() {
        assert_eq!(plain("\u{1b}[2JBlue\r\n\u{202e}key"), "[2JBluekey");
        assert_eq!(short("2026-02-03T04:05:06.789Z"), "2026-02-03 04:05Z");
        assert_eq!(short("strange"), "strange");
    }
}
