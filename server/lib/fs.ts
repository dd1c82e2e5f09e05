import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';

/**
 * Creates a folder and its missing parents, for their owner only, and flushes them to disk. Node's own
 * `recursive` never returns below /proc.
 */
export function ensurePrivateDir(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  ensurePrivateDir(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process created it first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  fsyncPath(parent);
}

/** Bytes that this program may use on the disk of a folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Whether an absolute path is a folder, or below it. */
export function isInside(path: string, folder: string): boolean {
  const [first] = relative(folder, path).split(sep);
  return first !== '..' && !isAbsolute(first!);
}

/** Flushes the content of a file, or the names in a folder, to disk. */
export function fsyncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Creates a file that only its owner can read, and flushes it and its folder to disk. Needs no links or
 * renames, which the file system of a USB drive may not support, so another process may see the file
 * half-written.
 *
 * @throws with code EEXIST if the file exists; a file that can't be completed is removed
 */
export function writeExclusive(file: string, content: string | Uint8Array): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(file);
    throw error;
  } finally {
    closeSync(descriptor);
  }
  fsyncPath(dirname(file));
}

/**
 * Creates a file as {@link writeExclusive} does, but in one step, and keeps the existing file if there is
 * one: if several processes call this, the first one wins, and all of them can read the complete file
 * afterward.
 */
export function writeIfAbsent(file: string, content: string | Uint8Array): void {
  const temporary = temporaryName(file);
  writeExclusive(temporary, content);
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary);
  }
  fsyncPath(dirname(file));
}

/**
 * Creates or replaces a file in one step, and flushes it and its folder to disk: after a crash there is
 * either the old file or the complete new one. Only the owner can read it.
 *
 * @param fill writes the content to the path it is given, which is an empty file in the same folder
 * @throws what `fill` throws; the temporary file is removed
 */
export async function replaceFile(
  file: string,
  fill: (temporary: string) => void | Promise<void>,
): Promise<void> {
  const temporary = temporaryName(file);
  try {
    // Created here and not by `fill`, so that it is private from its first byte.
    closeSync(openSync(temporary, 'wx', 0o600));
    await fill(temporary);
    fsyncPath(temporary);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  fsyncPath(dirname(file));
}

/** Random, because PIDs repeat across containers, and a killed process leaves its temporary file behind. */
const temporaryName = (file: string) => `${file}.${randomBytes(6).toString('hex')}.draft`;

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** Why a file can't be read or written, in plain words, for the end of an error message. */
export function describeFsError(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
