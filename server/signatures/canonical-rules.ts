/** Version of the rules for canonical addresses. A petition keeps the one it was created with. */
export type CanonicalRules = 1 | 2;

/** Increased whenever a rule, or a table that a rule uses, changes. */
export const CANONICAL_RULES_VERSION: CanonicalRules = 2;

/**
 * The rules of a stored petition.
 *
 * @throws if this version of the server doesn't have them
 */
export function canonicalRulesOf(version: number): CanonicalRules {
  if (version === 1 || version === 2) return version;
  throw new Error(`unknown version of the email address rules: ${version}`);
}

/** How a provider maps the addresses of one mailbox. All of them deliver `name+anything` to `name`. */
interface Provider {
  /** The domain that this one is an alias of. */
  domain?: string;
  /** Characters before the `+` that make no difference. */
  ignored?: RegExp;
}

/**
 * Providers by exact domain. Any other domain may give each spelling to a different person, so its addresses are
 * left as they are.
 */
type Providers = ReadonlyMap<string, Provider>;

const GMAIL: [string, Provider][] = [
  ['gmail.com', { ignored: /\./g }],
  ['googlemail.com', { domain: 'gmail.com', ignored: /\./g }],
];

const VERSION_1: Providers = new Map<string, Provider>([
  ...GMAIL,
  ['outlook.com', {}],
  ['hotmail.com', {}],
  ['live.com', {}],
  ['icloud.com', {}],
  ['me.com', {}],
  ['mac.com', {}],
  ['fastmail.com', {}],
  ['fastmail.fm', {}],
  ['proton.me', {}],
  ['protonmail.com', {}],
  ['pm.me', {}],
]);

/** A name belongs to one account at all of Proton's domains, and `.`, `-`, and `_` make no difference in it. */
const PROTON: Provider = { domain: 'proton.me', ignored: /[._-]/g };
/** An account has the same name at all three. */
const ICLOUD: Provider = { domain: 'icloud.com' };

/** Countries in which Microsoft gave out addresses, as the end of the domain. */
const MICROSOFT = {
  hotmail:
    'com at be ca ch cl cz de dk es fi fr gr hu it lt lv my nl no ph rs se sg sk co.at co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.hk com.tr com.tw com.vn',
  live: 'com at be ca ch cl cn de dk fi fr hk ie in it jp nl no ru se co.in co.kr co.uk co.za com.ar com.au com.co com.mx com.my com.pe com.ph com.pk com.pt com.sg com.ve',
  outlook:
    'com at be cl cz de dk es fr hu ie in it jp kr lv my ph pt sa sg sk co.id co.il co.nz co.th com.ar com.au com.br com.gr com.tr com.vn',
  msn: 'com',
  windowslive: 'com',
};

const VERSION_2: Providers = new Map<string, Provider>([
  ...GMAIL,
  ...Object.entries(MICROSOFT).flatMap(([name, endings]) =>
    endings.split(' ').map((ending): [string, Provider] => [`${name}.${ending}`, {}]),
  ),
  ['icloud.com', ICLOUD],
  ['me.com', ICLOUD],
  ['mac.com', ICLOUD],
  ['fastmail.com', {}],
  ['fastmail.fm', {}],
  ['proton.me', PROTON],
  ['protonmail.com', PROTON],
  ['protonmail.ch', PROTON],
  ['pm.me', PROTON],
]);

/** Fastmail delivers `anything@name.fastmail.com` to `name@fastmail.com`. */
const FASTMAIL_SUBDOMAIN = /^([^.]+)\.(fastmail\.(?:com|fm))$/;

/** The canonical address, from a local part and a domain that are already folded. */
export function canonicalAddress(rules: CanonicalRules, local: string, domain: string): string {
  if (rules === 1) return canonicalAt(VERSION_1, local, domain);
  const [, name, provider] = FASTMAIL_SUBDOMAIN.exec(domain) ?? [];
  // A domain can't have an underscore, so Fastmail has people write a hyphen.
  if (name && provider) return `${name.replaceAll('-', '_')}@${provider}`;
  return canonicalAt(VERSION_2, local, domain);
}

function canonicalAt(providers: Providers, local: string, domain: string): string {
  const provider = providers.get(domain);
  if (!provider) return `${local}@${domain}`;
  const [name = ''] = local.split('+', 1);
  const mailbox = provider.ignored ? name.replace(provider.ignored, '') : name;
  // "+news@gmail.com" has no name before the tag, and stays as it is. Characters that a dot separated may now
  // compose.
  return `${(mailbox || local).normalize('NFC')}@${provider.domain ?? domain}`;
}
