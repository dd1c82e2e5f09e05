import { html, nothing } from 'lit';
import type { AuditEntry } from '../../common/console.ts';
import { request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { fieldName } from '../editor/names.ts';
import { fill, timeName, type Words } from '../words.ts';

/** As the server sends them. */
const PAGE_SIZE = 100;

const SENTENCES: Record<string, keyof Words> = {
  'account.invite': 'auditInvite',
  'account.remove': 'auditRemove',
  'passkey.add': 'auditPasskeyAdd',
  'passkey.remove': 'auditPasskeyRemove',
  'session.start': 'auditSignIn',
  'session.end': 'auditSignOut',
  'petition.create': 'auditCreate',
  'petition.update': 'auditUpdate',
  'petition.rename': 'auditRename',
  'petition.recipients': 'auditRecipients',
  'petition.publish': 'auditPublish',
  'petition.close': 'auditClose',
  'petition.reopen': 'auditReopen',
  'petition.delete': 'auditDelete',
  'image.upload': 'auditImage',
  'signatures.download': 'auditDownload',
  'signatures.import': 'auditImport',
  'signatures.purge': 'auditPurge',
  'signatures.move': 'auditMove',
  'moved-file.delete': 'auditMovedDelete',
  'address.erase': 'auditErase',
  'mail.test': 'auditTestEmail',
  'partner-link.create': 'auditLinkCreate',
  'partner-link.revoke': 'auditLinkRevoke',
  'token.create': 'auditTokenCreate',
  'token.revoke': 'auditTokenRevoke',
  'token.use': 'auditTokenUse',
  'comment.approve': 'auditCommentApprove',
  'comment.refuse': 'auditCommentRefuse',
  'comment.hide': 'auditCommentHide',
  'comment.undo': 'auditCommentUndo',
  'identity.prove': 'auditProve',
  'webhook.add': 'auditWebhookAdd',
  'webhook.edit': 'auditWebhookEdit',
  'webhook.remove': 'auditWebhookRemove',
  'webhook.rotate': 'auditWebhookRotate',
  'webhook.enable': 'auditWebhookEnable',
  'webhook.disable': 'auditWebhookDisable',
  'webhook.test': 'auditWebhookTest',
  'webhook.replay': 'auditWebhookReplay',
};

/** Who changed what, the latest first. */
export class AuditScreen extends ConsoleElement {
  static override properties = {
    entries: { state: true },
    hasMore: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };

  declare entries: readonly AuditEntry[] | undefined;
  declare hasMore: boolean;
  declare failure: unknown;
  declare isBusy: boolean;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadMore();
  }

  async #loadMore(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = undefined;
    try {
      const last = this.entries?.at(-1)?.id;
      const page = await request<AuditEntry[]>(
        'GET',
        last === undefined ? '/audit' : `/audit?before=${last}`,
      );
      this.entries = [...(this.entries ?? []), ...page];
      this.hasMore = page.length === PAGE_SIZE;
    } catch (error) {
      this.failure = error;
    } finally {
      this.isBusy = false;
    }
  }

  #describe({ action, detail, petition }: AuditEntry): string {
    const { words } = this;
    const known = SENTENCES[action];
    const template = known ? words[known] : words.auditOther;
    const named =
      action === 'petition.update' && detail !== null
        ? detail
            .split(', ')
            .map((field) => fieldName(words, field))
            .join(', ')
        : detail;
    const sentence = fill(template, { action, detail: named ?? petition ?? '' }).replace(' ()', '');
    const namesPetition = detail === null && template.includes('{detail}');
    return petition === null || namesPetition ? sentence : `${sentence} · ${petition}`;
  }

  protected override render() {
    const { words, entries, failure } = this;
    const retry = () => this.#loadMore();
    return html`<div class="wide narrow">
      <div class="stack">
        <h1>${words.history}</h1>
        <p>${words.historyHint}</p>
      </div>
      ${
        entries?.length
          ? html`<ul class="card plain items">
            ${entries.map(
              (entry) =>
                html`<li>
                  <span><b><bdi>${entry.account}</bdi></b> ${this.#describe(entry)}</span>
                  <time class="hint" datetime=${entry.at}>${timeName(entry.at)}</time>
                </li>`,
            )}
          </ul>`
          : entries
            ? html`<p>${words.noHistory}</p>`
            : nothing
      }
      ${failure ? this.renderFailure(failure, retry) : nothing}
      ${!entries && !failure ? this.renderLoading() : nothing}
      ${this.hasMore && !failure ? html`<button type="button" @click=${retry}>${words.older}</button>` : nothing}
    </div>`;
  }
}

customElements.define('console-audit', AuditScreen);
