import { html, nothing, type TemplateResult } from 'lit';
import { type Editing, errorsAt, textField } from '../field.ts';
import { altFields } from './alt.ts';
import '../picture-field.ts';

/** The picture, what it shows, and who made it. */
export function pictureSection(editing: Editing, src: string | null): TemplateResult {
  const { words, draft, edit } = editing;
  const { image } = draft;
  return html`<section class="card stack" aria-labelledby="picture">
    <h2 id="picture">${words.editPicture}</h2>
    <console-picture-field
      purpose="hero"
      .upload=${image?.upload ?? null}
      .src=${src}
      .errors=${[...errorsAt(editing, 'image'), ...errorsAt(editing, 'image.upload')]}
      @picture-change=${({ detail }: CustomEvent<string | null>) =>
        edit({ image: detail === null ? null : { upload: detail, alt: image?.alt ?? {} } })}
    ></console-picture-field>
    ${
      image
        ? html`${altFields(editing, 'image.alt', image.alt, (alt) => edit({ image: { ...image, alt } }))}
          ${textField(editing, {
            path: 'image.credit',
            label: words.editCredit,
            value: draft.credit,
            onInput: (credit) => edit({ credit }),
          })}`
        : nothing
    }
  </section>`;
}
