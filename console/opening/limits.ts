/** Opened, this many fill about a gigabyte, which is what a browser gives a page on a small device. */
export const MAX_SIGNATURES = 1_000_000;
export const MAX_FILE_BYTES = 1_000_000_000;
