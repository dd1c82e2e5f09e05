import { html } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import { ConsoleElement } from '../console-element.ts';
import '../safety/erase-card.ts';
import '../safety/purge-card.ts';
import '../safety/retention-card.ts';

/** What removes signatures: a robot's, one person's, and all of a petition that closed long ago. */
export class SafetyScreen extends ConsoleElement {
  static override properties = { petition: { attribute: false } };

  declare petition: ConsolePetition;

  protected override render() {
    const { petition } = this;
    return html`<div class="wide">
      <console-purge .petition=${petition}></console-purge>
      <console-erase .petition=${petition}></console-erase>
      <console-retention .petition=${petition}></console-retention>
    </div>`;
  }
}

customElements.define('console-safety', SafetyScreen);
