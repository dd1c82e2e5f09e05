import type { EditablePetition, Localized } from '../../common/editing.ts';

/** What the fields of the editor hold. Numbers and lists are text until they are saved, so that nothing typed is lost. */
export interface Draft {
  slug: string;
  creator: string;
  status: EditablePetition['status'];
  /** The petition's languages, the main one first. */
  languages: string[];
  title: Record<string, string>;
  text: Record<string, string>;
  target: Record<string, string>;
  shareText: Record<string, string>;
  format: EditablePetition['format'];
  image: Picture | null;
  credit: string;
  /** Null for the server's own. */
  organizer: DraftOrganizer | null;
  goal: string;
  carriedOver: string;
  closesOn: string;
  timeZone: string;
  tags: string;
  noindex: boolean;
  fields: EditablePetition['fields'];
  approveNames: boolean;
  /** Without a recipient, its text is empty. */
  partners: { code: string; name: string; recipient: string }[];
  /** Whether only listed sites may show the form. */
  isRestricted: boolean;
  /** One per line. */
  origins: string;
}

/** A picture that was uploaded, and what it shows by language. */
export interface Picture {
  upload: string;
  alt: Record<string, string>;
}

export interface DraftOrganizer {
  name: string;
  url: string;
  email: string;
  privacyUrl: string;
  imprintUrl: string;
  logo: Picture | null;
}

/** The entry that is sent: languages that are gone are null, so that the server removes them. */
export type Entry = Omit<EditablePetition, 'texts' | 'goal' | 'carriedOver'> & {
  texts: Record<string, { title: string; text: string } | null>;
  goal: number | string | null;
  carriedOver: number | string;
};

export const EMPTY_ORGANIZER: DraftOrganizer = {
  name: '',
  url: '',
  email: '',
  privacyUrl: '',
  imprintUrl: '',
  logo: null,
};

export function emptyDraft(language: string): Draft {
  return {
    slug: '',
    creator: '',
    status: 'draft',
    languages: [language],
    title: {},
    text: {},
    target: {},
    shareText: {},
    format: 'plain',
    image: null,
    credit: '',
    organizer: null,
    goal: '',
    carriedOver: '',
    closesOn: '',
    timeZone: '',
    tags: '',
    noindex: false,
    fields: {
      familyName: 'optional',
      postalCode: 'off',
      country: 'off',
      comment: 'off',
      display: 'off',
      contact: 'optional',
      partnerContact: 'off',
    },
    approveNames: false,
    partners: [],
    isRestricted: false,
    origins: '',
  };
}

export function toDraft(entry: EditablePetition): Draft {
  const { texts, image, organizer } = entry;
  const languages = Object.keys(texts);
  const main = languages[0]!;
  const byLanguage = (localized: Localized | null) => toRecord(localized, main);
  return {
    slug: entry.slug,
    creator: entry.creator,
    status: entry.status,
    languages,
    title: mapValues(texts, ({ title }) => title),
    text: mapValues(texts, ({ text }) => text),
    target: byLanguage(entry.target),
    shareText: byLanguage(entry.shareText),
    format: entry.format,
    image: image && { upload: image.upload, alt: byLanguage(image.alt) },
    credit: image?.credit ?? '',
    organizer: organizer && {
      name: organizer.name,
      url: organizer.url ?? '',
      email: organizer.email ?? '',
      privacyUrl: organizer.privacyUrl ?? '',
      imprintUrl: organizer.imprintUrl ?? '',
      logo: organizer.logo
        ? { upload: organizer.logo.upload, alt: byLanguage(organizer.logo.alt ?? null) }
        : null,
    },
    goal: entry.goal === null ? '' : String(entry.goal),
    carriedOver: entry.carriedOver === 0 ? '' : String(entry.carriedOver),
    closesOn: entry.closesOn ?? '',
    timeZone: entry.timeZone ?? '',
    tags: entry.tags.join(', '),
    noindex: entry.noindex,
    fields: entry.fields,
    approveNames: entry.approveNames,
    partners: Object.entries(entry.partners).map(([code, partner]) =>
      typeof partner === 'string' ? { code, name: partner, recipient: '' } : { code, ...partner },
    ),
    isRestricted: entry.origins !== null,
    origins: (entry.origins ?? []).join('\n'),
  };
}

/** A copy to start another petition from. */
export const duplicate = (draft: Draft): Draft => ({ ...draft, slug: '', status: 'draft', carriedOver: '' });

/** @param removed languages that are stored, and that the draft no longer has */
export function toEntry(draft: Draft, removed: readonly string[] = []): Entry {
  const { languages, image, organizer } = draft;
  const localized = (texts: Record<string, string>) => {
    const filled = languages.flatMap((lang) => (texts[lang]?.trim() ? [[lang, texts[lang]]] : []));
    return filled.length === 0 ? null : Object.fromEntries(filled);
  };
  return {
    slug: draft.slug.trim(),
    creator: draft.creator,
    status: draft.status,
    texts: Object.fromEntries([
      ...languages.map((lang) => [lang, { title: draft.title[lang] ?? '', text: draft.text[lang] ?? '' }]),
      ...removed.filter((lang) => !languages.includes(lang)).map((lang) => [lang, null]),
    ]),
    target: localized(draft.target),
    format: draft.format,
    // Without a description, the server says that it needs one.
    image: image && {
      upload: image.upload,
      alt: localized(image.alt) ?? '',
      credit: draft.credit.trim() || null,
    },
    organizer: organizer && toOrganizer(organizer, localized),
    goal: toNumber(draft.goal) ?? null,
    carriedOver: toNumber(draft.carriedOver) ?? 0,
    closesOn: draft.closesOn.trim() || null,
    timeZone: draft.timeZone.trim() || null,
    tags: split(draft.tags, /[,\n]/),
    noindex: draft.noindex,
    shareText: localized(draft.shareText),
    fields: draft.fields,
    approveNames: draft.approveNames,
    partners: Object.fromEntries(
      draft.partners.map(({ code, name, recipient }) => [
        code.trim(),
        recipient.trim() === '' ? name : { name, recipient: recipient.trim() },
      ]),
    ),
    origins: draft.isRestricted ? split(draft.origins, /[\s,]/) : null,
  };
}

function toOrganizer(
  { name, logo, ...links }: DraftOrganizer,
  localized: (texts: Record<string, string>) => Localized | null,
): EditablePetition['organizer'] {
  const filled = Object.entries(links).filter(([, value]) => value.trim() !== '');
  const alt = logo && localized(logo.alt);
  return {
    name,
    ...Object.fromEntries(filled),
    ...(logo && { logo: { upload: logo.upload, ...(alt !== null && { alt }) } }),
  };
}

/** What isn't a number stays as it is: the server says what it must be. */
function toNumber(text: string): number | string | undefined {
  // As people group digits.
  const digits = text.replace(/[\s.,'’_]/g, '');
  if (digits === '') return undefined;
  return /^-?\d+$/.test(digits) ? Number(digits) : text;
}

const split = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const toRecord = (localized: Localized | null, main: string): Record<string, string> =>
  typeof localized === 'string' ? { [main]: localized } : { ...localized };

const mapValues = <T>(record: Record<string, T>, map: (value: T) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/** A web address for a title: "Let her stay!" → "let-her-stay". */
export function slugFor(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (longer.length > 60) break;
    slug = longer;
  }
  return slug;
}
