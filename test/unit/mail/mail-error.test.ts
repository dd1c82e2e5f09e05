import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBounce } from '../../../server/mail/mail-error.ts';

const refusal = (response: string, command = 'RCPT TO', code = 'EENVELOPE') => ({ code, command, response });

describe('isBounce', () => {
  for (const response of [
    '550 5.1.1 <ana@example.org>: Recipient address rejected: User unknown in local recipient table',
    '550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Check for typos',
    '553 5.1.2 We weren’t able to find the recipient domain',
    '501 5.1.3 Bad recipient address syntax',
    '551 5.1.6 Recipient has moved',
    '556 5.1.10 Domain doesn’t accept email',
    '550 5.2.1 The account is disabled',
  ]) {
    it(`recognizes ${response.slice(0, 10)}`, () => {
      assert.ok(isBounce(refusal(response)));
      assert.ok(isBounce(refusal(response, 'DATA', 'EMESSAGE')), 'also after the email was sent');
    });
  }

  for (const [about, response] of [
    ['no enhanced code', '550 <ana@example.org>: Recipient rejected'],
    ['a temporary failure', '450 4.1.1 Try again later'],
    ['contradictory codes', '450 5.1.1 User unknown'],
    ['an address that isn’t unique or is something else', '550 5.1.0 Address rejected'],
    ['the sender’s domain', '553 5.1.8 Sender address rejected: Domain not found'],
    ['the sender’s address', '550 5.1.7 Invalid sender'],
    ['a full mailbox', '552 5.2.2 Over quota'],
    ['the content', '554 5.6.0 Malformed message'],
    ['a policy, such as relaying', '550 5.7.1 Relay access denied'],
    ['another code with the same beginning', '550 5.1.11 Something new'],
    ['a code that is only quoted', '554 The receiver said 550 5.1.1 User unknown'],
  ] as const) {
    it(`leaves ${about} to be tried again`, () => {
      assert.ok(!isBounce(refusal(response)));
    });
  }

  it('says nothing about the recipient if the sender or the connection was refused', () => {
    const response = '550 5.1.1 User unknown';
    assert.ok(!isBounce(refusal(response, 'MAIL FROM')));
    assert.ok(!isBounce(refusal(response, 'CONN', 'ECONNECTION')));
    assert.ok(!isBounce(refusal(response, 'AUTH', 'EAUTH')));
    assert.ok(!isBounce({}));
  });
});
