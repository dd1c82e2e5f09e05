import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import type { ConfirmedEvent } from '../confirm-dialog.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { fill } from '../words.ts';
import { SAFETY } from './safety.styles.ts';
import '../confirm-dialog.ts';

/** What the cards of the safety screen and an import have in common: each asks for the petition's slug before something that can't be undone. */
export class SafetyCard extends ConsoleElement {
  static override styles = withBase(SAFETY);
  static override properties: PropertyDeclarations = {
    petition: { attribute: false },
    problem: { state: true },
    isAsking: { state: true },
    isBusy: { state: true },
  };

  declare petition: ConsolePetition;
  /** Why it failed. Empty if it didn't. */
  declare problem: string;
  declare isAsking: boolean;
  declare isBusy: boolean;

  constructor() {
    super();
    this.problem = '';
  }

  /** The dialog, while it asks. */
  protected renderConfirm(
    dialog: { heading: string; text: string; action: string },
    onConfirmed: (event: ConfirmedEvent) => void,
  ): TemplateResult | typeof nothing {
    if (!this.isAsking) return nothing;
    const { words, petition } = this;
    return html`<console-confirm
      .heading=${dialog.heading}
      .text=${dialog.text}
      .label=${words.safetyType}
      .expected=${petition.slug}
      .differs=${fill(words.safetyDiffers, { slug: petition.slug })}
      .action=${dialog.action}
      .problem=${this.problem}
      .isBusy=${this.isBusy}
      @confirmed=${onConfirmed}
      @close=${() => {
        this.isAsking = false;
        this.problem = '';
      }}
    ></console-confirm>`;
  }
}
