import type { Words } from './en.ts';

export const fr: Words = {
  by: 'Lancée par #',
  of: { one: 'sur # signature', many: 'sur # de signatures', other: 'sur # signatures' },
  more: 'Lire la suite',
  givenName: 'Prénom',
  familyName: 'Nom',
  email: 'Adresse e-mail',
  postalCode: 'Code postal',
  country: 'Pays',
  comment: 'Pourquoi signez-vous ?',
  optional: '# (facultatif)',
  suggestion: 'Vouliez-vous dire # ?',
  sign: 'Signer la pétition',
  whoSees: 'Qui voit cela ?',
  required: 'Veuillez remplir ce champ.',
  too_long: 'C’est trop long.',
  invalid: 'Veuillez vérifier ce champ.',
  unsent:
    'Vous n’avez pas encore signé : le serveur est injoignable. Ce que vous avez écrit est toujours là.',
  busy: 'Vous n’avez pas encore signé : le serveur est occupé. Ce que vous avez écrit est toujours là.',
  again: 'Réessayer',
  failed: 'La pétition est inaccessible.',
  thanks: 'Merci, # !',
  signed: 'Votre signature est enregistrée et s’ajoute au total en quelques secondes.',
  confirm:
    'Il reste une étape : ouvrez l’e-mail envoyé à # et appuyez sur son bouton. Votre signature compte alors.',
  latest: 'Dernières signatures',
  share: 'Partager',
  copy: 'Copier le lien',
  closed: 'Cette pétition est close.',
};
