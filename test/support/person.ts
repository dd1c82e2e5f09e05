/** A person whose data can't appear anywhere by chance, with accents wherever they are possible. */
export const person = (name: string) => ({
  givenName: `${name}-Żofía`,
  familyName: `Brânză ${name}sen`,
  email: `${name}.branza+news@mailbox-of-${name}.example.org`.toLowerCase(),
  postalCode: `QX-${Buffer.from(name).toString('hex').slice(0, 8)}`,
  comment: `Their neighbour Ørjan of ${name} Street was taken “at dawn”.\n& nobody said why.`,
});
export type Person = ReturnType<typeof person>;

/** The strings to search for. */
export const needlesOf = ({ givenName, familyName, email, postalCode, comment }: Person): string[] => [
  givenName,
  familyName,
  email,
  ...email.split('@'),
  postalCode,
  // A form sends line breaks as CR LF, and a page may show each line separately.
  ...comment.split('\n'),
];
