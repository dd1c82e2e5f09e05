import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createWebhookSecret, webhookHeaders } from '../../../server/crypto/webhook-signature.ts';

describe('a webhook’s signature', () => {
  it('is accepted by a receiver with either secret, and refused if anything was changed', () => {
    const secrets = [createWebhookSecret(), createWebhookSecret()] as const;
    const message = { id: 'an-id', body: '{"type":"petition.count"}' };
    const headers = webhookHeaders(message, secrets, Date.now());
    for (const secret of secrets) {
      assert.deepEqual(new Webhook(secret).verify(message.body, headers), JSON.parse(message.body));
      assert.throws(() => new Webhook(secret).verify(`${message.body} `, headers));
      assert.throws(() => new Webhook(secret).verify(message.body, { ...headers, 'webhook-id': 'another' }));
    }
    assert.throws(() => new Webhook(createWebhookSecret()).verify(message.body, headers));
  });
});
