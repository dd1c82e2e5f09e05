// A real SMTP server that takes every letter and keeps none: how many a sender can hand over. Answers HTTP on PORT with
// their number.
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';

let taken = 0;
const mail = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', () => {
      taken += 1;
      done();
    });
  },
});
mail.on('error', () => {});
mail.listen(Number(process.env.MAIL_PORT), '127.0.0.1');
const http = createServer((request, response) => {
  response.end(request.url === '/taken' ? String(taken) : '');
}).listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => {
  http.closeAllConnections();
  process.exit();
});
