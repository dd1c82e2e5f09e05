import type { TemplateResult } from 'lit';
import { fill, languageName } from '../../words.ts';
import { type Editing, textField } from '../field.ts';

/** What a picture shows, in each language. */
export function altFields(
  editing: Editing,
  path: string,
  alt: Record<string, string>,
  onInput: (alt: Record<string, string>) => void,
): TemplateResult[] {
  const { words, draft } = editing;
  // The server's sentence about the description as a whole.
  const general = editing.errors.filter((error) => error.path === path);
  return draft.languages.map((lang, index) => {
    const own = index === 0 ? general.map((error) => ({ ...error, path: `${path}.${lang}` })) : [];
    return textField(
      { ...editing, errors: [...editing.errors, ...own] },
      {
        path: `${path}.${lang}`,
        label: fill(words.editAlt, { language: languageName(lang) }),
        hint: index === 0 ? words.editAltHint : undefined,
        value: alt[lang] ?? '',
        lang,
        onInput: (value) => onInput({ ...alt, [lang]: value }),
      },
    );
  });
}
