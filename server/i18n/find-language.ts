interface LanguageAndScript {
  language: string;
  /** ISO 15924 code, like "Latn". Undefined if the tag is malformed. */
  script: string | undefined;
}

/**
 * The offered language that serves a wanted one: exactly, or by language and script. "es-MX" gets "es", and "pt" gets
 * "pt-BR", but "zh-TW" doesn't get "zh", which is Simplified Chinese: another script.
 *
 * @param wanted BCP 47 tag; untrusted
 */
export function findLanguage(wanted: string, offered: readonly string[]): string | undefined {
  const lowerCase = wanted.toLowerCase();
  const exact = offered.find((tag) => tag.toLowerCase() === lowerCase);
  if (exact !== undefined) return exact;
  const { language, script } = parseTag(wanted);
  return offered.find((tag) => {
    const candidate = parseTag(tag);
    return (
      candidate.language === language &&
      (candidate.script === script || candidate.script === undefined || script === undefined)
    );
  });
}

const MAX_CACHED = 1_000;
/** Parsing takes longer than responding from memory. */
const cache = new Map<string, LanguageAndScript>();

function parseTag(tag: string): LanguageAndScript {
  let parsed = cache.get(tag);
  if (!parsed) {
    if (cache.size >= MAX_CACHED) cache.clear();
    parsed = maximize(tag);
    cache.set(tag, parsed);
  }
  return parsed;
}

/** Adds the likely script ("zh-TW" is written in "Hant") and resolves aliases ("tl" is "fil"). */
function maximize(tag: string): LanguageAndScript {
  try {
    return new Intl.Locale(tag).maximize() as LanguageAndScript;
  } catch {
    // Browsers have sent "en-US@posix".
    const [language = ''] = tag.toLowerCase().split(/[-_@.]/, 1);
    return { language, script: undefined };
  }
}
