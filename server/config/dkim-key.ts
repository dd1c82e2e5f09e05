import { createPrivateKey, type KeyObject } from 'node:crypto';

/** Verifiers need not accept other sizes: RFC 8301, 3.2. */
const DKIM_KEY_BITS = { min: 1024, max: 4096 };

/** Says what to change, without repeating the key. Null if emails can be signed with it. */
export function findDkimKeyProblem(value: string): string | null {
  if (/BEGIN (?:RSA )?PUBLIC KEY|BEGIN CERTIFICATE/.test(value)) {
    return 'holds a public key. It must be the private key, which `openssl genrsa 2048` creates.';
  }
  if (/ENCRYPTED/.test(value)) {
    return 'has a passphrase. Remove it with `openssl rsa -in FILE -out NEW_FILE`.';
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(value);
  } catch {
    return 'must be a private key in PEM format, with all its lines, as `openssl genrsa 2048` writes it. Put it into a file, and set DKIM_KEY_FILE to its path.';
  }
  if (key.asymmetricKeyType !== 'rsa') {
    return `is ${key.asymmetricKeyType}; it must be RSA, which every mail provider can check. \`openssl genrsa 2048\` creates one.`;
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits >= DKIM_KEY_BITS.min && bits <= DKIM_KEY_BITS.max
    ? null
    : `has ${bits} bits; mail providers accept ${DKIM_KEY_BITS.min} to ${DKIM_KEY_BITS.max}. \`openssl genrsa 2048\` creates one.`;
}
