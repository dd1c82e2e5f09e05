/**
 * Puts an apostrophe wherever a spreadsheet program would start to read a formula, which can send the whole sheet elsewhere.
 * The programs skip white space before a formula, and East Asian ones accept full-width characters.
 *
 * Such places are not only at the beginning. A program that expects another separator ignores our quotes, and takes what
 * follows each of its separators, each tab, or each line break for a cell.
 *
 * Without lookbehind, which the oldest browsers of the console don't have.
 *
 * @param otherSeparator the one that programs may expect instead of ours
 */
export function formulaGuard(otherSeparator: string): (text: string) => string {
  const formula = new RegExp(
    String.raw`(^|[${otherSeparator}\t\r\n])(?=(?:(?![\t\r\n])[\s\p{C}"])*[=+\-@＝＋－＠﹦﹢﹣﹫])`,
    'gu',
  );
  return (text) => text.replace(formula, "$1'").replace(/^(?=[\t\r\n\0])/, "'");
}
