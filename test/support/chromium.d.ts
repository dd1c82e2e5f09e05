/** Finds a real Chromium and returns launch options for puppeteer. */
export function chromium(): Promise<{ executablePath: string; args: string[] }>;
