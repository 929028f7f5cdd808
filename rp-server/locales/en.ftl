# One message id, one place on a page. The same ids, with the same variables, stand in every language.

product = Nyckel
skip-to-content = Skip to the content
language-label = Language
# The language’s own name for itself.
language-name = English
navigation = Account
signed-in-as = Signed in as { $name }
sign-out = Sign out

## The key

key-picture = A security key in a USB port, with its touch point marked
key-before-dialog = Your browser will ask for your security key. Insert it, enter its PIN, then touch it.
key-waiting = Waiting for your security key …
key-checking = Checking …
key-no-script = Signing in with a security key needs JavaScript. Turn it on for this site, then load the page again.
key-model-unknown = Security key
key-default-name = Security key { $number }

## Sign in

sign-in-title = Sign in
sign-in-lead = Use your security key and its PIN. No password.
sign-in-user-name = User name
sign-in-user-name-hint = You may leave this empty if your key remembers you.
sign-in-button = Use a security key
sign-in-new-here = New here?
sign-in-create-account = Create an account
sign-in-by-invitation = New here? Accounts are created by invitation.
sign-in-have-invitation = I have an invitation
sign-in-ended = Your sign-in had ended, so you have been signed out. Sign in again and you will go on where you were.

## Create account

create-title = Create an account
create-lead = Choose a user name, then register your first security key.
create-lead-invited = Register your first security key.
create-user-name = User name
create-user-name-hint = What you will sign in with: up to 64 characters.
create-user-name-invited = Your invitation is for this name.
create-display-name = Your name
create-display-name-hint = Optional. This is what pages call you.
create-button = Register a security key
create-have-account = Already have an account?
create-sign-in = Sign in
create-pin-hint = A new key gets its PIN in the same dialog: choose one you will remember. It belongs to the key, not to this account.

## An invitation

invitation-title = Your invitation
invitation-lead = Open the link that you were sent, or paste it here.
invitation-label = Invitation
invitation-hint = The whole link, or the characters after its # sign. It works once.
invitation-button = Continue
invitation-ask = To be invited, ask your administrator.
invitation-ask-contact = To be invited, ask { $contact }.
invitation-signed-in = You are signed in as { $name }. To use an invitation, sign out, then open its link again.

recover-title = Welcome back
recover-lead = Register a new security key for the account “{ $name }”.
recover-sessions-end = After that you are signed in here, and signed out everywhere else. If you have lost a key, remove it then.

name-title = Your key is registered
name-lead = Give it a name, so that you can tell your keys apart.
name-label = Name of the key
name-hint = For example “Key ring” or “Desk drawer”.
name-save = Save the name

## Security info

info-title = Security info
info-lead = How you sign in, and what has happened on your account.
info-keys = Security keys
info-add-key = Add a security key
info-second-key-title = Add a second key
info-second-key = Add a second key and keep it somewhere safe. If you lose the first one, you can still sign in.
info-key-model = Model
info-key-created = Added
info-key-last-used = Last used
info-key-never-used = Not used yet
info-key-used-here = Used for this sign-in
info-key-suspended = This key may have been copied and is no longer accepted. Remove it, and use another key.
info-rename = Change name
info-rename-key = Change name of { $name }
info-remove = Remove
info-remove-key = Remove { $name }
info-activity = Sign-in activity
info-activity-lead = If you do not recognise something here, remove the key it came from and sign out your other devices.
info-activity-empty = Nothing has happened yet.
info-activity-more = Show older activity
info-activity-newest = Show the newest activity
info-devices = Where you are signed in
info-devices-lead = Every browser that is signed in to your account.
info-device-this = This device
info-device-signed-in = Signed in
info-device-key = with { $name }
info-device-sign-out = Sign out
info-device-sign-out-named = Sign out { $name }
info-devices-sign-out-others = Sign out everywhere else
info-device-unknown = Unknown browser
info-device = { $browser } on { $system }
info-device-command-line = Command line

## Notices after a change

done-key-added = The key “{ $name }” has been added.
done-key-renamed = The key is now called “{ $name }”.
done-key-removed = The key “{ $name }” has been removed.
done-device-signed-out = The device has been signed out.
done-others-signed-out = { $count ->
    [0] You were not signed in anywhere else.
    [one] One other device has been signed out.
   *[other] { $count } other devices have been signed out.
}
done-language = The language has been changed.
done-signed-out = You are signed out.
done-account-created = Welcome, { $name }. Your account is ready.

## Add, rename, remove

add-title = Add a security key
add-lead = Use a key that is not on your account yet.
add-button = Register a security key
rename-title = Change name
rename-lead = What do you want to call “{ $name }”?
rename-save = Save
remove-title = Remove this key?
remove-lead = “{ $name }” will no longer sign you in.
remove-remains = { $count ->
    [one] After that you sign in with one key: { $names }.
   *[other] After that you sign in with { $count } keys: { $names }.
}
remove-this-sign-in = You signed in with this key here, so you will be signed out.
remove-last = This is the only way to sign in to your account. Add another method before you remove it.
remove-confirm = Remove the key
cancel = Cancel
back-to-info = Back to security info

## Recovery code

info-recovery = Recovery code
info-recovery-lead = A code on paper that lets you in once, on a day when you have no key at hand.
info-recovery-make = Make a recovery code
info-recovery-replace = Replace the code
info-replace = Replace
info-replace-named = Replace { $name }
info-recovery-made = Made
recovery-name = Recovery code
recovery-make-title = A code for the day you lose your key
recovery-make-lead = If none of your keys is at hand, your user name and this code let you in once.
recovery-make-keep = You will see it once. Print it or write it down, and keep it where you keep other important papers: whoever has it can get into your account.
recovery-make-replaces = The code that you have now stops working.
recovery-code-title = Your recovery code
recovery-code-lead = This is the only time it is shown. Print it or write it down now.
recovery-code-where = Where it is used
recovery-print = Print
recovery-saved = I have saved it
recovery-done = You are signed in here, and signed out everywhere else. The code you used no longer works; this is your new one.
recovery-first-step = The code was right, and no longer works; this is your new one. Write it down, then take the other step.
recovery-go-on = Go on
recovery-next = Now add a security key to your account, and remove the one that you no longer have.
recovery-later = Go to security info
recovery-remove-title = Remove the recovery code?
recovery-remove-lead = The code that you have on paper stops working. Without it, and without a second key, a lost key means a lost account.
recovery-remove-confirm = Remove the code
sign-in-lost-key = No key at hand?
sign-in-recover = Use your recovery code
use-code-title = Use your recovery code
use-code-lead = It lets you in once, so that you can add a new security key.
use-code-code-hint = Four groups of five characters. Capitals and hyphens do not matter.
use-code-button = Sign in
use-code-back = Sign in with a security key
use-code-too-soon-seconds = { $count ->
    [one] There were too many wrong tries. Try again in 1 second, or use a security key now.
   *[other] There were too many wrong tries. Try again in { $count } seconds, or use a security key now.
}
use-code-too-soon-minutes = { $count ->
    [one] There were too many wrong tries. Try again in 1 minute, or use a security key now.
   *[other] There were too many wrong tries. Try again in { $count } minutes, or use a security key now.
}
info-device-recovery = with the recovery code
event-recovery-code-made = Recovery code made
event-recovery-code-removed = Recovery code removed
event-recovery-code-used = The recovery code was used
event-recovery-code-refused = A wrong recovery code was entered
done-recovery-code-removed = The recovery code has been removed.
problem-recovery_code_wrong = The user name or the recovery code is wrong. Check both, then try again.
problem-recovery_code_too_soon = There were too many wrong tries. Wait a while, or use a security key now.
problem-recovery_code_disabled = After too many wrong tries this recovery code is no longer accepted. Sign in with a security key and make a new one, or ask your administrator.

## Phones, e-mail addresses, codes that are sent

info-phones = Phones
info-phones-lead = A text message or a call can be read, or taken over, by others. A security key is safer; a phone is for the day when you have none at hand.
info-phones-add = Add a phone
info-emails = Alternate e-mail addresses
info-emails-lead = For resetting your password, and for notices about your account. Not for two-step verification.
info-emails-add = Add an e-mail address
info-contact-added = Added
info-contact-last-used = Last used
phone-add-title = Add a phone
phone-add-lead = We send a code to the phone. Once you have entered it here, the phone is on your account.
phone-country = Country or region
phone-country-option = { $name } (+{ $code })
phone-number = Phone number
phone-number-hint = As you dial it, or with + and the country’s code. Extensions cannot be reached.
phone-by-sms = Send a text message
phone-by-call = Call me
phone-problem-form = This is not a phone number. Use digits only, perhaps with + and the country’s code first.
phone-problem-country = Choose the country, or begin with + and its code.
phone-problem-not-in-use = No phone in that country has such a number. Check it, then try again.
phone-problem-service = The number belongs to a service. Use one of your own.
email-add-title = Add an e-mail address
email-add-lead = We send a code to the address. Once you have entered it here, the address is on your account.
email-address = E-mail address
email-send = Send a code
email-problem-form = This is not an e-mail address. It looks like name@example.org.
contact-code-title = Enter the code
contact-code-lead-sms = We have sent a text message with a code to { $name }.
contact-code-lead-call = We are calling { $name } and read a code aloud.
contact-code-lead-email = We have sent a mail with a code to { $name }.
contact-code-help = You can read the code on another device: this page waits for you. A code is good for ten minutes, and only the newest one works.
contact-code-missing-title = Nothing has come?
contact-code-missing-sms = A text message can take a minute. If it does not come, have us call you.
contact-code-missing-call = If the phone does not ring, have a text message sent.
contact-code-missing-email = A mail can take some minutes. Look among unwanted mail, too.
contact-code-again-sms = Send another text message
contact-code-again-call = Call me again
contact-code-again-email = Send another mail
contact-code-instead-sms = Send a text message instead
contact-code-instead-call = Call me instead
contact-code-other-phone = Use another number
contact-code-other-email = Use another address
contact-code-button = Confirm
code-keys-lead = Or answer the call, and type this number on the phone’s keys. This page then goes on by itself.
code-keys-done = I have typed it on the phone
codes-spent = As many codes as a day allows have been sent. The next can be sent after { $time }.
contact-remove-title = Remove it?
contact-remove-phone = After that no codes and no notices go to { $name }.
contact-remove-email = After that no codes and no notices go to { $name }.
contact-remove-kept = It is kept for 30 days, in which you are still told there of changes to your account, and can bring it back.
contact-remove-confirm = Remove
done-contact-added = { $name } has been added.
done-contact-removed = { $name } has been removed.
done-extension-dropped = Extensions cannot be reached, so it was left out of the number.
step-send-sms = Send a text message
step-send-call = Call me
step-send-email = Send a mail
step-sent-sms = We have sent a code by text message to { $name }.
step-sent-call = We are calling { $name } and read a code aloud.
step-sent-email = We have sent a code by mail to { $name }.
step-send-again = Send another code
single-use-title = Sign in with a single-use code
single-use-lead = In place of a password: good on a computer that is not your own. The code goes to a phone that is on your account.
single-use-who = E-mail address or user name
single-use-link = Use a single-use code
single-use-enter-title = Enter the code
single-use-enter-lead = If the number is on this account, a code is on its way to it.
single-use-new = Ask for a new code
single-use-way-back = Sign in another way
problem-region_unavailable = This is not available in your region. Use a number of another country, or another method.
problem-phone_number_invalid = This is not a phone number that can be reached. Check it, then try again.
problem-email_address_invalid = This is not an e-mail address. It looks like name@example.org.

## A fresh proof

prove-title = Is it you?
prove-lead = Before you change your security info, prove that it is you. It is good for ten minutes.
prove-button = Use a security key

## Activity, one message an event

event-account-created = Account created
event-key-added = Security key added: { $name }
event-key-renamed = Security key renamed: { $name }
event-key-removed = Security key removed: { $name }
event-signed-in = Signed in with { $name }
event-proved = Confirmed with { $name }
event-signed-out = Signed out
event-session-ended = A device was signed out
event-others-ended = All other devices were signed out
event-sign-in-refused = Sign-in refused
event-sign-in-refused-with = Sign-in with { $name } refused
event-registration-refused = A security key was refused
event-key-suspended = A copy of { $name } may exist: the key is no longer accepted
event-language-changed = Language changed
event-removed-key = a removed key
event-key-removed-by-operator = Your administrator removed a security key: { $name }
event-account-locked = Your administrator locked the account
event-account-unlocked = Your administrator unlocked the account
event-invited-back = Your administrator made a link by which a new key can be added to the account
event-invitation-withdrawn = Your administrator withdrew the link for a new key
event-account-recovered = A new security key was added with the administrator’s link: { $name }. All devices were signed out

## Countries and regions, by their two letters: the names of Unicode CLDR

country-AC = Ascension Island
country-AD = Andorra
country-AE = United Arab Emirates
country-AF = Afghanistan
country-AG = Antigua & Barbuda
country-AI = Anguilla
country-AL = Albania
country-AM = Armenia
country-AO = Angola
country-AR = Argentina
country-AS = American Samoa
country-AT = Austria
country-AU = Australia
country-AW = Aruba
country-AX = Åland Islands
country-AZ = Azerbaijan
country-BA = Bosnia & Herzegovina
country-BB = Barbados
country-BD = Bangladesh
country-BE = Belgium
country-BF = Burkina Faso
country-BG = Bulgaria
country-BH = Bahrain
country-BI = Burundi
country-BJ = Benin
country-BL = St. Barthélemy
country-BM = Bermuda
country-BN = Brunei
country-BO = Bolivia
country-BQ = Caribbean Netherlands
country-BR = Brazil
country-BS = Bahamas
country-BT = Bhutan
country-BW = Botswana
country-BY = Belarus
country-BZ = Belize
country-CA = Canada
country-CC = Cocos (Keeling) Islands
country-CD = Congo - Kinshasa
country-CF = Central African Republic
country-CG = Congo - Brazzaville
country-CH = Switzerland
country-CI = Côte d’Ivoire
country-CK = Cook Islands
country-CL = Chile
country-CM = Cameroon
country-CN = China
country-CO = Colombia
country-CR = Costa Rica
country-CU = Cuba
country-CV = Cape Verde
country-CW = Curaçao
country-CX = Christmas Island
country-CY = Cyprus
country-CZ = Czechia
country-DE = Germany
country-DJ = Djibouti
country-DK = Denmark
country-DM = Dominica
country-DO = Dominican Republic
country-DZ = Algeria
country-EC = Ecuador
country-EE = Estonia
country-EG = Egypt
country-EH = Western Sahara
country-ER = Eritrea
country-ES = Spain
country-ET = Ethiopia
country-FI = Finland
country-FJ = Fiji
country-FK = Falkland Islands
country-FM = Micronesia
country-FO = Faroe Islands
country-FR = France
country-GA = Gabon
country-GB = United Kingdom
country-GD = Grenada
country-GE = Georgia
country-GF = French Guiana
country-GG = Guernsey
country-GH = Ghana
country-GI = Gibraltar
country-GL = Greenland
country-GM = Gambia
country-GN = Guinea
country-GP = Guadeloupe
country-GQ = Equatorial Guinea
country-GR = Greece
country-GT = Guatemala
country-GU = Guam
country-GW = Guinea-Bissau
country-GY = Guyana
country-HK = Hong Kong
country-HN = Honduras
country-HR = Croatia
country-HT = Haiti
country-HU = Hungary
country-ID = Indonesia
country-IE = Ireland
country-IL = Israel
country-IM = Isle of Man
country-IN = India
country-IO = British Indian Ocean Territory
country-IQ = Iraq
country-IR = Iran
country-IS = Iceland
country-IT = Italy
country-JE = Jersey
country-JM = Jamaica
country-JO = Jordan
country-JP = Japan
country-KE = Kenya
country-KG = Kyrgyzstan
country-KH = Cambodia
country-KI = Kiribati
country-KM = Comoros
country-KN = St. Kitts & Nevis
country-KP = North Korea
country-KR = South Korea
country-KW = Kuwait
country-KY = Cayman Islands
country-KZ = Kazakhstan
country-LA = Laos
country-LB = Lebanon
country-LC = St. Lucia
country-LI = Liechtenstein
country-LK = Sri Lanka
country-LR = Liberia
country-LS = Lesotho
country-LT = Lithuania
country-LU = Luxembourg
country-LV = Latvia
country-LY = Libya
country-MA = Morocco
country-MC = Monaco
country-MD = Moldova
country-ME = Montenegro
country-MF = St. Martin
country-MG = Madagascar
country-MH = Marshall Islands
country-MK = North Macedonia
country-ML = Mali
country-MM = Myanmar
country-MN = Mongolia
country-MO = Macao
country-MP = Northern Mariana Islands
country-MQ = Martinique
country-MR = Mauritania
country-MS = Montserrat
country-MT = Malta
country-MU = Mauritius
country-MV = Maldives
country-MW = Malawi
country-MX = Mexico
country-MY = Malaysia
country-MZ = Mozambique
country-NA = Namibia
country-NC = New Caledonia
country-NE = Niger
country-NF = Norfolk Island
country-NG = Nigeria
country-NI = Nicaragua
country-NL = Netherlands
country-NO = Norway
country-NP = Nepal
country-NR = Nauru
country-NU = Niue
country-NZ = New Zealand
country-OM = Oman
country-PA = Panama
country-PE = Peru
country-PF = French Polynesia
country-PG = Papua New Guinea
country-PH = Philippines
country-PK = Pakistan
country-PL = Poland
country-PM = St. Pierre & Miquelon
country-PR = Puerto Rico
country-PS = Palestine
country-PT = Portugal
country-PW = Palau
country-PY = Paraguay
country-QA = Qatar
country-RE = Réunion
country-RO = Romania
country-RS = Serbia
country-RU = Russia
country-RW = Rwanda
country-SA = Saudi Arabia
country-SB = Solomon Islands
country-SC = Seychelles
country-SD = Sudan
country-SE = Sweden
country-SG = Singapore
country-SH = St. Helena
country-SI = Slovenia
country-SJ = Svalbard & Jan Mayen
country-SK = Slovakia
country-SL = Sierra Leone
country-SM = San Marino
country-SN = Senegal
country-SO = Somalia
country-SR = Suriname
country-SS = South Sudan
country-ST = São Tomé & Príncipe
country-SV = El Salvador
country-SX = Sint Maarten
country-SY = Syria
country-SZ = Eswatini
country-TA = Tristan da Cunha
country-TC = Turks & Caicos Islands
country-TD = Chad
country-TG = Togo
country-TH = Thailand
country-TJ = Tajikistan
country-TK = Tokelau
country-TL = Timor-Leste
country-TM = Turkmenistan
country-TN = Tunisia
country-TO = Tonga
country-TR = Türkiye
country-TT = Trinidad & Tobago
country-TV = Tuvalu
country-TW = Taiwan
country-TZ = Tanzania
country-UA = Ukraine
country-UG = Uganda
country-US = United States
country-UY = Uruguay
country-UZ = Uzbekistan
country-VA = Vatican City
country-VC = St. Vincent & Grenadines
country-VE = Venezuela
country-VG = British Virgin Islands
country-VI = U.S. Virgin Islands
country-VN = Vietnam
country-VU = Vanuatu
country-WF = Wallis & Futuna
country-WS = Samoa
country-XK = Kosovo
country-YE = Yemen
country-YT = Mayotte
country-ZA = South Africa
country-ZM = Zambia
country-ZW = Zimbabwe

## Time

time-just-now = just now
time-minutes-ago = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
time-today = today { $time }
time-yesterday = yesterday { $time }
time-days-ago = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
}
time-date = { $day } { $month } { $year }
time-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
time-exact = { $date }, { $time } ({ $zone })

## What went wrong in the browser, one message a DOMException

dom-NotAllowedError = The key was not used in time. Nothing was changed. Try again when you have it at hand.
dom-InvalidStateError = This key is already on your account. Use another key.
dom-AbortError = The request was cancelled. Nothing was changed. Try again.
dom-NotSupportedError = This key cannot be used here: it is too old for a sign-in with PIN. Use another key.
dom-ConstraintError = This key cannot check a PIN. Use a key with a PIN.
dom-SecurityError = This address cannot use security keys. Open the site at its usual address, then try again.
dom-UnknownError = The key did not answer as it should. Take it out, insert it again, then try again.
dom-OperationError = Another request for a key is still open. Close it, then try again.
dom-EncodingError = The key’s answer could not be read. Take it out, insert it again, then try again.
dom-TypeError = This page did not load completely. Load it again.
dom-NetworkError = The server cannot be reached. Check your connection, then try again.
dom-unsupported = This browser cannot use security keys. Use a current version of Firefox, Chrome, Edge or Safari.
dom-other = Something went wrong with the key. Nothing was changed. Try again.

## What the server refused, one message a code

problem-user_verification_missing = The key did not check your PIN. Nothing was changed. Use a key with a PIN, and enter it when asked.
problem-user_presence_missing = The key was not touched. Nothing was changed. Try again, and touch the key when it blinks.
problem-ceremony_expired = That took longer than five minutes. Nothing was changed. Try again.
problem-ceremony_used = This attempt has been used already. Try again.
problem-ceremony_unknown = This attempt is no longer known. Try again.
problem-credential_unknown = This key is not registered here. Use another key, or check the user name.
problem-credential_suspended = This key may have been copied and is no longer accepted. Use another key, and remove this one.
problem-counter_not_advanced = This key may have been copied and is no longer accepted. Use another key, and remove this one.
problem-user_handle_missing = The key did not say whose it is. Enter your user name, then try again.
problem-user_handle_mismatch = This key belongs to another account. Use a key of your own account.
problem-authenticator_not_allowed = Your organisation may not allow this model of key. Use another, or ask your administrator.
problem-attestation_invalid = This key could not prove who made it. Use another key.
problem-attestation_unsupported = This key could not prove who made it. Use another key.
problem-algorithm_not_offered = This key cannot be used here. Use another key.
problem-origin_mismatch = This address cannot use security keys. Open the site at its usual address, then try again.
problem-rp_id_mismatch = This address cannot use security keys. Open the site at its usual address, then try again.
problem-cross_origin_refused = This page is shown inside another site. Open it in a window of its own, then try again.
problem-signature_invalid = The key’s answer was not right. Take it out, insert it again, then try again.
problem-key_unknown = Your account has no such key. It may have been removed.
problem-device_unknown = This device is not signed in any more.
problem-account_unknown = This account does not exist any more.
problem-already_registered = This key is already on your account. Use another key.
problem-user_name_taken = This user name is taken. Choose another.
problem-user_name_invalid = A user name has 1 to 64 characters and no spaces. Choose another.
problem-name_invalid = A name has 1 to 64 characters and no line breaks. Choose another.
problem-last_way_in = This is the only way to sign in to your account. Add another method before you remove it.
problem-not_signed_in = You have been signed out. Sign in again.
problem-proof_required = Confirm with a security key first.
problem-attestation_untrusted = Your organisation may not allow this key. Use another, or ask your administrator.
problem-sign_up_closed = No new accounts are created here. If you have one, sign in.
problem-invitation_needed = Accounts are created by invitation here. Open the link that you were sent, or ask your administrator for one.
problem-invitation_invalid = This invitation is not valid, or no longer: it may have been used, withdrawn, or have expired. If you have used it yourself, sign in. Otherwise ask for a new one.
problem-invitation_for_another_name = Your invitation is for another user name. Use that one.
problem-account_locked = Your account is locked. Ask your administrator.
problem-other = The server did not accept this. Nothing was changed. Try again, and ask your administrator if it happens again.

## Error pages

error-not-found-title = This page is not here
error-not-found = The address may be misspelt, or the page has moved.
error-forbidden-title = This was not done
error-forbidden = The form came from another site or was too old. Nothing was changed. Go back and try again.
error-sign_up_closed-title = No new accounts here
error-account_locked-title = Your account is locked
error-too-large-title = That was too much
error-too-large = What was sent is larger than the server takes. Nothing was changed.
error-bad-request-title = This was not understood
error-bad-request = The form was not complete. Nothing was changed. Go back and try again.
error-internal-title = Something went wrong here
error-internal = It is our fault, not yours. Nothing was changed. Try again in a moment.
error-request-id = If you ask for help, give this number: { $id }
error-home = Go to the start page

## Messages: mail, text messages and calls. None has an address to follow

message-code-subject = Your code for { $service }
message-code-mail = Your code for { $service } is { $code }.
message-code-life = Enter it where you asked for it. It can be used once, within { $minutes } minutes.
message-code-advice = Nobody from { $service } will ever ask you for it. If you did not ask for a code, you can ignore this message.
message-code-sms = { $code } is your code for { $service }. It can be used once, within { $minutes } minutes. Never tell it to anybody.
message-code-voice = Hello. Your code for { $service } is: { $code }.
message-code-voice-again = Again: { $code }.
message-code-voice-keys = Or type the six digits that the page shows, on your phone.
message-code-voice-confirmed = Thank you. The page goes on by itself. Goodbye.
message-code-voice-refused = That was not the number. Enter the code on the page, or ask for another call. Goodbye.
message-code-voice-end = Goodbye.

message-key-added-subject = A security key was added to your account
message-key-added-mail = The security key “{ $name }” was added to your account at { $service }.
message-key-added-sms = { $service }: a security key was added to your account. Not you? Type our address yourself and open your security info.
message-key-removed-subject = A security key was removed from your account
message-key-removed-mail = The security key “{ $name }” was removed from your account at { $service }.
message-key-removed-sms = { $service }: a security key was removed from your account. Not you? Type our address yourself and open your security info.
message-key-renamed-subject = A security key has a new name
message-key-renamed-mail = The security key “{ $old }” of your account at { $service } is now called “{ $name }”.
message-key-renamed-sms = { $service }: a security key was given a new name. Not you? Type our address yourself and open your security info.
message-key-suspended-subject = A security key may have been copied
message-key-suspended-mail = The security key “{ $name }” of your account at { $service } may have been copied. It can no longer be used to sign in. Remove it, and add another one.
message-key-suspended-sms = { $service }: a security key may have been copied and can no longer be used. Type our address yourself and open your security info.
message-recovered-subject = Your account was recovered
message-recovered-mail = Somebody got back into your account at { $service } without one of its security keys.
message-recovered-sms = { $service }: your account was recovered without a key. Not you? Type our address yourself and open your security info.
message-signed-in-subject = A new sign-in to your account
message-signed-in-mail = Somebody signed in to your account at { $service } on a device that had not been used before: { $name }.
message-signed-in-sms = { $service }: your account was used on a new device. Not you? Type our address yourself and open your security info.
message-contact-added-subject = A way to reach you was added to your account
message-contact-added-mail = { $address } was added to your account at { $service }.
message-contact-added-sms = { $service }: an address or number was added to your account. Not you? Type our address yourself and open your security info.
message-contact-removed-subject = A way to reach you was removed from your account
message-contact-removed-mail = { $address } was removed from your account at { $service }.
message-contact-removed-sms = { $service }: an address or number was removed from your account. Not you? Type our address yourself and open your security info.
message-advice = If it was you, there is nothing to do. If it was not, open your security info page by typing the address in your browser, remove what you do not know, and tell your administrator.
message-no-links = Our messages never have links, and nobody from { $service } will ask you for a code or a PIN.

## Authenticator apps, the default method, what was removed

info-apps = Authenticator apps
info-apps-lead = An app that shows a new code every thirty seconds, also without a network.
info-add-app = Add an authenticator app
app-get-title = Add an authenticator app
app-get-lead = The app shows a new code every thirty seconds. Whoever has your phone and your password has both steps: lock the phone.
app-get-install = First get the app: install an authenticator app on your phone, from its app store. If you have one already, go on.
app-get-other = I want to use another app
app-get-other-text = Every app that shows codes of six digits (TOTP) works: on a phone, on a computer, or in a password manager. Some apps call this an “other account”.
app-get-other-method = I want to use another method
app-get-next = Next
app-scan-title = Set up the app
app-scan-lead = Open the app, choose to add an account, and scan this picture.
app-scan-picture = A QR code for your authenticator app
app-scan-cannot = Can’t scan the picture?
app-scan-by-hand = Choose in the app to enter a code by hand, and type this. Upper and lower case and blanks do not matter.
app-scan-account = Account
app-scan-code = Code to type into the app
app-scan-address = URL, for a phone or computer that has the app
app-test-code = The code that the app shows now
app-test-hint = Six digits. The app counts once this test has succeeded.
app-test-wrong = This code is wrong. Check that your phone’s clock is right, wait until the app shows the next code, then enter that.
app-test-button = Test and finish
app-default-name = Authenticator app { $number }
app-name = Name of the app
app-name-hint = For example “My phone” or “Work computer”.
app-remove-title = Remove this app?
app-remove-lead = The codes of “{ $name }” will no longer be accepted.
app-remove-delete = Delete the account in the app as well. Removing it here does not do that.
app-remove-next-default = After that you are asked for this first: { $name }.
app-remove-confirm = Remove the app
add-method-title = Add a method
add-method-lead = Which method do you want to add?
default-title = Default method
default-is = Asked for first: { $name }.
default-change = Change the default method
default-lead = The default method is asked for first. You can always use another one.
default-choose = Which method shall be asked for first?
default-confirm = Confirm
removed-title = Removed
removed-lead = What you remove is kept for 30 days. Until then you can bring it back on your security info page.
removed-at = Removed
removed-deleted = It is deleted for good on { $date }.
removed-restore = Bring back
removed-restore-named = Bring back { $name }
restore-title = Bring it back?
restore-lead = “{ $name }” can be used again, as it was before it was removed.
remove-remains-without-key = After that you sign in without a security key.
done-app-added = The app “{ $name }” has been added. Its code is asked for first from now on.
done-app-renamed = The app is now called “{ $name }”.
done-app-removed = The app “{ $name }” has been removed. Delete the account in the app as well.
done-restored = “{ $name }” is back on your account.
done-default-changed = The default method has been changed.
event-method-renamed = Given another name: { $name }
error-apps_full-title = You have five apps already
problem-apps_full = You can’t set up Nyckel Authenticator because you already have five authenticator apps or hardware tokens. Please contact your administrator to delete one of your authenticator apps or hardware tokens.
error-setup_unknown-title = Begin again
error-sign_in_over-title = Begin again
problem-setup_unknown = This took too long, or was begun elsewhere. Nothing was changed. Delete the new account in your app, then begin again.
message-app-renamed-subject = An authenticator app has a new name
message-app-renamed-mail = The authenticator app “{ $old }” of your account at { $service } is now called “{ $name }”.
message-app-renamed-sms = { $service }: an authenticator app was given a new name. Not you? Type our address yourself and open your security info.

## Events and names of methods beside the keys

event-method-added = Added: { $name }
event-method-removed = Removed: { $name }
event-method-restored = Brought back: { $name }
event-method-deleted = Deleted for good: { $name }
event-default-changed = Asked for first from now on: { $name }
event-two-step-on = Two-step verification switched on
event-two-step-off = Two-step verification switched off
event-password-reset = Password reset. All devices were signed out
event-code-sent = A code was sent
event-method-refused = Wrong: { $name }
event-device-trusted = A device is trusted from now on
event-device-forgotten = A device is no longer trusted
event-device-renamed = A trusted device was given another name
event-replacement-requested = Somebody asked to replace all security info
event-replacement-cancelled = The request to replace all security info was cancelled
event-replaced = All security info was replaced
event-info-verified = Security info confirmed
event-info-postponed = Security info: reminder put off for a day
event-signed-in-by = Signed in: { $name }
event-proved-by = Confirmed: { $name }

method-security-key = security key
method-app = authenticator app
method-sms = text message
method-call = phone call
method-email = e-mail
method-questions = security questions
method-password = password
method-recovery-code = recovery code

## Messages about methods beside the keys

message-method-added-subject = A sign-in method was added to your account
message-method-added-mail = A method was added to your account at { $service }: { $name }.
message-method-added-sms = { $service }: a sign-in method was added to your account. Not you? Type our address yourself and open your security info.
message-method-removed-subject = A sign-in method was removed from your account
message-method-removed-mail = A method was removed from your account at { $service }: { $name }.
message-method-removed-sms = { $service }: a sign-in method was removed from your account. Not you? Type our address yourself and open your security info.
message-method-restored-subject = A removed sign-in method was brought back
message-method-restored-mail = A method that had been removed from your account at { $service } was brought back: { $name }.
message-method-restored-sms = { $service }: a removed sign-in method was brought back. Not you? Type our address yourself and open your security info.
message-default-changed-subject = Another method is asked for first
message-default-changed-mail = Your account at { $service } now asks for this first: { $name }.
message-default-changed-sms = { $service }: your account now asks for another method first. Not you? Type our address yourself and open your security info.
message-answers-changed-subject = The answers to your security questions were changed
message-answers-changed-mail = The answers to the security questions of your account at { $service } were changed.
message-answers-changed-sms = { $service }: the answers to your security questions were changed. Not you? Type our address yourself and open your security info.
message-password-changed-subject = The password of your account was changed
message-password-changed-mail = The password of your account at { $service } was set or changed.
message-password-changed-sms = { $service }: the password of your account was changed. Not you? Type our address yourself and open your security info.
message-password-reset-subject = The password of your account was reset
message-password-reset-mail = The password of your account at { $service } was reset by somebody who did not know it, and all devices were signed out.
message-password-reset-sms = { $service }: the password of your account was reset. Not you? Type our address yourself and open your security info.
message-recovery-code-used-subject = Your recovery code was used
message-recovery-code-used-mail = Somebody used the recovery code of your account at { $service }. That code no longer works. If it was not you, sign in, make a new one and look through your security info.
message-recovery-code-used-sms = { $service }: your recovery code was used. Not you? Type our address yourself and open your security info.
message-two-step-on-subject = Two-step verification was switched on
message-two-step-on-mail = Your account at { $service } now asks for a second step when somebody signs in without a security key.
message-two-step-on-sms = { $service }: two-step verification was switched on. Not you? Type our address yourself and open your security info.
message-two-step-off-subject = Two-step verification was switched off
message-two-step-off-mail = Your account at { $service } no longer asks for a second step when somebody signs in.
message-two-step-off-sms = { $service }: two-step verification was switched off. Not you? Type our address yourself and open your security info.
message-device-trusted-subject = A device is trusted from now on
message-device-trusted-mail = This device is now trusted by your account at { $service }: { $name }.
message-device-trusted-sms = { $service }: a device is now trusted by your account. Not you? Type our address yourself and open your security info.
message-device-forgotten-subject = A device is no longer trusted
message-device-forgotten-mail = This device is no longer trusted by your account at { $service }: { $name }.
message-device-forgotten-sms = { $service }: a device is no longer trusted by your account. Not you? Type our address yourself and open your security info.
message-replacement-requested-subject = Somebody asked to replace all your security info
message-replacement-requested-mail = Somebody asked to replace all security info of your account at { $service }. It happens in 30 days. If it was not you, sign in and cancel the request.
message-replacement-requested-sms = { $service }: somebody asked to replace all your security info in 30 days. Not you? Type our address yourself and open your security info.
message-replacement-cancelled-subject = The request to replace your security info was cancelled
message-replacement-cancelled-mail = The request to replace all security info of your account at { $service } was cancelled. Nothing has changed.
message-replacement-cancelled-sms = { $service }: the request to replace your security info was cancelled. Not you? Type our address yourself and open your security info.
message-replaced-subject = All your security info was replaced
message-replaced-mail = All security info of your account at { $service } was replaced, as was asked for 30 days ago.
message-replaced-sms = { $service }: all your security info was replaced. Not you? Type our address yourself and open your security info.

## Password, two-step verification, steps without a key

sign-in-with-password = Use a password
password-sign-in-title = Sign in with a password
password-label = Password
password-title = Password
password-lead = A password is for the day when you have no key at hand. A security key is safer, and quicker.
password-new = New password
password-hint = { $count } characters or more. Several words that do not belong together are easy to remember.
password-ends-others = You will be signed out everywhere else.
password-set = Set a password
password-change = Change the password
password-too-short = This password is too short. Use { $count } characters or more; several words are easy to remember.
password-remove-title = Remove the password?
password-remove-lead = After that nobody can sign in to your account with a password.
password-remove-confirm = Remove the password
info-password = Password
info-password-lead = For signing in when you have no key at hand. A security key is safer.
info-password-set = Set
done-password-set = Your password has been set.
done-password-removed = The password has been removed.
two-step-title = Two-step verification
two-step-lead = When it is on, a password alone does not open your account: a second method is asked for as well.
two-step-keys = A security key with its PIN is both steps at once. You are asked for nothing more when you use one.
two-step-is-required = Your administrator requires two-step verification. It cannot be switched off.
two-step-switch-on = Switch on
two-step-switch-off = Switch off
info-two-step-on = On: signing in without a security key takes two methods.
info-two-step-off = Off: one method is enough to sign in.
info-two-step-change = Change
done-two-step-on = Two-step verification is on.
done-two-step-off = Two-step verification is off.
info-questions = Security questions
info-questions-lead = Only for resetting a forgotten password, and only together with another method.
questions-answered = Your answers
questions-answer = Answer the questions
questions-change = Change the answers
questions-no-longer-asked = Questions that you answered are no longer asked. Answer others, or your answers cannot be used.
questions-title = Security questions
questions-lead = Choose { $count } questions and answer them. If you forget your password, all of them are asked, together with another method.
questions-question = Question { $number }
questions-answer-label = Answer { $number }
questions-hint = 3 characters or more. Capital letters and spaces make no difference. Others can often find out a true answer: another one that you remember is just as good.
questions-replace = Your new answers take the place of those that you have.
questions-again = Please type all of them again. What you answered is not sent back to the page.
questions-save = Save the answers
questions-remove-title = Remove your answers?
questions-remove-lead = They are deleted for good, and cannot be used to reset your password any more. You can answer the questions anew at any time.
questions-remove-confirm = Remove the answers
done-questions-answered = Your answers have been saved.
done-questions-removed = Your answers have been removed.

step-title = One more step
step-lead = Your account asks for a second method when you sign in without a security key.
step-begin-again = Begin again
step-recovery-code = You have lost what is asked for?
step-use-recovery-code = Use your recovery code
step-code = Code
step-button = Continue
step-others = Use something else
step-nothing = There is no method that can be used here. Ask your administrator.
step-lead-security-key = Use one of your security keys.
step-lead-app = Enter the code that your authenticator app shows.
step-lead-sms = We send a code by text message to { $name }.
step-lead-call = We call { $name } and read a code aloud.
step-lead-email = We send a code to { $name }.
step-lead-password = Enter your password.
step-lead-questions = Answer your security questions.
step-other-security-key = A security key
step-other-app = A code from your authenticator app
step-other-sms = A text message to { $name }
step-other-call = A call to { $name }
step-other-email = A mail to { $name }
step-other-password = Your password
step-other-questions = Your security questions
step-password-wrong = The password is wrong. Check it, then try again.
problem-password_wrong = The user name or the password is wrong. Check both, then try again.
problem-code_wrong = This code is wrong. Check it, then try again.
problem-code_over = This code is no longer valid. Ask for a new one.
problem-method_disabled = After too many wrong tries this method is no longer accepted. Use a security key, or another method.
problem-method_not_for_this = This method cannot be used for that. Choose another method.
problem-method_not_allowed_by_policy = Your organisation may not allow this method. Choose another, or ask your administrator.
problem-method_not_enabled = Your administrator has not enabled this. Choose another method.
problem-method_unknown = Your account has no such method any more. Look at the list again.
problem-already_there = It is on your account already.
problem-no_second_step = Two-step verification needs a second method: a security key, an authenticator app or a phone. Add one first.
problem-two_step_required = Your administrator requires two-step verification. It cannot be switched off.
problem-password_too_short_alone = Without a second step a password needs 15 characters or more. Change your password first.
problem-sign_in_over = This took too long, or was gone on with elsewhere. Begin again.
problem-security_info_busy = Your security info is being changed somewhere else right now. Try again.
problem-answer_in_question = This answer stands in its own question. Give one that cannot be read there.
problem-answer_too_long = This answer is too long. Use 128 characters at most.
problem-answer_too_short = This answer is too short. Use 3 characters or more.
problem-answers_alike = Two answers are the same. Give each question an answer of its own.
problem-questions_alone = Answers count only beside another method. Prove who you are by that first.
problem-questions_not_chosen = Choose three different questions.
problem-answers_wrong = These answers are not all right. Try again.
problem-password_too_short = This password is too short. Choose a longer one.
problem-password_too_long = This password is too long. Use 128 characters at most.
problem-password_too_common = This password is one of the first that others would try. Choose one that nobody uses.
problem-too_soon = There were too many wrong tries. Wait a while, or use a security key now.
problem-codes_spent = As many codes as a day allows have been sent. Try again tomorrow, or use another method.

## A forgotten password, and everything lost

reset-forgotten = Forgotten your password?
reset-title = Reset your password
reset-lead = We check that it is you, and then you choose a new password.
reset-has-key = You have a security key at hand?
reset-use-key = Sign in with it and set a new password
reset-remembered = Back to signing in with a password
reset-step-title = Is it you?
reset-step-lead = Prove it with something that is on your account.
reset-step-second = One more: your account asks for two different methods.
reset-choose = What do you want to use?
reset-with-app = A code from your authenticator app
reset-with-sms = A text message to your phone
reset-with-call = A call to your phone
reset-with-email = A mail to your alternate e-mail address
reset-with-questions = Your security questions
reset-sent-sms = If the number is on your account, we have sent a code there by text message. Enter it here.
reset-sent-call = If the number is on your account, we are calling it now. Enter the code that you hear.
reset-sent-email = If the address is on your account, we have sent a code there. Enter it here.
reset-email = Your alternate e-mail address
reset-send-mail = Send a code
reset-password-title = Choose a new password
reset-ends-all = You will be signed out everywhere, and we tell you at every address of your account.
reset-save = Save the password
done-password-reset = Your password has been reset. Sign in with the new one.
replace-none = You have none of these any more?
replace-link = Replace all your security info
replace-title = Replace all your security info
replace-lead = In 30 days, everything that is on your account now is replaced by one new phone or e-mail address. It cannot be done faster.
replace-told = We tell you at every old address right away, and whoever has an old method can cancel it until then.
replace-email = New e-mail address
replace-confirm = Begin the 30 days
replace-waits-title = The 30 days have begun
replace-waits-lead = Everything is replaced on { $date }.
replace-waits-meanwhile = Until then you sign in with what is on your account: an old method, or a security key or authenticator app that you set up before. If you find one, sign in and cancel this.
replace-waits-back = Back to sign in
replace-pending-title = Somebody asked to replace all your security info
replace-pending = If it was not you, cancel it now. Otherwise everything below is replaced on { $date }.
replace-cancel-title = Cancel the replacement?
replace-cancel-lead = Everything on your account stays as it is, and we tell you at every address.
replace-cancel-confirm = Cancel the replacement
done-replacement-cancelled = The replacement has been cancelled. Nothing has changed.
problem-replacement_needs_phone = Your account asks for two steps, and an e-mail address cannot be one of them. Use a phone number.
problem-replacement_waits = A request to replace your security info is waiting already. Cancel it before you make another.

## Trusted devices

trusted-title = Trusted devices
trusted-lead = Where you can change your account without a code, while you are signed in.
trusted-since = Trusted since
trusted-used = Last used
trusted-name = Name of the device
trusted-rename-title = Change the name of the device
trusted-rename-named = Change name of { $name }
trusted-remove-title = Stop trusting this device?
trusted-remove-named = Remove { $name }
trusted-remove-lead = Changes from { $name } will need a code or your security key again. Nobody is signed out by this.
trusted-remove-confirm = Stop trusting it
trust-offer = Trust this device
trust-title = Trust this device?
trust-lead = While you are signed in here, you can change your account without a code.
trust-own-alone = Do this only on a device that you alone use. You can take it back here at any time, from any device.
trust-button = Trust this device
done-device-trusted = { $name } is trusted from now on.
done-device-renamed = The trusted device is now called { $name }.
done-device-forgotten = { $name } is no longer trusted.
problem-too_many_devices = Your account trusts ten devices already. Remove one first.
problem-trusted_device_unknown = This device is not trusted any more. Look at the list again.
problem-trusted_devices_not_allowed = Your organisation may not allow trusted devices. Ask your administrator.

## Is the security info still right?

verify-title = Is your security info still right?
verify-lead = It protects your account, and it is your way back in. Look it through.
verify-overdue = You were asked for seven days. Until you have confirmed it, your account is locked.
verify-until = Please answer by { $date }. After that your account is locked until you do.
verify-banner = Please look it through by { $date }. After that your account is locked until you do.
verify-open = Look it through
verify-right = This is right
verify-change = Change it
verify-tomorrow = Remind me tomorrow
done-info-verified = Thank you. Your security info is confirmed.
done-review-postponed = You will be asked again in a day.
problem-review_overdue = You were asked to check your security info, and seven days are over. Confirm it first.
