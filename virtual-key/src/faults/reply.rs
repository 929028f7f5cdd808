//! Faults in the CBOR of a reply.

use shared::cbor::{Map, Value};

use super::fault::Layer;
use super::{Active, Fault};

/// A reply with the faults of its CBOR; one without CBOR is left alone.
pub(crate) fn spoil(mut reply: Vec<u8>, active: &Active) -> Vec<u8> {
    for fault in active.of(Layer::Reply) {
        let Some((status, body)) = reply.split_first() else { continue };
        let Ok(Some(map)) = Map::parse(body) else { continue };
        if let Some(body) = spoiled(&map, fault) {
            reply = [vec![*status], body].concat();
        }
    }
    reply
}

fn spoiled(map: &Map, fault: Fault) -> Option<Vec<u8>> {
    let (first, _) = map.iter().next()?;
    Some(match fault {
        Fault::NonCanonicalOrder => {
            let mut entries: Vec<_> = map.iter().map(|(key, value)| [key.encode(), value.encode()].concat()).collect();
            entries.reverse();
            [vec![head(map)?], entries.concat()].concat()
        }
        Fault::WrongType => map.clone().with(first.clone(), Value::Null).encode(),
        Fault::MissingMember => {
            let mut map = map.clone();
            map.remove(first.clone());
            map.encode()
        }
        Fault::TrailingBytes => [map.encode(), vec![0]].concat(),
        // A byte string whose length is four bytes long (RFC 8949 §3.1), and nothing of it.
        Fault::HugeLength => [vec![head(map)?], first.encode(), vec![0x5a, 0xff, 0xff, 0xff, 0xff]].concat(),
        _ => return None,
    })
}

/// The head of a map of up to 23 entries; replies have no more.
fn head(map: &Map) -> Option<u8> {
    u8::try_from(map.len()).ok().filter(|length| *length < 24).map(|length| 0xa0 | length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{FaultScript, When};

    #[test]
    fn what_is_spoiled_no_longer_reads_as_it_was() {
        let map = Map::new().with(1, "a").with(2, 7);
        let reply = [vec![0], map.encode()].concat();
        for fault in Fault::ALL.iter().copied().filter(|fault| fault.layer() == Layer::Reply) {
            let mut script = FaultScript::new();
            script.add(fault, When::Always);
            let active = script.next_command();
            let spoiled = spoil(reply.clone(), &active);
            assert_ne!(Map::parse(&spoiled[1..]), Ok(Some(map.clone())), "{fault}");
            assert_eq!(spoil(vec![0x31], &active), [0x31], "{fault}");
            assert_eq!(spoil(vec![0], &active), [0], "{fault}");
        }
    }
}
