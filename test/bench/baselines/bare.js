// No framework at all: how much the load generator can do, rather than a server.
import { createServer } from 'node:http';

const BODY = '{"status":"signed"}';
const HEADERS = { 'Content-Type': 'application/json', 'Content-Length': BODY.length };

createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(request.method === 'POST' ? 202 : 200, HEADERS).end(BODY);
  });
}).listen(Number(process.env.PORT), process.env.HOST);
