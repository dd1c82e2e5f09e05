import type { Dictionary } from './en.ts';

export const tl: Dictionary = {
  consent:
    'Ine-encrypt ang inilalagay mo rito sa sandaling lumagda ka, at tanging ang tagapag-organisa ng petisyong ito ang makakabasa nito.',
  consentShown:
    'Ine-encrypt ang inilalagay mo rito sa sandaling lumagda ka, at tanging ang tagapag-organisa ng petisyong ito ang makakabasa nito, maliban sa mga pinayagan mong makita ng lahat.',
  whoSees: 'Sino ang makakakita nito?',
  by: (creator) => `Nagpasimula: ${creator}`,
  progress: { one: (goal) => `sa ${goal} lagda`, other: (goal) => `sa ${goal} na lagda` },
  sign: 'Lagdaan ang petisyon',
  givenName: 'Unang pangalan',
  familyName: 'Apelyido',
  email: 'Email address',
  postalCode: 'Postal/ZIP code',
  country: 'Bansa',
  chooseCountry: 'Pumili ng bansa',
  comment: 'Bakit ka lumalagda?',
  optional: 'opsyonal',
  display: 'Maaaring makita ng lahat ang unang pangalan ko at ang unang titik ng apelyido ko.',
  displayComment:
    'Maaaring makita ng lahat ang unang pangalan ko, ang unang titik ng apelyido ko at ang isinulat ko.',
  contact: 'Maaaring sumulat sa akin ang tagapag-organisa tungkol sa adhikaing ito.',
  partnerContact: 'Maaaring sumulat sa akin ang #.',
  errors: {
    title: 'Hindi pa nalalagdaan',
    heading: 'Hindi pa natatanggap ang lagda mo. Pakitingnan ang mga bahaging ito:',
    required: 'Pakipunan ito.',
    type: 'Pakipunan itong muli.',
    too_long: 'Masyado itong mahaba.',
    characters: 'May karakter ito na hindi maisusulat dito. Pakisulat itong muli.',
    invalid: 'Pakisuri ito.',
    duplicate: 'Dalawang beses itong naipadala. Pakipunan itong muli.',
    email: 'Hindi kumpleto ang email address na ito. Ganito ang anyo nito: name@example.org.',
  },
  busy: 'Hindi pa natatanggap ang lagda mo: abala ang server. Pakipindot muli ang button pagkaraan ng ilang sandali; narito pa rin ang mga isinulat mo.',
  tooMany:
    'Hindi pa natatanggap ang lagda mo: napakaraming lagda ang nanggaling sa network mo. Pakipindot muli ang button pagkaraan ng ilang minuto; narito pa rin ang mga isinulat mo.',
  thanks: 'Salamat. Natanggap na ang lagda mo.',
  thanksText:
    'Isasama ito sa bilang sa loob ng ilang segundo. May isa pang makakatulong: ibahagi ang petisyon sa iba.',
  confirmEmailHeading: 'Isang hakbang na lang.',
  confirmEmailText:
    'Buksan ang email na ipinadala namin sa address na inilagay mo, at pindutin ang button nito. Saka lang mabibilang ang lagda mo. Kung hindi ito dumating sa loob ng ilang minuto, tingnan ang spam folder.',
  latest: 'Mga pinakabagong lagda',
  share: 'Ibahagi ang petisyong ito',
  byEmail: 'Email',
  shareText: (title) => `“${title}”: lalagda ka rin ba?`,
  closed: 'Sarado na ang petisyong ito.',
  closedText: 'Hindi na ito tumatanggap ng mga lagda. Salamat sa lahat ng lumagda.',
  notFound: 'Walang ganitong pahina rito',
  notFoundText: 'Maaaring mali ang pagkakasulat ng address, o inalis na ng tagapag-organisa ang petisyon.',
  languages: 'Ang petisyong ito sa ibang mga wika',
  privacy: {
    heading: 'Sino ang makakakita nito?',
    text: [
      'Ine-encrypt ang inilalagay mo sa sandaling lumagda ka, para sa susing tanging ang tagapag-organisa ng petisyong ito ang may hawak. Kinalilimutan ng server na nagbibilang ng lagda mo ang kalahati nito ng susing iyon sa loob ng isang oras.',
      'Para isang beses lang mabilang ang bawat tao, nag-iimbak ang server ng digital fingerprint ng email address mo. Hindi maibabalik mula rito ang mismong address, at magkakaiba ito sa bawat petisyon.',
      'Walang cookies, walang tracker at walang server ng ibang kompanya rito, at walang makakaalam dito kung nakalagda na ang isang address.',
      'Nababasa ng tagapag-organisa ang listahan at siya ang nagpapasya kung kanino ito ibibigay. At kapag nasa loob ng ibang website ang form na ito, maaaring mabasa ng website na iyon ang mga isinusulat mo rito: lumagda sa pahinang pinagkakatiwalaan mo.',
    ],
  },
  privacyHidden: 'Hindi ipinapakita ang pangalan mo rito o saanman pa.',
  privacyShown:
    'Hindi ipinapakita ang pangalan mo rito o saanman pa, maliban kung lagyan mo ng tsek ang kahon para dito: kung gayon, mababasa ng lahat ang unang pangalan mo at ang unang titik ng apelyido mo kapag nakapagkumpirma ka na, at ang isinulat mo kapag naaprubahan na ito ng tagapag-organisa. Kapag binawi mo ang lagda mo, mawawala rin ang mga iyon.',
  privacyEmail:
    'Para walang lumagda gamit ang pangalan mo, nagpapadala kami ng email sa address mo. Hanggang sa maihatid ito, nang hindi lalampas sa tatlong araw, iniimbak ng server ang address nang naka-encrypt; binubura pagkaraan ng 30 araw ang hindi nakumpirma. May link sa bawat email para bawiin ang lagda, at binubura nito ang lahat.',
  embed: {
    title: 'Ilagay ang petisyong ito sa site mo',
    intro:
      'Piliin kung ano ang magiging itsura, kopyahin ang isa sa apat, at i-paste kung saan dapat lumabas ang petisyon.',
    partner: 'Ang organisasyon mo',
    partnerNone: 'Wala sa listahang ito',
    partnerHint:
      'Sa gayon, mabibilang para rito ang mga pirmang dumaan sa site mo. Maaaring idagdag ng nagpapatakbo ng server na ito ang sa inyo.',
    partnerUnknown:
      'May binabanggit na organisasyon ang link mo na hindi kilala ng petisyong ito. Piliin ang sa inyo, o ipadagdag ito sa nagpapatakbo ng server.',
    lang: 'Wika',
    asPage: 'Gaya ng pahina',
    formAlone: 'Ang form lang; mananatili ang teksto',
    shape: 'Ano ang ipapakita',
    full: 'Pamagat, teksto at form',
    formOnly: 'Form lang',
    compact: 'Bilang, bar at isang button',
    accent: 'Kulay',
    radius: 'Bilugang sulok',
    scheme: 'Background ng pahina',
    light: 'Maliwanag',
    dark: 'Madilim',
    pin: 'Manatili sa bersiyong ito',
    pinHint:
      'Ito lang na script ang patatakbuhin ng mga browser. Darating lang sa site mo ang mas bago kapag kumopya ka ulit.',
    show: 'Ipakita',
    faintOnLight: (ratio) =>
      `Mahirap makita ang kulay na ito sa maliwanag na pahina: ${ratio} sa 1 ang contrast nito, at 3 sa 1 ang hinihingi ng AA ng WCAG.`,
    faintOnDark: (ratio) =>
      `Mahirap makita ang kulay na ito sa madilim na pahina: ${ratio} sa 1 ang contrast nito, at 3 sa 1 ang hinihingi ng AA ng WCAG.`,
    useInstead: 'Ito na lang ang gamitin:',
    preview: 'Ganito ang magiging itsura',
    previewNote: 'Pantingin lang ito: walang ipinapadala sa anumang ita-type dito.',
    onWhite: 'Sa puting pahina',
    onDark: 'Sa madilim na pahina',
    narrow: 'Sa makitid na kolum',
    snippets: 'Kopyahin ang isa sa mga ito',
    copy: 'Kopyahin',
    copied: 'Nakopya na',
    origins: (sites) =>
      `Mapipirmahan lang ang petisyong ito mula sa mga site na ito: ${sites}. Ipadagdag ang sa inyo sa nagpapatakbo ng server na ito.`,
    methods: {
      element: {
        title: 'Tumatanggap ng HTML ang site mo',
        text: 'May block na “Custom HTML” ang WordPress para rito; “Embed” ang tawag ng Wix at Squarespace.',
      },
      link: {
        title: 'Hindi puwedeng mag-paste ng script ang mga manunulat ninyo',
        text: 'Minsanang ilalagay ng admin ang unang linya sa theme ng site. Pagkatapos, sapat na ang link saanman ito i-paste, at magiging petisyon ito.',
      },
      frame: {
        title: 'Hindi dapat mabasa ng pahina mo ang itina-type',
        text: 'Pinaghihiwalay ng frame ang dalawa. Kung wala ang ikalawang linya, may scrollbar ito.',
      },
      address: {
        title: 'Ginagawang nilalaman ng editor mo ang mga address',
        text: 'I-paste ito sa sarili nitong talata: ilalagay roon ng WordPress at ng iba pa ang petisyon. Kahit saan pa, link ito, na puwede ring pagpirmahan.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Pakikumpirma ang lagda mo',
      intro:
        'Pakikumpirma na sa iyo ang email address na ito. May gumamit nito, na malamang ay ikaw, para lagdaan ang petisyong ito:',
      outro:
        'Gumagana ang link sa loob ng 30 araw. Kung hindi ikaw iyon, huwag kang gumawa ng anuman: hindi binibilang, at binubura, ang hindi nakumpirma.',
    },
    already: {
      subject: 'Tungkol sa lagda mo',
      intro:
        'Wala kang kailangang gawin. Ginamit muli ang email address na ito para lagdaan ang isang petisyong nalagdaan na gamit ito:',
      outro: 'Isang beses lang binibilang ang lagda mo, at walang nagbago rito.',
    },
    press: 'Mabibilang ang lagda mo kapag pinindot mo ang button sa pahinang ito:',
    button: 'Kumpirmahin ang lagda ko',
    withdraw:
      'Para bawiin ang lagda mo, ngayon o sa susunod, at ipabura ang lahat ng nakaimbak tungkol dito:',
    withdrawLink: 'bawiin',
    shown:
      'Nilagyan ng tsek ang kahon na nagpapahintulot na makita ng lahat ang unang pangalan, ang unang titik ng apelyido at, kapag naaprubahan na ito ng tagapag-organisa, ang komento. Kapag nagkumpirma ka, ipapakita ang mga ito. Kung hindi iyon ang gusto mo, bawiin ang lagda mo sa ibaba, at lumagda ulit nang walang tsek.',
    privacy:
      'Maliban sa tagapag-organisa ng petisyon, walang makakabasa kung sino ang lumagda, at walang tracker sa email na ito.',
    privacyShown:
      'Maliban sa tagapag-organisa ng petisyon, walang makakabasa ng anumang iba pa, at walang tracker sa email na ito.',
  },
  emailLinkPages: {
    toPetition: 'Pumunta sa petisyon',
    confirm: {
      title: 'Kumpirmahin ang lagda mo',
      text: 'Pindutin ang button, at mabibilang ang lagda mo.',
      button: 'Kumpirmahin ang lagda ko',
    },
    confirmed: {
      title: 'Salamat. Natanggap na ang lagda mo.',
      text: 'Isasama ito sa bilang sa loob ng ilang segundo. May isa pang makakatulong: ibahagi ang petisyon sa iba.',
    },
    withdraw: {
      title: 'Bawiin ang lagda mo',
      text: 'Pindutin ang button, at mabubura ang lahat ng nakaimbak dito tungkol sa lagda mo. Hindi na ito bibilangin, at maaari kang lumagda ulit kahit kailan.',
      closed:
        'Pindutin ang button, at mabubura ang lahat ng nakaimbak dito tungkol sa lagda mo, at hindi na ito bibilangin. Sarado na ang petisyon: hindi na ito tumatanggap ng mga lagda.',
      erased: (creator) =>
        `Binura na rito ang mga lagda ng petisyong ito dahil luma na ang mga ito; ang bilang na lang ang natira. Pindutin ang button, at mabubura rin ang anumang maaaring narito pa tungkol sa lagda mo. Hawak pa rin ng tagapag-organisa ng petisyon ang naka-encrypt na listahan. Sumulat sa tagapag-organisa (${creator}) para mabura rin doon ang lagda mo.`,
      button: 'Bawiin ang lagda ko',
    },
    withdrawn: {
      title: 'Wala nang nakaimbak dito.',
      text: 'Anumang mayroon tungkol sa lagda mo ay nabura na at hindi binibilang. Maaari kang lumagda ulit kahit kailan.',
      closed:
        'Anumang mayroon tungkol sa lagda mo ay nabura na at hindi binibilang. Sarado na ang petisyon: hindi na ito tumatanggap ng mga lagda.',
      erased: (creator) =>
        `Binura na ang nakaimbak dito tungkol sa mga lagda ng petisyong ito dahil luma na ang mga ito; ang bilang na lang ang natira. Hawak pa rin ng tagapag-organisa ng petisyon ang naka-encrypt na listahan. Sumulat sa tagapag-organisa (${creator}) para mabura rin doon ang lagda mo.`,
    },
    gone: {
      title: 'Hindi na gumagana ang link na ito',
      text: 'Masyado na itong luma, nagamit na, o hindi kumpleto. Lagdaan muli ang petisyon, at may darating na email na may bagong link.',
    },
    closed: {
      title: 'Sarado na ang petisyong ito',
      text: 'Hindi na ito tumatanggap ng mga lagda. Hindi binibilang, at binubura, ang hindi nakumpirma bago ito nagsara.',
    },
  },
};
