# Ett meddelande-id, en plats på en sida. Samma id:n med samma variabler finns på varje språk.

product = Nyckel
skip-to-content = Hoppa till innehållet
language-label = Språk
# Språkets eget namn på sig självt.
language-name = Svenska
navigation = Konto
signed-in-as = Inloggad som { $name }
sign-out = Logga ut

## Nyckeln

key-picture = En säkerhetsnyckel i ett USB-uttag, med beröringsytan markerad
key-before-dialog = Webbläsaren kommer att be om din säkerhetsnyckel. Sätt i den, ange nyckelns PIN-kod och rör sedan vid den.
key-waiting = Väntar på din säkerhetsnyckel …
key-checking = Kontrollerar …
key-no-script = För att logga in med säkerhetsnyckel behövs JavaScript. Slå på det för den här webbplatsen och läs in sidan igen.
key-model-unknown = Säkerhetsnyckel
key-default-name = Säkerhetsnyckel { $number }

## Logga in

sign-in-title = Logga in
sign-in-lead = Använd din säkerhetsnyckel och dess PIN-kod. Inget lösenord behövs.
sign-in-user-name = Användarnamn
sign-in-user-name-hint = Du kan lämna fältet tomt om nyckeln minns dig.
sign-in-button = Använd en säkerhetsnyckel
sign-in-new-here = Ny här?
sign-in-create-account = Skapa ett konto
sign-in-by-invitation = Ny här? Konton skapas efter inbjudan.
sign-in-have-invitation = Jag har en inbjudan
sign-in-ended = Din inloggning hade gått ut, så du har loggats ut. Logga in igen så fortsätter du där du var.

## Skapa konto

create-title = Skapa ett konto
create-lead = Välj ett användarnamn och registrera sedan din första säkerhetsnyckel.
create-lead-invited = Registrera din första säkerhetsnyckel.
create-user-name = Användarnamn
create-user-name-hint = Det du loggar in med: högst 64 tecken.
create-user-name-invited = Din inbjudan gäller det här namnet.
create-display-name = Ditt namn
create-display-name-hint = Valfritt. Så kallas du på sidorna.
create-button = Registrera en säkerhetsnyckel
create-have-account = Har du redan ett konto?
create-sign-in = Logga in
create-pin-hint = En ny nyckel får sin PIN-kod i samma dialogruta: välj en som du kommer ihåg. Den hör till nyckeln, inte till kontot.

## En inbjudan

invitation-title = Din inbjudan
invitation-lead = Öppna länken som du har fått, eller klistra in den här.
invitation-label = Inbjudan
invitation-hint = Hela länken, eller tecknen efter dess #. Den fungerar en gång.
invitation-button = Fortsätt
invitation-ask = Kontakta administratören om du vill bli inbjuden.
invitation-ask-contact = Kontakta { $contact } om du vill bli inbjuden.
invitation-signed-in = Du är inloggad som { $name }. Logga ut och öppna länken igen om du vill använda en inbjudan.

recover-title = Välkommen tillbaka
recover-lead = Registrera en ny säkerhetsnyckel för kontot ”{ $name }”.
recover-sessions-end = Sedan är du inloggad här och utloggad överallt annars. Ta då bort den nyckel som du har tappat bort.

name-title = Nyckeln är registrerad
name-lead = Ge den ett namn, så att du kan skilja dina nycklar åt.
name-label = Nyckelns namn
name-hint = Till exempel ”Nyckelknippan” eller ”Skrivbordslådan”.
name-save = Spara namnet

## Säkerhetsinformation

info-title = Säkerhetsinformation
info-lead = Hur du loggar in och vad som har hänt på ditt konto.
info-keys = Säkerhetsnycklar
info-add-key = Lägg till en säkerhetsnyckel
info-second-key-title = Lägg till en andra nyckel
info-second-key = Lägg till en andra nyckel och förvara den på ett säkert ställe. Om du tappar bort den första kan du fortfarande logga in.
info-key-model = Modell
info-key-created = Tillagd
info-key-last-used = Senast använd
info-key-never-used = Inte använd än
info-key-used-here = Användes för den här inloggningen
info-key-suspended = Nyckeln kan ha kopierats och godtas inte längre. Ta bort den och använd en annan nyckel.
info-rename = Ändra namn
info-rename-key = Ändra namn på { $name }
info-remove = Ta bort
info-remove-key = Ta bort { $name }
info-activity = Inloggningsaktivitet
info-activity-lead = Känner du inte igen något här? Ta bort nyckeln det kom från och logga ut dina andra enheter.
info-activity-empty = Inget har hänt ännu.
info-activity-more = Visa äldre aktivitet
info-activity-newest = Visa den senaste aktiviteten
info-devices = Här är du inloggad
info-devices-lead = Alla webbläsare som är inloggade på ditt konto.
info-device-this = Den här enheten
info-device-signed-in = Inloggad
info-device-key = med { $name }
info-device-sign-out = Logga ut
info-device-sign-out-named = Logga ut { $name }
info-devices-sign-out-others = Logga ut överallt annars
info-device-unknown = Okänd webbläsare
info-device = { $browser } på { $system }
info-device-command-line = Kommandoraden

## Besked efter en ändring

done-key-added = Nyckeln ”{ $name }” har lagts till.
done-key-renamed = Nyckeln heter nu ”{ $name }”.
done-key-removed = Nyckeln ”{ $name }” har tagits bort.
done-device-signed-out = Enheten har loggats ut.
done-others-signed-out = { $count ->
    [0] Du var inte inloggad någon annanstans.
    [one] En annan enhet har loggats ut.
   *[other] { $count } andra enheter har loggats ut.
}
done-language = Språket har ändrats.
done-signed-out = Du är utloggad.
done-account-created = Välkommen, { $name }. Ditt konto är klart.

## Lägg till, ändra namn, ta bort

add-title = Lägg till en säkerhetsnyckel
add-lead = Använd en nyckel som inte redan finns på ditt konto.
add-button = Registrera en säkerhetsnyckel
rename-title = Ändra namn
rename-lead = Vad vill du kalla ”{ $name }”?
rename-save = Spara
remove-title = Ta bort nyckeln?
remove-lead = Sedan kan du inte längre logga in med ”{ $name }”.
remove-remains = { $count ->
    [one] Därefter loggar du in med en nyckel: { $names }.
   *[other] Därefter loggar du in med { $count } nycklar: { $names }.
}
remove-this-sign-in = Du loggade in med den här nyckeln, så du kommer att loggas ut.
remove-last = Det här är det enda sättet att logga in på ditt konto. Lägg till en annan metod innan du tar bort det.
remove-confirm = Ta bort nyckeln
cancel = Avbryt
back-to-info = Tillbaka till säkerhetsinformationen

## Återställningskod

info-recovery = Återställningskod
info-recovery-lead = En kod på papper som släpper in dig en gång, en dag när du inte har någon nyckel till hands.
info-recovery-make = Skapa en återställningskod
info-recovery-replace = Ersätt koden
info-replace = Ersätt
info-replace-named = Ersätt { $name }
info-recovery-made = Skapad
recovery-name = Återställningskod
recovery-make-title = En kod för den dag du tappar bort nyckeln
recovery-make-lead = Om du inte har någon av dina nycklar till hands släpper ditt användarnamn och den här koden in dig en gång.
recovery-make-keep = Du får se den en gång. Skriv ut den eller skriv av den och förvara den bland andra viktiga papper: den som har koden kan ta sig in på ditt konto.
recovery-make-replaces = Koden som du har nu slutar gälla.
recovery-code-title = Din återställningskod
recovery-code-lead = Den visas bara den här gången. Skriv ut den eller skriv av den nu.
recovery-code-where = Här används den
recovery-print = Skriv ut
recovery-saved = Jag har sparat den
recovery-done = Du är inloggad här och utloggad överallt annars. Koden du använde gäller inte längre; det här är din nya.
recovery-first-step = Koden var rätt och gäller inte längre; det här är din nya. Skriv ner den och ta sedan det andra steget.
recovery-go-on = Fortsätt
recovery-next = Lägg nu till en säkerhetsnyckel på kontot och ta bort den som du inte längre har.
recovery-later = Till säkerhetsinformationen
recovery-remove-title = Ta bort återställningskoden?
recovery-remove-lead = Koden som du har på papper slutar gälla. Utan den, och utan en andra nyckel, betyder en borttappad nyckel ett förlorat konto.
recovery-remove-confirm = Ta bort koden
sign-in-lost-key = Ingen nyckel till hands?
sign-in-recover = Använd återställningskoden
use-code-title = Använd återställningskoden
use-code-lead = Den släpper in dig en gång, så att du kan lägga till en ny säkerhetsnyckel.
use-code-code-hint = Fyra grupper med fem tecken. Stora bokstäver och bindestreck spelar ingen roll.
use-code-button = Logga in
use-code-back = Logga in med en säkerhetsnyckel
use-code-too-soon-seconds = { $count ->
    [one] Det blev för många felaktiga försök. Försök igen om 1 sekund, eller använd en säkerhetsnyckel nu.
   *[other] Det blev för många felaktiga försök. Försök igen om { $count } sekunder, eller använd en säkerhetsnyckel nu.
}
use-code-too-soon-minutes = { $count ->
    [one] Det blev för många felaktiga försök. Försök igen om 1 minut, eller använd en säkerhetsnyckel nu.
   *[other] Det blev för många felaktiga försök. Försök igen om { $count } minuter, eller använd en säkerhetsnyckel nu.
}
info-device-recovery = med återställningskoden
event-recovery-code-made = Återställningskod skapad
event-recovery-code-removed = Återställningskod borttagen
event-recovery-code-used = Återställningskoden användes
event-recovery-code-refused = En felaktig återställningskod angavs
done-recovery-code-removed = Återställningskoden har tagits bort.
problem-recovery_code_wrong = Användarnamnet eller återställningskoden är fel. Kontrollera båda och försök igen.
problem-recovery_code_too_soon = Det blev för många felaktiga försök. Vänta en stund, eller använd en säkerhetsnyckel nu.
problem-recovery_code_disabled = Efter för många felaktiga försök godtas den här återställningskoden inte längre. Logga in med en säkerhetsnyckel och skapa en ny, eller kontakta administratören.

## Telefoner, e-postadresser, koder som skickas

info-phones = Telefoner
info-phones-lead = Ett sms eller ett samtal kan läsas eller tas över av andra. En säkerhetsnyckel är säkrare; telefonen är till för den dag då du inte har någon till hands.
info-phones-add = Lägg till en telefon
info-emails = Alternativa e-postadresser
info-emails-lead = För lösenordsåterställning och för besked om ditt konto. Inte för tvåstegsverifiering.
info-emails-add = Lägg till en e-postadress
info-contact-added = Tillagd
info-contact-last-used = Senast använd
phone-add-title = Lägg till en telefon
phone-add-lead = Vi skickar en kod till telefonen. När du har angett den här finns telefonen på ditt konto.
phone-country = Land eller region
phone-country-option = { $name } (+{ $code })
phone-number = Telefonnummer
phone-number-hint = Som du slår det, eller med + och landsnummer. Anknytningar går inte att nå.
phone-by-sms = Skicka ett sms
phone-by-call = Ring mig
phone-problem-form = Det här är inget telefonnummer. Använd bara siffror, eventuellt med + och landsnummer först.
phone-problem-country = Välj land, eller börja med + och landsnumret.
phone-problem-not-in-use = Ingen telefon i det landet har ett sådant nummer. Kontrollera det och försök igen.
phone-problem-service = Numret hör till en tjänst. Använd ett eget nummer.
email-add-title = Lägg till en e-postadress
email-add-lead = Vi skickar en kod till adressen. När du har angett den här finns adressen på ditt konto.
email-address = E-postadress
email-send = Skicka en kod
email-problem-form = Det här är ingen e-postadress. En sådan ser ut som namn@example.org.
contact-code-title = Ange koden
contact-code-lead-sms = Vi har skickat ett sms med en kod till { $name }.
contact-code-lead-call = Vi ringer { $name } och läser upp en kod.
contact-code-lead-email = Vi har skickat ett mejl med en kod till { $name }.
contact-code-help = Du kan läsa koden på en annan enhet: den här sidan väntar på dig. En kod gäller i tio minuter, och bara den senaste fungerar.
contact-code-missing-title = Har inget kommit?
contact-code-missing-sms = Ett sms kan dröja en minut. Om det inte kommer kan vi ringa dig i stället.
contact-code-missing-call = Om telefonen inte ringer kan vi skicka ett sms i stället.
contact-code-missing-email = Ett mejl kan dröja några minuter. Titta också bland skräpposten.
contact-code-again-sms = Skicka ett nytt sms
contact-code-again-call = Ring mig igen
contact-code-again-email = Skicka ett nytt mejl
contact-code-instead-sms = Skicka ett sms i stället
contact-code-instead-call = Ring mig i stället
contact-code-other-phone = Använd ett annat nummer
contact-code-other-email = Använd en annan adress
contact-code-button = Bekräfta
code-keys-lead = Eller svara på samtalet och knappa in det här numret på telefonen. Sidan går sedan vidare av sig själv.
code-keys-done = Jag har knappat in det på telefonen
codes-spent = Så många koder som tillåts på en dag har skickats. Nästa kan skickas efter { $time }.
contact-remove-title = Ska den tas bort?
contact-remove-phone = Sedan går varken koder eller besked till { $name }.
contact-remove-email = Sedan går varken koder eller besked till { $name }.
contact-remove-kept = Den sparas i 30 dagar. Under tiden får du fortfarande besked dit om ändringar på ditt konto, och du kan ta tillbaka den.
contact-remove-confirm = Ta bort
done-contact-added = { $name } har lagts till.
done-contact-removed = { $name } har tagits bort.
done-extension-dropped = Anknytningar går inte att nå, så den har utelämnats ur numret.
step-send-sms = Skicka ett sms
step-send-call = Ring mig
step-send-email = Skicka ett mejl
step-sent-sms = Vi har skickat en kod med sms till { $name }.
step-sent-call = Vi ringer { $name } och läser upp en kod.
step-sent-email = Vi har skickat en kod med e-post till { $name }.
step-send-again = Skicka en ny kod
single-use-title = Logga in med en engångskod
single-use-lead = I stället för lösenord: bra på en dator som inte är din egen. Koden går till en telefon som finns på ditt konto.
single-use-who = E-postadress eller användarnamn
single-use-link = Använd en engångskod
single-use-enter-title = Ange koden
single-use-enter-lead = Om numret finns på kontot är en kod på väg dit.
single-use-new = Begär en ny kod
single-use-way-back = Logga in på ett annat sätt
problem-region_unavailable = Det här är inte tillgängligt i din region. Använd ett nummer i ett annat land, eller en annan metod.
problem-phone_number_invalid = Det här är inget telefonnummer som går att nå. Kontrollera det och försök igen.
problem-email_address_invalid = Det här är ingen e-postadress. En sådan ser ut som namn@example.org.

## Ett nytt bevis

prove-title = Är det du?
prove-lead = Visa att det är du innan du ändrar din säkerhetsinformation. Det gäller i tio minuter.
prove-button = Använd en säkerhetsnyckel

## Aktivitet, ett meddelande per händelse

event-account-created = Kontot skapades
event-key-added = Säkerhetsnyckel tillagd: { $name }
event-key-renamed = Säkerhetsnyckel fick nytt namn: { $name }
event-key-removed = Säkerhetsnyckel borttagen: { $name }
event-signed-in = Inloggning med { $name }
event-proved = Bekräftelse med { $name }
event-signed-out = Utloggning
event-session-ended = En enhet loggades ut
event-others-ended = Alla andra enheter loggades ut
event-sign-in-refused = Inloggning nekad
event-sign-in-refused-with = Inloggning med { $name } nekad
event-registration-refused = En säkerhetsnyckel godtogs inte
event-key-suspended = Det kan finnas en kopia av { $name }: nyckeln godtas inte längre
event-language-changed = Språket ändrades
event-removed-key = en borttagen nyckel
event-key-removed-by-operator = Administratören tog bort en säkerhetsnyckel: { $name }
event-account-locked = Administratören låste kontot
event-account-unlocked = Administratören låste upp kontot
event-invited-back = Administratören skapade en länk för att lägga till en ny nyckel på kontot
event-invitation-withdrawn = Administratören drog tillbaka länken för en ny nyckel
event-account-recovered = En ny säkerhetsnyckel lades till med administratörens länk: { $name }. Alla enheter loggades ut

## Länder och regioner, efter sina två bokstäver: namnen i Unicode CLDR

country-AC = Ascension
country-AD = Andorra
country-AE = Förenade Arabemiraten
country-AF = Afghanistan
country-AG = Antigua och Barbuda
country-AI = Anguilla
country-AL = Albanien
country-AM = Armenien
country-AO = Angola
country-AR = Argentina
country-AS = Amerikanska Samoa
country-AT = Österrike
country-AU = Australien
country-AW = Aruba
country-AX = Åland
country-AZ = Azerbajdzjan
country-BA = Bosnien och Hercegovina
country-BB = Barbados
country-BD = Bangladesh
country-BE = Belgien
country-BF = Burkina Faso
country-BG = Bulgarien
country-BH = Bahrain
country-BI = Burundi
country-BJ = Benin
country-BL = S:t Barthélemy
country-BM = Bermuda
country-BN = Brunei
country-BO = Bolivia
country-BQ = Karibiska Nederländerna
country-BR = Brasilien
country-BS = Bahamas
country-BT = Bhutan
country-BW = Botswana
country-BY = Belarus
country-BZ = Belize
country-CA = Kanada
country-CC = Kokosöarna
country-CD = Kongo-Kinshasa
country-CF = Centralafrikanska republiken
country-CG = Kongo-Brazzaville
country-CH = Schweiz
country-CI = Elfenbenskusten
country-CK = Cooköarna
country-CL = Chile
country-CM = Kamerun
country-CN = Kina
country-CO = Colombia
country-CR = Costa Rica
country-CU = Kuba
country-CV = Kap Verde
country-CW = Curaçao
country-CX = Julön
country-CY = Cypern
country-CZ = Tjeckien
country-DE = Tyskland
country-DJ = Djibouti
country-DK = Danmark
country-DM = Dominica
country-DO = Dominikanska republiken
country-DZ = Algeriet
country-EC = Ecuador
country-EE = Estland
country-EG = Egypten
country-EH = Västsahara
country-ER = Eritrea
country-ES = Spanien
country-ET = Etiopien
country-FI = Finland
country-FJ = Fiji
country-FK = Falklandsöarna
country-FM = Mikronesien
country-FO = Färöarna
country-FR = Frankrike
country-GA = Gabon
country-GB = Storbritannien
country-GD = Grenada
country-GE = Georgien
country-GF = Franska Guyana
country-GG = Guernsey
country-GH = Ghana
country-GI = Gibraltar
country-GL = Grönland
country-GM = Gambia
country-GN = Guinea
country-GP = Guadeloupe
country-GQ = Ekvatorialguinea
country-GR = Grekland
country-GT = Guatemala
country-GU = Guam
country-GW = Guinea-Bissau
country-GY = Guyana
country-HK = Hongkong
country-HN = Honduras
country-HR = Kroatien
country-HT = Haiti
country-HU = Ungern
country-ID = Indonesien
country-IE = Irland
country-IL = Israel
country-IM = Isle of Man
country-IN = Indien
country-IO = Brittiska territoriet i Indiska oceanen
country-IQ = Irak
country-IR = Iran
country-IS = Island
country-IT = Italien
country-JE = Jersey
country-JM = Jamaica
country-JO = Jordanien
country-JP = Japan
country-KE = Kenya
country-KG = Kirgizistan
country-KH = Kambodja
country-KI = Kiribati
country-KM = Komorerna
country-KN = S:t Kitts och Nevis
country-KP = Nordkorea
country-KR = Sydkorea
country-KW = Kuwait
country-KY = Caymanöarna
country-KZ = Kazakstan
country-LA = Laos
country-LB = Libanon
country-LC = S:t Lucia
country-LI = Liechtenstein
country-LK = Sri Lanka
country-LR = Liberia
country-LS = Lesotho
country-LT = Litauen
country-LU = Luxemburg
country-LV = Lettland
country-LY = Libyen
country-MA = Marocko
country-MC = Monaco
country-MD = Moldavien
country-ME = Montenegro
country-MF = Saint-Martin
country-MG = Madagaskar
country-MH = Marshallöarna
country-MK = Nordmakedonien
country-ML = Mali
country-MM = Myanmar
country-MN = Mongoliet
country-MO = Macao
country-MP = Nordmarianerna
country-MQ = Martinique
country-MR = Mauretanien
country-MS = Montserrat
country-MT = Malta
country-MU = Mauritius
country-MV = Maldiverna
country-MW = Malawi
country-MX = Mexiko
country-MY = Malaysia
country-MZ = Moçambique
country-NA = Namibia
country-NC = Nya Kaledonien
country-NE = Niger
country-NF = Norfolkön
country-NG = Nigeria
country-NI = Nicaragua
country-NL = Nederländerna
country-NO = Norge
country-NP = Nepal
country-NR = Nauru
country-NU = Niue
country-NZ = Nya Zeeland
country-OM = Oman
country-PA = Panama
country-PE = Peru
country-PF = Franska Polynesien
country-PG = Papua Nya Guinea
country-PH = Filippinerna
country-PK = Pakistan
country-PL = Polen
country-PM = S:t Pierre och Miquelon
country-PR = Puerto Rico
country-PS = Palestina
country-PT = Portugal
country-PW = Palau
country-PY = Paraguay
country-QA = Qatar
country-RE = Réunion
country-RO = Rumänien
country-RS = Serbien
country-RU = Ryssland
country-RW = Rwanda
country-SA = Saudiarabien
country-SB = Salomonöarna
country-SC = Seychellerna
country-SD = Sudan
country-SE = Sverige
country-SG = Singapore
country-SH = S:t Helena
country-SI = Slovenien
country-SJ = Svalbard och Jan Mayen
country-SK = Slovakien
country-SL = Sierra Leone
country-SM = San Marino
country-SN = Senegal
country-SO = Somalia
country-SR = Surinam
country-SS = Sydsudan
country-ST = São Tomé och Príncipe
country-SV = El Salvador
country-SX = Sint Maarten
country-SY = Syrien
country-SZ = Eswatini
country-TA = Tristan da Cunha
country-TC = Turks- och Caicosöarna
country-TD = Tchad
country-TG = Togo
country-TH = Thailand
country-TJ = Tadzjikistan
country-TK = Tokelauöarna
country-TL = Östtimor
country-TM = Turkmenistan
country-TN = Tunisien
country-TO = Tonga
country-TR = Turkiet
country-TT = Trinidad och Tobago
country-TV = Tuvalu
country-TW = Taiwan
country-TZ = Tanzania
country-UA = Ukraina
country-UG = Uganda
country-US = USA
country-UY = Uruguay
country-UZ = Uzbekistan
country-VA = Vatikanstaten
country-VC = S:t Vincent och Grenadinerna
country-VE = Venezuela
country-VG = Brittiska Jungfruöarna
country-VI = Amerikanska Jungfruöarna
country-VN = Vietnam
country-VU = Vanuatu
country-WF = Wallis- och Futunaöarna
country-WS = Samoa
country-XK = Kosovo
country-YE = Jemen
country-YT = Mayotte
country-ZA = Sydafrika
country-ZM = Zambia
country-ZW = Zimbabwe

## Tid

time-just-now = nyss
time-minutes-ago = { $count ->
    [one] för 1 minut sedan
   *[other] för { $count } minuter sedan
}
time-today = i dag { $time }
time-yesterday = i går { $time }
time-days-ago = { $count ->
    [one] för 1 dag sedan
   *[other] för { $count } dagar sedan
}
time-date = { $day } { $month } { $year }
time-month = { $month ->
    [1] januari
    [2] februari
    [3] mars
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] augusti
    [9] september
    [10] oktober
    [11] november
   *[12] december
}
time-exact = { $date } { $time } ({ $zone })

## Det som gick fel i webbläsaren, ett meddelande per DOMException

dom-NotAllowedError = Nyckeln användes inte i tid. Ingenting har ändrats. Försök igen när du har den till hands.
dom-InvalidStateError = Den här nyckeln finns redan på ditt konto. Använd en annan nyckel.
dom-AbortError = Begäran avbröts. Ingenting har ändrats. Försök igen.
dom-NotSupportedError = Den här nyckeln går inte att använda här: den är för gammal för inloggning med PIN-kod. Använd en annan nyckel.
dom-ConstraintError = Den här nyckeln kan inte kontrollera en PIN-kod. Använd en nyckel med PIN-kod.
dom-SecurityError = Säkerhetsnycklar fungerar inte på den här adressen. Öppna webbplatsen på sin vanliga adress och försök igen.
dom-UnknownError = Nyckeln svarade inte som den ska. Ta ur den, sätt i den igen och försök på nytt.
dom-OperationError = En annan begäran om en nyckel är fortfarande öppen. Stäng den och försök igen.
dom-EncodingError = Nyckelns svar gick inte att läsa. Ta ur den, sätt i den igen och försök på nytt.
dom-TypeError = Sidan lästes inte in helt. Läs in den igen.
dom-NetworkError = Servern går inte att nå. Kontrollera anslutningen och försök igen.
dom-unsupported = Den här webbläsaren kan inte använda säkerhetsnycklar. Använd en aktuell version av Firefox, Chrome, Edge eller Safari.
dom-other = Något gick fel med nyckeln. Ingenting har ändrats. Försök igen.

## Det som servern nekade, ett meddelande per kod

problem-user_verification_missing = Nyckeln kontrollerade inte din PIN-kod. Ingenting har ändrats. Använd en nyckel med PIN-kod och ange den när du blir ombedd.
problem-user_presence_missing = Ingen rörde vid nyckeln. Ingenting har ändrats. Försök igen och rör vid nyckeln när den blinkar.
problem-ceremony_expired = Det tog längre än fem minuter. Ingenting har ändrats. Försök igen.
problem-ceremony_used = Det här försöket är redan använt. Försök igen.
problem-ceremony_unknown = Det här försöket är inte längre känt. Försök igen.
problem-credential_unknown = Den här nyckeln är inte registrerad här. Använd en annan nyckel eller kontrollera användarnamnet.
problem-credential_suspended = Nyckeln kan ha kopierats och godtas inte längre. Använd en annan nyckel och ta bort den här.
problem-counter_not_advanced = Nyckeln kan ha kopierats och godtas inte längre. Använd en annan nyckel och ta bort den här.
problem-user_handle_missing = Nyckeln talade inte om vems den är. Ange ditt användarnamn och försök igen.
problem-user_handle_mismatch = Den här nyckeln hör till ett annat konto. Använd en nyckel som hör till ditt eget.
problem-authenticator_not_allowed = Din organisation kanske inte tillåter den här nyckelmodellen. Använd en annan eller kontakta administratören.
problem-attestation_invalid = Nyckeln kunde inte visa vem som har tillverkat den. Använd en annan nyckel.
problem-attestation_unsupported = Nyckeln kunde inte visa vem som har tillverkat den. Använd en annan nyckel.
problem-algorithm_not_offered = Den här nyckeln går inte att använda här. Använd en annan nyckel.
problem-origin_mismatch = Säkerhetsnycklar fungerar inte på den här adressen. Öppna webbplatsen på sin vanliga adress och försök igen.
problem-rp_id_mismatch = Säkerhetsnycklar fungerar inte på den här adressen. Öppna webbplatsen på sin vanliga adress och försök igen.
problem-cross_origin_refused = Sidan visas inuti en annan webbplats. Öppna den i ett eget fönster och försök igen.
problem-signature_invalid = Nyckelns svar stämde inte. Ta ur den, sätt i den igen och försök på nytt.
problem-key_unknown = Ditt konto har ingen sådan nyckel. Den kan ha tagits bort.
problem-device_unknown = Enheten är inte längre inloggad.
problem-account_unknown = Kontot finns inte längre.
problem-already_registered = Den här nyckeln finns redan på ditt konto. Använd en annan nyckel.
problem-user_name_taken = Användarnamnet är upptaget. Välj ett annat.
problem-user_name_invalid = Ett användarnamn har 1 till 64 tecken och inga mellanslag. Välj ett annat.
problem-name_invalid = Ett namn har 1 till 64 tecken och inga radbrytningar. Välj ett annat.
problem-last_way_in = Det här är det enda sättet att logga in på ditt konto. Lägg till en annan metod innan du tar bort det.
problem-not_signed_in = Du har loggats ut. Logga in igen.
problem-proof_required = Bekräfta först med en säkerhetsnyckel.
problem-attestation_untrusted = Din organisation kanske inte tillåter den här nyckeln. Använd en annan eller kontakta administratören.
problem-sign_up_closed = Inga nya konton skapas här. Logga in om du har ett.
problem-invitation_needed = Konton skapas efter inbjudan här. Öppna länken som du har fått, eller be administratören om en.
problem-invitation_invalid = Inbjudan gäller inte, eller inte längre: den kan ha använts, dragits tillbaka eller gått ut. Logga in om det var du som använde den. Be annars om en ny.
problem-invitation_for_another_name = Din inbjudan gäller ett annat användarnamn. Använd det.
problem-account_locked = Ditt konto är låst. Kontakta administratören.
problem-other = Servern godtog inte detta. Ingenting har ändrats. Försök igen, och kontakta administratören om det händer igen.

## Felsidor

error-not-found-title = Sidan finns inte här
error-not-found = Adressen kan vara felskriven, eller så har sidan flyttats.
error-forbidden-title = Det här gjordes inte
error-forbidden = Formuläret kom från en annan webbplats eller var för gammalt. Ingenting har ändrats. Gå tillbaka och försök igen.
error-sign_up_closed-title = Inga nya konton här
error-account_locked-title = Ditt konto är låst
error-too-large-title = Det var för mycket
error-too-large = Det som skickades är större än servern tar emot. Ingenting har ändrats.
error-bad-request-title = Det gick inte att förstå
error-bad-request = Formuläret var inte fullständigt. Ingenting har ändrats. Gå tillbaka och försök igen.
error-internal-title = Något gick fel här
error-internal = Felet är vårt, inte ditt. Ingenting har ändrats. Försök igen om en stund.
error-request-id = Om du ber om hjälp, uppge det här numret: { $id }
error-home = Gå till startsidan

## Meddelanden: e-post, sms och samtal. Inget har en adress att följa

message-code-subject = Din kod till { $service }
message-code-mail = Din kod till { $service } är { $code }.
message-code-life = Ange den där du bad om den. Den går att använda en gång, inom { $minutes } minuter.
message-code-advice = Ingen från { $service } frågar dig någonsin efter den. Om du inte har bett om en kod kan du bortse från det här meddelandet.
message-code-sms = { $code } är din kod till { $service }. Den går att använda en gång, inom { $minutes } minuter. Lämna aldrig ut den till någon.
message-code-voice = Hej. Din kod till { $service } är: { $code }.
message-code-voice-again = En gång till: { $code }.
message-code-voice-keys = Eller knappa in de sex siffror som sidan visar, på din telefon.
message-code-voice-confirmed = Tack. Sidan går vidare av sig själv. Hej då.
message-code-voice-refused = Det var inte rätt nummer. Ange koden på sidan, eller be om ett nytt samtal. Hej då.
message-code-voice-end = Hej då.

message-key-added-subject = En säkerhetsnyckel har lagts till på ditt konto
message-key-added-mail = Säkerhetsnyckeln ”{ $name }” har lagts till på ditt konto hos { $service }.
message-key-added-sms = { $service }: en säkerhetsnyckel har lagts till på ditt konto. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-key-removed-subject = En säkerhetsnyckel har tagits bort från ditt konto
message-key-removed-mail = Säkerhetsnyckeln ”{ $name }” har tagits bort från ditt konto hos { $service }.
message-key-removed-sms = { $service }: en säkerhetsnyckel har tagits bort från ditt konto. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-key-renamed-subject = En säkerhetsnyckel har fått ett nytt namn
message-key-renamed-mail = Säkerhetsnyckeln ”{ $old }” på ditt konto hos { $service } heter nu ”{ $name }”.
message-key-renamed-sms = { $service }: en säkerhetsnyckel har fått ett nytt namn. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-key-suspended-subject = En säkerhetsnyckel kan ha kopierats
message-key-suspended-mail = Säkerhetsnyckeln ”{ $name }” på ditt konto hos { $service } kan ha kopierats. Den går inte längre att logga in med. Ta bort den och lägg till en annan.
message-key-suspended-sms = { $service }: en säkerhetsnyckel kan ha kopierats och går inte längre att använda. Skriv in vår adress själv och öppna din säkerhetsinformation.
message-recovered-subject = Ditt konto har återställts
message-recovered-mail = Någon har kommit in på ditt konto hos { $service } igen utan någon av dess säkerhetsnycklar.
message-recovered-sms = { $service }: ditt konto har återställts utan nyckel. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-signed-in-subject = En ny inloggning på ditt konto
message-signed-in-mail = Någon har loggat in på ditt konto hos { $service } på en enhet som inte har använts förut: { $name }.
message-signed-in-sms = { $service }: ditt konto har använts på en ny enhet. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-contact-added-subject = Ett sätt att nå dig har lagts till på ditt konto
message-contact-added-mail = { $address } har lagts till på ditt konto hos { $service }.
message-contact-added-sms = { $service }: en adress eller ett nummer har lagts till på ditt konto. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-contact-removed-subject = Ett sätt att nå dig har tagits bort från ditt konto
message-contact-removed-mail = { $address } har tagits bort från ditt konto hos { $service }.
message-contact-removed-sms = { $service }: en adress eller ett nummer har tagits bort från ditt konto. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-advice = Om det var du behöver du inte göra något. Om det inte var du: öppna din säkerhetsinformation genom att skriva in adressen i webbläsaren, ta bort det du inte känner igen och kontakta din administratör.
message-no-links = Våra meddelanden har aldrig några länkar, och ingen från { $service } frågar dig efter en kod eller en PIN-kod.

## Autentiseringsappar, standardmetoden, det som togs bort

info-apps = Autentiseringsappar
info-apps-lead = En app som visar en ny kod var trettionde sekund, även utan nätverk.
info-add-app = Lägg till en autentiseringsapp
app-get-title = Lägg till en autentiseringsapp
app-get-lead = Appen visar en ny kod var trettionde sekund. Den som har både din telefon och ditt lösenord har båda stegen: lås telefonen.
app-get-install = Skaffa först appen: installera en autentiseringsapp på telefonen från dess appbutik. Har du redan en, fortsätt.
app-get-other = Jag vill använda en annan app
app-get-other-text = Alla appar som visar sexsiffriga koder (TOTP) fungerar: på en telefon, på en dator eller i en lösenordshanterare. I vissa appar heter det ”annat konto”.
app-get-other-method = Jag vill använda en annan metod
app-get-next = Nästa
app-scan-title = Konfigurera appen
app-scan-lead = Öppna appen, välj att lägga till ett konto och skanna bilden.
app-scan-picture = En QR-kod för din autentiseringsapp
app-scan-cannot = Går det inte att skanna bilden?
app-scan-by-hand = Välj i appen att ange en kod för hand och skriv in det här. Stora och små bokstäver och mellanslag spelar ingen roll.
app-scan-account = Konto
app-scan-code = Kod att skriva in i appen
app-scan-address = URL, för en telefon eller dator som har appen
app-test-code = Koden som appen visar nu
app-test-hint = Sex siffror. Appen gäller när testet har lyckats.
app-test-wrong = Koden är fel. Kontrollera att telefonens klocka går rätt, vänta tills appen visar nästa kod och ange den.
app-test-button = Testa och slutför
app-default-name = Autentiseringsapp { $number }
app-name = Appens namn
app-name-hint = Till exempel ”Min telefon” eller ”Jobbdatorn”.
app-remove-title = Ta bort appen?
app-remove-lead = Koderna från ”{ $name }” godtas inte längre.
app-remove-delete = Ta också bort kontot i appen. Det görs inte här.
app-remove-next-default = Därefter är det här det första du får frågan om: { $name }.
app-remove-confirm = Ta bort appen
add-method-title = Lägg till metod
add-method-lead = Vilken metod vill du lägga till?
default-title = Standardmetod
default-is = Efterfrågas först: { $name }.
default-change = Ändra standardmetod
default-lead = Standardmetoden är den som efterfrågas först. Du kan alltid använda en annan.
default-choose = Vilken metod ska efterfrågas först?
default-confirm = Bekräfta
removed-title = Borttaget
removed-lead = Det du tar bort sparas i 30 dagar. Fram till dess kan du återställa det på sidan Säkerhetsinformation.
removed-at = Togs bort
removed-deleted = Raderas för gott den { $date }.
removed-restore = Återställ
removed-restore-named = Återställ { $name }
restore-title = Återställa metoden?
restore-lead = ”{ $name }” kan användas igen, så som innan borttagningen.
remove-remains-without-key = Därefter loggar du in utan säkerhetsnyckel.
done-app-added = Appen ”{ $name }” har lagts till. Dess kod efterfrågas först från och med nu.
done-app-renamed = Appen heter nu ”{ $name }”.
done-app-removed = Appen ”{ $name }” har tagits bort. Ta också bort kontot i appen.
done-restored = ”{ $name }” finns på ditt konto igen.
done-default-changed = Standardmetoden har ändrats.
event-method-renamed = Har bytt namn: { $name }
error-apps_full-title = Du har redan fem appar
problem-apps_full = Du kan inte konfigurera Nyckel Authenticator eftersom du redan har fem autentiseringsappar eller maskinvarutoken. Kontakta administratören för att ta bort någon av dina autentiseringsappar eller maskinvarutoken.
error-setup_unknown-title = Börja om
error-sign_in_over-title = Börja om
problem-setup_unknown = Det tog för lång tid eller påbörjades någon annanstans. Ingenting har ändrats. Ta bort det nya kontot i appen och börja om.
message-app-renamed-subject = En autentiseringsapp har ett nytt namn
message-app-renamed-mail = Autentiseringsappen ”{ $old }” på ditt konto hos { $service } heter nu ”{ $name }”.
message-app-renamed-sms = { $service }: en autentiseringsapp har fått ett nytt namn. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.

## Events and names of methods beside the keys

event-method-added = Tillagt: { $name }
event-method-removed = Borttaget: { $name }
event-method-restored = Återställt: { $name }
event-method-deleted = Raderat för gott: { $name }
event-default-changed = Används först från och med nu: { $name }
event-two-step-on = Tvåstegsverifiering slogs på
event-two-step-off = Tvåstegsverifiering stängdes av
event-password-reset = Lösenordet återställdes. Alla enheter loggades ut
event-code-sent = En kod skickades
event-method-refused = Fel: { $name }
event-device-trusted = En enhet är betrodd från och med nu
event-device-forgotten = En enhet är inte längre betrodd
event-device-renamed = En betrodd enhet fick ett annat namn
event-replacement-requested = Någon bad om att ersätta all säkerhetsinformation
event-replacement-cancelled = Begäran att ersätta all säkerhetsinformation avbröts
event-replaced = All säkerhetsinformation ersattes
event-info-verified = Säkerhetsinformationen bekräftades
event-info-postponed = Påminnelsen om säkerhetsinformationen sköts upp ett dygn
event-signed-in-by = Inloggning: { $name }
event-proved-by = Bekräftelse: { $name }

method-security-key = säkerhetsnyckel
method-app = autentiseringsapp
method-sms = sms
method-call = telefonsamtal
method-email = e-post
method-questions = säkerhetsfrågor
method-password = lösenord
method-recovery-code = återställningskod

## Messages about methods beside the keys

message-method-added-subject = En inloggningsmetod lades till på ditt konto
message-method-added-mail = En metod lades till på ditt konto hos { $service }: { $name }.
message-method-added-sms = { $service }: en inloggningsmetod lades till på ditt konto. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-method-removed-subject = En inloggningsmetod togs bort från ditt konto
message-method-removed-mail = En metod togs bort från ditt konto hos { $service }: { $name }.
message-method-removed-sms = { $service }: en inloggningsmetod togs bort från ditt konto. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-method-restored-subject = En borttagen inloggningsmetod återställdes
message-method-restored-mail = En metod som hade tagits bort från ditt konto hos { $service } återställdes: { $name }.
message-method-restored-sms = { $service }: en borttagen inloggningsmetod återställdes. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-default-changed-subject = Standardmetoden ändrades
message-default-changed-mail = Ditt konto hos { $service } har en ny standardmetod: { $name }.
message-default-changed-sms = { $service }: ditt konto har en ny standardmetod. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-answers-changed-subject = Svaren på dina säkerhetsfrågor ändrades
message-answers-changed-mail = Svaren på säkerhetsfrågorna till ditt konto hos { $service } ändrades.
message-answers-changed-sms = { $service }: svaren på dina säkerhetsfrågor ändrades. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-password-changed-subject = Lösenordet till ditt konto ändrades
message-password-changed-mail = Lösenordet till ditt konto hos { $service } skapades eller ändrades.
message-password-changed-sms = { $service }: lösenordet till ditt konto ändrades. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-password-reset-subject = Lösenordet till ditt konto återställdes
message-password-reset-mail = Lösenordet till ditt konto hos { $service } återställdes av någon som inte kunde det, och alla enheter loggades ut.
message-password-reset-sms = { $service }: lösenordet till ditt konto återställdes. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-recovery-code-used-subject = Din återställningskod har använts
message-recovery-code-used-mail = Någon har använt återställningskoden till ditt konto hos { $service }. Den koden gäller inte längre. Var det inte du, logga in, skapa en ny och gå igenom din säkerhetsinformation.
message-recovery-code-used-sms = { $service }: din återställningskod har använts. Inte du? Skriv själv in vår adress och öppna din säkerhetsinformation.
message-two-step-on-subject = Tvåstegsverifiering slogs på
message-two-step-on-mail = Ditt konto hos { $service } frågar nu efter ett andra steg när någon loggar in utan säkerhetsnyckel.
message-two-step-on-sms = { $service }: tvåstegsverifiering slogs på. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-two-step-off-subject = Tvåstegsverifiering stängdes av
message-two-step-off-mail = Ditt konto hos { $service } frågar inte längre efter ett andra steg när någon loggar in.
message-two-step-off-sms = { $service }: tvåstegsverifiering stängdes av. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-device-trusted-subject = En enhet är betrodd från och med nu
message-device-trusted-mail = Den här enheten är nu betrodd av ditt konto hos { $service }: { $name }.
message-device-trusted-sms = { $service }: en enhet är nu betrodd av ditt konto. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-device-forgotten-subject = En enhet är inte längre betrodd
message-device-forgotten-mail = Den här enheten är inte längre betrodd av ditt konto hos { $service }: { $name }.
message-device-forgotten-sms = { $service }: en enhet är inte längre betrodd av ditt konto. Var det inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-replacement-requested-subject = Någon bad om att ersätta all din säkerhetsinformation
message-replacement-requested-mail = Någon bad om att ersätta all säkerhetsinformation på ditt konto hos { $service }. Det sker om 30 dagar. Om det inte var du, logga in och avbryt begäran.
message-replacement-requested-sms = { $service }: någon bad om att ersätta din säkerhetsinformation om 30 dagar. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-replacement-cancelled-subject = Begäran att ersätta din säkerhetsinformation avbröts
message-replacement-cancelled-mail = Begäran att ersätta all säkerhetsinformation på ditt konto hos { $service } avbröts. Ingenting har ändrats.
message-replacement-cancelled-sms = { $service }: begäran att ersätta din säkerhetsinformation avbröts. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.
message-replaced-subject = All din säkerhetsinformation ersattes
message-replaced-mail = All säkerhetsinformation på ditt konto hos { $service } ersattes, så som någon bad om för 30 dagar sedan.
message-replaced-sms = { $service }: all din säkerhetsinformation ersattes. Inte du? Skriv in vår adress själv och öppna din säkerhetsinformation.

## Lösenord, tvåstegsverifiering, steg utan nyckel

sign-in-with-password = Använd ett lösenord
password-sign-in-title = Logga in med lösenord
password-label = Lösenord
password-title = Lösenord
password-lead = Ett lösenord är till för den dag då du inte har någon nyckel till hands. En säkerhetsnyckel är säkrare och går fortare.
password-new = Nytt lösenord
password-hint = Minst { $count } tecken. Flera ord som inte hör ihop är lätta att minnas.
password-ends-others = Du loggas ut överallt annars.
password-set = Skapa ett lösenord
password-change = Ändra lösenordet
password-too-short = Lösenordet är för kort. Använd minst { $count } tecken; flera ord är lätta att minnas.
password-remove-title = Ta bort lösenordet?
password-remove-lead = Därefter kan ingen logga in på ditt konto med lösenord.
password-remove-confirm = Ta bort lösenordet
info-password = Lösenord
info-password-lead = För att logga in när du inte har någon nyckel till hands. En säkerhetsnyckel är säkrare.
info-password-set = Skapat
done-password-set = Ditt lösenord har sparats.
done-password-removed = Lösenordet har tagits bort.
two-step-title = Tvåstegsverifiering
two-step-lead = När den är på räcker det inte med ett lösenord för att öppna ditt konto: en andra metod krävs också.
two-step-keys = En säkerhetsnyckel med PIN-kod är båda stegen på en gång. Du behöver inget mer när du använder en.
two-step-is-required = Administratören kräver tvåstegsverifiering. Den kan inte stängas av.
two-step-switch-on = Slå på
two-step-switch-off = Stäng av
info-two-step-on = På: inloggning utan säkerhetsnyckel kräver två metoder.
info-two-step-off = Av: en metod räcker för att logga in.
info-two-step-change = Ändra
done-two-step-on = Tvåstegsverifiering är på.
done-two-step-off = Tvåstegsverifiering är av.
info-questions = Säkerhetsfrågor
info-questions-lead = Bara för att återställa ett glömt lösenord, och bara tillsammans med en annan metod.
questions-answered = Dina svar
questions-answer = Svara på frågorna
questions-change = Ändra svaren
questions-no-longer-asked = Frågor som du har svarat på ställs inte längre. Svara på andra, annars går dina svar inte att använda.
questions-title = Säkerhetsfrågor
questions-lead = Välj { $count } frågor och svara på dem. Om du glömmer ditt lösenord ställs alla, tillsammans med en annan metod.
questions-question = Fråga { $number }
questions-answer-label = Svar { $number }
questions-hint = Minst 3 tecken. Stora bokstäver och mellanslag spelar ingen roll. Ett sant svar kan andra ofta ta reda på: ett annat som du minns går lika bra.
questions-replace = Dina nya svar ersätter dem som du har.
questions-again = Skriv alla svar igen. Det du svarade skickas inte tillbaka till sidan.
questions-save = Spara svaren
questions-remove-title = Ta bort dina svar?
questions-remove-lead = De raderas för gott och kan inte längre användas för att återställa ditt lösenord. Du kan svara på frågorna igen när som helst.
questions-remove-confirm = Ta bort svaren
done-questions-answered = Dina svar har sparats.
done-questions-removed = Dina svar har tagits bort.

step-title = Ett steg till
step-lead = Ditt konto frågar efter en andra metod när du loggar in utan säkerhetsnyckel.
step-begin-again = Börja om
step-recovery-code = Har du förlorat det som efterfrågas?
step-use-recovery-code = Använd din återställningskod
step-code = Kod
step-button = Fortsätt
step-others = Använd något annat
step-nothing = Det finns ingen metod som kan användas här. Kontakta administratören.
step-lead-security-key = Använd en av dina säkerhetsnycklar.
step-lead-app = Ange koden som din autentiseringsapp visar.
step-lead-sms = Vi skickar en kod med sms till { $name }.
step-lead-call = Vi ringer { $name } och läser upp en kod.
step-lead-email = Vi skickar en kod till { $name }.
step-lead-password = Ange ditt lösenord.
step-lead-questions = Svara på dina säkerhetsfrågor.
step-other-security-key = En säkerhetsnyckel
step-other-app = En kod från din autentiseringsapp
step-other-sms = Ett sms till { $name }
step-other-call = Ett samtal till { $name }
step-other-email = E-post till { $name }
step-other-password = Ditt lösenord
step-other-questions = Dina säkerhetsfrågor
step-password-wrong = Lösenordet är fel. Kontrollera det och försök igen.
problem-password_wrong = Användarnamnet eller lösenordet är fel. Kontrollera båda och försök igen.
problem-code_wrong = Koden är fel. Kontrollera den och försök igen.
problem-code_over = Koden gäller inte längre. Begär en ny.
problem-method_disabled = Efter för många felaktiga försök godtas metoden inte längre. Använd en säkerhetsnyckel eller en annan metod.
problem-method_not_for_this = Metoden kan inte användas till detta. Välj en annan metod.
problem-method_not_allowed_by_policy = Din organisation kanske inte tillåter den här metoden. Välj en annan eller kontakta administratören.
problem-method_not_enabled = Administratören har inte aktiverat detta. Välj en annan metod.
problem-method_unknown = Ditt konto har inte längre någon sådan metod. Titta på listan igen.
problem-already_there = Den finns redan på ditt konto.
problem-no_second_step = Tvåstegsverifiering kräver en andra metod: en säkerhetsnyckel, en autentiseringsapp eller en telefon. Lägg till en först.
problem-two_step_required = Administratören kräver tvåstegsverifiering. Den kan inte stängas av.
problem-password_too_short_alone = Utan ett andra steg behöver ett lösenord minst 15 tecken. Ändra ditt lösenord först.
problem-sign_in_over = Det tog för lång tid, eller fortsatte på ett annat ställe. Börja om.
problem-security_info_busy = Din säkerhetsinformation ändras på ett annat ställe just nu. Försök igen.
problem-answer_in_question = Svaret står i själva frågan. Ange ett som inte går att läsa där.
problem-answer_too_long = Svaret är för långt. Använd högst 128 tecken.
problem-answer_too_short = Svaret är för kort. Använd minst 3 tecken.
problem-answers_alike = Två svar är likadana. Ge varje fråga ett eget svar.
problem-questions_alone = Svaren räknas bara tillsammans med en annan metod. Visa vem du är med den först.
problem-questions_not_chosen = Välj tre olika frågor.
problem-answers_wrong = Något eller några av svaren stämmer inte. Försök igen.
problem-password_too_short = Lösenordet är för kort. Välj ett längre.
problem-password_too_long = Lösenordet är för långt. Använd högst 128 tecken.
problem-password_too_common = Det här lösenordet är ett av de första som andra skulle prova. Välj ett som ingen använder.
problem-too_soon = Det blev för många felaktiga försök. Vänta ett tag eller använd en säkerhetsnyckel nu.
problem-codes_spent = Så många koder som får skickas på ett dygn har skickats. Försök igen i morgon eller använd en annan metod.

## Ett glömt lösenord, och när allt är borta

reset-forgotten = Glömt lösenordet?
reset-title = Återställ ditt lösenord
reset-lead = Vi kontrollerar att det är du, och sedan väljer du ett nytt lösenord.
reset-has-key = Har du en säkerhetsnyckel till hands?
reset-use-key = Logga in med den och skapa ett nytt lösenord
reset-remembered = Tillbaka till inloggning med lösenord
reset-step-title = Är det du?
reset-step-lead = Visa det med något som finns på ditt konto.
reset-step-second = En till: ditt konto kräver två olika metoder.
reset-choose = Vad vill du använda?
reset-with-app = En kod från din autentiseringsapp
reset-with-sms = Ett sms till din telefon
reset-with-call = Ett samtal till din telefon
reset-with-email = E-post till din alternativa e-postadress
reset-with-questions = Dina säkerhetsfrågor
reset-sent-sms = Om numret finns på ditt konto har vi skickat en kod dit med sms. Ange den här.
reset-sent-call = Om numret finns på ditt konto ringer vi det nu. Ange koden som du hör.
reset-sent-email = Om adressen finns på ditt konto har vi skickat en kod dit. Ange den här.
reset-email = Din alternativa e-postadress
reset-send-mail = Skicka en kod
reset-password-title = Välj ett nytt lösenord
reset-ends-all = Du loggas ut överallt, och vi meddelar dig på alla adresser på ditt konto.
reset-save = Spara lösenordet
done-password-reset = Ditt lösenord har återställts. Logga in med det nya.
replace-none = Har du inget av detta längre?
replace-link = Ersätt all din säkerhetsinformation
replace-title = Ersätt all din säkerhetsinformation
replace-lead = Om 30 dagar ersätts allt som finns på ditt konto nu av en ny telefon eller e-postadress. Det kan inte göras snabbare.
replace-told = Vi meddelar dig genast på alla gamla adresser, och den som har en gammal metod kan avbryta fram till dess.
replace-email = Ny e-postadress
replace-confirm = Påbörja de 30 dagarna
replace-waits-title = De 30 dagarna har börjat
replace-waits-lead = Allt ersätts den { $date }.
replace-waits-meanwhile = Till dess loggar du in med det som finns på ditt konto: en gammal metod, eller en säkerhetsnyckel eller autentiseringsapp som du har sedan tidigare. Om du hittar en, logga in och avbryt.
replace-waits-back = Tillbaka till inloggningen
replace-pending-title = Någon har bett om att ersätta all din säkerhetsinformation
replace-pending = Avbryt nu om det inte var du. Annars ersätts allt här nedan den { $date }.
replace-cancel-title = Avbryta ersättningen?
replace-cancel-lead = Allt på ditt konto förblir som det är, och vi meddelar dig på alla adresser.
replace-cancel-confirm = Avbryt ersättningen
done-replacement-cancelled = Ersättningen har avbrutits. Ingenting har ändrats.
problem-replacement_needs_phone = Ditt konto kräver två steg, och en e-postadress kan inte vara ett av dem. Använd ett telefonnummer.
problem-replacement_waits = En begäran att ersätta din säkerhetsinformation väntar redan. Avbryt den innan du gör en ny.

## Trusted devices

trusted-title = Betrodda enheter
trusted-lead = Där kan du ändra ditt konto utan kod medan du är inloggad.
trusted-since = Betrodd sedan
trusted-used = Senast använd
trusted-name = Enhetens namn
trusted-rename-title = Ändra enhetens namn
trusted-rename-named = Ändra namn på { $name }
trusted-remove-title = Sluta lita på enheten?
trusted-remove-named = Ta bort { $name }
trusted-remove-lead = För ändringar från { $name } krävs återigen en kod eller din säkerhetsnyckel. Ingen loggas ut av det här.
trusted-remove-confirm = Sluta lita på den
trust-offer = Lita på den här enheten
trust-title = Lita på den här enheten?
trust-lead = Medan du är inloggad här kan du ändra ditt konto utan kod.
trust-own-alone = Gör det bara på en enhet som ingen annan använder. Du kan när som helst ta tillbaka det här, från vilken enhet som helst.
trust-button = Lita på den här enheten
done-device-trusted = { $name } är betrodd från och med nu.
done-device-renamed = Den betrodda enheten heter nu { $name }.
done-device-forgotten = { $name } är inte längre betrodd.
problem-too_many_devices = Ditt konto har redan tio betrodda enheter. Ta bort en först.
problem-trusted_device_unknown = Enheten är inte betrodd längre. Titta i listan igen.
problem-trusted_devices_not_allowed = Din organisation kanske inte tillåter betrodda enheter. Kontakta administratören.

## Is the security info still right?

verify-title = Stämmer din säkerhetsinformation fortfarande?
verify-lead = Den skyddar ditt konto och är din väg tillbaka in. Titta igenom den.
verify-overdue = Du har blivit ombedd i sju dagar. Ditt konto är låst tills du har bekräftat den.
verify-until = Svara senast { $date }. Därefter låses ditt konto tills du har svarat.
verify-banner = Titta igenom den senast { $date }. Därefter låses ditt konto tills du har gjort det.
verify-open = Titta igenom den
verify-right = Det stämmer
verify-change = Ändra
verify-tomorrow = Påminn mig i morgon
done-info-verified = Tack. Din säkerhetsinformation är bekräftad.
done-review-postponed = Du får frågan igen om ett dygn.
problem-review_overdue = Du har blivit ombedd att kontrollera din säkerhetsinformation, och sju dagar har gått. Bekräfta den först.
