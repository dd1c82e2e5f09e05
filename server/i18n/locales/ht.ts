import type { Dictionary } from './en.ts';

export const ht: Dictionary = {
  consent:
    'Se òganizatè petisyon sa a sèlman ki ka li sa w mete isit la. Nou chifre tout sa w mete menm moman ou siyen an.',
  consentShown:
    'Se òganizatè petisyon sa a sèlman ki ka li sa w mete isit la, sof sa w chwazi montre tout moun. Nou chifre tout sa w mete menm moman ou siyen an.',
  consentPartner:
    'Se òganizatè petisyon sa a sèlman, ak yon patnè ou bay dwa voye imèl ba ou, ki ka li sa w mete isit la. Nou chifre tout sa w mete menm moman ou siyen an.',
  consentShownPartner:
    'Se òganizatè petisyon sa a sèlman, ak yon patnè ou bay dwa voye imèl ba ou, ki ka li sa w mete isit la, sof sa w chwazi montre tout moun. Nou chifre tout sa w mete menm moman ou siyen an.',
  whoSees: 'Ki moun ki wè sa?',
  by: (creator) => `Se ${creator} ki lanse l`,
  to: (target: string) => `Pou: ${target}`,
  organizedBy: '# ki òganize l',
  privacyPolicy: 'Règleman sou vi prive',
  imprint: 'Avi legal',
  daysLeft: { other: (days) => `Rete ${days} jou pou siyen` },
  signedToday: (people) => `Omwen ${people} moun siyen jodi a`,
  lastDay: 'Dènye jou pou siyen',
  draft: 'Bouyon: se moun ki gen lyen sa a sèlman ki ka wè paj sa a. Pèsonn poko ka siyen.',
  progress: { other: (goal) => `sou ${goal} siyati` },
  signatures: { other: 'siyati' },
  sign: 'Siyen petisyon an',
  givenName: 'Prenon',
  familyName: 'Non fanmi',
  email: 'Adrès imèl',
  once: 'Chak adrès imèl konte yon sèl fwa.',
  postalCode: 'Kòd postal',
  country: 'Peyi',
  chooseCountry: 'Chwazi yon peyi',
  comment: 'Poukisa w ap siyen?',
  optional: 'si w vle',
  upTo: (limit) => `${limit} karaktè maksimòm`,
  display: 'Montre tout moun prenon m ak premye lèt non fanmi m.',
  displayComment: 'Montre tout moun prenon m, premye lèt non fanmi m ak kòmantè m.',
  contact: 'Òganizatè a ka voye imèl ban mwen sou kòz sa a.',
  partnerContact: '# ka voye imèl ban mwen.',
  errors: {
    title: 'Poko siyen',
    heading: 'Ou poko siyen. Tanpri verifye pati sa yo:',
    required: 'Tanpri ranpli pati sa a.',
    type: 'Tanpri ranpli pati sa a ankò.',
    too_long: (limit, length) => `Li twò long. Ou mete ${length} karaktè; limit la se ${limit}.`,
    characters: 'Gen yon karaktè ladan l nou pa ka aksepte. Tanpri ekri l ankò.',
    character: (name) => `Pa ka gen ${name} isit la. Efase l oswa ekri l ankò.`,
    invalid: 'Tanpri verifye pati sa a.',
    duplicate: 'Pati sa a te voye de fwa. Tanpri ranpli l ankò.',
    email: 'Mete yon adrès imèl konplè, tankou non@example.org.',
  },
  busy: 'Ou poko siyen: sèvè a okipe. Peze bouton an ankò nan yon ti moman. Sa w te mete a toujou la.',
  tooMany:
    'Ou poko siyen: nou resevwa twòp siyati ki soti nan rezo entènèt ou a. Peze bouton an ankò nan kèk minit. Sa w te mete a toujou la.',
  thanks: 'Mèsi. Siyati ou a konte.',
  thanksText: 'Total la ap chanje nan kèk segonn. Ou ka ede plis toujou: pataje petisyon an.',
  confirmEmailHeading: 'Rete yon sèl etap: gade imèl ou.',
  confirmEmailText:
    'Nou voye yon imèl bay #. Louvri l epi peze bouton an. Apre sa, siyati ou a konte. Si imèl la pa rive nan kèk minit, gade nan dosye spam ou.',
  wrongAddress: 'Adrès la pa bon?',
  changeAddress: 'Chanje l',
  meantEmail: 'Èske ou te vle di #?',
  useEmail: 'Wi, siyen ak #',
  keepEmail: 'Non, siyen ak #',
  latest: 'Dènye siyati yo',
  share: 'Pataje petisyon sa a',
  byEmail: 'Imèl',
  bySms: 'SMS',
  poster: {
    link: 'Enprime yon afich ak yon kòd QR',
    scan: 'Eskane pou siyen',
    goTo: 'Oswa ale sou:',
    print: 'Enprime paj sa a, koupe ant ti bann ki anba yo, epi kole l sou yon mi.',
    download: 'Telechaje kòd QR la (SVG)',
  },
  mastodon: {
    title: 'Pataje sou Mastodon',
    server: 'Sèvè Mastodon ou',
    hint: 'Tankou mastodon.social, oswa non kont ou konplè. Nou pa konsève l.',
    button: 'Kontinye',
    invalid: 'Antre non yon sèvè, tankou mastodon.social.',
  },
  outcome: 'Sa k te rive',
  victory: 'Viktwa!',
  closed: 'Petisyon sa a fèmen.',
  closedText: 'Li pa pran siyati ankò. Mèsi a tout moun ki te siyen.',
  notFound: 'Nou pa jwenn paj la',
  notFoundText: 'Verifye si adrès la byen ekri.',
  petitions: 'Petisyon ki louvri',
  noPetitions: 'Pa gen okenn petisyon ki louvri kounye a.',
  home: {
    search: 'Chèche petisyon',
    button: 'Chèche',
    all: 'Tout',
    noResults: 'Pa gen petisyon ki koresponn ak sa w ap chèche a.',
    feed: 'Fil nouvèl',
    pages: 'Paj yo',
    previous: 'Anvan',
    next: 'Apre',
    page: (page, pages) => `Paj ${page} sou ${pages}`,
  },
  failure: {
    title: 'Sa pa mache',
    text: 'Tounen dèyè epi eseye ankò. Si sa rive ankò, ekri moun ki òganize a.',
    busy: 'Sèvè a okipe. Eseye ankò nan yon minit.',
    tooMany: 'Twòp demann soti nan rezo w la. Eseye ankò nan kèk minit.',
  },
  languages: 'Petisyon sa a nan lòt lang',
  privacy: {
    heading: 'Ki moun ki wè sa?',
    text: [
      'Nou chifre sa w mete nan fòmilè a menm moman ou siyen an, ak yon kle se òganizatè petisyon sa a sèlman ki ka louvri l. Sèvè a efase kopi kle chifreman li genyen an nan mwens pase inèdtan.',
      'Pou chak moun konte yon sèl fwa, sèvè a kenbe yon kòd ki kalkile apati adrès imèl ou. Pèsonn pa ka fè kòd la tounen adrès la ankò, epi li diferan pou chak petisyon.',
      'Nou pa sèvi ak “cookies”, ni zouti k ap swiv ou, ni sèvè okenn lòt konpayi. Pèsonn pa ka dekouvri isit la si yon adrès te siyen.',
      'Òganizatè a ka li lis moun ki siyen yo, epi se li ki deside ki moun k ap resevwa l. Si fòmilè sa a fè pati yon lòt sit entènèt, sit sa a ta ka li sa w ekri: siyen sou yon paj ou fè konfyans.',
    ],
  },
  privacyHidden: 'Non w pa parèt ni isit la ni okenn lòt kote.',
  privacyShown:
    'Non w pa parèt ni isit la ni okenn lòt kote, sof si w koche kaz ki la pou sa. Kaz la konte sèlman si w koche l ankò lè w ap konfime. Si w koche l, tout moun ka wè prenon w ak premye lèt non fanmi w lè ou fin konfime, epi kòmantè w lè òganizatè a fin apwouve l. Si w retire siyati ou a, tout sa disparèt.',
  privacyEmail:
    'Pou pèsonn pa siyen nan non w, nou voye yon imèl nan adrès ou. Jiskaske li rive, pandan twa jou maksimòm, sèvè a kenbe adrès la chifre. Toutotan ou poko konfime, se ak lyen ki nan imèl sa a sèlman yo ka louvri sa w te mete a, epi sèvè a ka louvri l tou toutotan imèl la poko rive. Siyati ki pa konfime ap efase apre 30 jou. Nan chak imèl gen yon lyen pou retire siyati ou a, e sa efase tout bagay.',
  privacyCookies: 'Nou pa sèvi ak “cookies”, ni zouti k ap swiv ou, ni sèvè okenn lòt konpayi.',
  privacyNoEmail:
    'Sèvè sa a pa voye imèl, kidonk pa gen anyen ki pwouve yon adrès se pou moun ki siyen avè l la. Si yon petisyon pa resevwa anpil siyati, yon moun ki siyen ak adrès ou ta ka gade total la pou l wè si w te deja siyen. Pou retire siyati ou a, ekri òganizatè petisyon an.',
  privacyPartner: 'Yon patnè resevwa sa w mete a sèlman si w koche kaz ki ba l dwa voye imèl ba ou.',
  privacyMore: 'Plis enfòmasyon sou konfidansyalite',
  privacyPage: {
    title: 'Konfidansyalite: sa k fèt ak siyati ou a',
    sections: [
      {
        heading: 'Sa w mete nan fòmilè a',
        text: 'Li ale nan sèvè petisyon an. Nou chifre l touswit, ak yon kle se òganizatè petisyon an sèlman ki ka louvri l. Sèvè a efase kopi kle chifreman li genyen an nan mwens pase inèdtan. Apre sa, sèvè a pa ka li enfòmasyon w yo nonplis. Gen petisyon ki gen yon kaz ki bay yon patnè dwa voye imèl ba ou. Patnè a resevwa sa w te mete a sèlman si w koche kaz la.',
      },
      {
        heading: 'Kijan chak moun konte yon sèl fwa',
        text: 'Sèvè a kenbe yon kòd ki kalkile apati adrès imèl ou. Pèsonn pa ka fè kòd la tounen adrès la ankò. Li diferan pou chak petisyon, epi li pa itil anyen san yon sekrè ki sere yon lòt kote.',
      },
      {
        heading: 'Kijan nou anpeche lòt moun siyen nan non w',
        text: 'Pou pifò petisyon, nou voye yon imèl nan adrès ou, epi siyati ou a konte lè w peze bouton ki ladan l. Jiskaske imèl sa a rive, pandan twa jou maksimòm, sèvè a kenbe adrès ou chifre; apre sa, adrès la efase. Toutotan ou poko konfime, se ak lyen ki nan imèl sa a sèlman yo ka louvri sa w te mete a, epi sèvè a ka louvri l tou toutotan imèl la poko rive. Konsa, verifye si adrès ou byen ekri: moun ki resevwa imèl la ka li sa w te mete a. Sa w te mete pou mande imèl la ap efase apre 30 jou, kit ou te konfime, kit ou pa t konfime.',
      },
      {
        heading: 'Ou ka retire siyati ou a nenpòt lè',
        text: 'Nan chak imèl gen yon lyen pou retire siyati ou a. Lè w fè sa, tout sa nou kenbe sou li efase nan twa jou maksimòm, epi pa gen anyen ki montre siyati a te la. Ou ka siyen ankò toutotan petisyon an louvri. Pou w resevwa yon nouvo lyen, siyen ankò. Ou ka korije sa w te mete a nan paj kote w konfime a, oswa pita lè w retire siyati ou a epi w siyen ankò. Lontan apre yon petisyon fin fèmen, li posib pou òganizatè a gentan mete siyati yo nan yon fichye ki chifre epi efase yo sou sèvè a. Lè sa a, paj pou retire siyati a ap di w sa, epi l ap di w ki moun pou w kontakte. Chak imèl gen yon lyen tou pou w pa janm resevwa imèl ankò. Si ou sèvi ak li, sèvè a kenbe pou sa yon kòd ki kalkile apati adrès ou.',
      },
      {
        heading: 'Pèsonn pa ka dekouvri isit la si w te siyen',
        text: 'Siyen de fwa parèt egzakteman menm jan ak siyen yon sèl fwa. Se total la sèlman tout moun ka wè. Gen petisyon ki gen yon kaz pou montre tout moun prenon w ak premye lèt non fanmi w, epi kòmantè w lè òganizatè a fin apwouve l. Si w pa koche kaz la, pa gen anyen sou ou k ap parèt.',
      },
      {
        heading: 'Pa gen “cookies”, pa gen zouti k ap swiv ou, pa gen lòt konpayi',
        text: 'Paj yo ak fòmilè a pa sèvi ak “cookies”, ni ak zouti k ap swiv ou, epi yo pa chaje anyen ki soti nan okenn lòt konpayi.',
      },
      {
        heading: 'Bagay nou pa ka pwoteje w kont yo',
        text: 'Si fòmilè a fè pati yon lòt sit entènèt, sit sa a ta ka li sa w ekri, menm jan ak nenpòt fòmilè. Siyen sou yon paj ou fè konfyans, oswa sou pwòp paj petisyon an. Òganizatè a ka li lis moun ki siyen yo: se pou sa yon petisyon fèt. Si yon moun ta pran kontwòl sèvè a, moun sa a ta ka li sa moun ap mete apati lè sa a. Si yon petisyon pa voye imèl epi li pa resevwa anpil siyati, yon moun ki siyen ak adrès ou ta ka gade total la pou l wè si w te deja siyen; lè l fè sa, li t ap gentan siyen nan non w.',
      },
    ],
    withoutEmails: [
      {
        heading: 'Yon lòt moun ta ka siyen ak adrès ou',
        text: 'Sèvè sa a pa voye imèl. Siyati ou a konte touswit, epi pa gen anyen ki pwouve yon adrès se pou moun ki siyen avè l la. Si yon moun siyen nan non w, ekri òganizatè petisyon an.',
      },
      {
        heading: 'Pou retire siyati ou a, ekri òganizatè a',
        text: 'Ekri òganizatè petisyon an pou yo efase tout sa ki sere sou siyati ou a. Ou ka siyen ankò toutotan petisyon an louvri.',
      },
      {
        heading: 'Sa lòt moun ka dekouvri',
        text: 'Siyen de fwa bay menm repons ak siyen yon sèl fwa. Se total la sèlman tout moun ka wè; pa gen non ki parèt. Men total la monte sèlman lè yon nouvo moun siyen, epi sa parèt klè lè yon petisyon pa resevwa anpil siyati.',
      },
    ],
  },
  numbers: {
    title: 'Siyati ki fèt atravè #',
    all: 'Antou',
    today: 'Jodi a',
    week: 'Sèt dènye jou yo',
    none: 'Pa gen moun ki siyen atravè òganizasyon ou a ankò.',
    perDay: 'Siyati pa jou',
    chart: (first, last, best, most) =>
      `Soti ${first} rive ${last}. Jou ki gen plis siyati: ${best}, ${most}.`,
    table: 'Menm chif yo nan yon tablo',
    day: 'Jou (UTC)',
    signatures: 'Siyati',
    note: 'Nenpòt moun ki gen lyen sa a ka louvri paj sa a. Li pa montre okenn non, ni anyen sou lòt òganizasyon.',
  },
  embed: {
    title: 'Mete petisyon sa a sou sit ou',
    intro: 'Chwazi jan li parèt, kopye youn nan kat moso kòd yo, epi kole l kote ou vle petisyon an parèt.',
    partner: 'Òganizasyon ou',
    partnerNone: 'Li pa nan lis sa a',
    partnerHint:
      'Konsa, siyati ki soti sou sit ou konte pou òganizasyon ou. Administratè sèvè sa a ka ajoute òganizasyon ou.',
    partnerUnknown:
      'Lyen ou an gen non yon patnè petisyon sa a pa genyen. Chwazi òganizasyon ou nan lis la, oswa mande administratè sèvè sa a ajoute l.',
    lang: 'Lang',
    asPage: 'Menm jan ak paj ou',
    formAlone: 'Tradui fòmilè a sèlman, pa tèks petisyon an',
    shape: 'Sa ki parèt',
    full: 'Tit, tèks ak fòmilè',
    formOnly: 'Fòmilè sèlman',
    compact: 'Tit, kantite, ba ak bouton',
    image: 'Montre imaj la',
    imageHint: 'Anwo tit la. Li soti sou sèvè sa a sèlman.',
    accent: 'Koulè',
    radius: 'Awondi kwen yo',
    scheme: 'Fon',
    light: 'Klè',
    dark: 'Fonse',
    pin: 'Kenbe vèsyon sa a',
    pinHint: 'Navigatè yo ap sèvi ak vèsyon sa a sèlman. Pou w jwenn yon pi nouvo, kopye moso kòd la ankò.',
    events: 'Kite yon kad enfòme paj ou a',
    eventsHint:
      'Pou konte konvèsyon yo. Kad la ap fè paj ou a konnen yon vizitè siyen, pataje, oswa jwenn yon erè. Sinon, li pa di paj ou a anyen.',
    show: 'Mete ajou',
    faintOnLight: (ratio) =>
      `Koulè sa a difisil pou wè sou paj klè: kontras li se ${ratio} kont 1, e WCAG AA mande 3 kont 1.`,
    faintOnDark: (ratio) =>
      `Koulè sa a difisil pou wè sou paj fonse: kontras li se ${ratio} kont 1, e WCAG AA mande 3 kont 1.`,
    useInstead: 'Pran sa a pito:',
    preview: 'Apèsi',
    previewNote: 'Se yon apèsi sèlman. Nou pa voye anyen ou tape la a.',
    onWhite: 'Sou yon paj blan',
    onDark: 'Sou yon paj fonse',
    narrow: 'Nan yon kolòn etwat',
    snippets: 'Kopye youn nan sa yo',
    copy: 'Kopye',
    copied: 'Li kopye',
    further: 'Plis enfòmasyon',
    docsEmbedding: 'Kijan pou mete yon petisyon sou yon sit (an anglè)',
    docsStyling: 'Atribi, koulè, ak evènman (an anglè)',
    numbers: 'Konbyen moun ki siyen atravè òganizasyon ou a (ak yon kont)',
    origins: (sites) =>
      `Moun ka siyen petisyon sa a sou sit sa yo sèlman: ${sites}. Mande administratè sèvè sa a ajoute pa w la.`,
    list: {
      title: 'Si sit ou a montre anpil petisyon',
      text: 'Yo parèt tankou kat: pa ou yo si ou te chwazi òganizasyon ou anwo a, sinon tout petisyon ki sou sèvè sa a. Nouvo yo parèt poukont yo.',
    },
    conversions: {
      title: 'Konte siyati yo nan pwòp estatistik ou',
      text: 'Paj ou a resevwa yon evènman lè yon moun siyen oswa pataje. Okenn evènman pa gen sa moun yo tape. Kole sa a apre petisyon an, epi kite liy ki pou zouti estatistik ou a.',
      warning:
        'Si zouti estatistik ou a konnen ki moun k ap vizite paj la, l ap konnen tou ki moun ki siyen. Sèvi ak youn ki pa konnen sa.',
      frame:
        'Yon kad voye evènman sèlman si ou koche “Kite yon kad enfòme paj ou a” anlè a, epi sèlman ak skrip ki nan kòd li a. Yon adrès editè ou a entegre nan paj la pa voye okenn evènman.',
      when: {
        'petition-sign': 'Yon moun klike sou bouton an, epi siyati a pral voye.',
        'petition-signed':
          'Sèvè a gen siyati a. Si fòk li konfime pa imèl, estati a se “confirm”, sinon “signed”.',
        'petition-error': 'Petisyon an pa t ka chaje, oswa siyati a pa t ka voye.',
        'petition-share': 'Yon moun pataje petisyon an.',
      },
    },
    methods: {
      element: {
        title: 'Si sit ou aksepte HTML',
        text: 'Nan WordPress, sèvi ak yon blòk “Custom HTML”. Nan Wix ak Squarespace, sèvi ak “Embed”.',
      },
      link: {
        title: 'Si moun k ap ekri sou sit ou pa ka kole script',
        text: 'Yon administratè mete premye liy lan nan tèm sit la, yon sèl fwa. Apre sa, moun k ap ekri yo kole lyen an sèlman, epi li tounen petisyon an.',
      },
      frame: {
        title: 'Si paj ou pa dwe ka li sa moun tape',
        text: 'Yon kad separe de yo. Dezyèm liy lan ajiste wotè kad la; san li, kad la gen yon ba defilman.',
      },
      address: {
        title: 'Si editè ou fè adrès entènèt tounen kontni',
        text: 'Kole l sou yon liy pou kont li. WordPress ak lòt editè montre petisyon an la. Nenpòt lòt kote, li rete yon lyen ki mennen nan yon paj kote moun ka siyen.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Tanpri konfime siyati ou a',
      intro:
        'Tanpri konfime adrès imèl sa a se pou ou. Yon moun, gen anpil chans se ou menm, te sèvi ak li pou siyen petisyon sa a:',
      outro:
        'Lyen an mache pandan 30 jou. Si se pa t ou menm, pa fè anyen: yon siyati ki pa konfime pa konte, epi l ap efase.',
    },
    already: {
      subject: 'Konsènan siyati ou a',
      intro:
        'Ou pa bezwen fè anyen. Yon moun te sèvi ak adrès imèl sa a ankò pou siyen yon petisyon ki te deja siyen ak li:',
      outro: 'Siyati ou a konte yon sèl fwa, epi li rete jan l te ye a.',
      privacy:
        'Se òganizatè petisyon sa a sèlman ki ka li ki moun ki siyen, sof sa w te pèmèt lè w te siyen. Pa gen okenn zouti k ap swiv ou nan imèl sa a.',
    },
    press: 'Pou siyati ou a konte, louvri paj sa a epi peze bouton an:',
    button: 'Konfime siyati mwen',
    withdraw: 'Pou retire siyati ou a, kounye a oswa pita, epi efase tout sa nou kenbe sou li:',
    withdrawLink: 'retire siyati mwen',
    boxes:
      'Nan fòmilè a, kaz sa yo te koche. Chak kaz konte sèlman si w koche l ankò nan paj kote w konfime a:',
    privacy:
      'Se òganizatè petisyon sa a sèlman ki ka li ki moun ki siyen. Pa gen okenn zouti k ap swiv ou nan imèl sa a.',
    privacyBoxes:
      'Se òganizatè petisyon sa a sèlman ki ka li ki moun ki siyen, sof sa w pèmèt lè w konfime. Pa gen okenn zouti k ap swiv ou nan imèl sa a.',
  },
  emailLinkPages: {
    toPetition: 'Ale sou petisyon an',
    checkBox:
      'Koche kaz la anvan, apre sa peze bouton an. Pwogram ki tcheke imèl konn peze bouton, men yo pa koche kaz.',
    confirm: {
      title: 'Konfime siyati ou a',
      text: 'Peze bouton an pou siyati ou a konte.',
      check:
        'Men sa ki te antre ansanm ak adrès imèl ou, e n ap kenbe l si w konfime. Korije sa ki pa bon. Si se pa t ou menm, fèmen paj sa a: sa ki pa konfime pa konte, epi l ap efase.',
      boxes:
        'Kaz ki make “si w vle” yo te koche tou nan fòmilè a. Chak kaz konte sèlman si w koche l isit la.',
      sure: 'Wi, mwen vle siyen petisyon sa a.',
      button: 'Konfime siyati mwen',
    },
    confirmed: {
      title: 'Mèsi. Siyati ou a konte.',
      text: 'Total la ap chanje nan kèk segonn. Ou ka ede plis toujou: pataje petisyon an.',
    },
    withdraw: {
      title: 'Retire siyati ou a',
      text: 'Peze bouton an pou efase tout sa nou kenbe sou siyati ou a. Li p ap konte ankò. Ou ka siyen ankò nenpòt lè.',
      closed:
        'Peze bouton an pou efase tout sa nou kenbe sou siyati ou a. Li p ap konte ankò. Petisyon sa a fèmen, li pa pran siyati ankò.',
      erased: (creator) =>
        `Siyati petisyon sa a efase sou sèvè sa a paske yo vin ansyen. Se total la sèlman ki rete. Peze bouton an pou efase tout sa ki ka toujou rete sou siyati ou a. Òganizatè a kenbe lis ki chifre a: ekri ${creator} pou siyati ou a efase nan lis sa a.`,
      sure: 'Wi, efase siyati mwen.',
      button: 'Retire siyati mwen',
    },
    withdrawn: {
      title: 'Siyati ou a retire.',
      text: 'Siyati ou a pa konte, epi tout sa nou kenbe sou li efase: kounye a, oswa nan twa jou si imèl la fèk rive. Si se pa ou menm ki te retire l, peze bouton ki nan imèl sa a pou konfime ankò, oswa siyen ankò.',
      closed:
        'Siyati ou a pa konte, epi tout sa nou kenbe sou li ap efase nan twa jou maksimòm. Petisyon sa a fèmen, li pa pran siyati ankò.',
      erased: (creator) =>
        `Siyati petisyon sa a efase sou sèvè sa a paske yo vin ansyen. Se total la sèlman ki rete. Òganizatè a kenbe lis ki chifre a: ekri ${creator} pou siyati ou a efase nan lis sa a.`,
    },
    gone: {
      title: 'Lyen sa a pa mache ankò',
      text: 'Li ekspire, li te deja sèvi, oswa li pa konplè. Siyen petisyon an ankò pou w resevwa yon imèl ak yon nouvo lyen.',
    },
    closed: {
      title: 'Petisyon sa a fèmen',
      text: 'Li pa pran siyati ankò. Siyati ki pa t konfime anvan petisyon an fèmen pa konte, epi y ap efase.',
    },
  },
  testEmail: {
    subject: 'Imel tès sèvè petisyon an',
    text: 'Men tès ou te mande nan konsòl petisyon an. Imel sèvè sa a rive jwenn ou. Ou pa bezwen fè anyen.',
  },
  neverEmail: {
    email: 'Pou w pa janm resevwa imèl nan men sèvè sa a ankò, sou okenn petisyon:',
    emailLink: 'pa janm ekri adrès sa a ankò',
    stop: {
      title: 'Pa janm ekri adrès sa a ankò',
      text: 'Peze bouton an, epi sèvè sa a p ap voye imèl nan adrès ou ankò, ak etikèt oswa san etikèt (non+etikèt@), sou okenn petisyon. Siyati ou yo rete jan yo ye a. Toutotan ou pa otorize imèl ankò, ou pa ka siyen petisyon ki voye youn pou konfime.',
      sure: 'Wi, pa janm voye imèl ban mwen ankò.',
      button: 'Sispann tout imèl',
    },
    stopped: {
      title: 'Nou p ap voye imèl ba ou ankò.',
      text: 'Sèvè a kenbe sèlman yon kòd ki kalkile apati adrès ou. Konsève imèl la: se lyen ki ladan l lan sèlman ki pèmèt ou otorize imèl ankò.',
    },
    allow: {
      title: 'Otorize imèl ankò',
      text: 'Peze bouton an, epi sèvè sa a ka voye imèl nan adrès ou ankò lè yon moun siyen yon petisyon ak li.',
      sure: 'Wi, sèvè sa a ka voye imèl ban mwen.',
      button: 'Otorize imèl ankò',
    },
    allowed: {
      title: 'Imèl yo otorize ankò.',
      text: 'Pou w resevwa yon imèl ak yon lyen pou konfime, siyen petisyon an ankò.',
    },
  },
};
