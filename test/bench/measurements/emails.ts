import { atLeast, type Row, whole } from '../figures.ts';
import { signingTimes } from '../press.ts';
import type { Scope } from '../scope.ts';
import { mailSink, serve } from '../servers.ts';
import { type DatabaseName, newSite } from '../sites.ts';

const LETTERS = 5_000;
const HOUR_MS = 3_600_000;

/** How fast letters go out that lie in the box: from the server's start until the mail server has the last. */
export const letters =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<Row[]> => {
    const site = await newSite(scope, database);
    // Nobody listens there.
    const before = await serve(scope, site, { SMTP_URL: 'smtp://127.0.0.1:1' });
    const { acknowledged } = await signingTimes(LETTERS, before.origin);
    await before.stop();

    const mail = await mailSink(scope);
    // Nothing of it is due for a minute that was tried in vain.
    const server = await serve(scope, site, { SMTP_URL: mail.url });
    const begun = performance.now();
    const most = acknowledged * 0.95;
    while ((await mail.taken()) < most) await new Promise((resolve) => setTimeout(resolve, 20));
    const anHour = (most / (performance.now() - begun)) * HOUR_MS;
    await server.stop();
    return [atLeast(`Letters an hour, on ${database}`, anHour, 120_000, whole)];
  };
