/** What puppeteer launches. */
export function chromium(): Promise<{ executablePath: string; args: string[] }>;
