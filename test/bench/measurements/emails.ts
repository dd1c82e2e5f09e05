import { createDeployment, type DatabaseName } from '../deployment.ts';
import { formatInteger, minimumRow, type ResultRow } from '../results.ts';
import { loadSignatureCount } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startMailSink, startServer } from '../servers.ts';

const EMAILS = 5_000;
const HOUR_MS = 3_600_000;

/** How fast a full outbox is sent: from the start of the server until the mail server has received nearly all emails. */
export const measureEmails =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<ResultRow[]> => {
    const deployment = await createDeployment(scope, database);
    // Nothing listens on that port, so the emails stay in the outbox.
    const filling = await startServer(scope, deployment, { SMTP_URL: 'smtp://127.0.0.1:1' });
    const { acknowledged } = await loadSignatureCount(EMAILS, filling);
    await filling.stop();

    const mail = await startMailSink(scope);
    const server = await startServer(scope, deployment, { SMTP_URL: mail.url });
    const start = performance.now();
    // Not all, because an email that has already failed once is retried only a minute later.
    const goal = acknowledged * 0.95;
    while ((await mail.receivedCount()) < goal) await new Promise((resolve) => setTimeout(resolve, 20));
    const perHour = (goal / (performance.now() - start)) * HOUR_MS;
    await server.stop();
    return [minimumRow(`Emails per hour, on ${database}`, perHour, 120_000, formatInteger)];
  };
