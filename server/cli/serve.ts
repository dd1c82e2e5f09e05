import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Command } from 'commander';
import { createApp } from '../app.ts';
import { believesAnyClient, readConfig } from '../config/config.ts';
import { createContext } from '../context.ts';
import type { ServerMetrics } from '../health/server-metrics.ts';
import { createLogger } from '../http/request-metrics.ts';
import { refuseInvalidHosts } from '../http/valid-host.ts';
import { UserError } from '../lib/errors.ts';
import { notifySystemd } from '../lib/notify-systemd.ts';
import { SECOND_MS } from '../lib/time.ts';

/** How long requests in progress may take after a signal to stop. */
const SHUTDOWN_TIMEOUT_MS = 10_000;
/** How long open handles may delay the exit after everything is stored and closed. */
const EXIT_TIMEOUT_MS = 500;
const IDLE_CHECK_INTERVAL_MS = 50;
/**
 * How long an idle connection stays open. Load balancers reuse theirs for a minute (AWS, nginx), or up to ten (Google,
 * which can't be changed). If the server closed one first, a signature sent at that moment would be lost, and its signer
 * told 502: a POST isn't sent twice.
 */
const KEEP_ALIVE_MS = 620_000;

export const serve = new Command('serve')
  .summary('Run the server')
  .description(
    'Run the server until SIGTERM or SIGINT. Then wait for DRAIN_SECONDS, finish the requests in progress, store their signatures, and stop. The first start creates what is missing in DATA_DIR.',
  )
  .action(async () => {
    const stop = stopSignal();
    const { config, secrets } = readConfig(process.env);
    const log = createLogger(config.logLevel);
    const context = await createContext(config, secrets, log);
    const server = createAdaptorServer({
      fetch: refuseInvalidHosts(createApp(context).fetch),
      // For requests without a Host header, which HTTP/1.0 allows.
      hostname: 'localhost',
      serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
    }) as Server & { httpAllowHalfOpen: boolean };
    // A client that closes its sending side after the request still waits for the response.
    server.httpAllowHalfOpen = true;
    server.listen(config.port, config.host);
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    const metricsServer = context.serverMetrics && createMetricsServer(context.serverMetrics);
    try {
      await listening(server, config.port, 'PORT', 'HOST');
      if (metricsServer && config.metrics) {
        metricsServer.listen(config.metrics.port, config.metrics.host);
        await listening(metricsServer, config.metrics.port, 'METRICS_PORT', 'METRICS_HOST');
      }
    } catch (error) {
      // Open handles would keep the process alive, database connections for another ten seconds.
      server.close();
      await context.dispose();
      throw error;
    }
    context.petitions.start((error) => log.error({ err: error }, 'counts not refreshed'));
    context.mailer?.start();
    context.webhooks.recorder.start((error) => log.error({ err: error }, 'webhook events not recorded'));
    context.webhooks.sender.start();
    if (config.limits && config.trustProxy === 0 && config.publicUrl.startsWith('https:')) {
      log.warn('TRUST_PROXY is not set: all clients behind a proxy share one rate limit');
    }
    if (config.limits && believesAnyClient(config)) {
      log.warn('TRUST_PROXY is a number: who reaches PORT without the proxy can claim any address');
    }
    log.info({ ...config, petitions: context.petitions.all().length }, 'listening');
    const tellSystemd = (state: Parameters<typeof notifySystemd>[0]) =>
      notifySystemd(state).catch((error: unknown) => log.error({ err: error }, 'systemd not notified'));
    await tellSystemd('READY=1');

    const signal = await stop;
    // In this order: let load balancers leave, refuse new requests, finish the old ones, store their signatures, close
    // the database.
    log.info({ signal }, 'stopping');
    void tellSystemd('STOPPING=1');
    context.stopping.abort();
    // Keep-alive connections wait for a next request: tell each to close after its response.
    server.prependListener('request', (_, response) => response.setHeader('Connection', 'close'));
    await sleep(config.drainSeconds * SECOND_MS);
    const closed = once(server, 'close');
    server.close();
    metricsServer?.close();
    metricsServer?.closeAllConnections();
    const idleCheck = setInterval(() => {
      server.closeIdleConnections();
      // Browsers open connections in advance. Node doesn't consider one idle if it never sent a request.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, IDLE_CHECK_INTERVAL_MS);
    const deadline = setTimeout(() => server.closeAllConnections(), SHUTDOWN_TIMEOUT_MS);
    await closed;
    clearInterval(idleCheck);
    clearTimeout(deadline);
    await context.dispose();
    log.info('stopped');
    // A mail server that doesn't respond may still hold a connection open.
    setTimeout(() => process.exit(), EXIT_TIMEOUT_MS).unref();
  });

/** Serves nothing but metrics: who may read them may not use the console, and the other way around. */
function createMetricsServer(metrics: ServerMetrics): Server {
  return createServer((request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response
        .writeHead(404, { 'Content-Type': 'text/plain' })
        .end('Not found. GET /metrics has the metrics.\n');
    } else response.writeHead(200, { 'Content-Type': metrics.contentType }).end(metrics.text);
  });
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

/** @throws UserError that names the variables to change */
async function listening(server: Server, port: number, portName: string, hostName: string): Promise<void> {
  try {
    if (!server.listening) await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new UserError(`Port ${port} is in use by another program. Stop it, or set ${portName}.`);
    }
    if (code === 'EACCES') {
      throw new UserError(
        `This user doesn't have permission to listen on port ${port}. Set ${portName} above 1023.`,
      );
    }
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
      throw new UserError(`${hostName} is not an address of this machine. Leave it unset for the default.`);
    }
    throw error;
  }
}
