# One message an id. Each id is a function of src/cli/messages, with the same variables; every language has them all.
# ASCII alone: this is also what is said where no language was asked for.

# What may be typed for yes, in lower case, between spaces.
answers_that_mean_yes = y yes

## While a key is at work

touch = Touch the key.
follow_the_light = The key wants to recognise you: follow its light.
falls_back_to_pin = The key did not recognise you. Its PIN will do instead.
key_busy = Another program is using the key. Waiting for it.
several_to_touch = Several security keys are plugged in. Touch the one that you mean.
ask_account = Which account? Its number:
account = { $number }  { $name }
account_called = { $number }  { $name } ({ $display_name })
registered = Registered. "{ $key }" is now a key of the account "{ $user }".
signed_in = Signed in to the account "{ $user }" with "{ $key }".
winked = The key shows where it is.

## Which key

no_keys = No security key is plugged in.
no_key = No security key is plugged in. Plug one in and try again.
no_key_at = There is no security key at { $device }. See `hid-client list`.
several_keys =
    Several security keys are plugged in:
    { $devices }
    Choose one with --device PATH, or unplug the others.
invalid_device = "{ $device }" does not name a key. Give a path such as /dev/hidraw0, or unix:PATH.
no_permission =
    You may not open { $device }. Let everybody at this computer use security keys: put this line into
    /etc/udev/rules.d/70-security-keys.rules, then unplug the key and plug it in again.

      { $rule }

    `sudo hid-client doctor --write-rule` does that.
no_permission_socket = You may not open { $device }. Ask whoever runs the key behind it, or use another.
in_use = { $device } is in use by another program. Wait until it is done and try again.
in_use_by = { $device } is in use by { $program } (process { $process }). Wait until it is done, or end it, and try again.
unplugged = The key was unplugged. Plug it in and try again.

## What went wrong

not_used_in_time = The key was not used in time. Nothing was changed. Try again when you have it at hand.
cancelled = Cancelled. Nothing was changed. Try again when you like.
makes_no_sense = The key gave an answer that makes no sense. Unplug it, plug it in again and try once more.
not_understood = The key did not understand this program. Unplug it, plug it in again and try once more.
refused_without_reason = The key refused without saying why. Unplug it, plug it in again and try once more.
u2f_has_no_pin = The server asks for the key's PIN, and this key has none: it is a U2F key, from before there was FIDO2. Use another key.
no_credential = This key is not registered for this account. Use another key, or register this one.
already_registered = This key is already on your account. Use another key.
cannot_list = This computer could not list its devices. Run `hid-client doctor` to see why.
cannot_open = This computer could not open the key. Unplug it, plug it in again and try once more.
cannot_lock = This computer could not keep other programs from the key. Unplug it, plug it in again and try once more.
cannot_connect = This computer could not connect to the key. Check that what runs behind the socket is running, and try again.
cannot_write = This computer could not write to the key. Unplug it, plug it in again and try once more.
cannot_read = This computer could not read from the key. Unplug it, plug it in again and try once more.
cannot_get_random_bytes = This computer gave no random numbers, without which nothing is secret. Restart it and try again.
cannot_listen_for_signals = This computer could not watch for Ctrl-C. Try again.
cannot_start_thread = This computer could not start another thread. Close other programs and try again.
driver_missing = This build has no driver { $driver }. Build it with the default features.
driver_ctap_hid_fido2_missing =
    This build has no driver ctap-hid-fido2. Build one that has, with libudev-dev installed:

      cargo build -p hid-client --no-default-features --features ctap-hid-fido2

    Or leave --driver out.
driver_does_not_reach = The driver ctap-hid-fido2 does not reach { $device }. Leave --driver out, or name a /dev/hidrawN.
own_driver_only = The driver ctap-hid-fido2 is for info, register and sign-in. Leave --driver out: this is for the own driver alone.
not_confirmed = There is no terminal to ask whether this is meant. Nothing was changed. Say so with --yes.
nobody_to_ask_for_pin = There is no terminal to ask for the PIN. Give it by --pin-file or --pin-fd.
nobody_to_ask_which_account = The key has several accounts and there is no terminal to ask which. Name one with --user.
output_failed = The output cannot be written: { $error }.
# What the standard or another program would say, always in English.
details = Details: { $error }.

## Files

file_not_found = { $path } cannot be used: there is no such file or folder. Name another.
file_not_allowed = { $path } cannot be used: you have no permission. Name another file, or get the permission.
file_is_a_folder = { $path } cannot be used: it is a folder. Name a file.
file_without_room = { $path } cannot be written: there is no room left. Make room and try again.
file_too_long = { $path } cannot be used: it is longer than { $longest } bytes. Name another file.
file_failed = { $path } cannot be used: { $error }. Name another file.

## The PIN

ask_pin = PIN of the key:
ask_current_pin = Current PIN of the key:
ask_new_pin = New PIN for the key:
ask_new_pin_again = The new PIN once more:
pin_set = The key has a PIN now.
pin_changed = The key's PIN is changed.
pin_verified = The PIN is right.
tries_left = { $count ->
        [one] 1 PIN try left.
       *[other] { $count } PIN tries left.
    }
tries_left_after_plugging_in = { $count ->
        [one] 1 PIN try left. Unplug the key and plug it in again before it.
       *[other] { $count } PIN tries left. Unplug the key and plug it in again before the next.
    }
tries_before_locking = { $count ->
        [one] 1 PIN try left before the key locks itself.
       *[other] { $count } PIN tries left before the key locks itself.
    }
differ = The two PINs differ. Nothing was changed. Try again.
wrong = Wrong PIN. Try again.
wrong_with_tries_left = { $count ->
        [one] Wrong PIN. 1 try left before the key locks itself.
       *[other] Wrong PIN. { $count } tries left before the key locks itself.
    }
wrong_several_times = Wrong PIN, several times in a row. Unplug the key, plug it in again and enter the right PIN.
blocked = The key has locked itself after too many wrong PINs. Only a reset, which erases everything on it, unlocks it.
not_set_yet = This key has no PIN yet. Set one with `hid-client pin set`, then try again.
set_already = This key already has a PIN. Change it with `hid-client pin change`.
must_be_changed = This key wants a new PIN before it can be used. Change it with `hid-client pin change`.
pin_too_short = The PIN is too short: this key wants at least { $minimum } characters. Choose a longer one.
pin_too_long = The PIN is too long: at most 63 bytes, which is 63 plain letters and digits. Choose a shorter one.
pin_ends_in_zero = The PIN ends in a zero byte, which no key can store. Choose another.
pin_not_text = The PIN is not text in UTF-8. Check the file or choose another PIN.

## Settings and reset

always_uv_on = The key asks for its PIN every time now.
always_uv_off = The key no longer asks for its PIN every time: where a server lets it, a touch will do.
min_pin_length = The key wants at least { $length } characters in a PIN now.
min_pin_length_only_rises = This key wants at least { $current } characters already. That can be raised, but only a reset, which erases everything on the key, lowers it.
pin_change_forced = The PIN must be changed before it can be used again. Change it with `hid-client pin change`.
confirm_enterprise_attestation = Let the key tell its serial number to organisations that may ask for it? Only a reset, which erases everything on the key, undoes this. [y/N]
enterprise_attestation_on = The key may now tell its serial number to organisations that its maker, or this computer's administrator, has named.
reset_warning =
    A reset erases the key for good: nobody can sign in with it anywhere any more, and its PIN and settings are gone.
    Nothing brings them back. Make sure that you have another way in.
reset_phrase = erase everything
ask_reset = Type "{ $phrase }" to go on:
plug_in_anew = Unplug the key now, and plug it in again.
seconds_left = { $seconds } s left
was_reset = The key is as new. Set a PIN with `hid-client pin set` before you use it.
reset_too_late = The key can be reset only within some seconds of being plugged in. Unplug it, plug it in again and try at once.

## What the key refused

status_ok = The key did as it was asked.
status_unknown_command = This key does not know how to do this. Use another key.
status_not_accepted = The key did not accept the request. Try again; if it happens again, use another key and report this.
status_lost_track = The key lost track of the conversation. Unplug it, plug it in again and try once more.
status_busy = The key is busy with another program. Wait until that is done and try again.
status_denied = The key declined: it was not touched, or its person said no. Nothing was changed. Try again and touch it.
status_too_large = The request is more than this key can take. Use another key.
status_fingerprints_full = The key has no room for another fingerprint. Remove one and try again.
status_data_full = The key has no room for more data. Remove some and try again.
status_accounts_full = The key has no room for another account. Remove one from it, or use another key.
status_not_now = The key does not allow this now. Unplug it, plug it in again and try once more.
status_algorithm = This key has none of the signature algorithms that the server asks for. Use another key.
status_option = This key cannot do what the server asks for. Use another key.
status_pin_proof = The key did not accept the proof of its PIN. Try again.
status_pin_blocked_until_plugged_in = Too many wrong PINs in a row. Unplug the key, plug it in again and enter the right PIN.
status_pin_needed = The key wants its PIN for this. If it has none yet, set one with `hid-client pin set`.
status_pin_policy = The key does not accept this PIN: it is too short, or too simple. Choose another.
status_pin_too_slow = It took too long after the PIN was entered. Try again.
status_uv_blocked = The key did not recognise you too many times. Use its PIN.
status_uv_wrong = The key did not recognise you. Try again, or use its PIN.
status_pin_not_for_this = The key does not let its PIN be used for this. Use another key.
status_failed = The key failed without saying why. Unplug it, plug it in again and try once more.
status_failed_its_own_way = The key failed for a reason of its own. Unplug it, plug it in again and try once more.

## What the key has not

lacks_fido2 = This key does not support FIDO2. Use another key.
lacks_any_protocol = This key does not support FIDO2 or U2F. Use another key.
lacks_u2f_version = This key does not support a version of U2F that is known. Use another key.
lacks_long_requests = This key does not support requests of this length. Use another key.
lacks_wink = This key does not support winking. Use another key.
lacks_pin = This key does not support a PIN. Use another key.
lacks_pin_or_fingerprint = This key does not support a PIN or a fingerprint. Use another key.
lacks_pin_protocol = This key does not support any way to send a PIN that this program knows. Use another key.
lacks_pin_for_ceremonies = This key does not support its PIN for registration and sign-in. Use your finger, or another key.
lacks_settings = This key does not support changing its settings. Use another key.
lacks_always_uv = This key does not support always asking for its PIN. Use another key.
lacks_enterprise_attestation = This key does not support enterprise attestation. Use another key.
lacks_min_pin_length = This key does not support setting the shortest PIN. Use another key.
lacks_min_pin_length_readers = This key does not support telling its shortest PIN to so many relying parties. Name fewer with --rp-id.
lacks_credential_management = This key does not support managing its credentials. Use another key.
lacks_credential_management_without_pin = This key does not support managing its credentials without a PIN. Set one with `hid-client pin set`, then try again.
lacks_fingerprints = This key does not support fingerprints. Use another key.
lacks_fingerprints_without_pin = This key does not support managing its fingerprints without a PIN. Set one with `hid-client pin set`, then try again.
lacks_large_blobs = This key does not support keeping data for its credentials. Use another key.
lacks_large_blob_fragments = This key does not support messages that are long enough for data. Use another key.
lacks_large_blobs_by_driver = The driver ctap-hid-fido2 cannot read what a key keeps for its credentials. Leave --driver out.
lacks_secrets = This key does not support secrets for programs. Use another key.
lacks_secrets_of_credential = This key does not support secrets for programs with this credential. Register anew with --prf-salt.
lacks_secrets_without_pin = This key does not support secrets for programs without its PIN. Set one with `hid-client pin set`, then try again.
lacks_secrets_by_driver = The driver ctap-hid-fido2 cannot ask a key for secrets. Leave --driver out.
lacks_credential_types = This key does not support credentials of the types that the server asks for. Use another key.
lacks_algorithms = This key does not support the signature algorithms that the server asks for. Use another key.
lacks_algorithms_of_driver = The driver ctap-hid-fido2 knows none of the signature algorithms that the server asks for. Leave --driver out.
lacks_platform_attachment = The server asks for a key that is a part of this computer, and this one is not. Sign in from a web page instead.
lacks_cred_protect = This key does not support protecting its credentials as the server wants it. Use another key.
lacks_discoverable_credentials = This key does not support discoverable credentials, which the server asks for. Use another key.
lacks_saying_whose = This key does not support saying whose it is. Name the account with --user.

## Servers

not_an_address = "{ $address }" is not a server's address. Give one such as https://example.org.
address_not_secure = { $address } is not secure: security keys work over https, or on http://localhost. Use https.
address_without_domain = { $address } has a number for a name, which security keys do not accept. Use its domain name, or localhost.
server_claims_other_name = The server { $origin } claims to be { $rp }, which it is not. Nothing was sent to it. Check the address.
server_unreachable = The server cannot be reached. Check the address and the network, and try again.
server_makes_no_sense = The server's answer makes no sense. Check that the address is that of the right server.
# What it says is in a language of its own.
server_refused = The server refused: { $detail }.
refused_account_locked = Your account is locked. Ask your administrator.
refused_algorithm = This key does not work at this server. Use another key.
refused_answer = The key's answer was not right. Unplug it, plug it in again and try once more.
refused_attestation_invalid = The key could not show who made it. Use another key.
refused_ceremony_expired = It took longer than the server allows. Nothing was changed. Try again.
refused_ceremony_used = The server no longer knows this attempt. Nothing was changed. Try again.
refused_counter = This key may have been copied, and the server no longer accepts it. Sign in with another key and remove this one.
refused_credential_unknown = This key is not registered at this server. Use another key, or check the user name.
refused_invitation_for_another_name = Your invitation is for another user name. Give that one with --user.
refused_invitation_invalid = This invitation is not valid, or no longer: it may have been used, withdrawn or run out. Sign in if it was you who used it. Ask for a new one otherwise.
refused_invitation_needed = Accounts are created by invitation here. Give yours by --invitation-file, or ask the administrator for one.
refused_key_name = A key's name has 1 to 64 characters and no line breaks. Choose another with --key-name.
refused_model = Your organisation may not allow this model of key. Use another, or ask your administrator.
refused_origin = Security keys do not work at this address of the server. Use the address that you know it by.
refused_sign_up_closed = No new accounts are created here. Sign in if you have one.
refused_https = This port of the server speaks https. Begin the address with https://.
refused_server_in_trouble = The server is in trouble. Wait a while and try again.
refused_too_soon = There were too many attempts. Wait a while and try again.
refused_user_handle_mismatch = This key belongs to another account. Use a key of your own.
refused_user_handle_missing = The key did not say whose it is. Name the account with --user and try again.
refused_user_name_invalid = A user name has 1 to 64 characters and no spaces. Choose another.
refused_user_name_taken = This user name is taken. Choose another.
refused_user_presence = Nobody touched the key. Nothing was changed. Try again, and touch it when it blinks.
refused_user_verification = The key did not check your PIN. Nothing was changed. Use a key with a PIN.

## info

info_versions = versions
info_aaguid = aaguid
info_pin = PIN
info_min_pin_length = shortest PIN
info_options = options
info_extensions = extensions
info_max_msg_size = longest message
info_pin_protocols = PIN protocols
info_transports = transports
info_algorithms = algorithms
info_max_credential_count = credentials in a list
info_max_credential_id_length = longest credential id
info_remaining_credentials = room for accounts
info_room_for_data = room for data
info_firmware = firmware
info_pin_is_set = set
info_pin_is_not_set = not set yet
info_pin_is_unknown = this key has none
info_option_on = { $option }=yes
info_option_off = { $option }=no

## credential

credential_column_id = CREDENTIAL
credential_column_rp = RELYING PARTY
credential_column_user = USER
credential_field_id = credential
credential_field_rp = relying party
credential_field_rp_name = its name
credential_field_user = user
credential_field_display_name = called
credential_field_user_handle = user handle
credential_field_algorithm = algorithm
credential_field_protection = protection
credential_field_public_key = public key
no_credentials = The key holds no discoverable credentials.
no_credentials_for = The key holds no discoverable credentials for "{ $rp }".
credential_counts = { $existing ->
        [one] 1 credential on the key, room for { $remaining } more.
       *[other] { $existing } credentials on the key, room for { $remaining } more.
    }
credential_renamed = Renamed. The key has it like this now:
confirm_credential_delete = Delete the credential of { $user } at { $rp }? Nobody can sign in there with it any more, and it cannot be brought back. [y/N]
confirm_credential_delete_nobodys = Delete the credential at { $rp }? Nobody can sign in there with it any more, and it cannot be brought back. [y/N]
credential_deleted = Deleted: { $user } at { $rp }.
credential_deleted_nobodys = Deleted: a credential at { $rp }.
none_such = The key holds no credential whose id begins with "{ $id }". See `hid-client credential list`.
several_such = { $count } credentials have an id that begins with "{ $id }". Give more of it.
protection_1 = 1, usable without a PIN
protection_2 = 2, without a PIN only when it is named
protection_3 = 3, only with a PIN
protection_other = { $level }

## fingerprint

finger_column_id = FINGER
finger_column_name = NAME
no_fingers = The key knows no fingers.
finger_begin = Touch the key's sensor with the finger, lift it, and touch it again until the bar is full.
finger_progress = { $bar } { $good } of { $all }  { $advice }
finger_added = The key knows the finger "{ $name }" now.
finger_added_nameless = The key knows the finger now.
finger_renamed = The finger has its new name.
confirm_finger_remove = Have the key forget the finger "{ $finger }"? [y/N]
finger_removed = The key no longer knows the finger "{ $finger }".
known_already = The key knows this finger already. Use another, or see `hid-client fingerprint list`.
none_such_finger = The key knows no finger "{ $finger }". See `hid-client fingerprint list`.
several_such_fingers = { $count } fingers fit "{ $finger }". Give more of the id.
name_too_long = The name is longer than the { $most } bytes that the key has room for. Choose a shorter one.
sample_good = Good. Lift the finger and touch again.
sample_too_high = Too high: touch lower.
sample_too_low = Too low: touch higher.
sample_too_left = Too far left: touch further right.
sample_too_right = Too far right: touch further left.
sample_too_fast = Too fast: move more slowly.
sample_too_slow = Too slow: move faster.
sample_too_skewed = Askew: lay the finger straight.
sample_too_short = Too short: stay a little longer.
sample_unlike_before = Not like those before: use the same finger.
sample_not_lifted = Lift the finger before you touch again.
sample_not_felt = No finger felt: touch the sensor.
sample_known = This finger is known already.
sample_poor = Not clear enough: clean and dry the finger, and touch again.

## blob

blob_column_credential = CREDENTIAL
blob_column_rp = RELYING PARTY
blob_column_user = USER
blob_column_size = BYTES
blob_column_stored = STORED
blob_unknown = ?
no_blobs = The key holds no data for its credentials.
blobs_damaged = The data on the key is damaged, as if writing it had broken off. It counts as none; what is put there next takes its place.
blobs_used = { $used } of { $capacity } bytes used.
blob_put = The key keeps { $size } bytes for { $rp } now.
bytes_saved = { $size } bytes written to { $path }.
confirm_blob_delete = Delete the data that the key keeps for { $user } at { $rp }? It cannot be brought back. [y/N]
confirm_blob_delete_nobodys = Delete the data that the key keeps for { $rp }? It cannot be brought back. [y/N]
blob_deleted = The key keeps no data for { $rp } any more.
credential_without_room = This credential was made without room for data. Make a new one with `hid-client register --large-blob`, where the server lets you.
none_of_credential = The key holds no data for this credential. See `hid-client blob list`.
too_long = The data is longer than a million bytes, which no key has room for. Choose less.
no_room = The key has room for { $capacity } bytes of data, and with this it would be { $needed }. Nothing was changed. Delete some with `hid-client blob delete`, or choose less.

## doctor

mark_ok = ok
mark_problem = PROBLEM
mark_note = note
what_and_remedy =
    { $what }
    { $remedy }
what_remedy_and_details =
    { $what }
    { $remedy }
    { $details }
hidraw_there = The kernel lets programs reach security keys (hidraw).
rule_there = A rule of udev lets everybody at this computer use security keys.
key_there = A security key is plugged in.
may_be_opened = { $device } may be opened.
held_by_nobody = { $device } is held by no other program.
answers = { $device } answers: { $versions }.
hidraw_missing = The kernel does not let programs reach security keys: it has no hidraw.
rule_missing = No rule of udev lets people at this computer use security keys.
key_missing = There is no security key.
not_listed = The devices cannot be listed.
may_not_be_opened = You may not open { $device }.
belongs_to_others = You may not open { $device }: it is user { $owner }'s and group { $group }'s, with mode { $mode }.
held_by = { $device } is held by { $program } (process { $process }).
held_by_another = { $device } is held by another program.
speechless = { $device } does not answer as a security key does.
remedy_load_hidraw = Load it as root: `modprobe hid` and `modprobe hid-generic`. A kernel without them cannot use keys.
remedy_write_rule =
    Write the rule as root, by `sudo hid-client doctor --write-rule`, or put this line into
    { $file } yourself; then unplug the key and plug it in again.
      { $rule }
remedy_plug_in_again =
    The rule is there. Unplug the key and plug it in again; it is for whoever sits at this computer, not for those
    who came over the network.
remedy_ask_its_owner = Ask whoever runs the key behind it, or use another.
remedy_plug_in = Plug one in, and look again.
remedy_end_holder = Wait until it is done, or end it, and look again.
remedy_try_another = Unplug it and plug it in again, at another port. If that does not help, use another key.
rule_written = Wrote { $path }. Unplug the key and plug it in again.
rule_not_written = You may not write { $path }. Do it as root: `sudo hid-client doctor --write-rule`.
unhealthy = { $count ->
        [one] One thing stands in the way. Do what is said there, and look again.
       *[other] { $count } things stand in the way. Do what is said there, and look again.
    }

## check

check_column_section = SECTION
check_column_standard = STANDARD
check_column_verdict = VERDICT
check_column_rules = RULES
verdict_holds = holds
verdict_broken = BROKEN
verdict_not_claimed = not claimed
verdict_not_tried = not tried
rules_hold = { $count } hold
rules_broken = { $count } broken
rules_not_claimed = { $count } not claimed
rules_not_tried = { $count } not tried
rule_broken =
    { $section } { $rule } ({ $clause }): { $says }.
      But: { $how }.
rule_not_tried = Not tried: { $section } { $rule }: { $why }.
stays_on_key = Stays on the key: credentials of this check at { $rp }: { $why }.
breaks_rules = { $count ->
        [one] This key does not do what the standard says in one section. Report it to its maker, or use another key.
       *[other] This key does not do what the standard says in { $count } sections. Report it to its maker, or use another key.
    }
rules_untried = What was tried holds, but not everything was: the key was not touched in time. Try again when you have it at hand.
