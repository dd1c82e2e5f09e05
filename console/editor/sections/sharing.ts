import { html, type TemplateResult } from 'lit';
import { fill, languageName } from '../../words.ts';
import { checkbox, type Editing, textField } from '../field.ts';

/** Web address, share text, and topics. */
export function sharingSection(editing: Editing, suggestedSlug: string): TemplateResult {
  const { words, draft, edit } = editing;
  return html`<section class="card stack" aria-labelledby="sharing">
    <h2 id="sharing">${words.editSharing}</h2>
    ${textField(editing, {
      path: 'slug',
      label: words.editSlug,
      hint: fill(words.editSlugHint, {
        url: `${location.origin}/p/${draft.slug.trim() || suggestedSlug || '…'}`,
      }),
      value: draft.slug,
      placeholder: suggestedSlug,
      spellcheck: false,
      onInput: (slug) => edit({ slug }),
    })}
    ${draft.languages.map((lang, index) =>
      textField(editing, {
        path: `shareText.${lang}`,
        label: fill(words.editShareText, { language: languageName(lang) }),
        hint: index === 0 ? words.editShareTextHint : undefined,
        value: draft.shareText[lang] ?? '',
        lang,
        onInput: (value) => edit({ shareText: { ...draft.shareText, [lang]: value } }),
      }),
    )}
    ${textField(editing, {
      path: 'tags',
      label: words.editTags,
      hint: words.editTagsHint,
      value: draft.tags,
      within: true,
      onInput: (tags) => edit({ tags }),
    })}
    ${checkbox(words.editNoindex, draft.noindex, (noindex) => edit({ noindex }))}
  </section>`;
}
