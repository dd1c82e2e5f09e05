import { ConsoleError, requestResponse } from '../api.ts';

const LINE_BREAK = 0x0a;
/** The file's first and last line are no signatures, and each data key has a line. */
const LINES_BESIDES = 2;

export interface DownloadProgress {
  signatures: number;
  /** How many the petition has. A partner's file has fewer. */
  of: number;
}

/**
 * Downloads a petition's sealed file into this page.
 *
 * @throws ConsoleError with status 0 if the connection broke
 * @throws DOMException `AbortError`
 */
export async function downloadSealedFile(
  slug: string,
  signal: AbortSignal,
  {
    onStart,
    onProgress,
  }: { onStart(signatures: number): void; onProgress(progress: DownloadProgress): void },
): Promise<Blob> {
  const response = await requestResponse(`/petitions/${encodeURIComponent(slug)}/signatures.sealed`, signal);
  const of = Number(response.headers.get('X-Signatures'));
  onStart(of);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let lines = 0;
  try {
    for (let reader = response.body!.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      for (let at = value.indexOf(LINE_BREAK); at >= 0; at = value.indexOf(LINE_BREAK, at + 1)) lines++;
      onProgress({ signatures: Math.min(of, Math.max(0, lines - LINES_BESIDES)), of });
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ConsoleError(0, '');
  }
  return new Blob(parts);
}
