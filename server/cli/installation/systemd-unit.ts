import { BACKUP_DIR, DATA_DIR, type Installation, SETTINGS_FILE, USER } from './installation.ts';

/**
 * `serve` tells systemd when it can accept signatures, by a program of systemd's (hence `NotifyAccess`): Node can't write
 * to its socket. It may write to its own folders only, and see nothing of other users.
 */
export const systemdUnit = ({ folder, node, script }: Installation) => `\
[Unit]
Description=Petition server
Wants=network-online.target
After=network-online.target postgresql.service
# It is started again until it works: the database may be away for minutes.
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
ExecStart=${quote(node)} ${quote(script)} serve --env-file ${quote(`${folder}/${SETTINGS_FILE}`)}
User=${USER}
Group=${USER}
StateDirectory=petitions
StateDirectoryMode=0700
WorkingDirectory=${DATA_DIR}
# Backups, if they are switched on.
ReadWritePaths=-${BACKUP_DIR}
UMask=0077
Restart=always
RestartSec=2
# After SIGTERM, DRAIN_SECONDS pass, then requests in progress may take ten seconds, and unsent emails five.
TimeoutStopSec=30
# The first start after an upgrade may have to change a large database.
TimeoutStartSec=30min
LimitNOFILE=65536
# What a crash leaves behind would hold what was entered at that moment.
LimitCORE=0

NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;

/** As systemd reads command lines: quoted where there is a space, and with its own special characters doubled. */
function quote(path: string): string {
  const escaped = path
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$');
  return /[\s"'\\]/.test(escaped) ? `"${escaped}"` : escaped;
}
