import { html } from 'lit';
import { ConsoleElement } from '../console-element.ts';

export class CommentsScreen extends ConsoleElement {
  protected override render() {
    return html``;
  }
}

customElements.define('console-comments', CommentsScreen);
