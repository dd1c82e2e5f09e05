// Signs or reads as fast as the servers answer, in a process of its own. Forked by `press.ts`.
import autocannon from 'autocannon';
import { CONNECTIONS, type Load, type Plan } from './press.ts';

const NAMES = ['Ana', 'Béla', 'Chidi', 'Dolores', 'Esi', 'Farid', 'Greta', 'Hùng'];
const FAMILIES = ['Okoro', 'Lindqvist', 'Marchetti', 'Nguyen', 'Ó Briain', 'Sørensen', 'Yılmaz'];

/** What autocannon's clients have besides what its types say; see its lib/httpClient.js. */
interface Client extends autocannon.Client {
  reqsMade: number;
  /** A client that made this many hangs up behind the last answer. */
  responseMax: number;
}

const plan: Plan = JSON.parse(process.argv[2]!);
const clients: Client[] = [];
const latencies: number[] = [];
const load = { acknowledged: 0, refused: 0, errors: 0 };
let counting = plan.warmUp === 0;
let from = 0;
let until = 0;
let cpu = process.cpuUsage();

const options: autocannon.Options = {
  // Its types know one address; with several it deals its connections out to them in turn.
  url: plan.origins.map((origin) => origin + plan.path) as unknown as string,
  connections: CONNECTIONS,
  pipelining: 1,
  // Ended below, or by everything having been sent.
  duration: 24 * 60 * 60,
  maxConnectionRequests: plan.sign?.each ?? 1e9,
  sampleInt: 50,
  setupClient(client) {
    if (plan.sign) client.setRequests(signatures(plan.path, plan.sign, clients.length));
    clients.push(client as Client);
  },
};
const run = autocannon(options, finish);

run.on('response', (_client, status, _bytes, milliseconds) => {
  if (from === 0) begin();
  const accepted = status >= 200 && status < 300;
  load[accepted ? 'acknowledged' : 'refused'] += 1;
  if (!counting) return;
  latencies.push(milliseconds);
  until = performance.now();
});
run.on('reqError', () => {
  load.errors += 1;
});

function finish(): void {
  stop();
  latencies.sort((a, b) => a - b);
  const seconds = (until - from) / 1000;
  const result: Load = {
    ...load,
    seconds,
    rate: latencies.length / seconds,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    busy: (cpu.user + cpu.system) / 1e6 / seconds,
  };
  process.send!(result, () => process.exit());
}

/** At the first answer: preparing what to send took a while. */
function begin(): void {
  from = performance.now();
  cpu = process.cpuUsage();
  if (plan.seconds === null) return;
  setTimeout(() => {
    from = performance.now();
    cpu = process.cpuUsage();
    counting = true;
  }, plan.warmUp * 1000);
  setTimeout(
    () => {
      stop();
      // Whatever was sent is still waited for, so that it's known what was acknowledged.
      for (const client of clients) client.responseMax = client.reqsMade;
    },
    (plan.warmUp + plan.seconds) * 1000,
  );
}

function stop(): void {
  if (counting) cpu = process.cpuUsage(cpu);
  counting = false;
}

/** Distinct people, prepared beforehand: making them up along the way would be what is measured. */
function signatures(path: string, { prefix, each }: NonNullable<Plan['sign']>, client: number) {
  return Array.from({ length: each }, (_, index): autocannon.Request => {
    const body = {
      givenName: NAMES[index % NAMES.length],
      familyName: FAMILIES[index % FAMILIES.length],
      email: `${prefix}.${client}.${index}@example.org`,
      contact: index % 2 === 0,
      lang: 'en',
    };
    return {
      method: 'POST',
      path,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
  });
}
