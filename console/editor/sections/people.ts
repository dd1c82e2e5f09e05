import { html, nothing, type TemplateResult } from 'lit';
import { type DraftOrganizer, EMPTY_ORGANIZER } from '../draft.ts';
import { checkbox, type Editing, errorsAt, textField } from '../field.ts';
import { altFields } from './alt.ts';
import '../picture-field.ts';

/** The name under the petition, and the organizer. */
export function peopleSection(editing: Editing, logoSrc: string | null): TemplateResult {
  const { words, draft, edit } = editing;
  const { organizer } = draft;
  const change = (changes: Partial<DraftOrganizer>) => edit({ organizer: { ...organizer!, ...changes } });
  const field = (
    key: 'name' | 'url' | 'email' | 'privacyUrl' | 'imprintUrl',
    label: string,
    inputMode?: 'url' | 'email',
  ) =>
    textField(editing, {
      path: `organizer.${key}`,
      label,
      value: organizer![key],
      onInput: (value) => change({ [key]: value }),
      ...(inputMode && { inputMode, spellcheck: false }),
    });
  return html`<section class="card stack" aria-labelledby="people">
    <h2 id="people">${words.editPeople}</h2>
    ${textField(editing, {
      path: 'creator',
      label: words.editCreator,
      hint: words.editCreatorHint,
      value: draft.creator,
      onInput: (creator) => edit({ creator }),
    })}
    ${checkbox(
      words.editOwnOrganizer,
      organizer !== null,
      (isOwn) => edit({ organizer: isOwn ? EMPTY_ORGANIZER : null }),
      words.editOwnOrganizerHint,
    )}
    ${
      organizer
        ? html`<div class="columns">
              ${field('name', words.editOrganizerName)} ${field('url', words.editOrganizerUrl, 'url')}
              ${field('email', words.editOrganizerEmail, 'email')}
              ${field('privacyUrl', words.editOrganizerPrivacy, 'url')}
              ${field('imprintUrl', words.editOrganizerImprint, 'url')}
            </div>
            <console-picture-field
              purpose="logo"
              .upload=${organizer.logo?.upload ?? null}
              .src=${logoSrc}
              .errors=${errorsAt(editing, 'organizer.logo', true)}
              @picture-change=${({ detail }: CustomEvent<string | null>) =>
                change({ logo: detail === null ? null : { upload: detail, alt: organizer.logo?.alt ?? {} } })}
            ></console-picture-field>
            ${
              organizer.logo
                ? altFields(editing, 'organizer.logo.alt', organizer.logo.alt, (alt) =>
                    change({ logo: { ...organizer.logo!, alt } }),
                  )
                : nothing
            }`
        : nothing
    }
  </section>`;
}
