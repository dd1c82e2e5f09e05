import { html, nothing, type TemplateResult } from 'lit';
import { LANGUAGES } from '../../common/languages.ts';
import { fill, languageName } from '../words.ts';
import { type Draft, type DraftOrganizer, EMPTY_ORGANIZER } from './draft.ts';
import { checkbox, type Editing, errorsAt, fieldId, textField } from './field.ts';
import './picture-field.ts';
import './text-tools.ts';

/** Title, target, and text, with a column for each language. */
export function textsSection(
  editing: Editing,
  languageAdder: TemplateResult,
  removeLanguage: (lang: string) => void,
): TemplateResult {
  const { words, draft, edit } = editing;
  const set = (key: 'title' | 'text' | 'target', lang: string) => (value: string) =>
    edit({ [key]: { ...draft[key], [lang]: value } } as Partial<Draft>);
  const isMarkdown = draft.format === 'markdown';
  return html`<section class="card stack" aria-labelledby="texts">
    <h2 id="texts">${words.editTexts}</h2>
    <fieldset>
      <legend>${words.editFormat}</legend>
      <div class="row">
        ${(['plain', 'markdown'] as const).map(
          (format) =>
            html`<label class="choice">
              <input
                type="radio"
                name="format"
                .checked=${draft.format === format}
                @change=${() => edit({ format })}
              />
              <span>${format === 'plain' ? words.editFormatPlain : words.editFormatMarkdown}</span>
            </label>`,
        )}
      </div>
    </fieldset>
    ${draft.languages.length > 1 ? html`<p class="hint">${words.editTextsHint}</p>` : nothing}
    <div class="columns">
      ${draft.languages.map((lang) => {
        const name = languageName(lang);
        const wrong = errorsAt(editing, `texts.${lang}`);
        return html`<div class="stack" role="group" aria-label=${name}>
          <div class="row between">
            <h3>${name}</h3>
            ${
              draft.languages.length > 1
                ? html`<button type="button" class="quiet" @click=${() => removeLanguage(lang)}>
                    ${fill(words.editRemoveLanguage, { language: name })}
                  </button>`
                : nothing
            }
          </div>
          ${wrong.map((text) => html`<p class="error">${text}</p>`)}
          ${textField(editing, {
            path: `texts.${lang}.title`,
            label: words.editTitle,
            value: draft.title[lang] ?? '',
            lang,
            onInput: set('title', lang),
          })}
          ${textField(editing, {
            path: `target.${lang}`,
            label: words.editTarget,
            hint: words.editTargetHint,
            value: draft.target[lang] ?? '',
            lang,
            onInput: set('target', lang),
          })}
          ${
            isMarkdown
              ? html`<console-text-tools .field=${fieldId(`texts.${lang}.text`)}></console-text-tools>`
              : nothing
          }
          ${textField(editing, {
            path: `texts.${lang}.text`,
            label: words.editText,
            hint: isMarkdown ? words.editTextHintMarkdown : words.editTextHintPlain,
            value: draft.text[lang] ?? '',
            lang,
            rows: 12,
            onInput: set('text', lang),
          })}
        </div>`;
      })}
    </div>
    ${errorsAt(editing, 'texts').map((text) => html`<p class="error">${text}</p>`)}
    ${languageAdder}
  </section>`;
}

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

/** What a picture shows, in each language. */
function altFields(
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

export function goalSection(editing: Editing): TemplateResult {
  const { words, draft, edit } = editing;
  return html`<section class="card stack" aria-labelledby="goal">
    <h2 id="goal">${words.editGoalSection}</h2>
    <div class="columns">
      ${textField(editing, {
        path: 'goal',
        label: words.goal,
        hint: words.editGoalHint,
        value: draft.goal,
        inputMode: 'numeric',
        onInput: (goal) => edit({ goal }),
      })}
      ${textField(editing, {
        path: 'carriedOver',
        label: words.editCarriedOver,
        hint: words.editCarriedOverHint,
        value: draft.carriedOver,
        inputMode: 'numeric',
        onInput: (carriedOver) => edit({ carriedOver }),
      })}
      ${textField(editing, {
        path: 'closesOn',
        label: words.editClosesOn,
        hint: words.editClosesOnHint,
        value: draft.closesOn,
        type: 'date',
        onInput: (closesOn) => edit({ closesOn }),
      })}
      ${
        draft.closesOn
          ? html`${textField(editing, {
              path: 'timeZone',
              label: words.editTimeZone,
              hint: words.editTimeZoneHint,
              value: draft.timeZone,
              list: 'time-zones',
              spellcheck: false,
              onInput: (timeZone) => edit({ timeZone }),
            })}
              <datalist id="time-zones">
                ${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}
              </datalist>`
          : nothing
      }
    </div>
  </section>`;
}

const RULES = {
  familyName: ['off', 'optional', 'required'],
  postalCode: ['off', 'optional', 'required'],
  country: ['off', 'optional', 'required'],
  comment: ['off', 'optional', 'required'],
  contact: ['off', 'optional'],
  partnerContact: ['off', 'optional'],
  display: ['off', 'optional'],
} as const;

export function formSection(editing: Editing): TemplateResult {
  const { words, draft, edit } = editing;
  const names = {
    familyName: words.editFamilyName,
    postalCode: words.editPostalCode,
    country: words.editCountry,
    comment: words.editComment,
    contact: words.editContact,
    partnerContact: words.editPartnerContact,
    display: words.editDisplay,
  };
  const rules = { off: words.editOff, optional: words.editOptional, required: words.editRequired };
  return html`<section class="card stack" aria-labelledby="form">
    <h2 id="form">${words.editForm}</h2>
    <p class="hint">${words.editFormHint}</p>
    <div class="rules">
      ${(Object.keys(RULES) as (keyof typeof RULES)[]).map(
        (key) =>
          html`<fieldset>
            <legend>${names[key]}</legend>
            <div class="segments">
              ${RULES[key].map(
                (rule) =>
                  html`<label>
                    <input
                      type="radio"
                      name=${key}
                      .checked=${draft.fields[key] === rule}
                      @change=${() => edit({ fields: { ...draft.fields, [key]: rule } })}
                    />
                    <span>${rules[rule]}</span>
                  </label>`,
              )}
            </div>
          </fieldset>`,
      )}
    </div>
    ${
      draft.fields.display === 'off'
        ? nothing
        : checkbox(words.editApproveNames, draft.approveNames, (approveNames) => edit({ approveNames }))
    }
  </section>`;
}

export function partnersSection(editing: Editing): TemplateResult {
  const { words, draft, edit } = editing;
  const { partners } = draft;
  const change = (index: number, changes: Partial<Draft['partners'][number]>) =>
    edit({
      partners: partners.map((partner, at) => (at === index ? { ...partner, ...changes } : partner)),
    });
  return html`<section class="card stack" aria-labelledby="partners">
    <h2 id="partners">${words.editPartners}</h2>
    <p class="hint">${words.editPartnersHint}</p>
    ${partners.map(({ code, name }, index) => {
      const path = `partners.${code.trim()}`;
      const isFirst = partners.findIndex((other) => other.code.trim() === code.trim()) === index;
      // Of the code, which is a key, and of the name behind it.
      const problems = isFirst ? errorsAt(editing, path) : [words.editPartnerTwice];
      const id = `partner-${index}`;
      return html`<div class="partner" role="group" aria-label=${name || code || words.partner}>
        <div>
          <label for="${id}-name">${words.name}</label>
          <input
            id="${id}-name"
            autocomplete="off"
            .value=${name}
            @input=${(event: Event) => change(index, { name: (event.target as HTMLInputElement).value })}
          />
        </div>
        <div>
          <label for="${id}-code">${words.editPartnerCode}</label>
          <input
            id="${id}-code"
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${problems.length > 0 ? 'true' : nothing}
            aria-describedby=${problems.length > 0 ? `${id}-error` : nothing}
            .value=${code}
            @input=${(event: Event) => change(index, { code: (event.target as HTMLInputElement).value })}
          />
        </div>
        <button
          type="button"
          class="quiet"
          aria-label=${fill(words.editRemovePartner, { name: name || code })}
          @click=${() => edit({ partners: partners.filter((_, at) => at !== index) })}
        >
          ${words.removePasskey}
        </button>
        ${problems.length > 0 ? html`<p class="error" id="${id}-error">${problems.join(' ')}</p>` : nothing}
      </div>`;
    })}
    <p>
      <button type="button" @click=${() => edit({ partners: [...partners, { code: '', name: '' }] })}>
        ${words.editAddPartner}
      </button>
    </p>
    ${checkbox(
      words.editRestrict,
      draft.isRestricted,
      (isRestricted) => edit({ isRestricted }),
      words.editRestrictHint,
    )}
    ${
      draft.isRestricted
        ? textField(editing, {
            path: 'origins',
            label: words.editOrigins,
            hint: words.editOriginsHint,
            value: draft.origins,
            rows: 4,
            within: true,
            spellcheck: false,
            onInput: (origins) => edit({ origins }),
          })
        : nothing
    }
  </section>`;
}

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

/** The languages of the console that the petition doesn't have yet. */
export const languagesToAdd = ({ languages }: Draft): string[] =>
  LANGUAGES.filter((lang) => !languages.includes(lang));
