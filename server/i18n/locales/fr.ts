import type { Dictionary } from './en.ts';

export const fr: Dictionary = {
  consent:
    'Seuls les responsables de cette pétition peuvent lire ce que vous indiquez ici : vos données sont scellées au moment même où vous signez.',
  consentShown:
    'Seuls les responsables de cette pétition peuvent lire ce que vous indiquez ici, sauf ce que vous laissez voir à tout le monde : vos données sont scellées au moment même où vous signez.',
  whoSees: 'Qui voit ces informations ?',
  by: (creator) => `Lancée par ${creator}`,
  progress: {
    one: (goal) => `sur ${goal} signature`,
    many: (goal) => `sur ${goal} de signatures`,
    other: (goal) => `sur ${goal} signatures`,
  },
  sign: 'Signer la pétition',
  givenName: 'Prénom',
  familyName: 'Nom',
  email: 'Adresse e-mail',
  postalCode: 'Code postal',
  country: 'Pays',
  chooseCountry: 'Choisissez un pays',
  comment: 'Pourquoi signez-vous ?',
  optional: 'facultatif',
  display: 'Tout le monde peut voir mon prénom et l’initiale de mon nom.',
  displayComment: 'Tout le monde peut voir mon prénom, l’initiale de mon nom et ce que j’ai écrit.',
  contact: 'Les responsables de la pétition peuvent m’écrire au sujet de cette cause.',
  partnerContact: '# peut m’écrire.',
  errors: {
    title: 'Pas encore signée',
    heading: 'Votre signature n’est pas encore enregistrée. Veuillez vérifier ces champs :',
    required: 'Veuillez remplir ce champ.',
    type: 'Veuillez remplir ce champ à nouveau.',
    too_long: 'C’est trop long.',
    characters:
      'Ce champ contient un caractère qui ne peut pas être écrit ici. Veuillez le remplir à nouveau.',
    invalid: 'Veuillez vérifier ce champ.',
    duplicate: 'Ce champ a été envoyé deux fois. Veuillez le remplir à nouveau.',
    email: 'Cette adresse e-mail n’est pas complète. Format attendu : nom@example.org.',
  },
  busy: 'Votre signature n’est pas encore enregistrée : le serveur est occupé. Veuillez appuyer de nouveau sur le bouton dans un instant ; ce que vous avez écrit est toujours là.',
  tooMany:
    'Votre signature n’est pas encore enregistrée : un très grand nombre de signatures sont arrivées de votre réseau. Veuillez appuyer de nouveau sur le bouton dans quelques minutes ; ce que vous avez écrit est toujours là.',
  thanks: 'Merci. Votre signature est enregistrée.',
  thanksText:
    'Elle s’ajoutera au total d’ici quelques secondes. Vous pouvez encore aider : faites circuler la pétition.',
  confirmEmailHeading: 'Il reste une étape.',
  confirmEmailText:
    'Ouvrez l’e-mail que nous avons envoyé à l’adresse indiquée et appuyez sur le bouton qu’il contient. Ce n’est qu’alors que votre signature comptera. S’il n’arrive pas d’ici quelques minutes, regardez dans le dossier des courriers indésirables.',
  latest: 'Dernières signatures',
  share: 'Partagez cette pétition',
  byEmail: 'E-mail',
  shareText: (title) => `« ${title} » : signerez-vous aussi ?`,
  closed: 'Cette pétition est close.',
  closedText: 'Elle n’accepte plus de signatures. Merci à toutes les personnes qui ont signé.',
  notFound: 'Cette page n’existe pas ici',
  notFoundText: 'L’adresse a peut-être été mal saisie, ou les responsables de la pétition l’ont retirée.',
  languages: 'Cette pétition dans d’autres langues',
  privacy: {
    heading: 'Qui voit ces informations ?',
    text: [
      'Ce que vous indiquez est chiffré au moment même où vous signez, avec une clé que seuls détiennent les responsables de cette pétition. Le serveur qui compte votre signature oublie sa moitié de cette clé dans l’heure.',
      'Pour que chaque personne ne compte qu’une fois, le serveur conserve une empreinte de votre adresse e-mail. Cette empreinte ne peut pas être retransformée en adresse, et elle diffère d’une pétition à l’autre.',
      'Il n’y a ni cookies, ni traceurs, ni serveurs d’autres entreprises, et personne ne peut découvrir ici si une adresse a signé.',
      'Les responsables de la pétition peuvent lire la liste et décident à qui elle est remise. Et lorsque ce formulaire se trouve dans un autre site web, ce site pourrait lire ce que vous y écrivez : signez sur une page en laquelle vous avez confiance.',
    ],
  },
  privacyHidden: 'Votre nom n’est affiché ni ici ni ailleurs.',
  privacyShown:
    'Votre nom n’est affiché ni ici ni ailleurs, sauf si vous cochez la case prévue pour cela : tout le monde peut alors lire votre prénom et l’initiale de votre nom une fois que vous avez confirmé, et ce que vous avez écrit une fois que les responsables de la pétition l’ont approuvé. Si vous retirez votre signature, cela disparaît aussi.',
  privacyEmail:
    'Pour que personne ne signe en votre nom, nous envoyons un e-mail à votre adresse. Jusqu’à ce qu’il soit remis, trois jours au plus, le serveur conserve l’adresse sous forme chiffrée ; ce qui n’est pas confirmé est supprimé au bout de 30 jours. Chaque e-mail contient un lien pour retirer la signature, ce qui supprime tout.',
  embed: {
    title: 'Placer cette pétition sur votre site',
    intro:
      'Choisissez son apparence, copiez l’une des quatre formes et collez-la à l’endroit où la pétition doit se trouver.',
    partner: 'Votre organisation',
    partnerNone: 'Absente de cette liste',
    partnerHint:
      'Les signatures venues de votre site compteront pour elle. La personne qui gère ce serveur peut ajouter la vôtre.',
    partnerUnknown:
      'Votre lien nomme une organisation que cette pétition ne connaît pas. Choisissez la vôtre, ou demandez à la personne qui gère ce serveur de l’ajouter.',
    lang: 'Langue',
    asPage: 'Comme la page',
    formAlone: 'Le formulaire seul ; le texte reste tel quel',
    shape: 'Ce qui est affiché',
    full: 'Titre, texte et formulaire',
    formOnly: 'Formulaire',
    compact: 'Nombre, barre et bouton',
    accent: 'Couleur',
    radius: 'Coins arrondis',
    scheme: 'Fond',
    light: 'Clair',
    dark: 'Sombre',
    pin: 'Garder cette version',
    pinHint:
      'Les navigateurs exécutent alors ce script et aucun autre. Une version plus récente n’arrive sur votre site que si vous copiez à nouveau.',
    show: 'Afficher',
    faintOnLight: (ratio) =>
      `Sur une page claire, cette couleur se voit mal : son contraste est de ${ratio} pour 1, et le niveau AA des WCAG demande 3 pour 1.`,
    faintOnDark: (ratio) =>
      `Sur une page sombre, cette couleur se voit mal : son contraste est de ${ratio} pour 1, et le niveau AA des WCAG demande 3 pour 1.`,
    useInstead: 'Prenez plutôt celle-ci :',
    preview: 'Aperçu',
    previewNote: 'C’est un aperçu : rien de ce qui est saisi ici n’est envoyé.',
    onWhite: 'Sur une page blanche',
    onDark: 'Sur une page sombre',
    narrow: 'Dans une colonne étroite',
    snippets: 'Copiez l’une de ces formes',
    copy: 'Copier',
    copied: 'Copié',
    origins: (sites) =>
      `Cette pétition ne peut être signée que depuis ces sites : ${sites}. Demandez à la personne qui gère ce serveur d’ajouter le vôtre.`,
    methods: {
      element: {
        title: 'Votre site accepte le HTML',
        text: 'WordPress a pour cela un bloc « HTML personnalisé » ; Wix et Squarespace parlent d’« intégration ».',
      },
      link: {
        title: 'Vos auteurs ne peuvent pas coller de scripts',
        text: 'La personne qui administre le site met une fois la première ligne dans le thème. Ensuite le lien suffit, où qu’il soit collé, et devient la pétition.',
      },
      frame: {
        title: 'Votre page ne doit pas pouvoir lire ce qui est saisi',
        text: 'Un cadre sépare les deux. Sans la seconde ligne, il défile.',
      },
      address: {
        title: 'Votre éditeur transforme les adresses en contenu',
        text: 'Collez-la dans un paragraphe à elle seule : WordPress et d’autres y placent la pétition. Partout ailleurs, c’est un lien, qui permet aussi de signer.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Veuillez confirmer votre signature',
      intro:
        'Veuillez confirmer que cette adresse e-mail est la vôtre. Quelqu’un, très probablement vous, l’a utilisée pour signer cette pétition :',
      outro:
        'Le lien fonctionne pendant 30 jours. Si ce n’était pas vous, ne faites rien : ce qui n’est pas confirmé n’est pas compté et est supprimé.',
    },
    already: {
      subject: 'À propos de votre signature',
      intro:
        'Vous n’avez rien à faire. Cette adresse e-mail a été utilisée de nouveau pour signer une pétition déjà signée avec elle :',
      outro: 'Votre signature compte une fois et reste telle qu’elle était.',
    },
    press: 'Votre signature comptera une fois que vous aurez appuyé sur le bouton de cette page :',
    button: 'Confirmer ma signature',
    withdraw:
      'Pour retirer votre signature, maintenant ou plus tard, et faire supprimer tout ce qui en est conservé :',
    withdrawLink: 'retirer ma signature',
    shown:
      'Une case a été cochée : elle permet à tout le monde de voir le prénom, l’initiale du nom et, une fois que les responsables de la pétition l’ont approuvé, le commentaire. Dès que vous confirmez, ces informations sont affichées. Si ce n’est pas ce que vous souhaitez, retirez la signature ci-dessous et signez à nouveau sans cocher la case.',
    privacy:
      'Hormis les responsables de la pétition, personne ne peut lire qui a signé, et cet e-mail ne contient aucun traceur.',
    privacyShown:
      'Hormis les responsables de la pétition, personne ne peut lire autre chose, et cet e-mail ne contient aucun traceur.',
  },
  emailLinkPages: {
    toPetition: 'Aller à la pétition',
    confirm: {
      title: 'Confirmez votre signature',
      text: 'Appuyez sur le bouton, et votre signature comptera.',
      button: 'Confirmer ma signature',
    },
    confirmed: {
      title: 'Merci. Votre signature est enregistrée.',
      text: 'Elle s’ajoutera au total d’ici quelques secondes. Vous pouvez encore aider : faites circuler la pétition.',
    },
    withdraw: {
      title: 'Retirer votre signature',
      text: 'Appuyez sur le bouton, et tout ce qui est conservé ici de votre signature sera supprimé. Elle ne comptera plus, et vous pourrez signer à nouveau à tout moment.',
      closed:
        'Appuyez sur le bouton, et tout ce qui est conservé ici de votre signature sera supprimé ; elle ne comptera plus. La pétition est close : elle n’accepte plus de signatures.',
      erased: (creator) =>
        `Les signatures de cette pétition ont été effacées ici en raison de leur ancienneté ; il n’en reste que le nombre. Appuyez sur le bouton, et ce qui pourrait encore rester ici de la vôtre sera supprimé aussi. Les responsables de la pétition conservent la liste scellée. Écrivez à ${creator} pour que votre signature en soit supprimée également.`,
      button: 'Retirer ma signature',
    },
    withdrawn: {
      title: 'Plus rien n’est conservé ici.',
      text: 'Ce qu’il pouvait y avoir de votre signature est supprimé et ne compte pas. Vous pouvez signer à nouveau à tout moment.',
      closed:
        'Ce qu’il pouvait y avoir de votre signature est supprimé et ne compte pas. La pétition est close : elle n’accepte plus de signatures.',
      erased: (creator) =>
        `Ce qui était conservé ici des signatures de cette pétition a été effacé en raison de son ancienneté ; il n’en reste que le nombre. Les responsables de la pétition conservent la liste scellée. Écrivez à ${creator} pour que votre signature en soit supprimée également.`,
    },
    gone: {
      title: 'Ce lien ne fonctionne plus',
      text: 'Il est trop ancien, a déjà servi ou n’est pas complet. Signez la pétition encore une fois, et vous recevrez un e-mail avec un nouveau lien.',
    },
    closed: {
      title: 'Cette pétition est close',
      text: 'Elle n’accepte plus de signatures. Ce qui n’a pas été confirmé jusque-là n’est pas compté et est supprimé.',
    },
  },
};
