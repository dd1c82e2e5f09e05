import { html, nothing, type TemplateResult } from 'lit';
import { fill, type Words } from '../words.ts';
import type { Totals } from './run.ts';

/** The last step: what can be imported, and then what was. */
interface ImportCard {
  checked: Totals;
  imported: Totals | undefined;
  /** Whether rows without an email address are added to the number carried over. */
  carriesOver: boolean;
  /** While it is running. */
  progress: TemplateResult | undefined;
  problem: TemplateResult | typeof nothing;
  onStart(): void;
}

export function renderImportCard(card: ImportCard, words: Words): TemplateResult {
  const { checked, imported, carriesOver, progress, problem, onStart } = card;
  if (imported) {
    return html`<section class="card stack" aria-labelledby="imported">
      <h2 id="imported" class="done" tabindex="-1">${fill(words.importDone, { count: imported.present })}</h2>
      ${carriesOver ? html`<p>${fill(words.importCarried, { count: imported.withoutEmail })}</p>` : nothing}
    </section>`;
  }
  return html`<section class="card stack" aria-labelledby="import-title">
    <h2 id="import-title">${words.importStep}</h2>
    <p>${words.importAgainHint}</p>
    ${problem}
    ${
      progress ??
      html`<button
        id="import"
        type="button"
        class="primary"
        ?disabled=${checked.present === 0 && !carriesOver}
        @click=${onStart}
      >
        ${words.importStart}
      </button>`
    }
  </section>`;
}

/** What is about to be added. */
export const describeImport = (checked: Totals | undefined, carriesOver: boolean, words: Words): string =>
  [
    ...(carriesOver ? [fill(words.importConfirmCarried, { count: checked?.withoutEmail ?? 0 })] : []),
    fill(words.importConfirm, { count: checked?.present ?? 0 }),
  ].join(' ');
