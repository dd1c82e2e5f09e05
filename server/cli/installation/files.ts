import { type Installation, SETTINGS_FILE, UNIT_FILE } from './installation.ts';
import { caddyfile, nginxSite } from './proxies.ts';
import { settingsFile } from './settings-file.ts';
import { systemdUnit } from './systemd-unit.ts';

/** The files by their names in the folder. */
export function installationFiles(installation: Installation): Record<string, string> {
  const site =
    installation.proxy === 'caddy'
      ? { Caddyfile: caddyfile(installation) }
      : { 'nginx.conf': nginxSite(installation) };
  return {
    [SETTINGS_FILE]: settingsFile(installation),
    [UNIT_FILE]: systemdUnit(installation),
    ...site,
  };
}
