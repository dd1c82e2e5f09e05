import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AddressPolicy, isPublicAddress } from '../../../server/webhooks/addresses.ts';

describe('a public address', () => {
  it('is one that a machine on the internet can have', () => {
    for (const address of [
      '93.184.215.14',
      '8.8.8.8',
      '2606:2800:21f:cb07:6820:80da:af6b:8b2c',
      '::ffff:8.8.8.8',
    ]) {
      assert.ok(isPublicAddress(address), address);
    }
  });

  it('is not private, loopback, link-local, or special in any notation', () => {
    for (const address of [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.255.254',
      '168.63.129.16',
      '169.254.169.254',
      '172.31.255.255',
      '192.0.2.1',
      '192.168.1.1',
      '198.19.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:a00:1',
      '0:0:0:0:0:ffff:c0a8:0101',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '2001:db8::1',
      '2001::1',
      '2002:7f00:1::',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
      'not an address',
    ]) {
      assert.ok(!isPublicAddress(address), address);
    }
  });
});

describe('the policy about addresses', () => {
  const policyOf = (...allowed: string[]) =>
    new AddressPolicy(allowed, async () => [{ address: '10.0.0.1', family: 4 }]);

  it('allows a listed host, on all ports or on one', async () => {
    const any = policyOf('crm.internal');
    assert.equal(any.checkUrl('http://crm.internal:8080/x'), 'http://crm.internal:8080/x');
    assert.equal((await any.addressesOf(new URL('http://CRM.internal/'))).length, 1);
    const one = policyOf('crm.internal:443');
    assert.equal((await one.addressesOf(new URL('https://crm.internal/'))).length, 1);
    await assert.rejects(one.addressesOf(new URL('https://crm.internal:8443/')), /PrivateAddressError/);
    await assert.rejects(one.addressesOf(new URL('http://crm.internal/')), /PrivateAddressError/);
    assert.throws(() => one.checkUrl('http://not-crm.internal/'), /must start with https/);
  });

  it('refuses other hosts that lead inside, also with an address in the URL', async () => {
    await assert.rejects(policyOf().addressesOf(new URL('https://crm.example/')), /PrivateAddressError/);
    await assert.rejects(policyOf().addressesOf(new URL('https://2130706433/')), /PrivateAddressError/);
    await assert.rejects(policyOf().addressesOf(new URL('https://[::1]/')), /PrivateAddressError/);
  });

  it('drops the part of a URL that is never sent', () => {
    assert.equal(policyOf().checkUrl('https://crm.example/a?b#c'), 'https://crm.example/a?b');
  });
});
