/** In characters. Longer ones would make records of imported signatures stand out. */
export const MAX_SOURCE_LENGTH = 60;

/** Whether a text, without spaces around it, can name where imported signatures are from. */
export const isSourceName = (text: string): boolean =>
  text !== '' && !/\p{C}/u.test(text) && Array.from(text).length <= MAX_SOURCE_LENGTH;

/** What to call it if nobody says: the name of the file. */
export const sourceNameOf = (fileName: string): string =>
  Array.from(fileName).slice(0, MAX_SOURCE_LENGTH).join('');
