/**
 * Runs an npm script while a busy loop beside it competes for each core. Tests that pass here don't depend on how
 * fast the machine is.
 *
 *   npm run test:under-load                                        runs `npm test`
 *   npm run test:under-load -- test:server sqlite test/unit/...    runs another script with arguments
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const [script = 'test', ...args] = process.argv.slice(2);

// Threads rather than processes: they can't outlive this process, however it ends.
for (let core = 0; core < availableParallelism(); core++) new Worker('for (;;);', { eval: true });

const child = spawn('npm', ['run', script, '--', ...args], { stdio: 'inherit' });
const [code] = await once(child, 'exit');
process.exit(code ?? 1);
