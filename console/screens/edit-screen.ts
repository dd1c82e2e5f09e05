import { html } from 'lit';
import { ConsoleElement } from '../console-element.ts';

export class EditScreen extends ConsoleElement {
  protected override render() {
    return html``;
  }
}

customElements.define('console-edit', EditScreen);
