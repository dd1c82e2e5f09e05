import { join } from 'node:path';
import { DOCS_DIR } from '../../lib/package.ts';
import { BACKUP_DIR, DATA_DIR, type Installation } from './installation.ts';

/** What is set must be; what is commented out is worth a look. */
export const settingsFile = ({ folder, host, port }: Installation) => `\
# Settings of the petition server. They are all described in
# ${join(DOCS_DIR, 'configuration.md')}
# The server reads this file when it starts: \`sudo systemctl restart petitions\` after a change.
# Commands read it with --env-file. A variable that is set in the environment comes before the one in this file.

# What browsers see.
PUBLIC_URL=https://${host}

# Only the proxy on this machine reaches the server, and says which client it forwards for.
HOST=127.0.0.1
PORT=${port}
TRUST_PROXY=127.0.0.1

DATA_DIR=${DATA_DIR}

# The public key that signatures are encrypted to. \`petitions keygen\` makes it, on another computer.
RECIPIENT_FILE=${folder}/recipient.txt

# The mail server for confirmation emails. Without it, every signature counts at once, also one with somebody else's
# address. In the password, write %40 for @, %3A for :, and %2F for /.
#SMTP_URL=smtp://user:password@mail.example.org:587
#MAIL_FROM=Petitions <petitions@${host}>

# Who is behind the petitions. Shown on pages and in emails.
#ORGANIZER_NAME=Harbour Aid
#ORGANIZER_URL=https://harbour-aid.example.org
#ORGANIZER_EMAIL=info@harbour-aid.example.org
#ORGANIZER_PRIVACY_URL=https://harbour-aid.example.org/privacy

# Closing days end at midnight there.
#TIME_ZONE=America/New_York

# Backups that the server makes by itself. First:
#   sudo install -d -o petitions -g petitions -m 0700 ${BACKUP_DIR}
# Another disk is better: mount it there. For another folder, change ReadWritePaths in petitions.service, too.
#BACKUP_DIR=${BACKUP_DIR}
#BACKUP_EVERY=24h
#BACKUP_KEEP=14

# PostgreSQL in place of the SQLite file in DATA_DIR.
#DATABASE_URL=postgres://petitions:password@127.0.0.1/petitions

# Metrics for Prometheus at http://127.0.0.1:9464/metrics.
#METRICS_PORT=9464
`;
