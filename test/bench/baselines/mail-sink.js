// A real SMTP server that accepts every email and keeps none, to measure how many a sender can deliver. Answers HTTP on
// PORT: GET /received returns how many it has received.
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';

let received = 0;
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', () => {
      received += 1;
      done();
    });
  },
});
smtp.on('error', () => {});
smtp.listen(Number(process.env.MAIL_PORT), '127.0.0.1');
const http = createServer((request, response) => {
  response.end(request.url === '/received' ? String(received) : '');
}).listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => {
  http.closeAllConnections();
  process.exit();
});
