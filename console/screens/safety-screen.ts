import { html } from 'lit';
import { ConsoleElement } from '../console-element.ts';

export class SafetyScreen extends ConsoleElement {
  protected override render() {
    return html``;
  }
}

customElements.define('console-safety', SafetyScreen);
