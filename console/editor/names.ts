import type { EditablePetition } from '../../common/editing.ts';
import { fill, languageName, type Words } from '../words.ts';
import type { Editing } from './field.ts';

/** The fields of a petition. */
const FIELD_NAMES: Partial<Record<string, keyof Words>> = {
  slug: 'editSlug',
  creator: 'editCreator',
  target: 'editTarget',
  texts: 'editTexts',
  format: 'editFormat',
  image: 'editPicture',
  organizer: 'editPeople',
  goal: 'goal',
  carriedOver: 'editCarriedOver',
  closesOn: 'editClosesOn',
  timeZone: 'editTimeZone',
  tags: 'editTags',
  noindex: 'editNoindex',
  shareText: 'editShareTexts',
  fields: 'editForm',
  approveNames: 'editApproveNames',
  partners: 'editPartners',
  origins: 'editOrigins',
  status: 'editStatus',
} satisfies Record<keyof EditablePetition, keyof Words>;

/** A field of a petition in words. As it is if the console doesn't know it. */
export function fieldName(words: Words, field: string): string {
  const key = FIELD_NAMES[field];
  return key ? words[key] : field;
}

/** A path in words: "Title (Spanish)". */
export function nameOf({ words, draft }: Pick<Editing, 'words' | 'draft'>, path: string): string {
  const [key = '', second = '', third = ''] = path.split('.');
  const inLanguage = (name: string, lang: string) => (lang ? `${name} (${languageName(lang)})` : name);
  const ofLanguage = (name: string, lang: string) =>
    fill(name, { language: languageName(lang || draft.languages[0]!) });
  switch (key) {
    case 'target':
      return inLanguage(words.editTarget, second);
    case 'shareText':
      return ofLanguage(words.editShareText, second);
    case 'texts':
      if (third === '') return inLanguage(words.editTexts, second);
      return inLanguage(third === 'title' ? words.editTitle : words.editText, second);
    case 'image':
      if (second === 'credit') return words.editCredit;
      return second === 'alt' ? ofLanguage(words.editAlt, third) : words.editPicture;
    case 'partners':
      return [words.partner, second, third === 'recipient' ? `(${words.editRecipient})` : third]
        .join(' ')
        .trim();
    default:
      return key in FIELD_NAMES ? fieldName(words, key) : path;
  }
}
