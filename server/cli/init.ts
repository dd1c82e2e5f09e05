import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../lib/errors.ts';
import { describeFsError, ensurePrivateDir, writeExclusive } from '../lib/fs.ts';
import { isHostname } from '../lib/ip-address.ts';
import { installationFiles } from './installation/files.ts';
import { type Installation, PROXIES, SETTINGS_FILE, UNIT_FILE, USER } from './installation/installation.ts';
import { print } from './output.ts';

interface Options {
  host: string;
  proxy: (typeof PROXIES)[number];
  port: number;
}

export const init = new Command('init')
  .summary('Write the files of a new installation')
  .description(
    'Write commented settings, a systemd unit, and the site of a proxy into a folder, and print what to do next. Changes nothing else on the machine, and never overwrites a file.',
  )
  .argument('<DIR>', 'folder for the files, like /etc/petitions; created if it is missing')
  .addOption(
    new Option('--host <NAME>', 'name under which browsers reach the server, like petitions.example.org')
      .argParser(parseHost)
      .makeOptionMandatory(),
  )
  .addOption(
    new Option('--proxy <NAME>', 'program that receives the requests and holds the certificate')
      .choices(PROXIES)
      .default('caddy'),
  )
  .addOption(
    new Option('--port <PORT>', 'port on which the server listens for the proxy')
      .argParser(parsePort)
      .default(3000),
  )
  .action((name: string, { host, proxy, port }: Options) => {
    const installation: Installation = {
      folder: resolve(name),
      host,
      proxy,
      port,
      node: process.execPath,
      script: realpathSync(process.argv[1]!),
    };
    writeFiles(installation);
    print(nextSteps(installation));
  });

/** @throws UserError if one of the files exists, before writing any */
function writeFiles(installation: Installation): void {
  const { folder } = installation;
  const files = Object.entries(installationFiles(installation)).map(
    ([name, content]) => [join(folder, name), content] as const,
  );
  const existing = files.map(([file]) => file).filter((file) => existsSync(file));
  if (existing.length > 0) {
    throw new UserError(
      `Nothing was written, because there is already ${existing.join(' and ')}. Move it away, or choose another folder.`,
    );
  }
  try {
    ensurePrivateDir(folder);
    for (const [file, content] of files) writeExclusive(file, content);
  } catch (error) {
    throw new UserError(`${folder} can't be written to: ${describeFsError(error)}.`);
  }
}

function nextSteps({ folder, host, proxy, node, script }: Installation): string {
  const settings = join(folder, SETTINGS_FILE);
  const steps = [
    ...(isInHome(node) || isInHome(script)
      ? [
          `Node or this package is in a home folder (${isInHome(node) ? node : script}), which the service can't read.
Install Node for all users and the package with \`sudo npm install --global\`, delete these files, and run
this command again.`,
        ]
      : []),
    `On another computer, which isn't a server, make the key that opens signatures:
  petitions keygen identity.txt > recipient.txt
Keep identity.txt there. Copy recipient.txt to ${join(folder, 'recipient.txt')}.`,
    `Let the service read these files, and nobody else:
  sudo useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin ${USER}
  sudo chown -R root:${USER} ${folder}
  sudo chmod -R u=rwX,g=rX,o= ${folder}`,
    `Read ${settings}, and set the mail server and the backups in it.`,
    `Start the server, now and at every boot:
  sudo cp ${join(folder, UNIT_FILE)} /etc/systemd/system/
  sudo systemctl daemon-reload
  sudo systemctl enable --now petitions
If it doesn't start, \`journalctl -u petitions\` says why.`,
    proxy === 'caddy' ? caddySteps(folder) : nginxSteps(folder, host),
    `Ask what is left to do, and invite yourself to the console, where you create petitions:
  sudo -u ${USER} petitions doctor --env-file ${settings}
  sudo -u ${USER} petitions invite YOUR-NAME --env-file ${settings}
To publish petitions from a file instead, let the service's user read it from standard input:
  sudo -u ${USER} petitions load - --env-file ${settings} < petitions.json`,
  ];
  const list = steps.map((step, index) => `${index + 1}. ${step.replaceAll('\n', '\n   ')}`);
  return `The files are in ${folder}. What to do next:\n\n${list.join('\n\n')}`;
}

const caddySteps = (
  folder: string,
) => `Put Caddy in front (ports 80 and 443 must be open; it gets the certificate by itself):
  sudo apt-get install caddy
  sudo cp ${join(folder, 'Caddyfile')} /etc/caddy/Caddyfile
  sudo systemctl reload caddy
If Caddy serves other sites, don't copy the file: put its first block at the top of your Caddyfile, where it\napplies to all sites, and its second block below.`;

const nginxSteps = (folder: string, host: string) => `Put nginx in front (ports 80 and 443 must be open):
  sudo apt-get install nginx certbot
  sudo certbot certonly --webroot -w /var/www/html -d ${host} --deploy-hook 'systemctl reload nginx'
  sudo cp ${join(folder, 'nginx.conf')} /etc/nginx/sites-enabled/petitions.conf
  sudo nginx -t && sudo systemctl reload nginx`;

const isInHome = (path: string) => /^\/(?:home|root)\//.test(path);

function parseHost(text: string): string {
  const host = text.toLowerCase();
  if (!isHostname(host) || !host.includes('.') || /^[\d.]+$/.test(host)) {
    throw new InvalidArgumentError('Write the name alone, like petitions.example.org.');
  }
  return host;
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535) {
    throw new InvalidArgumentError('Write a number from 1 to 65535.');
  }
  return Number(text);
}
