import { UsageError, UserError } from '../lib/errors.ts';

/** What a column can hold. The names of `--map`. */
export const FIELDS = [
  'givenName',
  'familyName',
  'name',
  'email',
  'postalCode',
  'country',
  'comment',
  'signedOn',
  'contact',
  'partner',
  'lang',
  'status',
  'unsubscribed',
  'deleted',
  'confirmed',
  'bounced',
  'ignore',
] as const;
export type Field = (typeof FIELDS)[number];

/** Index of the column of each field that the file has. */
export type Mapping = Partial<Record<Exclude<Field, 'ignore'>, number>>;

/**
 * Headers by field, the most telling first, as {@link normalizeHeader} leaves them: those of the tools, then those that people
 * write in the project's ten languages, and those into which tools translate theirs.
 */
const ALIASES: Record<Exclude<Field, 'ignore'>, string> = {
  givenName: `givenname firstname contactfirstname forename first fname
    nombre nombredepila primernombre prenom primeironome nome vorname rufname
    prenon premyenon ten tengoi pangalan unangpangalan 名 名字 الاسم الاسمالأول`,
  familyName: `familyname lastname contactlastname surname last lname secondname
    apellido apellidos nomdefamille nom sobrenome apelido ultimonome nachname familienname zuname
    siyati nonfanmi ho hovatendem apelyido huling pangalangpamilya 姓 姓氏 اسمالعائلة اللقب الاسمالأخير`,
  name: `name fullname yourname signername nombrecompleto nombreyapellido nombreyapellidos nomcomplet nometprenom prenometnom
    nomecompleto vollstandigername vorundnachname namevorname nonkonple hovaten hoten buongpangalan 姓名 全名 الاسمالكامل`,
  email: `email emailaddress contactemail email1 emailadres mail emailid
    correo correoelectronico direcciondecorreoelectronico correoe direcciondecorreo
    adresseemail adressemail courriel adressedecourriel adresseelectronique adressedemessagerie couriel
    enderecodeemail enderecoemail correioeletronico
    emailadresse mailadresse epost epostadresse
    imel adresimel adresimèl adreselektwonik diachiemail thudientu emailaddres
    电子邮件 电子邮件地址 邮箱 电子邮箱 电邮 البريدالإلكتروني البريدالالكتروني عنوانالبريدالإلكتروني`,
  postalCode: `postalcode zipcode zip postcode primaryzip contactpostcode postalzipcode zippostalcode postcodezip zippostcode
    codigopostal cp codepostal cep codigodeenderecamentopostal postleitzahl plz kodpostal mabuudien mabuuchinh kodigopostal
    邮政编码 邮编 الرمزالبريدي`,
  country: `country countrycode contactcountry primarycountrycode primarycountry can2countrycode
    pais pays land staat peyi quocgia nuoc bansa 国家 国家地区 البلد الدولة`,
  comment: `comment comments custommessage message reason reasonforsigning whydoyousign
    comentario comentarios mensaje motivo commentaire commentaires raison comentários mensagem kommentar nachricht grund
    komante komante binhluan lydo komento 评论 留言 意见 تعليق التعليق`,
  signedOn: `signedon signedat datesigned signeddate signaturedate dateofsignature created createdat createdon createddate
    createdtimestamp submittedat submissiondate timestamp datetime date
    fechadefirma fecha marcatemporal fechayhora datedesignature date horodateur datadeassinatura data carimbodedatahora
    datumderunterschrift unterzeichnetam unterschriebenam datum zeitstempel
    dat datsiyati ngayky ngay dauthoigian petsangpagpirma petsa 签名日期 日期 时间戳记 تاريخالتوقيع التاريخ طابعزمني`,
  contact: `optin emailoptin optinemail contact joinorganisation joinorganization newsletteroptin newsletter newsletterconsent marketingconsent
    mailinglist subscribetonewsletter suscripcion boletin boletín inscriptionnewsletter inscricao newsletteranmeldung
    emailoptinja anmeldungnewsletter`,
  partner: 'partner partnercode',
  lang: 'lang consentlang language locale idioma langue lingua sprache 语言 اللغة',
  status: 'can2subscriptionstatus subscriptionstatus emailsubscriptionstatus',
  unsubscribed:
    'unsubscribeat unsubscribedat unsubscribed unsubscribe isunsubscribed optout emailoptout donotemail',
  deleted: 'deletedat deleted isdeleted',
  confirmed: `confirmed isconfirmed emailconfirmed verified emailverified confirmedat
    confirmado confirme confirmee bestatigt konfime xacnhan daxacnhan nakumpirma kumpirmado 已确认 确认 مؤكد تمالتأكيد`,
  bounced: 'email1isbad emailisbad isbad bounced isbouncing bouncing hardbounce',
};

/** How questions of a form start that ask for a field, in the ten languages. */
const QUESTION_START =
  /^(?:whatisyour|whatsyour|pleaseenteryour|enteryour|pleaseenter|your|cualestu|cualessu|escribetu|tu|su|quelestvotre|quelleestvotre|votre|ton|qualeseu|qualseu|qualesua|seu|sua|wieistihre?|wielautetihre?|ihre?|deine?|kiyes|non|emailcuaban|anoangiyong|angiyong|iyong|您的|你的)/;

/** "First Name ", "first_name", and "FIRST-NAME" are the same, and so are "Prénom" and "Prenom". */
export function normalizeHeader(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC');
}

const FIELDS_BY_ALIAS = new Map<string, { field: Exclude<Field, 'ignore'>; rank: number }>();
for (const [field, aliases] of Object.entries(ALIASES)) {
  for (const [rank, alias] of aliases.split(/\s+/).entries()) {
    const normalized = normalizeHeader(alias);
    if (!FIELDS_BY_ALIAS.has(normalized)) {
      FIELDS_BY_ALIAS.set(normalized, { field: field as Exclude<Field, 'ignore'>, rank });
    }
  }
}

/**
 * Parses the `COLUMN=FIELD` of `--map`.
 *
 * @throws UsageError if there is no such field
 */
export function parseMap(text: string): { column: string; field: Field } {
  // Columns may contain "=", fields don't.
  const at = text.lastIndexOf('=');
  const field = text.slice(at + 1).trim();
  const column = text.slice(0, Math.max(at, 0)).trim();
  if (column === '' || !(FIELDS as readonly string[]).includes(field)) {
    throw new UsageError(
      `"${text}" is not COLUMN=FIELD. COLUMN is a header of the file, FIELD one of: ${FIELDS.join(', ')}.`,
    );
  }
  return { column, field: field as Field };
}

/**
 * Decides which column holds what.
 *
 * @param maps from {@link parseMap}. They take precedence
 * @throws UserError if a column of `maps` is missing, or if it can't be told which of several columns is meant
 */
export function mapColumns(
  path: string,
  header: readonly string[],
  maps: readonly { column: string; field: Field }[],
): Mapping {
  const mapping: Mapping = {};
  const taken = new Set<number>();
  const names = header.map((name) => name.trim());
  for (const { column, field } of maps) {
    const index = findColumn(names, column);
    if (index < 0) {
      throw new UserError(`${path} has no column "${column}". Its columns are: ${listColumns(names)}.`);
    }
    taken.add(index);
    if (field === 'ignore') continue;
    if (mapping[field] !== undefined)
      throw new UserError(`Two columns are mapped to "${field}". Choose one.`);
    mapping[field] = index;
  }
  const best = new Map<Exclude<Field, 'ignore'>, { rank: number; index: number }>();
  for (const [index, name] of names.entries()) {
    const found = taken.has(index) ? undefined : recognize(name);
    if (!found || mapping[found.field] !== undefined) continue;
    const other = best.get(found.field);
    if (other && other.rank === found.rank) {
      throw new UserError(
        `The columns "${names[other.index]}" and "${name}" of ${path} may both hold the field "${found.field}". Choose one with --map "COLUMN=${found.field}", and leave out the other with --map "COLUMN=ignore".`,
      );
    }
    if (!other || found.rank < other.rank) best.set(found.field, { rank: found.rank, index });
  }
  for (const [field, { index }] of best) mapping[field] = index;
  if (mapping.email === undefined && mapping.givenName === undefined && mapping.name === undefined) {
    throw new UserError(
      `${path} has no column that looks like a name or an email address. Its columns are: ${listColumns(names)}. Say which is which with --map, as in --map "COLUMN=email".`,
    );
  }
  // Spanish, Portuguese, French, and German forms have "Nombre", "Nome", "Name" for either. Without a family name, it is all.
  if (mapping.name !== undefined && mapping.givenName !== undefined) delete mapping.name;
  return mapping;
}

function recognize(name: string) {
  const normalized = normalizeHeader(name);
  return FIELDS_BY_ALIAS.get(normalized) ?? FIELDS_BY_ALIAS.get(normalized.replace(QUESTION_START, ''));
}

/** Exactly as written, or else without regard to case, accents, and punctuation. */
function findColumn(names: readonly string[], column: string): number {
  const exact = names.indexOf(column);
  if (exact >= 0) return exact;
  const normalized = normalizeHeader(column);
  return names.findIndex((name) => normalizeHeader(name) === normalized);
}

const MAX_LISTED = 30;

/** Headers of a file without a header are the first signature, which may be somebody's name: only short ones are repeated. */
function listColumns(names: readonly string[]): string {
  const listed = names.slice(0, MAX_LISTED).map((name) => `"${name.slice(0, 40)}"`);
  return names.length > MAX_LISTED ? `${listed.join(', ')}, …` : listed.join(', ');
}
