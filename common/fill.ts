/** What is filled into a sentence, by name. */
export type FilledValues = Readonly<Record<string, string | number>>;

/**
 * Fills in a sentence: `{name}` is a value, and `{name|one:signature|other:signatures}` the form that goes with a number in
 * the language of the locale. The forms are named after the categories of `Intl.PluralRules`; a category that isn't listed is
 * `other`. What has no value stays as it is.
 */
export const fillIn = (sentence: string, values: FilledValues, locale: string): string =>
  sentence.replace(/\{(\w+)(?:\|([^{}]*))?\}/g, (whole, name: string, forms?: string) => {
    if (!Object.hasOwn(values, name)) return whole;
    const value = values[name]!;
    if (forms !== undefined) return pluralForm(forms, Number(value), locale);
    return typeof value === 'number' ? value.toLocaleString(locale) : value;
  });

function pluralForm(forms: string, value: number, locale: string): string {
  const byCategory = new Map(
    forms.split('|').map((form) => {
      const colon = form.indexOf(':');
      return [form.slice(0, colon), form.slice(colon + 1)];
    }),
  );
  return byCategory.get(new Intl.PluralRules(locale).select(value)) ?? byCategory.get('other')!;
}
