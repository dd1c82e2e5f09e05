// No framework: shows the limit of the load generator rather than of a server.
import { createServer } from 'node:http';

const BODY = '{"status":"signed"}';
const HEADERS = { 'Content-Type': 'application/json', 'Content-Length': BODY.length };

createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(request.method === 'POST' ? 202 : 200, HEADERS).end(BODY);
  });
}).listen(Number(process.env.PORT), process.env.HOST);
