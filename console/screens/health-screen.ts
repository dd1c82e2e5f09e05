import { html } from 'lit';
import { ConsoleElement } from '../console-element.ts';

export class HealthScreen extends ConsoleElement {
  protected override render() {
    return html``;
  }
}

customElements.define('console-health', HealthScreen);
