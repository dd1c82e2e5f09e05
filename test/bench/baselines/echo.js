// The least that signing can cost: the same HTTP server and router read JSON and return it, and do nothing else.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono();
app.get('/readyz', (c) => c.json({ status: 'ok' }));
app.post('*', async (c) => c.json(await c.req.json(), 202));

serve({ fetch: app.fetch, hostname: process.env.HOST, port: Number(process.env.PORT) });
