//! What `info` says: what each line of it is called.

use super::super::message::{Message, messages};

messages! {
    info_versions;
    info_aaguid;
    info_pin;
    info_min_pin_length;
    info_options;
    info_extensions;
    info_max_msg_size;
    info_pin_protocols;
    info_transports;
    info_algorithms;
    info_max_credential_count;
    info_max_credential_id_length;
    info_remaining_credentials;
    info_room_for_data;
    info_firmware;
    info_pin_is_set;
    info_pin_is_not_set;
    info_pin_is_unknown;
    info_option_on(option);
    info_option_off(option);
}
