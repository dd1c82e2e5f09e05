import { html, LitElement } from 'lit';

/** The whole console: finds out who is signed in, and shows the screen of the URL. */
export class PetitionConsole extends LitElement {
  protected override render() {
    return html`<h1>Console</h1>`;
  }
}
