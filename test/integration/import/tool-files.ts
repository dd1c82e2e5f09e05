/** Files as other tools write them, with people who don't exist. */

/** UTF-16LE, as Change.org and SpeakOut! write it. */
const utf16 = (text: string, { mark = true } = {}) => Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');

/** Named `.csv`, separated by tabs, no email addresses, places often blank. */
export const CHANGE_ORG = utf16(
  [
    'Name\tCity\tState\tPostal Code\tCountry\tSigned On',
    'Marisol Quintanilla\tTucson\tAZ\t85701\tUnited States\t2026-03-01',
    'Odalys Brandt\t\t\t\t\t2026-03-02',
    '',
  ].join('\n'),
  { mark: false },
);

/** Custom names may end in a space. */
export const ACTION_NETWORK = [
  'uuid,first_name,last_name,email,zip_code,can2_user_city,can2_state_abbreviated,can2_phone,can2_subscription_status,country,Your story ',
  '5b0a,Marisol,Quintanilla,marisol@example.org,85701,Tucson,AZ,,subscribed,US,"For my neighbors, ""all"" of them"',
  '5b0b,Odalys,Brandt,odalys@example.org,01067,Dresden,,,unsubscribed,DE,',
  '5b0c,Ikaika,Kealoha,ikaika@example.org,96801,Honolulu,HI,,bouncing,US,',
  '5b0d,Tove,Lindqvist,tove@example.org,11120,Stockholm,,,previous bounce,SE,',
  '',
].join('\r\n');

export const CONTROLSHIFT_ORGANIZER = [
  'id,first_name,last_name,phone_number,postcode,comment',
  '1,Marisol,Quintanilla,,SW1A 1AA,"Two',
  'lines"',
  '2,Odalys,Brandt,,,',
  '',
].join('\n');

export const CONTROLSHIFT_STAFF = [
  'id,first_name,last_name,phone_number,postcode,comment,email,created_at,join_organisation,deleted_at,unsubscribe_at,source',
  '1,Marisol,Quintanilla,,SW1A 1AA,,marisol@example.org,2026-03-01 23:30:00 UTC,true,,,widget',
  '2,Odalys,Brandt,,,,odalys@example.org,2026-03-02 08:00:00 UTC,false,2026-03-05 08:00:00 UTC,,',
  '3,Ikaika,Kealoha,,,,ikaika@example.org,2026-03-02 09:00:00 UTC,true,,2026-03-06 10:00:00 UTC,',
  '',
].join('\n');

/** Headers translated, quotes within cells not doubled, and one header more than cells. */
export const SPEAKOUT = utf16(
  [
    'Prénom,Nom,Adresse e-mail,Code postal,Pays,Commentaire,Date de signature,Confirmé,Email Opt-in,Extra',
    '"Marisol","Quintanilla","marisol@example.org","75011","France","On dit "non", ici","2026-03-01 10:00:00","1","1"',
    '"Odalys","Brandt","odalys@example.org","75012","France","","2026-03-02 10:00:00","0","1"',
    '"Ikaika","Kealoha","ikaika@example.org","75013","France","Il a dit "oui" hier","2026-03-02 10:00:00","1","0"',
    '',
  ].join('\n'),
);

/** The version before 4, separated by tabs. */
export const SPEAKOUT_OLD = utf16(
  [
    'First Name\tLast Name\tEmail Address\tDate Signed\tConfirmed\tEmail Opt-in',
    '"Marisol"\t"Quintanilla"\t"marisol@example.org"\t"2026-03-01 10:00:00"\t"Yes"\t"No"',
    '',
  ].join('\n'),
);

export const PROCA = [
  'contact.first_name,contact.last_name,contact.email,contact.postcode,contact.country,created,optIn',
  'Marisol,Quintanilla,marisol@example.org,1017,NL,2026-03-01T10:00:00Z,true',
  'Odalys,Brandt,odalys@example.org,,,2026-03-02T10:00:00Z,false',
  '',
].join('\n');

/** Questions in any language, cells with line breaks, and dates as the account's language has them. */
export const googleForms = (dates: readonly string[]) =>
  [
    'Timestamp,Email Address,What is your first name?,¿Por qué firma?,Apellidos',
    ...dates.map(
      (date, index) => `${date},form${index}@example.org,Marisol,"Line one\nline, two",Quintanilla`,
    ),
    '',
  ].join('\n');

/** About 200 columns. */
export const NATIONBUILDER = [
  [
    'nationbuilder_id,first_name,last_name,email,email1,email1_is_bad,email2,email_opt_in,primary_zip,created_at',
    ...Array.from({ length: 190 }, (_, index) => `custom_${index}`),
  ].join(','),
  `1,Marisol,Quintanilla,marisol@example.org,marisol@example.org,false,,true,85701,2026-03-01T23:30:00-05:00${','.repeat(190)}`,
  `2,Odalys,Brandt,odalys@example.org,odalys@example.org,true,,true,85701,2026-03-01T23:30:00-05:00${','.repeat(190)}`,
  '',
].join('\n');

/** Files of every tool. */
export const TOOL_FILES: readonly (string | Buffer)[] = [
  ACTION_NETWORK,
  CHANGE_ORG,
  CONTROLSHIFT_ORGANIZER,
  CONTROLSHIFT_STAFF,
  googleForms(['1/2/2026 10:00:00', '1/13/2026 10:00:00']),
  NATIONBUILDER,
  PROCA,
  SPEAKOUT,
  SPEAKOUT_OLD,
];
