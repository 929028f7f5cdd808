# Ett meddelande-id, en funktion i src/cli/messages, med samma variabler; varje språk har dem alla.

# Vad som får skrivas för ja, med små bokstäver och mellanslag emellan.
answers_that_mean_yes = j ja y yes

## Medan en nyckel arbetar

touch = Rör vid nyckeln.
follow_the_light = Nyckeln vill känna igen dig: följ dess lampa.
falls_back_to_pin = Nyckeln kände inte igen dig. Använd dess PIN-kod i stället.
key_busy = Ett annat program använder nyckeln. Väntar på det.
several_to_touch = Flera säkerhetsnycklar är anslutna. Rör vid den du menar.
ask_account = Vilket konto? Dess nummer:
account = { $number }  { $name }
account_called = { $number }  { $name } ({ $display_name })
registered = Registreringen är klar. ”{ $key }” är nu en nyckel till kontot ”{ $user }”.
signed_in = Inloggad på kontot ”{ $user }” med ”{ $key }”.
winked = Nyckeln visar var den är.

## Vilken nyckel

no_keys = Ingen säkerhetsnyckel är ansluten.
no_key = Ingen säkerhetsnyckel är ansluten. Sätt i en och försök igen.
no_key_at = Det finns ingen säkerhetsnyckel på { $device }. Se `hid-client list`.
several_keys =
    Flera säkerhetsnycklar är anslutna:
    { $devices }
    Välj en med --device SÖKVÄG, eller ta ur de andra.
invalid_device = ”{ $device }” är inte namnet på någon nyckel. Ange en sökväg som /dev/hidraw0, eller unix:SÖKVÄG.
no_permission =
    Du får inte öppna { $device }. Låt alla vid den här datorn använda säkerhetsnycklar: lägg den här raden i
    /etc/udev/rules.d/70-security-keys.rules, ta ur nyckeln och sätt i den igen.

      { $rule }

    `sudo hid-client doctor --write-rule` gör det åt dig.
no_permission_socket = Du får inte öppna { $device }. Fråga den som kör nyckeln bakom den, eller använd en annan.
in_use = { $device } används av ett annat program. Vänta tills det är klart och försök igen.
in_use_by = { $device } används av { $program } (process { $process }). Vänta tills det är klart, eller avsluta det, och försök igen.
unplugged = Nyckeln togs ur. Sätt i den och försök igen.

## Det som gick fel

not_used_in_time = Nyckeln användes inte i tid. Ingenting har ändrats. Försök igen när du har den till hands.
cancelled = Avbrutet. Ingenting har ändrats. Försök igen när du vill.
makes_no_sense = Nyckelns svar går inte att förstå. Ta ur den, sätt i den igen och försök på nytt.
not_understood = Nyckeln förstod inte det här programmet. Ta ur den, sätt i den igen och försök på nytt.
refused_without_reason = Nyckeln vägrade utan att säga varför. Ta ur den, sätt i den igen och försök på nytt.
u2f_has_no_pin = Servern ber om nyckelns PIN-kod, och den här nyckeln har ingen: det är en U2F-nyckel, från tiden före FIDO2. Använd en annan nyckel.
no_credential = Den här nyckeln är inte registrerad för kontot. Använd en annan nyckel, eller registrera den här.
already_registered = Den här nyckeln finns redan på ditt konto. Använd en annan nyckel.
cannot_list = Datorn kunde inte lista sina enheter. Kör `hid-client doctor` för att se varför.
cannot_open = Datorn kunde inte öppna nyckeln. Ta ur den, sätt i den igen och försök på nytt.
cannot_lock = Datorn kunde inte hålla andra program borta från nyckeln. Ta ur den, sätt i den igen och försök på nytt.
cannot_connect = Datorn kunde inte nå nyckeln. Kontrollera att det som ska svara bakom sockeln är i gång och försök igen.
cannot_write = Datorn kunde inte skriva till nyckeln. Ta ur den, sätt i den igen och försök på nytt.
cannot_read = Datorn kunde inte läsa från nyckeln. Ta ur den, sätt i den igen och försök på nytt.
cannot_get_random_bytes = Datorn gav inga slumptal, och utan dem är ingenting hemligt. Starta om den och försök igen.
cannot_listen_for_signals = Datorn kunde inte bevaka Ctrl-C. Försök igen.
cannot_start_thread = Datorn kunde inte starta en tråd till. Stäng andra program och försök igen.
driver_missing = Det här bygget saknar drivrutinen { $driver }. Bygg med standardvalen.
driver_ctap_hid_fido2_missing =
    Det här bygget saknar drivrutinen ctap-hid-fido2. Bygg ett som har den, med libudev-dev installerat:

      cargo build -p hid-client --no-default-features --features ctap-hid-fido2

    Eller utelämna --driver.
driver_does_not_reach = Drivrutinen ctap-hid-fido2 når inte { $device }. Utelämna --driver, eller ange /dev/hidrawN.
own_driver_only = Drivrutinen ctap-hid-fido2 är till för info, register och sign-in. Utelämna --driver: det här kan bara programmets egen.
not_confirmed = Det finns ingen terminal att fråga i om det är meningen. Ingenting har ändrats. Bekräfta med --yes.
nobody_to_ask_for_pin = Det finns ingen terminal att fråga efter PIN-koden i. Ange den med --pin-file eller --pin-fd.
nobody_to_ask_which_account = Nyckeln har flera konton, och det finns ingen terminal att fråga i. Välj ett med --user.
output_failed = Resultatet går inte att skriva ut: { $error }.
# Det som standarden eller ett annat program skulle säga, alltid på engelska.
details = Tekniska uppgifter: { $error }.

## Filer

file_not_found = { $path } går inte att använda: det finns ingen sådan fil eller mapp. Ange en annan.
file_not_allowed = { $path } går inte att använda: du saknar behörighet. Ange en annan fil, eller skaffa behörigheten.
file_is_a_folder = { $path } går inte att använda: det är en mapp. Ange en fil.
file_without_room = { $path } går inte att skriva: det finns inget utrymme kvar. Frigör utrymme och försök igen.
file_too_long = { $path } går inte att använda: filen är längre än { $longest } byte. Ange en annan fil.
file_failed = { $path } går inte att använda: { $error }. Ange en annan fil.

## PIN-koden

ask_pin = Nyckelns PIN-kod:
ask_current_pin = Nyckelns nuvarande PIN-kod:
ask_new_pin = Ny PIN-kod för nyckeln:
ask_new_pin_again = Den nya PIN-koden en gång till:
pin_set = Nyckeln har en PIN-kod nu.
pin_changed = Nyckelns PIN-kod är ändrad.
pin_verified = PIN-koden är rätt.
tries_left = { $count ->
        [one] 1 PIN-försök kvar.
       *[other] { $count } PIN-försök kvar.
    }
tries_left_after_plugging_in = { $count ->
        [one] 1 PIN-försök kvar. Ta ur nyckeln och sätt i den igen före det.
       *[other] { $count } PIN-försök kvar. Ta ur nyckeln och sätt i den igen före nästa.
    }
tries_before_locking = { $count ->
        [one] 1 PIN-försök kvar innan nyckeln låser sig.
       *[other] { $count } PIN-försök kvar innan nyckeln låser sig.
    }
differ = De två PIN-koderna är olika. Ingenting har ändrats. Försök igen.
wrong = Fel PIN-kod. Försök igen.
wrong_with_tries_left = { $count ->
        [one] Fel PIN-kod. 1 försök kvar innan nyckeln låser sig.
       *[other] Fel PIN-kod. { $count } försök kvar innan nyckeln låser sig.
    }
wrong_several_times = Fel PIN-kod flera gånger i rad. Ta ur nyckeln, sätt i den igen och ange rätt PIN-kod.
blocked = Nyckeln har låst sig efter för många felaktiga PIN-koder. Bara en återställning, som raderar allt på den, låser upp den.
not_set_yet = Nyckeln har ingen PIN-kod ännu. Ställ in en med `hid-client pin set` och försök igen.
set_already = Nyckeln har redan en PIN-kod. Ändra den med `hid-client pin change`.
must_be_changed = Nyckeln kräver en ny PIN-kod innan den kan användas. Ändra den med `hid-client pin change`.
pin_too_short = PIN-koden är för kort: den här nyckeln kräver minst { $minimum } tecken. Välj en längre.
pin_too_long = PIN-koden är för lång: den får vara högst 63 byte, vilket är 63 vanliga bokstäver a–z och siffror. Välj en kortare.
pin_ends_in_zero = PIN-koden slutar med en nollbyte, och en sådan kan ingen nyckel spara. Välj en annan.
pin_not_text = PIN-koden är inte text i UTF-8. Kontrollera filen eller välj en annan PIN-kod.

## Inställningar och återställning

always_uv_on = Nyckeln ber om sin PIN-kod varje gång nu.
always_uv_off = Nyckeln ber inte längre om sin PIN-kod varje gång: där en server tillåter det räcker det att röra vid den.
min_pin_length = Nyckeln kräver minst { $length } tecken i en PIN-kod nu.
min_pin_length_only_rises = Nyckeln kräver redan minst { $current } tecken. Det går att höja, men bara en återställning, som raderar allt på nyckeln, sänker det.
pin_change_forced = PIN-koden måste ändras innan den kan användas igen. Ändra den med `hid-client pin change`.
confirm_enterprise_attestation = Ska nyckeln få uppge sitt serienummer för organisationer som får fråga efter det? Bara en återställning, som raderar allt på nyckeln, gör det ogjort. [j/N]
enterprise_attestation_on = Nyckeln får nu uppge sitt serienummer för organisationer som dess tillverkare eller datorns administratör har utsett.
reset_warning =
    En återställning raderar nyckeln för gott: ingen kan logga in med den någonstans längre, och dess PIN-kod och
    inställningar försvinner. Ingenting återskapar dem. Se till att du har ett annat sätt att logga in.
reset_phrase = radera allt
ask_reset = Skriv ”{ $phrase }” för att fortsätta:
plug_in_anew = Ta ur nyckeln nu och sätt i den igen.
seconds_left = { $seconds } s kvar
was_reset = Nyckeln är som ny. Ställ in en PIN-kod med `hid-client pin set` innan du använder den.
reset_too_late = Nyckeln kan bara återställas inom några sekunder efter att den har satts i. Ta ur den, sätt i den igen och försök genast.

## Det som nyckeln vägrade

status_ok = Nyckeln gjorde som den ombads.
status_unknown_command = Den här nyckeln kan inte göra detta. Använd en annan nyckel.
status_not_accepted = Nyckeln godtog inte begäran. Försök igen; om det händer igen, använd en annan nyckel och rapportera det.
status_lost_track = Nyckeln tappade tråden. Ta ur den, sätt i den igen och försök på nytt.
status_busy = Nyckeln är upptagen med ett annat program. Vänta tills det är klart och försök igen.
status_denied = Nyckeln avböjde: ingen rörde vid den, eller så sa personen nej. Ingenting har ändrats. Försök igen och rör vid den.
status_too_large = Begäran är större än den här nyckeln klarar. Använd en annan nyckel.
status_fingerprints_full = Nyckeln har inte plats för fler fingeravtryck. Ta bort ett och försök igen.
status_data_full = Nyckeln har inte plats för mer data. Ta bort en del och försök igen.
status_accounts_full = Nyckeln har inte plats för fler konton. Ta bort ett från den, eller använd en annan nyckel.
status_not_now = Nyckeln tillåter inte detta nu. Ta ur den, sätt i den igen och försök på nytt.
status_algorithm = Den här nyckeln har ingen av de signaturalgoritmer som servern ber om. Använd en annan nyckel.
status_option = Den här nyckeln kan inte göra det som servern ber om. Använd en annan nyckel.
status_pin_proof = Nyckeln godtog inte beviset för att PIN-koden är rätt. Försök igen.
status_pin_blocked_until_plugged_in = För många felaktiga PIN-koder i rad. Ta ur nyckeln, sätt i den igen och ange rätt PIN-kod.
status_pin_needed = Nyckeln kräver sin PIN-kod för detta. Om den inte har någon ännu, ställ in en med `hid-client pin set`.
status_pin_policy = Nyckeln godtar inte den här PIN-koden: den är för kort eller för enkel. Välj en annan.
status_pin_too_slow = Det tog för lång tid efter att PIN-koden hade angetts. Försök igen.
status_uv_blocked = Nyckeln har misslyckats för många gånger med att känna igen dig. Använd dess PIN-kod.
status_uv_wrong = Nyckeln kände inte igen dig. Försök igen, eller använd dess PIN-kod.
status_pin_not_for_this = Nyckeln låter inte sin PIN-kod användas till detta. Använd en annan nyckel.
status_failed = Nyckeln misslyckades utan att säga varför. Ta ur den, sätt i den igen och försök på nytt.
status_failed_its_own_way = Nyckeln misslyckades av en orsak som bara den känner till. Ta ur den, sätt i den igen och försök på nytt.

## Det som nyckeln saknar

lacks_fido2 = Den här nyckeln stöder inte FIDO2. Använd en annan nyckel.
lacks_any_protocol = Den här nyckeln stöder varken FIDO2 eller U2F. Använd en annan nyckel.
lacks_u2f_version = Den här nyckeln stöder ingen känd version av U2F. Använd en annan nyckel.
lacks_long_requests = Den här nyckeln klarar inte så långa begäranden. Använd en annan nyckel.
lacks_wink = Den här nyckeln kan inte visa var den är. Använd en annan nyckel.
lacks_pin = Den här nyckeln kan inte ha någon PIN-kod. Använd en annan nyckel.
lacks_pin_or_fingerprint = Den här nyckeln kan varken ha PIN-kod eller känna igen fingeravtryck. Använd en annan nyckel.
lacks_pin_protocol = Den här nyckeln tar inte emot PIN-koden på något sätt som programmet känner till. Använd en annan nyckel.
lacks_pin_for_ceremonies = Nyckelns PIN-kod gäller inte för registrering och inloggning. Använd ditt finger, eller en annan nyckel.
lacks_settings = Den här nyckelns inställningar går inte att ändra. Använd en annan nyckel.
lacks_always_uv = Den här nyckeln kan inte ställas in att alltid be om sin PIN-kod. Använd en annan nyckel.
lacks_enterprise_attestation = Den här nyckeln kan inte uppge sitt serienummer för organisationer. Använd en annan nyckel.
lacks_min_pin_length = Den här nyckelns kortaste PIN-kod går inte att ändra. Använd en annan nyckel.
lacks_min_pin_length_readers = Den här nyckeln kan inte berätta om sin kortaste PIN-kod för så många tjänster. Ange färre med --rp-id.
lacks_credential_management = Inloggningsuppgifterna på den här nyckeln går inte att hantera. Använd en annan nyckel.
lacks_credential_management_without_pin = Inloggningsuppgifterna på den här nyckeln går inte att hantera utan PIN-kod. Ställ in en med `hid-client pin set` och försök igen.
lacks_fingerprints = Den här nyckeln kan inte känna igen fingeravtryck. Använd en annan nyckel.
lacks_fingerprints_without_pin = Fingeravtrycken på den här nyckeln går inte att hantera utan PIN-kod. Ställ in en med `hid-client pin set` och försök igen.
lacks_large_blobs = Den här nyckeln kan inte förvara data åt sina inloggningsuppgifter. Använd en annan nyckel.
lacks_large_blob_fragments = Den här nyckeln klarar inte meddelanden som är långa nog för data. Använd en annan nyckel.
lacks_large_blobs_by_driver = Drivrutinen ctap-hid-fido2 kan inte läsa det en nyckel förvarar åt sina inloggningsuppgifter. Utelämna --driver.
lacks_secrets = Den här nyckeln kan inte ta fram hemligheter åt program. Använd en annan nyckel.
lacks_secrets_of_credential = Den här nyckeln kan inte ta fram hemligheter åt program med den här inloggningsuppgiften. Registrera på nytt med --prf-salt.
lacks_secrets_without_pin = Den här nyckeln kan inte ta fram hemligheter åt program utan sin PIN-kod. Ställ in en med `hid-client pin set` och försök igen.
lacks_secrets_by_driver = Drivrutinen ctap-hid-fido2 kan inte be en nyckel om hemligheter. Utelämna --driver.
lacks_credential_types = Den här nyckeln har ingen av de typer av inloggningsuppgifter som servern ber om. Använd en annan nyckel.
lacks_algorithms = Den här nyckeln stöder inte de signaturalgoritmer som servern ber om. Använd en annan nyckel.
lacks_algorithms_of_driver = Drivrutinen ctap-hid-fido2 känner inte till någon av de signaturalgoritmer som servern ber om. Utelämna --driver.
lacks_platform_attachment = Servern ber om en nyckel som är en del av datorn, och det är inte den här. Logga in från en webbsida i stället.
lacks_cred_protect = Den här nyckeln kan inte skydda sina inloggningsuppgifter så som servern vill. Använd en annan nyckel.
lacks_discoverable_credentials = Den här nyckeln kan inte spara inloggningsuppgifter, och servern ber om det. Använd en annan nyckel.
lacks_saying_whose = Den här nyckeln kan inte säga vems den är. Ange kontot med --user.

## Servrar

not_an_address = ”{ $address }” är inte adressen till en server. Ange en som https://example.org.
address_not_secure = { $address } är inte säker: säkerhetsnycklar fungerar över https, eller på http://localhost. Använd https.
address_without_domain = { $address } har ett nummer till namn, och det går inte med säkerhetsnycklar. Använd domännamnet, eller localhost.
server_claims_other_name = Servern { $origin } utger sig för att vara { $rp }, och det är den inte. Ingenting har skickats till den. Kontrollera adressen.
server_unreachable = Servern går inte att nå. Kontrollera adressen och nätverket och försök igen.
server_makes_no_sense = Serverns svar går inte att förstå. Kontrollera att adressen går till rätt server.
# Det som den säger är på dess eget språk.
server_refused = Servern avvisade begäran: { $detail }.
refused_account_locked = Ditt konto är låst. Kontakta administratören.
refused_algorithm = Den här nyckeln fungerar inte på den här servern. Använd en annan nyckel.
refused_answer = Nyckelns svar stämde inte. Ta ur den, sätt i den igen och försök på nytt.
refused_attestation_invalid = Nyckeln kunde inte visa vem som har tillverkat den. Använd en annan nyckel.
refused_ceremony_expired = Det tog längre tid än servern tillåter. Ingenting har ändrats. Försök igen.
refused_ceremony_used = Servern känner inte längre till det här försöket. Ingenting har ändrats. Försök igen.
refused_counter = Nyckeln kan ha kopierats, och servern godtar den inte längre. Logga in med en annan nyckel och ta bort den här.
refused_credential_unknown = Den här nyckeln är inte registrerad på servern. Använd en annan nyckel eller kontrollera användarnamnet.
refused_invitation_for_another_name = Din inbjudan gäller ett annat användarnamn. Ange det med --user.
refused_invitation_invalid = Inbjudan gäller inte, eller inte längre: den kan ha använts, dragits tillbaka eller gått ut. Logga in om det var du som använde den. Be annars om en ny.
refused_invitation_needed = Konton skapas efter inbjudan här. Ange din med --invitation-file, eller be administratören om en.
refused_key_name = En nyckels namn har 1 till 64 tecken och inga radbrytningar. Välj ett annat med --key-name.
refused_model = Din organisation kanske inte tillåter den här nyckelmodellen. Använd en annan eller kontakta administratören.
refused_origin = Säkerhetsnycklar fungerar inte på den här adressen till servern. Använd den adress som du brukar.
refused_sign_up_closed = Inga nya konton skapas här. Logga in om du har ett.
refused_https = Den här porten på servern talar https. Börja adressen med https://.
refused_server_in_trouble = Servern har problem. Vänta ett tag och försök igen.
refused_too_soon = Det blev för många försök. Vänta ett tag och försök igen.
refused_user_handle_mismatch = Den här nyckeln hör till ett annat konto. Använd en nyckel som hör till ditt eget.
refused_user_handle_missing = Nyckeln talade inte om vems den är. Ange kontot med --user och försök igen.
refused_user_name_invalid = Ett användarnamn har 1 till 64 tecken och inga mellanslag. Välj ett annat.
refused_user_name_taken = Användarnamnet är upptaget. Välj ett annat.
refused_user_presence = Ingen rörde vid nyckeln. Ingenting har ändrats. Försök igen och rör vid den när den blinkar.
refused_user_verification = Nyckeln kontrollerade inte din PIN-kod. Ingenting har ändrats. Använd en nyckel med PIN-kod.

## info

info_versions = versioner
info_aaguid = aaguid
info_pin = PIN-kod
info_min_pin_length = kortaste PIN-kod
info_options = egenskaper
info_extensions = tillägg
info_max_msg_size = längsta meddelande
info_pin_protocols = PIN-protokoll
info_transports = anslutningar
info_algorithms = algoritmer
info_max_credential_count = uppgifter i en lista
info_max_credential_id_length = längsta uppgifts-id
info_remaining_credentials = plats för konton
info_room_for_data = plats för data
info_firmware = inbyggd programvara
info_pin_is_set = inställd
info_pin_is_not_set = inte inställd ännu
info_pin_is_unknown = den här nyckeln har ingen
info_option_on = { $option }=ja
info_option_off = { $option }=nej

## credential

credential_column_id = UPPGIFT
credential_column_rp = TJÄNST
credential_column_user = ANVÄNDARE
credential_field_id = inloggningsuppgift
credential_field_rp = tjänst
credential_field_rp_name = tjänstens namn
credential_field_user = användare
credential_field_display_name = kallas
credential_field_user_handle = användar-id
credential_field_algorithm = algoritm
credential_field_protection = skydd
credential_field_public_key = publik nyckel
no_credentials = Det finns inga sparade inloggningsuppgifter på nyckeln.
no_credentials_for = Det finns inga sparade inloggningsuppgifter för ”{ $rp }” på nyckeln.
credential_counts = { $existing ->
        [one] 1 inloggningsuppgift på nyckeln, plats för { $remaining } till.
       *[other] { $existing } inloggningsuppgifter på nyckeln, plats för { $remaining } till.
    }
credential_renamed = Namnet är ändrat. Så här står det på nyckeln nu:
confirm_credential_delete = Ta bort inloggningsuppgiften för { $user } hos { $rp }? Ingen kan logga in där med den längre, och den går inte att återskapa. [j/N]
confirm_credential_delete_nobodys = Ta bort inloggningsuppgiften hos { $rp }? Ingen kan logga in där med den längre, och den går inte att återskapa. [j/N]
credential_deleted = Borttagen: { $user } hos { $rp }.
credential_deleted_nobodys = Borttagen: en inloggningsuppgift hos { $rp }.
none_such = Nyckeln har ingen inloggningsuppgift vars id börjar med ”{ $id }”. Se `hid-client credential list`.
several_such = { $count } inloggningsuppgifter har ett id som börjar med ”{ $id }”. Ange mer av det.
protection_1 = 1, kan användas utan PIN-kod
protection_2 = 2, utan PIN-kod bara när den pekas ut
protection_3 = 3, bara med PIN-kod
protection_other = { $level }

## fingerprint

finger_column_id = FINGER
finger_column_name = NAMN
no_fingers = Nyckeln känner inte till några fingrar.
finger_begin = Lägg fingret på nyckelns sensor, lyft det, och lägg dit det igen tills mätaren är full.
finger_progress = { $bar } { $good } av { $all }  { $advice }
finger_added = Nyckeln känner igen fingret ”{ $name }” nu.
finger_added_nameless = Nyckeln känner igen fingret nu.
finger_renamed = Fingret har fått sitt nya namn.
confirm_finger_remove = Ska nyckeln glömma fingret ”{ $finger }”? [j/N]
finger_removed = Nyckeln känner inte längre igen fingret ”{ $finger }”.
known_already = Nyckeln känner redan igen det här fingret. Använd ett annat, eller se `hid-client fingerprint list`.
none_such_finger = Nyckeln känner inte till något finger ”{ $finger }”. Se `hid-client fingerprint list`.
several_such_fingers = { $count } fingrar passar in på ”{ $finger }”. Ange mer av id:t.
name_too_long = Namnet är längre än de { $most } byte som nyckeln har plats för. Välj ett kortare.
sample_good = Bra. Lyft fingret och lägg dit det igen.
sample_too_high = För högt: lägg fingret längre ned.
sample_too_low = För lågt: lägg fingret längre upp.
sample_too_left = För långt till vänster: lägg fingret längre till höger.
sample_too_right = För långt till höger: lägg fingret längre till vänster.
sample_too_fast = För fort: rör fingret långsammare.
sample_too_slow = För långsamt: rör fingret fortare.
sample_too_skewed = Snett: lägg fingret rakt.
sample_too_short = För kort: håll kvar fingret lite längre.
sample_unlike_before = Inte likt de tidigare: använd samma finger.
sample_not_lifted = Lyft fingret innan du lägger dit det igen.
sample_not_felt = Inget finger märktes: lägg fingret på sensorn.
sample_known = Det här fingret är redan känt.
sample_poor = Inte tydligt nog: torka av fingret och lägg dit det igen.

## blob

blob_column_credential = UPPGIFT
blob_column_rp = TJÄNST
blob_column_user = ANVÄNDARE
blob_column_size = BYTE
blob_column_stored = LAGRAT
blob_unknown = ?
no_blobs = Nyckeln förvarar inga data åt sina inloggningsuppgifter.
blobs_damaged = Data på nyckeln är skadade, som om skrivningen hade avbrutits. De räknas inte; det som läggs dit härnäst ersätter dem.
blobs_used = { $used } av { $capacity } byte används.
blob_put = Nyckeln förvarar nu { $size } byte för { $rp }.
bytes_saved = { $size } byte skrevs till { $path }.
confirm_blob_delete = Ta bort de data som nyckeln förvarar åt { $user } hos { $rp }? De går inte att återskapa. [j/N]
confirm_blob_delete_nobodys = Ta bort de data som nyckeln förvarar för { $rp }? De går inte att återskapa. [j/N]
blob_deleted = Nyckeln förvarar inte längre några data för { $rp }.
credential_without_room = Den här inloggningsuppgiften skapades utan plats för data. Skapa en ny med `hid-client register --large-blob`, om servern tillåter det.
none_of_credential = Nyckeln har inga data för den här inloggningsuppgiften. Se `hid-client blob list`.
too_long = Innehållet är längre än en miljon byte, och det har ingen nyckel plats för. Välj mindre.
no_room = Nyckeln har plats för { $capacity } byte, och med detta skulle det bli { $needed }. Ingenting har ändrats. Ta bort en del med `hid-client blob delete`, eller välj mindre.

## doctor

mark_ok = ok
mark_problem = PROBLEM
mark_note = obs
what_and_remedy =
    { $what }
    { $remedy }
what_remedy_and_details =
    { $what }
    { $remedy }
    { $details }
hidraw_there = Kärnan låter program nå säkerhetsnycklar (hidraw).
rule_there = En udev-regel låter alla vid den här datorn använda säkerhetsnycklar.
key_there = En säkerhetsnyckel är ansluten.
may_be_opened = { $device } får öppnas.
held_by_nobody = { $device } är inte upptagen av något annat program.
answers = { $device } svarar: { $versions }.
hidraw_missing = Kärnan låter inte program nå säkerhetsnycklar: den saknar hidraw.
rule_missing = Ingen udev-regel låter dem som sitter vid den här datorn använda säkerhetsnycklar.
key_missing = Det finns ingen säkerhetsnyckel.
not_listed = Enheterna går inte att lista.
may_not_be_opened = Du får inte öppna { $device }.
belongs_to_others = Du får inte öppna { $device }: den tillhör användare { $owner } och grupp { $group }, med rättigheterna { $mode }.
held_by = { $device } är upptagen av { $program } (process { $process }).
held_by_another = { $device } är upptagen av ett annat program.
speechless = { $device } svarar inte som en säkerhetsnyckel gör.
remedy_load_hidraw = Läs in stödet som root: `modprobe hid` och `modprobe hid-generic`. En kärna utan dem kan inte använda nycklar.
remedy_write_rule =
    Skriv regeln som root med `sudo hid-client doctor --write-rule`, eller lägg själv den här raden i
    { $file }; ta sedan ur nyckeln och sätt i den igen.
      { $rule }
remedy_plug_in_again =
    Regeln finns. Ta ur nyckeln och sätt i den igen; regeln gäller den som sitter vid datorn, inte den
    som har anslutit över nätverket.
remedy_ask_its_owner = Fråga den som kör nyckeln bakom den, eller använd en annan.
remedy_plug_in = Sätt i en och kontrollera igen.
remedy_end_holder = Vänta tills det är klart, eller avsluta det, och kontrollera igen.
remedy_try_another = Ta ur den och sätt i den igen, i ett annat uttag. Om det inte hjälper, använd en annan nyckel.
rule_written = { $path } är skriven. Ta ur nyckeln och sätt i den igen.
rule_not_written = Du får inte skriva { $path }. Gör det som root: `sudo hid-client doctor --write-rule`.
unhealthy = { $count ->
        [one] En sak står i vägen. Gör som det står där och kontrollera igen.
       *[other] { $count } saker står i vägen. Gör som det står där och kontrollera igen.
    }

## check

check_column_section = AVSNITT
check_column_standard = STANDARD
check_column_verdict = UTFALL
check_column_rules = REGLER
verdict_holds = följs
verdict_broken = BRYTS
verdict_not_claimed = utlovas inte
verdict_not_tried = inte prövat
rules_hold = { $count } följs
rules_broken = { $count } bryts
rules_not_claimed = { $count } utlovas inte
rules_not_tried = { $count ->
        [one] 1 inte prövad
       *[other] { $count } inte prövade
    }
rule_broken =
    { $section } { $rule } ({ $clause }): { $says }.
      Men (på engelska): { $how }.
rule_not_tried = Inte prövat: { $section } { $rule }: { $why }.
stays_on_key = Kvar på nyckeln: inloggningsuppgifter från den här kontrollen hos { $rp }: { $why }.
breaks_rules = { $count ->
        [one] Den här nyckeln gör inte som standarden säger i ett avsnitt. Rapportera det till tillverkaren, eller använd en annan nyckel.
       *[other] Den här nyckeln gör inte som standarden säger i { $count } avsnitt. Rapportera det till tillverkaren, eller använd en annan nyckel.
    }
rules_untried = Det som prövades följs, men allt prövades inte: ingen rörde vid nyckeln i tid. Försök igen när du har den till hands.
