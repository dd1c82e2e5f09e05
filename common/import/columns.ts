/** What a column can hold. The names of the command line's `--map`. */
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

export type UsedField = Exclude<Field, 'ignore'>;

/** What is stored only if the petition's form has that field. */
export const STORED_IF_ASKED = ['familyName', 'postalCode', 'country', 'comment'] as const;

/** Index of the column of each field that the file has. */
export type Mapping = Partial<Record<UsedField, number>>;

/**
 * Headers by field, the most telling first, as {@link normalizeHeader} leaves them: those of the tools, then those that people
 * write in the project's ten languages, and those into which tools translate theirs.
 */
const ALIASES: Record<UsedField, string> = {
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
  status: `can2subscriptionstatus subscriptionstatus emailsubscriptionstatus emailstatus contactstatus memberstatus
    estadodesuscripcion estadodelasuscripcion estadosuscripcion statutdabonnement statutabonnement statusdainscricao statusdaassinatura
    abonnementstatus abostatus anmeldestatus 订阅状态 حالةالاشتراك trangthaidangky status`,
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

const FIELDS_BY_ALIAS = new Map<string, { field: UsedField; rank: number }>();
for (const [field, aliases] of Object.entries(ALIASES)) {
  for (const [rank, alias] of aliases.split(/\s+/).entries()) {
    const normalized = normalizeHeader(alias);
    if (!FIELDS_BY_ALIAS.has(normalized)) {
      FIELDS_BY_ALIAS.set(normalized, { field: field as UsedField, rank });
    }
  }
}

/** The field that a header names. Undefined if nobody knows. */
export function recognize(header: string): { field: UsedField; rank: number } | undefined {
  const normalized = normalizeHeader(header);
  return FIELDS_BY_ALIAS.get(normalized) ?? FIELDS_BY_ALIAS.get(normalized.replace(QUESTION_START, ''));
}

/** Two columns whose headers name a field equally well. */
export interface Tie {
  field: UsedField;
  columns: [first: number, second: number];
}

/**
 * Guesses which column holds what. Of several, the one with the most telling header.
 *
 * @param chosen what is known already. Its fields and columns aren't guessed
 * @param isTaken whether a column is not to be guessed
 */
export function guessColumns(
  header: readonly string[],
  chosen: Mapping = {},
  isTaken: (column: number) => boolean = () => false,
): { mapping: Mapping; ties: Tie[] } {
  const best = new Map<UsedField, { rank: number; column: number }>();
  const ties = new Map<UsedField, Tie>();
  for (const [column, name] of header.entries()) {
    const found = isTaken(column) ? undefined : recognize(name);
    if (!found || chosen[found.field] !== undefined) continue;
    const { field, rank } = found;
    const other = best.get(field);
    if (other?.rank === rank && !ties.has(field)) ties.set(field, { field, columns: [other.column, column] });
    if (other && other.rank <= rank) continue;
    ties.delete(field);
    best.set(field, { rank, column });
  }
  const mapping: Mapping = { ...chosen };
  for (const [field, { column }] of best) mapping[field] = column;
  // Spanish, Portuguese, French, and German forms have "Nombre", "Nome", "Name" for either. Without a family name, it is all.
  if (mapping.name !== undefined && mapping.givenName !== undefined) delete mapping.name;
  return { mapping, ties: [...ties.values()] };
}
