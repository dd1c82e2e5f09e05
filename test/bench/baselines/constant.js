// The least that a read can cost: the same HTTP server and router, answering with constant JSON.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const { BODY, HOST, PORT } = process.env;
const app = new Hono();
app.get('*', (c) => c.body(BODY, 200, { 'Content-Type': 'application/json' }));

serve({ fetch: app.fetch, hostname: HOST, port: Number(PORT) });
