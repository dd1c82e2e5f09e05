import { Task } from '@lit/task';
import { html, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import type { Retention } from '../../common/console-care.ts';
import { request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { dayName, fill } from '../words.ts';
import '../copy-field.ts';
import '../safety/erase-card.ts';
import '../safety/purge-card.ts';

/** What removes signatures: a robot's, one person's, and all of a petition that closed long ago. */
export class SafetyScreen extends ConsoleElement {
  static override properties = { petition: { attribute: false } };

  declare petition: ConsolePetition;

  readonly #retention = new Task(this, {
    task: ([{ slug }]) => request<Retention>('GET', `/petitions/${encodeURIComponent(slug)}/retention`),
    args: () => [this.petition] as const,
  });

  #renderRetention({ closedOn, stored, erased }: Retention): TemplateResult {
    const { words } = this;
    const state =
      closedOn === null
        ? words.safetyNotClosed
        : stored === 0
          ? fill(words.safetyAllMoved, { count: erased })
          : fill(words.safetyClosed, { day: dayName(closedOn), count: stored });
    return html`<p>${state}</p>
      ${
        closedOn !== null && stored > 0
          ? html`<console-copy .label=${words.safetyRetentionList} .text=${'petitions retention --days 1'}></console-copy>
            <console-copy
              .label=${words.safetyRetentionMove}
              .text=${'petitions retention --days N --erase-into FOLDER'}
            ></console-copy>`
          : ''
      }`;
  }

  protected override render() {
    const { words, petition } = this;
    const { value, error } = this.#retention;
    return html`<div class="wide">
      <console-purge .petition=${petition}></console-purge>
      <console-erase .petition=${petition}></console-erase>
      <section class="card stack" aria-labelledby="retention">
        <h2 id="retention">${words.safetyRetentionTitle}</h2>
        <p>${words.safetyRetentionHint}</p>
        ${
          error !== undefined
            ? this.renderFailure(error, () => this.#retention.run())
            : value
              ? this.#renderRetention(value)
              : this.renderLoading()
        }
      </section>
    </div>`;
  }
}

customElements.define('console-safety', SafetyScreen);
