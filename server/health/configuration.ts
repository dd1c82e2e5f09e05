import { existsSync } from 'node:fs';
import { believesAnyClient, type Config } from '../config/config.ts';
import { WIDGET_DIR } from '../lib/package.ts';
import { assertCanonicalVectors } from '../signatures/canonical-vectors.ts';
import { findUrlProblem } from './find-url-problem.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning, error } = findingsAbout('configuration');
const address = findingsAbout('address');

/** What the environment says, and whether it fits together. */
export async function checkConfiguration(config: Config): Promise<Finding[]> {
  return [
    ok('the configuration is valid'),
    checkEmailAddresses(),
    await checkPublicUrl(config),
    ...checkProxies(config),
    existsSync(WIDGET_DIR)
      ? ok('the widget is built')
      : error('the widget is not built; run `npm run build`'),
  ];
}

function checkEmailAddresses(): Finding {
  assertCanonicalVectors();
  return ok('this build of Node treats email addresses like every other');
}

/** Asks like a browser would, although from here, where names and firewalls may differ. */
async function checkPublicUrl({ publicUrl }: Config): Promise<Finding> {
  if (!publicUrl.startsWith('https:')) {
    return address.warning(`PUBLIC_URL is ${publicUrl}; set it to the https URL that partners will paste`);
  }
  const problem = await findUrlProblem(publicUrl);
  return problem === null
    ? address.ok(`the server answers at ${publicUrl}, seen from this machine`)
    : address.warning(
        `the server doesn't answer at ${publicUrl}, seen from this machine: ${problem}. If it is running, check the URL, DNS, the certificate, and the proxy`,
      );
}

/** The server itself has no TLS, so an https URL means that there is a proxy. */
function checkProxies(config: Config): Finding[] {
  const { publicUrl, trustProxy, limits, host, port } = config;
  if (!limits) return [warning('LIMITS is off; bots can sign without limit')];
  if (publicUrl.startsWith('https:') && trustProxy === 0) {
    return [
      warning(
        'TRUST_PROXY is not set; all clients behind the proxy share one rate limit, so they soon have to solve challenges and wait. Set it to the address of the proxy',
      ),
    ];
  }
  if (believesAnyClient(config)) {
    return [
      warning(
        `TRUST_PROXY is a number, and the server listens on ${host}:${port}. Clients that reach it without the proxy can claim any address, and so escape the rate limits. Set TRUST_PROXY to the address of the proxy, or HOST=127.0.0.1 if the proxy is on this machine`,
      ),
    ];
  }
  return [];
}
