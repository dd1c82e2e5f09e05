import type { Dictionary } from './en.ts';

export const ht: Dictionary = {
  consent:
    'Se sèlman moun k ap òganize petisyon sa a ki ka li sa w mete isit la: li sele nan menm moman ou siyen an.',
  consentShown:
    'Se sèlman moun k ap òganize petisyon sa a ki ka li sa w mete isit la, sof sa w kite tout moun wè: li sele nan menm moman ou siyen an.',
  whoSees: 'Ki moun ki wè sa?',
  by: (creator) => `Se ${creator} ki lanse l`,
  progress: { other: (goal) => `sou ${goal} siyati` },
  sign: 'Siyen petisyon an',
  givenName: 'Prenon',
  familyName: 'Non fanmi',
  email: 'Adrès imel',
  postalCode: 'Kòd postal',
  country: 'Peyi',
  chooseCountry: 'Chwazi yon peyi',
  comment: 'Poukisa w ap siyen?',
  optional: 'si w vle',
  display: 'Tout moun ka wè prenon m ak premye lèt non fanmi m.',
  displayComment: 'Tout moun ka wè prenon m, premye lèt non fanmi m ak sa m ekri a.',
  contact: 'Moun k ap òganize petisyon an ka ekri m sou kòz sa a.',
  partnerContact: '# ka ekri m.',
  errors: {
    title: 'Poko siyen',
    heading: 'Siyati ou a poko anrejistre. Tanpri verifye repons sa yo:',
    required: 'Tanpri ranpli sa a.',
    type: 'Tanpri ranpli sa a ankò.',
    too_long: 'Li twò long.',
    characters: 'Gen yon karaktè ladan l ki pa ka ekri isit la. Tanpri ekri l ankò.',
    invalid: 'Tanpri verifye sa a.',
    duplicate: 'Yo voye sa a de fwa. Tanpri ranpli l ankò.',
    email: 'Adrès imel sa a pa konplè. Yon adrès gen fòm sa a: non@example.org.',
  },
  busy: 'Siyati ou a poko anrejistre: sèvè a okipe. Tanpri peze bouton an ankò talè; sa w te ekri a toujou la.',
  tooMany:
    'Siyati ou a poko anrejistre: anpil anpil siyati soti nan rezo entènèt ou a. Tanpri peze bouton an ankò nan kèk minit; sa w te ekri a toujou la.',
  thanks: 'Mèsi. Siyati ou a anrejistre.',
  thanksText:
    'L ap antre nan total la nan kèk segonn. Gen yon lòt bagay ki ka ede: pase petisyon an bay lòt moun.',
  confirmEmailHeading: 'Rete yon sèl etap.',
  confirmEmailText:
    'Louvri imel nou voye nan adrès ou te ekri a epi peze bouton ki ladan l. Se lè sa a sèlman siyati ou a ap konte. Si imel la pa rive nan kèk minit, gade nan dosye spam lan.',
  latest: 'Dènye siyati yo',
  share: 'Pataje petisyon sa a',
  byEmail: 'Imel',
  shareText: (title) => `“${title}”: èske w ap siyen tou?`,
  closed: 'Petisyon sa a fèmen.',
  closedText: 'Li pa pran siyati ankò. Mèsi a tout moun ki te siyen.',
  notFound: 'Pa gen paj konsa isit la',
  notFoundText: 'Petèt adrès la mal ekri, oswa moun k ap òganize petisyon an retire l.',
  languages: 'Petisyon sa a nan lòt lang',
  privacy: {
    heading: 'Ki moun ki wè sa?',
    text: [
      'Sa w mete nan fòmilè a chifre nan menm moman ou siyen an, ak yon kle se sèlman moun k ap òganize petisyon sa a ki genyen l. Sèvè ki konte siyati ou a bliye mwatye pa l nan kle sa a nan mwens pase inèdtan.',
      'Pou chak moun konte yon sèl fwa, sèvè a kenbe yon anprent adrès imel ou (yon kòd ki fèt apati adrès la). Anprent sa a pa ka tounen adrès la ankò, epi li diferan pou chak petisyon.',
      'Pa gen kouki (“cookies”), pa gen zouti k ap swiv ou, pa gen sèvè lòt konpayi, epi pèsonn pa ka dekouvri isit la si yon adrès te siyen.',
      'Moun k ap òganize petisyon an ka li lis la, epi se li ki deside ki moun k ap resevwa l. Epi lè fòmilè sa a andedan yon lòt sit entènèt, sit sa a ta ka li sa w ekri ladan l: siyen sou yon paj ou fè konfyans.',
    ],
  },
  privacyHidden: 'Non w pa parèt ni isit la ni okenn lòt kote.',
  privacyShown:
    'Non w pa parèt ni isit la ni okenn lòt kote, sof si w koche kaz ki pou sa a: lè sa a, tout moun ka li prenon w ak premye lèt non fanmi w lè ou fin konfime, epi sa w te ekri a lè moun k ap òganize petisyon an fin apwouve l. Si w retire siyati ou a, sa disparèt tou.',
  privacyEmail:
    'Pou pèsonn pa siyen nan non w, nou voye yon imel nan adrès ou. Jiskaske li rive, pandan twa jou maksimòm, sèvè a kenbe adrès la chifre; sa ki pa konfime ap efase apre 30 jou. Nan chak imel gen yon lyen pou retire siyati a, e sa efase tout bagay.',
  embed: {
    title: 'Mete petisyon sa a sou sit ou',
    intro: 'Chwazi jan li dwe parèt, kopye youn nan kat yo, epi kole l kote petisyon an dwe ye a.',
    partner: 'Òganizasyon ou',
    partnerNone: 'Li pa nan lis sa a',
    partnerHint: 'Konsa, siyati ki pase sou sit ou konte pou li. Moun k ap jere sèvè sa a ka ajoute pa w la.',
    partnerUnknown:
      'Lyen ou an nonmen yon òganizasyon petisyon sa a pa konnen. Chwazi pa w la, oswa mande moun k ap jere sèvè sa a ajoute l.',
    lang: 'Lang',
    asPage: 'Menm jan ak paj la',
    formAlone: 'Fòmilè a sèlman; tèks la rete jan l ye',
    shape: 'Sa ki parèt',
    full: 'Tit, tèks ak fòmilè',
    formOnly: 'Fòmilè',
    compact: 'Kantite, ba ak yon bouton',
    accent: 'Koulè',
    radius: 'Kwen won',
    scheme: 'Fon',
    light: 'Klè',
    dark: 'Fonse',
    pin: 'Rete ak vèsyon sa a',
    pinHint: 'Navigatè yo va kouri script sa a sèlman. Yon pi nouvo rive sou sit ou lè ou kopye ankò.',
    show: 'Montre',
    faintOnLight: (ratio) =>
      `Sou paj klè, koulè sa a difisil pou wè: kontras li se ${ratio} kont 1, e nivo AA WCAG mande 3 kont 1.`,
    faintOnDark: (ratio) =>
      `Sou paj fonse, koulè sa a difisil pou wè: kontras li se ${ratio} kont 1, e nivo AA WCAG mande 3 kont 1.`,
    useInstead: 'Pran sa a pito:',
    preview: 'Jan l ap parèt',
    previewNote: 'Se pou gade sèlman: anyen moun tape la a pa voye.',
    onWhite: 'Sou yon paj blan',
    onDark: 'Sou yon paj fonse',
    narrow: 'Nan yon kolòn etwat',
    snippets: 'Kopye youn nan sa yo',
    copy: 'Kopye',
    copied: 'Kopye deja',
    origins: (sites) =>
      `Yo ka siyen petisyon sa a sou sit sa yo sèlman: ${sites}. Mande moun k ap jere sèvè sa a ajoute pa w la.`,
    methods: {
      element: {
        title: 'Sit ou aksepte HTML',
        text: 'WordPress gen yon blòk “HTML pèsonalize” pou sa; Wix ak Squarespace rele l “Embed”.',
      },
      link: {
        title: 'Moun k ap ekri lakay ou pa gen dwa kole script',
        text: 'Yon administratè mete premye liy lan nan tèm sit la, yon sèl fwa. Apre sa lyen an ase, kèlkeswa kote yo kole l, epi li tounen petisyon an.',
      },
      frame: {
        title: 'Paj ou pa dwe ka li sa moun tape',
        text: 'Yon kad separe de yo. San dezyèm liy lan, li gen yon ba defilman.',
      },
      address: {
        title: 'Editè ou fè adrès tounen kontni',
        text: 'Kole l nan yon paragraf pou kont li: WordPress ak lòt mete petisyon an la. Nenpòt lòt kote se yon lyen, moun ka siyen ladan l tou.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Tanpri konfime siyati ou a',
      intro:
        'Tanpri konfime adrès imel sa a se pou ou. Yon moun, gen anpil chans se ou menm, te sèvi ak li pou siyen petisyon sa a:',
      outro:
        'Lyen an mache pandan 30 jou. Si se pa t ou menm, pa fè anyen: sa ki pa konfime pa konte, epi l ap efase.',
    },
    already: {
      subject: 'Konsènan siyati ou a',
      intro:
        'Ou pa bezwen fè anyen. Yon moun te sèvi ak adrès imel sa a ankò pou siyen yon petisyon ki te deja siyen ak li:',
      outro: 'Siyati ou a konte yon sèl fwa, epi li rete jan l te ye a.',
    },
    press: 'Siyati ou a ap konte lè ou fin peze bouton ki sou paj sa a:',
    button: 'Konfime siyati mwen',
    withdraw: 'Pou retire siyati ou a, kounye a oswa pita, epi fè efase tout sa nou kenbe sou li:',
    withdrawLink: 'retire siyati mwen',
    shown:
      'Yon moun te koche kaz ki pèmèt tout moun wè prenon an, premye lèt non fanmi an ak, lè moun k ap òganize petisyon an fin apwouve l, kòmantè a. Depi w konfime, y ap parèt. Si se pa sa w vle, retire siyati a pi ba a, epi siyen ankò san ou pa koche kaz la.',
    privacy:
      'Pèsonn pa ka li ki moun ki siyen, sof moun k ap òganize petisyon an, epi pa gen okenn zouti k ap swiv ou nan imel sa a.',
    privacyShown:
      'Pèsonn pa ka li lòt bagay, sof moun k ap òganize petisyon an, epi pa gen okenn zouti k ap swiv ou nan imel sa a.',
  },
  emailLinkPages: {
    toPetition: 'Ale sou petisyon an',
    confirm: {
      title: 'Konfime siyati ou a',
      text: 'Peze bouton an, epi siyati ou a ap konte.',
      button: 'Konfime siyati mwen',
    },
    confirmed: {
      title: 'Mèsi. Siyati ou a anrejistre.',
      text: 'L ap antre nan total la nan kèk segonn. Gen yon lòt bagay ki ka ede: pase petisyon an bay lòt moun.',
    },
    withdraw: {
      title: 'Retire siyati ou a',
      text: 'Peze bouton an, epi tout sa nou kenbe isit la sou siyati ou a ap efase. Li p ap konte ankò, epi ou ka siyen ankò nenpòt lè.',
      closed:
        'Peze bouton an, epi tout sa nou kenbe isit la sou siyati ou a ap efase, epi li p ap konte ankò. Petisyon an fèmen: li pa pran siyati ankò.',
      erased: (creator) =>
        `Siyati petisyon sa a efase isit la paske yo vin ansyen; se kantite yo sèlman ki rete. Peze bouton an, epi tout sa ki ka toujou la sou pa w la ap efase tou. Moun k ap òganize petisyon an kenbe lis sele a. Ekri ${creator} pou siyati ou a efase nan lis sa a tou.`,
      button: 'Retire siyati mwen',
    },
    withdrawn: {
      title: 'Nou pa kenbe anyen isit la ankò.',
      text: 'Kèlkeswa sa ki te la sou siyati ou a, li efase, epi li pa konte. Ou ka siyen ankò nenpòt lè.',
      closed:
        'Kèlkeswa sa ki te la sou siyati ou a, li efase, epi li pa konte. Petisyon an fèmen: li pa pran siyati ankò.',
      erased: (creator) =>
        `Sa nou te kenbe isit la sou siyati petisyon sa a efase paske yo vin ansyen; se kantite yo sèlman ki rete. Moun k ap òganize petisyon an kenbe lis sele a. Ekri ${creator} pou siyati ou a efase nan lis sa a tou.`,
    },
    gone: {
      title: 'Lyen sa a pa mache ankò',
      text: 'Li twò ansyen, li te deja sèvi, oswa li pa konplè. Siyen petisyon an yon lòt fwa, epi w ap resevwa yon imel ak yon nouvo lyen.',
    },
    closed: {
      title: 'Petisyon sa a fèmen',
      text: 'Li pa pran siyati ankò. Sa ki pa t konfime anvan sa pa konte, epi l ap efase.',
    },
  },
};
