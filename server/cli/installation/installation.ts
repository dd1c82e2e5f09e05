export const PROXIES = ['caddy', 'nginx'] as const;

/** What the files of an installation have in common. */
export interface Installation {
  /** Absolute path of the folder with these files. */
  folder: string;
  /** Name under which browsers reach the server. */
  host: string;
  proxy: (typeof PROXIES)[number];
  /** Port on which the server listens for the proxy. */
  port: number;
  /** Absolute paths of Node and of the command line's script. */
  node: string;
  script: string;
}

/** User and group that the server runs as. */
export const USER = 'petitions';
/** Where systemd creates the server's folder. */
export const DATA_DIR = '/var/lib/petitions';
export const BACKUP_DIR = '/var/backups/petitions';

export const SETTINGS_FILE = 'petitions.env';
export const UNIT_FILE = 'petitions.service';
