import { fill, languageName } from '../words.ts';
import type { Editing } from './field.ts';

/** A path in words: "Title (Spanish)". */
export function nameOf({ words, draft }: Pick<Editing, 'words' | 'draft'>, path: string): string {
  const parts = path.split('.');
  const [key = '', second = '', third = ''] = parts;
  const inLanguage = (name: string, lang: string) => (lang ? `${name} (${languageName(lang)})` : name);
  const names: Record<string, string> = {
    slug: words.editSlug,
    creator: words.editCreator,
    target: inLanguage(words.editTarget, second),
    shareText: fill(words.editShareText, { language: languageName(second || draft.languages[0]!) }),
    texts: third
      ? inLanguage(third === 'title' ? words.editTitle : words.editText, second)
      : inLanguage(words.editTexts, second),
    format: words.editFormat,
    image:
      second === 'credit'
        ? words.editCredit
        : second === 'alt'
          ? fill(words.editAlt, { language: languageName(third || draft.languages[0]!) })
          : words.editPicture,
    organizer: words.editPeople,
    goal: words.goal,
    carriedOver: words.editCarriedOver,
    closesOn: words.editClosesOn,
    timeZone: words.editTimeZone,
    tags: words.editTags,
    noindex: words.editNoindex,
    fields: words.editForm,
    approveNames: words.editApproveNames,
    partners: [words.partner, second, third === 'recipient' ? `(${words.editRecipient})` : third]
      .join(' ')
      .trim(),
    origins: words.editOrigins,
    status: words.editStatus,
  };
  return names[key] ?? path;
}
