import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { serve as listen } from '@hono/node-server';
import { createApp } from '../app.ts';
import { readConfig } from '../config/config.ts';
import { createContext } from '../context.ts';
import { createLogger } from '../http/request-metrics.ts';
import { UserError } from '../lib/errors.ts';
import { type Command, parseArguments } from './command.ts';

/** How long requests that are under way may still take once the server is told to stop. */
const GRACE_MS = 10_000;

/** How long what is still open may keep the process once everything is stored and closed. */
const FAREWELL_MS = 500;

export const serve: Command = {
  usage: 'serve',
  summary: 'answer requests until told to stop',
  async run(args) {
    parseArguments(serve, args, {}, []);
    const stop = stopSignal();
    const { config, secrets } = readConfig(process.env);
    const log = createLogger(config.logLevel);
    const context = await createContext(config, secrets, log);
    const server = listen({
      fetch: createApp(context).fetch,
      hostname: config.host,
      port: config.port,
    }) as Server;
    const open = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });
    await listening(server, config.port).catch(async (error) => {
      // Open connections to a database would keep the process for another ten seconds.
      await context.dispose();
      throw error;
    });
    context.petitions.start((error) => log.error({ err: error }, 'the counts were not refreshed'));
    context.mailer?.start();
    if (config.limits && config.trustProxy === 0 && config.publicUrl.startsWith('https:')) {
      log.warn('TRUST_PROXY is not set, so all who come through a proxy count as one client');
    }
    log.info({ ...config, petitions: context.petitions.all().length }, 'listening');

    const signal = await stop;
    // In this order: no new requests, the old ones answered, what they wrote stored, the database closed.
    log.info({ signal }, 'stopping');
    const closed = once(server, 'close');
    server.close();
    // Connections are kept open for a next request: each is told to close behind its answer.
    server.prependListener('request', (_, response) => response.setHeader('Connection', 'close'));
    const idle = setInterval(() => {
      server.closeIdleConnections();
      // Browsers open some beforehand, and to Node one that has never asked for anything isn't idle.
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    }, 50);
    const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    clearInterval(idle);
    clearTimeout(deadline);
    await context.dispose();
    log.info('stopped');
    // A mail server that doesn't answer may still hold a connection open.
    setTimeout(() => process.exit(), FAREWELL_MS).unref();
    return 0;
  },
};

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

async function listening(server: Server, port: number): Promise<void> {
  try {
    if (!server.listening) await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new UserError(`Port ${port} is taken by another program. Stop it, or set PORT.`);
    if (code === 'EACCES')
      throw new UserError(`Port ${port} may not be used by this user. Set PORT above 1023.`);
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
      throw new UserError('HOST is no address of this machine. Leave it out to listen on all of them.');
    }
    throw error;
  }
}
