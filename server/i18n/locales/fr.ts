import type { Dictionary } from './en.ts';

export const fr: Dictionary = {
  consent:
    'Seuls les responsables de cette pétition peuvent lire ce que vous saisissez ici. Tout est chiffré au moment où vous signez.',
  consentShown:
    'Seuls les responsables de cette pétition peuvent lire ce que vous saisissez ici, sauf ce que vous choisissez de rendre public. Tout est chiffré au moment où vous signez.',
  consentPartner:
    'Seuls les responsables de cette pétition, et un partenaire si vous l’autorisez à vous envoyer des e-mails, peuvent lire ce que vous saisissez ici. Tout est chiffré au moment où vous signez.',
  consentShownPartner:
    'Seuls les responsables de cette pétition, et un partenaire si vous l’autorisez à vous envoyer des e-mails, peuvent lire ce que vous saisissez ici, sauf ce que vous choisissez de rendre public. Tout est chiffré au moment où vous signez.',
  whoSees: 'Qui voit ces informations ?',
  by: (creator) => `Lancée par ${creator}`,
  to: (target: string) => `À : ${target}`,
  organizedBy: 'Organisée par #',
  privacyPolicy: 'Politique de confidentialité',
  imprint: 'Mentions légales',
  daysLeft: {
    one: (days) => `Plus que ${days} jour pour signer`,
    other: (days) => `Plus que ${days} jours pour signer`,
  },
  signedToday: (people) => `Au moins ${people} personnes ont signé aujourd’hui`,
  lastDay: 'Dernier jour pour signer',
  draft: 'Brouillon : seules les personnes qui ont ce lien voient cette page. On ne peut pas encore signer.',
  progress: {
    one: (goal) => `sur ${goal} signature`,
    many: (goal) => `sur ${goal} de signatures`,
    other: (goal) => `sur ${goal} signatures`,
  },
  signatures: { one: 'signature', many: 'de signatures', other: 'signatures' },
  sign: 'Signer la pétition',
  givenName: 'Prénom',
  familyName: 'Nom',
  email: 'Adresse e-mail',
  once: 'Chaque adresse e-mail compte une seule fois.',
  postalCode: 'Code postal',
  country: 'Pays',
  chooseCountry: 'Choisissez un pays',
  comment: 'Pourquoi signez-vous ?',
  optional: 'facultatif',
  upTo: (limit) => `${limit} caractères au plus`,
  display: 'Afficher publiquement mon prénom et l’initiale de mon nom.',
  displayComment: 'Afficher publiquement mon prénom, l’initiale de mon nom et mon commentaire.',
  contact: 'Les responsables de la pétition peuvent m’envoyer des e-mails au sujet de cette cause.',
  partnerContact: '# peut m’envoyer des e-mails.',
  errors: {
    title: 'Vous n’avez pas encore signé',
    heading: 'Vous n’avez pas encore signé. Vérifiez ces champs :',
    required: 'Remplissez ce champ.',
    type: 'Remplissez de nouveau ce champ.',
    too_long: (limit, length) =>
      `Ce texte est trop long. Vous avez saisi ${length} caractères ; la limite est de ${limit}.`,
    characters: 'Ce texte contient un caractère que nous ne pouvons pas accepter. Saisissez-le de nouveau.',
    character: (name) => `Ce champ ne peut pas contenir ${name}. Supprimez-le ou saisissez-le de nouveau.`,
    invalid: 'Vérifiez ce champ.',
    duplicate: 'Ce champ a été envoyé deux fois. Remplissez-le de nouveau.',
    email: 'Saisissez une adresse e-mail complète, par exemple nom@example.org.',
  },
  busy: 'Vous n’avez pas encore signé : le serveur est surchargé. Cliquez de nouveau sur le bouton dans un instant. Ce que vous avez saisi est toujours là.',
  tooMany:
    'Vous n’avez pas encore signé : nous avons reçu trop de signatures depuis votre réseau. Cliquez de nouveau sur le bouton dans quelques minutes. Ce que vous avez saisi est toujours là.',
  thanks: 'Merci. Votre signature compte.',
  thanksText: 'Le total se met à jour en quelques secondes. Vous pouvez aider encore : partagez la pétition.',
  confirmEmailHeading: 'Plus qu’une étape : consultez vos e-mails.',
  confirmEmailText:
    'Nous avons envoyé un e-mail à #. Ouvrez-le et cliquez sur le bouton : votre signature comptera à partir de là. Si l’e-mail n’arrive pas d’ici quelques minutes, regardez dans vos courriers indésirables (spam).',
  wrongAddress: 'Ce n’est pas la bonne adresse ?',
  changeAddress: 'La corriger',
  meantEmail: 'Vouliez-vous dire # ?',
  useEmail: 'Oui, signer avec #',
  keepEmail: 'Non, signer avec #',
  latest: 'Dernières signatures',
  share: 'Partager cette pétition',
  byEmail: 'E-mail',
  bySms: 'SMS',
  poster: {
    link: 'Imprimer une affiche avec un code QR',
    scan: 'Scannez pour signer',
    goTo: 'Ou rendez-vous sur :',
    print: 'Imprimez cette page, découpez entre les languettes du bas et affichez-la.',
    download: 'Télécharger le code QR (SVG)',
  },
  mastodon: {
    title: 'Partager sur Mastodon',
    server: 'Votre serveur Mastodon',
    hint: 'Par exemple mastodon.social, ou votre identifiant complet. Il n’est pas enregistré.',
    button: 'Continuer',
    invalid: 'Indiquez le nom d’un serveur, par exemple mastodon.social.',
  },
  outcome: 'Ce qui en est ressorti',
  victory: 'Victoire !',
  closed: 'Cette pétition est close.',
  closedText: 'Elle n’accepte plus de signatures. Merci à toutes les personnes qui ont signé.',
  notFound: 'Page introuvable',
  notFoundText: 'Vérifiez que l’adresse ne contient pas de faute de frappe.',
  petitions: 'Pétitions ouvertes',
  noPetitions: 'Aucune pétition n’est ouverte en ce moment.',
  home: {
    search: 'Chercher une pétition',
    button: 'Chercher',
    all: 'Toutes',
    noResults: 'Aucune pétition ne correspond à votre recherche.',
    feed: 'Fil d’actualité',
    pages: 'Pages de la liste',
    previous: 'Précédente',
    next: 'Suivante',
    page: (page, pages) => `Page ${page} sur ${pages}`,
  },
  failure: {
    title: 'Cela n’a pas fonctionné',
    text: 'Revenez en arrière et réessayez. Si cela se reproduit, écrivez à l’organisation.',
    busy: 'Le serveur est surchargé. Réessayez dans une minute.',
    tooMany: 'Trop de demandes sont venues de votre réseau. Réessayez dans quelques minutes.',
  },
  languages: 'Cette pétition dans d’autres langues',
  privacy: {
    heading: 'Qui voit ces informations ?',
    text: [
      'Ce que vous saisissez est chiffré au moment où vous signez, avec une clé que seuls les responsables de cette pétition peuvent déverrouiller. Le serveur supprime sa copie de la clé de chiffrement dans l’heure.',
      'Pour compter chaque personne une seule fois, le serveur conserve un code calculé à partir de votre adresse e-mail. Personne ne peut retrouver l’adresse à partir de ce code, qui est différent pour chaque pétition.',
      'Nous n’utilisons ni cookies, ni traceurs, ni serveurs d’autres entreprises. Personne ne peut découvrir ici si une adresse a signé.',
      'Les responsables de la pétition peuvent lire la liste des signataires et décident à qui la remettre. Si ce formulaire se trouve sur un autre site web, ce site pourrait lire ce que vous saisissez : signez sur une page en laquelle vous avez confiance.',
    ],
  },
  privacyHidden: 'Votre nom n’est affiché ni ici ni ailleurs.',
  privacyShown:
    'Votre nom n’est affiché ni ici ni ailleurs, sauf si vous cochez la case prévue pour cela. La case ne compte que si vous la cochez de nouveau en confirmant. Dans ce cas, tout le monde peut voir votre prénom et l’initiale de votre nom dès que vous avez confirmé, et votre commentaire dès que les responsables de la pétition l’ont approuvé. Si vous retirez votre signature, tout cela est supprimé.',
  privacyEmail:
    'Pour que personne ne signe en votre nom, nous envoyons un e-mail à votre adresse. Jusqu’à ce qu’il soit remis, pendant trois jours au plus, le serveur conserve l’adresse sous forme chiffrée. Tant que vous n’avez pas confirmé, ce que vous avez saisi ne peut être ouvert qu’avec le lien de cet e-mail et, jusqu’à la remise de l’e-mail, par le serveur. Les signatures non confirmées sont supprimées au bout de 30 jours. Chaque e-mail contient un lien pour retirer votre signature, ce qui supprime tout.',
  privacyCookies: 'Nous n’utilisons ni cookies, ni traceurs, ni serveurs d’autres entreprises.',
  privacyNoEmail:
    'Ce serveur n’envoie pas d’e-mails : rien ne prouve donc qu’une adresse appartient à la personne qui signe avec. Si une pétition reçoit peu de signatures, une personne qui signe avec votre adresse pourrait déduire du total si vous aviez déjà signé. Pour retirer votre signature, écrivez aux responsables de la pétition.',
  privacyPartner:
    'Un partenaire ne reçoit ce que vous saisissez que si vous cochez la case qui l’autorise à vous envoyer des e-mails.',
  privacyMore: 'En savoir plus sur la confidentialité',
  privacyPage: {
    title: 'Confidentialité : ce que devient votre signature',
    sections: [
      {
        heading: 'Ce que vous saisissez',
        text: 'Vos informations vont au serveur de la pétition. Elles sont chiffrées immédiatement, avec une clé que seuls les responsables de la pétition peuvent déverrouiller. Le serveur supprime sa copie de la clé de chiffrement dans l’heure. Ensuite, lui non plus ne peut pas lire vos informations. Certaines pétitions proposent une case qui autorise un partenaire à vous envoyer des e-mails. Il ne reçoit ce que vous avez saisi que si vous la cochez.',
      },
      {
        heading: 'Comment chaque personne est comptée une seule fois',
        text: 'Le serveur conserve un code calculé à partir de votre adresse e-mail. Personne ne peut retrouver l’adresse à partir de ce code. Il est différent pour chaque pétition, et il ne sert à rien sans un secret conservé ailleurs.',
      },
      {
        heading: 'Comment nous évitons que d’autres signent en votre nom',
        text: 'Pour la plupart des pétitions, nous envoyons un e-mail à votre adresse, et votre signature compte dès que vous cliquez sur le bouton qu’il contient. Jusqu’à ce que cet e-mail soit remis, pendant trois jours au plus, le serveur conserve votre adresse sous forme chiffrée ; ensuite, elle est supprimée. Tant que vous n’avez pas confirmé, ce que vous avez saisi ne peut être ouvert qu’avec le lien de cet e-mail et, jusqu’à la remise de l’e-mail, par le serveur. Vérifiez donc que votre adresse est exacte : la personne qui reçoit l’e-mail peut lire ce que vous avez saisi. Ce que vous avez saisi pour demander l’e-mail est supprimé au bout de 30 jours, que vous ayez confirmé ou non.',
      },
      {
        heading: 'Vous pouvez retirer votre signature à tout moment',
        text: 'Chaque e-mail contient un lien pour la retirer. Tout ce qui est conservé au sujet de votre signature est alors supprimé, sous trois jours au plus, et rien ne montre qu’elle a existé. Vous pouvez signer de nouveau tant que la pétition est ouverte. Pour recevoir un nouveau lien, signez de nouveau. Vous pouvez corriger ce que vous avez saisi sur la page où vous confirmez et, plus tard, en retirant votre signature puis en signant de nouveau. Longtemps après la clôture d’une pétition, il se peut que ses responsables aient déplacé les signatures dans un fichier chiffré et les aient supprimées du serveur. Dans ce cas, la page de retrait l’indique et vous dit à qui vous adresser. Chaque e-mail contient aussi un lien pour ne plus jamais en recevoir. Si vous l’utilisez, le serveur conserve à cette fin un code calculé à partir de votre adresse.',
      },
      {
        heading: 'Personne ne peut découvrir ici si vous avez signé',
        text: 'Vu de l’extérieur, rien ne distingue une deuxième signature d’une première. Seul le total est public. Certaines pétitions proposent une case pour afficher votre prénom et l’initiale de votre nom, ainsi que votre commentaire dès que les responsables de la pétition l’ont approuvé. Si vous ne la cochez pas, rien n’est affiché à votre sujet.',
      },
      {
        heading: 'Aucun cookie, aucun traceur, aucune autre entreprise',
        text: 'Les pages et le formulaire n’utilisent ni cookies ni traceurs, et ils ne chargent rien qui vienne d’une autre entreprise.',
      },
      {
        heading: 'Ce dont nous ne pouvons pas vous protéger',
        text: 'Si le formulaire se trouve sur un autre site web, ce site pourrait lire ce que vous saisissez, comme avec n’importe quel formulaire. Signez sur une page en laquelle vous avez confiance, ou sur la page de la pétition elle-même. Les responsables de la pétition peuvent lire la liste des signataires : c’est à cela que sert une pétition. Une personne qui prendrait le contrôle du serveur pourrait lire ce qui est saisi à partir de ce moment-là. Si une pétition n’envoie pas d’e-mails et reçoit peu de signatures, une personne qui signe avec votre adresse pourrait déduire du total si vous aviez déjà signé ; ce faisant, elle aurait signé en votre nom.',
      },
    ],
    withoutEmails: [
      {
        heading: 'N’importe qui pourrait signer avec votre adresse',
        text: 'Ce serveur n’envoie pas d’e-mails. Votre signature compte immédiatement, et rien ne prouve qu’une adresse appartient à la personne qui signe avec. Si quelqu’un a signé en votre nom, écrivez aux responsables de la pétition.',
      },
      {
        heading: 'Pour retirer votre signature, écrivez aux responsables',
        text: 'Écrivez aux responsables de la pétition pour faire supprimer tout ce qui est conservé au sujet de votre signature. Vous pouvez signer de nouveau tant que la pétition est ouverte.',
      },
      {
        heading: 'Ce que d’autres peuvent découvrir',
        text: 'Une deuxième signature reçoit la même réponse qu’une première. Seul le total est public ; aucun nom n’est affiché. Mais le total n’augmente que pour une nouvelle personne, ce qui se remarque si une pétition reçoit peu de signatures.',
      },
    ],
  },
  numbers: {
    title: 'Signatures par l’intermédiaire de #',
    all: 'Au total',
    today: 'Aujourd’hui',
    week: 'Sept derniers jours',
    none: 'Personne n’a encore signé par l’intermédiaire de votre organisation.',
    perDay: 'Signatures par jour',
    chart: (first, last, best, most) => `Du ${first} au ${last}. Jour le plus fort : ${best}, avec ${most}.`,
    table: 'Les mêmes nombres dans un tableau',
    day: 'Jour (UTC)',
    signatures: 'Nombre de signatures',
    note: 'Toute personne qui a ce lien peut ouvrir cette page. Elle ne montre aucun nom, ni rien d’autres organisations.',
  },
  embed: {
    title: 'Ajouter cette pétition à votre site',
    intro:
      'Choisissez l’apparence, copiez l’une des quatre options et collez-la là où vous voulez afficher la pétition.',
    partner: 'Votre organisation',
    partnerNone: 'Absente de cette liste',
    partnerHint:
      'Les signatures venues de votre site compteront pour votre organisation. Si elle n’est pas dans la liste, l’équipe qui gère ce serveur peut l’ajouter.',
    partnerUnknown:
      'Votre lien désigne une organisation partenaire que cette pétition n’a pas. Choisissez la vôtre dans la liste, ou demandez à l’équipe qui gère ce serveur de l’ajouter.',
    lang: 'Langue',
    asPage: 'Comme votre page',
    formAlone: 'Traduit le formulaire, pas le texte de la pétition',
    shape: 'Éléments à afficher',
    full: 'Titre, texte et formulaire',
    formOnly: 'Formulaire seul',
    compact: 'Titre, total, barre et bouton',
    image: 'Afficher l’image',
    imageHint: 'Au-dessus du titre. Elle vient de ce serveur, et d’aucun autre.',
    accent: 'Couleur',
    radius: 'Arrondi des coins',
    scheme: 'Fond',
    light: 'Clair',
    dark: 'Sombre',
    pin: 'Figer cette version',
    pinHint:
      'Les navigateurs exécuteront exactement cette version du script. Pour en avoir une plus récente, copiez de nouveau le code.',
    events: 'Autoriser un cadre à informer votre page',
    eventsHint:
      'Pour compter les conversions. Le cadre indique alors à votre page qu’une personne signe, partage ou rencontre une erreur. Sinon, il ne lui dit rien.',
    show: 'Mettre à jour',
    faintOnLight: (ratio) =>
      `Cette couleur se voit mal sur les pages claires : son contraste est de ${ratio} pour 1, alors que le niveau AA des WCAG exige 3 pour 1.`,
    faintOnDark: (ratio) =>
      `Cette couleur se voit mal sur les pages sombres : son contraste est de ${ratio} pour 1, alors que le niveau AA des WCAG exige 3 pour 1.`,
    useInstead: 'Utilisez plutôt celle-ci :',
    preview: 'Aperçu',
    previewNote: 'Ceci est un aperçu. Rien de ce que vous saisissez ici n’est envoyé.',
    onWhite: 'Sur une page blanche',
    onDark: 'Sur une page sombre',
    narrow: 'Dans une colonne étroite',
    snippets: 'Copiez l’une de ces options',
    copy: 'Copier',
    copied: 'Copié',
    further: 'En savoir plus',
    docsEmbedding: 'Comment mettre une pétition sur un site (en anglais)',
    docsStyling: 'Attributs, couleurs et événements (en anglais)',
    numbers: 'Combien de personnes ont signé par votre organisation (avec un compte)',
    origins: (sites) =>
      `Cette pétition ne peut être signée que depuis ces sites : ${sites}. Demandez à l’équipe qui gère ce serveur d’ajouter le vôtre.`,
    list: {
      title: 'Si votre site présente plusieurs pétitions',
      text: 'Elles s’affichent sous forme de cartes : les vôtres si vous avez choisi votre organisation ci-dessus, sinon toutes les pétitions de ce serveur. Les nouvelles apparaissent d’elles-mêmes.',
    },
    conversions: {
      title: 'Comptez les signatures dans vos propres statistiques',
      text: 'Votre page reçoit un événement quand une personne signe ou partage. Aucun événement ne contient ce qui a été saisi. Collez ceci après la pétition et gardez la ligne de votre outil d’analyse.',
      warning:
        'Si votre outil d’analyse sait qui sont vos visiteurs, il sait aussi qui a signé. Utilisez-en un qui l’ignore.',
      frame:
        'Un cadre n’envoie des événements que si vous cochez « Autoriser un cadre à informer votre page » ci-dessus, et seulement avec le script de son extrait. Une adresse que votre éditeur a transformée en contenu intégré n’en envoie aucun.',
      when: {
        'petition-sign': 'Une personne clique sur le bouton et la signature va être envoyée.',
        'petition-signed':
          'Le serveur a la signature. S’il faut la confirmer par e-mail, le statut est « confirm », sinon « signed ».',
        'petition-error': 'La pétition n’a pas pu être chargée, ou la signature n’a pas pu être envoyée.',
        'petition-share': 'Une personne partage la pétition.',
      },
    },
    methods: {
      element: {
        title: 'Si votre site accepte le HTML',
        text: 'Dans WordPress, utilisez un bloc « HTML personnalisé ». Dans Wix et Squarespace, utilisez « Intégrer ».',
      },
      link: {
        title: 'Si les personnes qui publient ne peuvent pas coller de scripts',
        text: 'L’équipe qui gère le site ajoute une seule fois la première ligne au thème. Ensuite, il suffit de coller le lien : il devient la pétition.',
      },
      frame: {
        title: 'Si votre page ne doit pas pouvoir lire ce qui est saisi',
        text: 'Un cadre (iframe) sépare les deux. La seconde ligne ajuste sa hauteur ; sans elle, le cadre a sa propre barre de défilement.',
      },
      address: {
        title: 'Si votre éditeur transforme les adresses web en contenu intégré',
        text: 'Collez l’adresse seule sur une ligne. WordPress et d’autres éditeurs y affichent la pétition. Ailleurs, elle reste un lien vers une page où l’on peut signer.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Confirmez votre signature',
      intro:
        'Confirmez que cette adresse e-mail est la vôtre. Quelqu’un, très probablement vous, l’a utilisée pour signer cette pétition :',
      outro:
        'Le lien fonctionne pendant 30 jours. Si ce n’était pas vous, ne faites rien : une signature non confirmée ne compte pas et est supprimée.',
    },
    already: {
      subject: 'À propos de votre signature',
      intro:
        'Vous n’avez rien à faire. Cette adresse e-mail a de nouveau été utilisée pour signer une pétition qui porte déjà votre signature :',
      outro: 'Votre signature compte une seule fois et reste telle quelle.',
      privacy:
        'Seuls les responsables de cette pétition peuvent lire qui a signé, sauf ce que vous avez autorisé en signant. Cet e-mail ne contient aucun traceur.',
    },
    press: 'Pour que votre signature compte, ouvrez cette page et cliquez sur le bouton :',
    button: 'Confirmer ma signature',
    withdraw:
      'Pour retirer votre signature, maintenant ou plus tard, et supprimer tout ce que nous conservons à son sujet :',
    withdrawLink: 'retirer ma signature',
    boxes:
      'Ces cases ont été cochées dans le formulaire. Chacune ne compte que si vous la cochez de nouveau sur la page où vous confirmez :',
    privacy:
      'Seuls les responsables de cette pétition peuvent lire qui a signé. Cet e-mail ne contient aucun traceur.',
    privacyBoxes:
      'Seuls les responsables de cette pétition peuvent lire qui a signé, sauf ce que vous autorisez en confirmant. Cet e-mail ne contient aucun traceur.',
  },
  emailLinkPages: {
    toPetition: 'Aller à la pétition',
    checkBox:
      'Cochez d’abord la case, puis cliquez sur le bouton. Les programmes qui analysent les e-mails cliquent sur les boutons, mais ne cochent pas les cases.',
    confirm: {
      title: 'Confirmez votre signature',
      text: 'Cliquez sur le bouton pour que votre signature compte.',
      check:
        'Voici ce qui a été saisi avec votre adresse e-mail et qui sera conservé si vous confirmez. Corrigez ce qui est faux. Si ce n’était pas vous, fermez cette page : ce qui n’est pas confirmé ne compte pas et est supprimé.',
      boxes:
        'Les cases marquées « facultatif » ont aussi été cochées dans le formulaire. Chacune ne compte que si vous la cochez ici.',
      sure: 'Oui, je veux signer cette pétition.',
      button: 'Confirmer ma signature',
    },
    confirmed: {
      title: 'Merci. Votre signature compte.',
      text: 'Le total se met à jour en quelques secondes. Vous pouvez aider encore : partagez la pétition.',
    },
    withdraw: {
      title: 'Retirer votre signature',
      text: 'Cliquez sur le bouton pour supprimer tout ce que nous conservons au sujet de votre signature. Elle ne comptera plus. Vous pouvez signer de nouveau à tout moment.',
      closed:
        'Cliquez sur le bouton pour supprimer tout ce que nous conservons au sujet de votre signature. Elle ne comptera plus. Cette pétition est close et n’accepte plus de signatures.',
      erased: (creator) =>
        `Les signatures de cette pétition ont été supprimées de ce serveur en raison de leur ancienneté. Il ne reste que le total. Cliquez sur le bouton pour supprimer ce qui pourrait rester de la vôtre. Les responsables de la pétition gardent la liste chiffrée : écrivez à ${creator} pour que votre signature en soit aussi supprimée.`,
      sure: 'Oui, supprimer ma signature.',
      button: 'Retirer ma signature',
    },
    withdrawn: {
      title: 'Votre signature est retirée.',
      text: 'Votre signature ne compte pas, et tout ce que nous conservons à son sujet est supprimé : immédiatement, ou sous trois jours si vous venez de recevoir l’e-mail. Si ce n’est pas vous qui l’avez retirée, confirmez de nouveau avec le bouton de cet e-mail, ou signez de nouveau.',
      closed:
        'Votre signature ne compte pas, et tout ce que nous conservons à son sujet est supprimé, sous trois jours au plus. Cette pétition est close et n’accepte plus de signatures.',
      erased: (creator) =>
        `Les signatures de cette pétition ont été supprimées de ce serveur en raison de leur ancienneté. Il ne reste que le total. Les responsables de la pétition gardent la liste chiffrée : écrivez à ${creator} pour que votre signature en soit aussi supprimée.`,
    },
    gone: {
      title: 'Ce lien ne fonctionne plus',
      text: 'Il a expiré, a déjà servi ou est incomplet. Signez de nouveau la pétition pour recevoir un e-mail avec un nouveau lien.',
    },
    closed: {
      title: 'Cette pétition est close',
      text: 'Elle n’accepte plus de signatures. Les signatures qui n’étaient pas confirmées avant la clôture ne comptent pas et sont supprimées.',
    },
  },
  testEmail: {
    subject: 'E-mail de test du serveur de pétitions',
    text: 'Voici le test que vous avez demandé dans la console des pétitions. Les e-mails de ce serveur vous parviennent. Vous n’avez rien à faire.',
  },
  neverEmail: {
    email: 'Pour ne plus jamais recevoir d’e-mail de ce serveur, au sujet d’aucune pétition :',
    emailLink: 'ne plus jamais écrire à cette adresse',
    stop: {
      title: 'Ne plus jamais écrire à cette adresse',
      text: 'Cliquez sur le bouton, et ce serveur n’enverra plus d’e-mails à votre adresse, avec ou sans suffixe (nom+suffixe@), au sujet d’aucune pétition. Vos signatures restent telles quelles. Tant que vous n’autorisez pas de nouveau les e-mails, vous ne pouvez pas signer de pétition qui en envoie un pour confirmer.',
      sure: 'Oui, ne m’écrivez plus jamais.',
      button: 'Arrêter tous les e-mails',
    },
    stopped: {
      title: 'Nous ne vous écrirons plus.',
      text: 'Le serveur ne conserve qu’un code calculé à partir de votre adresse. Gardez l’e-mail : seul son lien vous permet d’autoriser de nouveau les e-mails.',
    },
    allow: {
      title: 'Autoriser de nouveau les e-mails',
      text: 'Cliquez sur le bouton, et ce serveur pourra de nouveau envoyer des e-mails à votre adresse lorsque quelqu’un signe une pétition avec elle.',
      sure: 'Oui, ce serveur peut m’écrire.',
      button: 'Autoriser de nouveau les e-mails',
    },
    allowed: {
      title: 'Les e-mails sont de nouveau autorisés.',
      text: 'Pour recevoir un e-mail avec un lien de confirmation, signez de nouveau la pétition.',
    },
  },
};
