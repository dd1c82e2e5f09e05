import { existsSync } from 'node:fs';
import { believesAnyClient, type Config } from '../config/config.ts';
import { WIDGET_DIR } from '../lib/package.ts';
import { assertCanonicalVectors } from '../signatures/canonical-vectors.ts';
import { error, type Finding, ok, warning } from './finding.ts';

/** What the environment says, and whether it fits together. */
export function checkConfiguration(config: Config): Finding[] {
  const { publicUrl } = config;
  return [
    ok('configuration-valid'),
    checkEmailAddresses(),
    ...(publicUrl.startsWith('https:') ? [] : [warning('public-url-not-https', { url: publicUrl })]),
    ...checkProxies(config),
    existsSync(WIDGET_DIR) ? ok('widget-built') : error('widget-missing'),
  ];
}

function checkEmailAddresses(): Finding {
  assertCanonicalVectors();
  return ok('email-rules-valid');
}

/** The server itself has no TLS, so an https URL means that there is a proxy. */
function checkProxies(config: Config): Finding[] {
  const { publicUrl, trustProxy, limits, host, port } = config;
  if (!limits) return [warning('limits-off')];
  if (publicUrl.startsWith('https:') && trustProxy === 0) return [warning('proxy-not-trusted')];
  return believesAnyClient(config) ? [warning('proxy-open-port', { address: `${host}:${port}` })] : [];
}
