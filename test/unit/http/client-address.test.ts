import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Context } from 'hono';
import { clientAddressResolver } from '../../../server/http/client-address.ts';
import { clientNetworks, parseTrustedProxies } from '../../../server/lib/ip-address.ts';

/** Returns the client's address, given the connection's address and the `X-Forwarded-For` header. */
function clientOf(trustProxy: string, connection: string | undefined, forwarded?: string): string {
  const c = {
    env: { incoming: { socket: { remoteAddress: connection } } },
    req: { header: (name: string) => (name === 'X-Forwarded-For' ? forwarded : undefined) },
  };
  return clientAddressResolver(parseTrustedProxies(trustProxy)!)(c as unknown as Context);
}

describe('the client’s address', () => {
  it('is the connection’s if no proxy is trusted, regardless of the header', () => {
    assert.equal(clientOf('0', '192.0.2.1'), '192.0.2.1');
    assert.equal(clientOf('0', '192.0.2.1', '203.0.113.9'), '192.0.2.1');
    assert.equal(clientOf('0', '127.0.0.1', '203.0.113.9'), '127.0.0.1');
    assert.equal(clientOf('0', '::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(clientOf('0', undefined), '');
  });

  it('is the entry that the outermost trusted proxy added, and never one further left', () => {
    assert.equal(clientOf('1', '10.0.0.1', '203.0.113.9'), '203.0.113.9');
    assert.equal(clientOf('1', '10.0.0.1', '198.51.100.7, 203.0.113.9'), '203.0.113.9');
    assert.equal(clientOf('2', '10.0.0.1', '198.51.100.7, 203.0.113.9, 10.0.0.2'), '203.0.113.9');
    assert.equal(clientOf('2', '10.0.0.1', '203.0.113.9'), '203.0.113.9', 'the request bypassed one proxy');
    assert.equal(clientOf('1', '10.0.0.1'), '10.0.0.1', 'the proxy itself sent the request');
  });

  it('is the rightmost entry that is not a trusted address', () => {
    const list = '127.0.0.1, 10.0.0.0/8 fd00::/8';
    assert.equal(clientOf(list, '10.1.2.3', '198.51.100.7, 203.0.113.9, 10.9.9.9'), '203.0.113.9');
    assert.equal(clientOf(list, '::ffff:127.0.0.1', '203.0.113.9'), '203.0.113.9');
    assert.equal(
      clientOf('::ffff:a00:0/104, ::ffff:7f00:1', '10.1.2.3', '203.0.113.9, 127.0.0.1'),
      '203.0.113.9',
    );
    assert.equal(clientOf('::ffff:10.0.0.0/104', '10.1.2.3', '203.0.113.9'), '203.0.113.9');
    assert.equal(clientOf(list, 'fd00::5', '2001:db8::1'), '2001:db8::1');
    assert.equal(clientOf(list, '10.1.2.3', '10.4.4.4, 10.5.5.5'), '10.4.4.4');
  });

  it('is the connection’s if that isn’t trusted, regardless of the header', () => {
    assert.equal(clientOf('10.0.0.0/8', '192.0.2.1', '203.0.113.9'), '192.0.2.1');
    assert.equal(clientOf('10.0.0.0/8', undefined, '203.0.113.9'), '');
  });

  it('is read without the port, brackets, or zone that some proxies add', () => {
    for (const [entry, address] of [
      ['203.0.113.9:4711', '203.0.113.9'],
      ['[2001:db8::1]:4711', '2001:db8::1'],
      ['[2001:db8::1]', '2001:db8::1'],
      ['fe80::1%eth0', 'fe80::1'],
      ['::ffff:203.0.113.9', '203.0.113.9'],
      ['::FFFF:CB00:7109', '203.0.113.9'],
      ['0:0:0:0:0:ffff:cb00:7109', '203.0.113.9'],
      ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
      ['[::ffff:cb00:7109]:4711', '203.0.113.9'],
      ['::fffe:cb00:7109', '::fffe:cb00:7109'],
      ['1::ffff:cb00:7109', '1::ffff:cb00:7109'],
      [' 203.0.113.9 ', '203.0.113.9'],
    ]) {
      assert.equal(clientOf('1', '10.0.0.1', entry), address);
    }
  });

  it('is the proxy’s if the proxy reports no valid address', () => {
    for (const header of ['unknown', '', '_hidden', '999.1.1.1', '203.0.113.9, unknown']) {
      assert.equal(clientOf('1', '10.0.0.1', header), '10.0.0.1', header);
    }
  });
});

describe('TRUST_PROXY', () => {
  it('is rejected with a range of a zone, with a port, or wider than addresses are long', () => {
    for (const text of [
      'fe80::1%eth0/64',
      '10.0.0.0:80/8',
      '[fd00::]/8',
      '10.0.0.0/33',
      'fd00::/129',
      '17',
    ]) {
      assert.equal(parseTrustedProxies(text), undefined, text);
    }
  });
});

describe('clientNetworks', () => {
  it('starts with an IPv4 address, or the first half of an IPv6 address, in any notation', () => {
    for (const [address, expected] of [
      ['192.0.2.1', '192.0.2.1'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
      ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['2001:db8::5:6:7:8:9', '2001:db8:0:5::/64'],
      ['::1', '0:0:0:0::/64'],
      ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
      ['', ''],
    ] as const) {
      assert.equal(clientNetworks(address)[0], expected, address);
    }
  });

  it('continues with the wider networks around an IPv6 address', () => {
    assert.deepEqual(clientNetworks('2001:db8:12ab:34cd::1'), [
      '2001:db8:12ab:34cd::/64',
      '2001:db8:12ab:3400::/56',
      '2001:db8:12ab::/48',
      '2001:db8::/32',
    ]);
    assert.deepEqual(clientNetworks('192.0.2.1'), ['192.0.2.1']);
  });
});
