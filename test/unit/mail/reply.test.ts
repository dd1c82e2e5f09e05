import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactReply } from '../../../server/mail/reply.ts';

const ADDRESS = 'ana.gomez+news@post.example.org';

describe('redactReply', () => {
  for (const reply of [
    '550 5.1.1 <ana.gomez+news@post.example.org>: Recipient address rejected: User unknown',
    '550 No such user "Ana.Gomez" here',
    '550 mailbox anagomez is full',
    '550 unknown user gomez',
    '450 4.2.0 <ANA.GOMEZ+NEWS@POST.EXAMPLE.ORG> greylisted',
    '554 delivery error: domain post.example.org has no mailbox ana_gomez',
    '554 see https://check.example.net/?addr=ana.gomez%2Bnews%40post.example.org',
    '554 blocked, see https://check.example.net/YW5hLmdvbWV6K25ld3NAcG9zdC5leGFtcGxlLm9yZw==',
    '554 SRS0=ana.gomez=post.example.org refused',
    '550 ana.gomez=40post.example.org refused',
    '550-User\r\n550-ana gomez\r\n550 unknown',
  ]) {
    it(`leaves nothing of the address in ${JSON.stringify(reply)}`, () => {
      const redacted = redactReply(reply, ADDRESS);
      assert.doesNotMatch(redacted, /ana|gomez|news|post|example|@|YW5h/i);
      assert.match(redacted, /^(?:550|554|450)/);
    });
  }

  it('keeps what helps to fix it', () => {
    assert.equal(
      redactReply('451 4.3.0 Error: queue file write error', ADDRESS),
      '451 4.3.0 Error: queue file write error',
    );
    assert.equal(
      redactReply('554 5.7.1 Message rejected: 192.0.2.1 is on a block list (zen)', ADDRESS),
      '554 5.7.1 Message rejected: 192.0.2.1 is on a block list (zen)',
    );
    assert.equal(
      redactReply('550-5.7.26 Unauthenticated email is not accepted.\r\n550 5.7.26 Set up DKIM.', ADDRESS),
      '550-5.7.26 Unauthenticated email is not accepted. 5.7.26 Set up DKIM.',
    );
  });

  it('redacts a short local part only as a whole word', () => {
    assert.equal(redactReply('550 user a is away', 'a@example.org'), '550 user … is away');
  });

  it('is short, whatever the mail server says', () => {
    assert.ok(redactReply(`550 ${'word '.repeat(5_000)}`, ADDRESS).length <= 300);
  });
});
