import { html } from 'lit';
import { ConsoleElement } from '../console-element.ts';

export class SignaturesScreen extends ConsoleElement {
  protected override render() {
    return html``;
  }
}

customElements.define('console-signatures', SignaturesScreen);
