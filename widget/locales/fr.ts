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
  whoSees: 'Qui voit ces informations ?',
  required: 'Remplissez ce champ.',
  too_long: 'Ce texte est trop long. Raccourcissez-le.',
  invalid: 'Vérifiez ce champ.',
  unsent:
    'Vous n’avez pas encore signé : nous n’avons pas pu joindre le serveur. Ce que vous avez saisi est toujours là.',
  busy: 'Vous n’avez pas encore signé : le serveur est surchargé. Ce que vous avez saisi est toujours là.',
  again: 'Réessayer',
  failed: 'Nous n’avons pas pu charger cette pétition.',
  thanks: 'Merci, # !',
  signed: 'Votre signature compte. Le total se met à jour en quelques secondes.',
  confirm:
    'Plus qu’une étape : ouvrez l’e-mail que nous avons envoyé à # et cliquez sur le bouton. Votre signature comptera à partir de là.',
  latest: 'Dernières signatures',
  share: 'Partager cette pétition',
  copy: 'Copier le lien',
  closed: 'Cette pétition est close.',
};
