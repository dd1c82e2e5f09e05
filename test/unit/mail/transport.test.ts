import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionSecurity } from '../../../server/mail/transport.ts';

describe('connectionSecurity', () => {
  for (const [url, tls] of [
    ['smtps://mail.example.org', 'implicit'],
    ['smtps://mail.example.org?requireTLS=false', 'implicit'],
    ['smtp://user:password@mail.example.org:587', 'required'],
    ['smtp://10.0.0.5', 'required'],
    ['smtp://mail', 'required'],
    ['smtp://localhost.example.org', 'required'],
    ['smtp://127.example.org', 'required'],
    ['smtp://mail.example.org?requireTLS=true', 'required'],
    // Neither a typo nor another option of nodemailer's may turn encryption off.
    ['smtp://mail.example.org?requireTLS=0', 'required'],
    ['smtp://mail.example.org?requireTLS', 'required'],
    ['smtp://mail.example.org?ignoreTLS=true&opportunisticTLS=true', 'required'],
    ['smtp://mail.example.org?requireTLS=false', 'if-offered'],
    ['smtp://localhost:2525', 'if-offered'],
    ['smtp://127.0.0.1:2525', 'if-offered'],
    ['smtp://[::1]:2525', 'if-offered'],
  ] as const) {
    it(`says that TLS is ${tls} for ${url}`, () => {
      assert.equal(connectionSecurity(url).tls, tls);
    });
  }

  it('says whether the certificate is checked', () => {
    assert.equal(connectionSecurity('smtp://mail.example.org').checksCertificate, true);
    assert.equal(
      connectionSecurity('smtp://mail.example.org?tls.rejectUnauthorized=false').checksCertificate,
      false,
    );
  });
});
