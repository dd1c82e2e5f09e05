import type { Dictionary } from './en.ts';

export const tl: Dictionary = {
  consent:
    'Ang tagapag-organisa lang ng petisyong ito ang makakabasa ng inilalagay mo rito. Ine-encrypt ang lahat ng ito sa sandaling lumagda ka.',
  consentShown:
    'Ang tagapag-organisa lang ng petisyong ito ang makakabasa ng inilalagay mo rito, maliban sa pinili mong ipakita sa publiko. Ine-encrypt ang lahat ng ito sa sandaling lumagda ka.',
  consentPartner:
    'Ang tagapag-organisa lang ng petisyong ito, at ang partner na pinayagan mong mag-email sa iyo, ang makakabasa ng inilalagay mo rito. Ine-encrypt ang lahat ng ito sa sandaling lumagda ka.',
  consentShownPartner:
    'Ang tagapag-organisa lang ng petisyong ito, at ang partner na pinayagan mong mag-email sa iyo, ang makakabasa ng inilalagay mo rito, maliban sa pinili mong ipakita sa publiko. Ine-encrypt ang lahat ng ito sa sandaling lumagda ka.',
  whoSees: 'Sino ang makakakita nito?',
  by: (creator) => `Nagpasimula: ${creator}`,
  to: (target: string) => `Para kay/sa: ${target}`,
  organizedBy: 'Inorganisa ng #',
  privacyPolicy: 'Patakaran sa privacy',
  imprint: 'Legal na abiso',
  daysLeft: { other: (days) => `${days} araw na lang para pumirma` },
  signedToday: (people) => `Hindi bababa sa ${people} tao ang pumirma ngayong araw`,
  lastDay: 'Huling araw para pumirma',
  draft: 'Draft: ang may link na ito lang ang nakakakita ng pahinang ito. Hindi pa maaaring pumirma.',
  progress: { one: (goal) => `sa ${goal} lagda`, other: (goal) => `sa ${goal} na lagda` },
  signatures: { one: 'lagda', other: 'na lagda' },
  sign: 'Lagdaan ang petisyon',
  givenName: 'Unang pangalan',
  familyName: 'Apelyido',
  email: 'Email address',
  once: 'Isang beses lang binibilang ang bawat email address.',
  postalCode: 'Postal/ZIP code',
  country: 'Bansa',
  chooseCountry: 'Pumili ng bansa',
  comment: 'Bakit ka lumalagda?',
  optional: 'opsyonal',
  upTo: (limit) => `hanggang ${limit} karakter`,
  display: 'Ipakita sa publiko ang unang pangalan ko at ang unang titik ng apelyido ko.',
  displayComment:
    'Ipakita sa publiko ang unang pangalan ko, ang unang titik ng apelyido ko, at ang komento ko.',
  contact: 'Puwede akong i-email ng tagapag-organisa tungkol sa adhikaing ito.',
  partnerContact: 'Puwede akong i-email ng #.',
  errors: {
    title: 'Hindi pa nakalagda',
    heading: 'Hindi ka pa nakakalagda. Pakitingnan ang mga ito:',
    required: 'Pakipunan ito.',
    type: 'Pakipunan ulit ito.',
    too_long: (limit, length) =>
      `Masyado itong mahaba. ${length} karakter ang inilagay mo; ${limit} ang limitasyon.`,
    characters: 'May karakter dito na hindi namin matatanggap. Pakisulat ulit ito.',
    character: (name) => `Hindi puwede rito ang ${name}. Burahin o i-type ulit ito.`,
    invalid: 'Pakitingnan ito.',
    duplicate: 'Dalawang beses itong naipadala. Pakipunan ulit ito.',
    email: 'Ilagay ang buong email address, gaya ng name@example.org.',
  },
  busy: 'Hindi ka pa nakakalagda: abala ang server. Pindutin ulit ang button maya-maya. Narito pa rin ang mga inilagay mo.',
  tooMany:
    'Hindi ka pa nakakalagda: sobrang dami ng natanggap naming lagda mula sa network mo. Pindutin ulit ang button pagkaraan ng ilang minuto. Narito pa rin ang mga inilagay mo.',
  thanks: 'Salamat. Bilang na ang lagda mo.',
  thanksText:
    'Maa-update ang kabuuan sa loob ng ilang segundo. May isa ka pang maitutulong: ibahagi ang petisyon.',
  confirmEmailHeading: 'Isang hakbang na lang: tingnan ang email mo.',
  confirmEmailText:
    'Nagpadala kami ng email sa #. Buksan ito at pindutin ang button. Saka pa lang mabibilang ang lagda mo. Kung hindi ito dumating sa loob ng ilang minuto, tingnan ang spam folder mo.',
  wrongAddress: 'Mali ang address?',
  changeAddress: 'Palitan ito',
  meantEmail: '# ba ang ibig mong sabihin?',
  useEmail: 'Oo, pumirma gamit ang #',
  keepEmail: 'Hindi, pumirma gamit ang #',
  latest: 'Mga pinakabagong lagda',
  share: 'Ibahagi ang petisyong ito',
  byEmail: 'I-email',
  bySms: 'I-text',
  poster: {
    link: 'Mag-print ng poster na may QR code',
    scan: 'I-scan para lumagda',
    goTo: 'O pumunta sa:',
    print: 'I-print ang pahinang ito, gupitin ang pagitan ng mga piraso sa ibaba, at isabit.',
    download: 'I-download ang QR code (SVG)',
  },
  mastodon: {
    title: 'Ibahagi sa Mastodon',
    server: 'Ang iyong Mastodon server',
    hint: 'Gaya ng mastodon.social, o ang buo mong handle. Hindi ito itinatago.',
    button: 'Magpatuloy',
    invalid: 'Ilagay ang pangalan ng isang server, gaya ng mastodon.social.',
  },
  outcome: 'Ang kinalabasan',
  victory: 'Tagumpay!',
  closed: 'Sarado na ang petisyong ito.',
  closedText: 'Hindi na ito tumatanggap ng mga lagda. Salamat sa lahat ng lumagda.',
  notFound: 'Hindi nahanap ang pahina',
  notFoundText: 'Tingnan kung tama ang pagkaka-type ng address.',
  petitions: 'Mga bukas na petisyon',
  noPetitions: 'Walang bukas na petisyon sa ngayon.',
  home: {
    search: 'Maghanap ng petisyon',
    button: 'Hanapin',
    all: 'Lahat',
    noResults: 'Walang petisyong tumutugma sa hinahanap mo.',
    feed: 'Feed ng balita',
    pages: 'Mga pahina',
    previous: 'Nakaraan',
    next: 'Susunod',
    page: (page, pages) => `Pahina ${page} ng ${pages}`,
  },
  failure: {
    title: 'Hindi iyon gumana',
    text: 'Bumalik at subukan muli. Kung maulit ito, sumulat sa nag-organisa.',
    busy: 'Abala ang server. Subukan muli pagkalipas ng isang minuto.',
    tooMany: 'Masyadong maraming request mula sa network mo. Subukan muli pagkalipas ng ilang minuto.',
  },
  languages: 'Ang petisyong ito sa ibang mga wika',
  privacy: {
    heading: 'Sino ang makakakita nito?',
    text: [
      'Ine-encrypt ang mga inilalagay mo sa sandaling lumagda ka, gamit ang susing ang tagapag-organisa lang ng petisyong ito ang makakabukas. Binubura ng server ang kopya nito ng encryption key sa loob ng isang oras.',
      'Para isang beses lang mabilang ang bawat tao, nag-iimbak ang server ng code na kinuwenta mula sa email address mo. Walang makakakuha ng mismong address mula rito, at iba ito sa bawat petisyon.',
      'Hindi kami gumagamit ng cookies, ng mga tracker, o ng server ng ibang kompanya. Walang makakaalam dito kung nakalagda na ang isang address.',
      'Nababasa ng tagapag-organisa ang listahan ng mga lumagda, at siya ang nagpapasya kung kanino ito ibibigay. Kung bahagi ng ibang website ang form na ito, puwedeng mabasa ng website na iyon ang tina-type mo: lumagda sa pahinang pinagkakatiwalaan mo.',
    ],
  },
  privacyHidden: 'Hindi ipinapakita ang pangalan mo rito o saanman.',
  privacyShown:
    'Hindi ipinapakita ang pangalan mo rito o saanman, maliban kung i-check mo ang kahon para dito. May bisa lang ang kahon kung iche-check mo itong muli kapag nagkumpirma ka. Kapag ginawa mo iyon, makikita ng lahat ang unang pangalan mo at ang unang titik ng apelyido mo kapag nagkumpirma ka na, at ang komento mo kapag naaprubahan na ito ng tagapag-organisa. Kapag binawi mo ang lagda mo, aalisin ang mga ito.',
  privacyEmail:
    'Para walang ibang lumagda sa pangalan mo, nagpapadala kami ng email sa address mo. Hanggang sa maihatid ito, nang hindi lalampas sa tatlong araw, iniimbak ng server ang address nang naka-encrypt. Hanggang sa magkumpirma ka, mabubuksan lang ang mga inilagay mo gamit ang link sa email na iyon at, hanggang sa maihatid ang email, ng server. Binubura pagkaraan ng 30 araw ang mga lagdang hindi nakumpirma. May link sa bawat email para bawiin ang lagda mo, at binubura nito ang lahat.',
  privacyCookies: 'Hindi kami gumagamit ng cookies, ng mga tracker, o ng server ng ibang kompanya.',
  privacyNoEmail:
    'Hindi nagpapadala ng email ang server na ito, kaya walang nagpapatunay na pag-aari ng lumalagda ang address na ginamit niya. Kung kakaunti ang lagda ng petisyon, puwedeng malaman ng sinumang lumagda gamit ang address mo, mula sa kabuuan, kung lumagda ka na dati. Para bawiin ang lagda mo, sumulat sa tagapag-organisa ng petisyon.',
  privacyPartner:
    'Makukuha lang ng isang partner ang mga inilalagay mo kung iche-check mo ang kahong nagpapahintulot sa partner na iyon na i-email ka.',
  privacyMore: 'Higit pa tungkol sa privacy',
  privacyPage: {
    title: 'Privacy: ano ang nangyayari sa lagda mo',
    sections: [
      {
        heading: 'Ang mga inilalagay mo',
        text: 'Ipinapadala ang mga ito sa server ng petisyon at ine-encrypt agad, kaya ang tagapag-organisa lang ng petisyon ang makakabasa. Binubura ng server ang kopya nito ng encryption key sa loob ng isang oras. Pagkatapos noon, hindi na rin nito mababasa ang datos mo. May kahon sa ilang petisyon na nagpapahintulot sa isang partner na i-email ka. Makukuha lang ng partner ang mga inilagay mo kung iche-check mo ito.',
      },
      {
        heading: 'Paano isang beses lang nabibilang ang bawat tao',
        text: 'Nag-iimbak ang server ng code na kinuwenta mula sa email address mo. Walang makakakuha ng mismong address mula rito. Iba ito sa bawat petisyon, at wala itong silbi kung wala ang isang lihim na nakaimbak sa ibang lugar.',
      },
      {
        heading: 'Paano namin pinipigilan ang iba na lumagda sa pangalan mo',
        text: 'Sa karamihan ng petisyon, nagpapadala kami ng email sa address mo, at nabibilang ang lagda mo kapag pinindot mo ang button doon. Hanggang sa maihatid ang email, nang hindi lalampas sa tatlong araw, iniimbak ng server ang address mo nang naka-encrypt; pagkatapos, binubura na ito. Hanggang sa magkumpirma ka, mabubuksan lang ang mga inilagay mo gamit ang link sa email na iyon at, hanggang sa maihatid ang email, ng server. Kaya tiyaking tama ang address mo: mababasa ng makakatanggap ng email ang mga inilagay mo. Ang mga inilagay mo para hingin ang email ay binubura pagkaraan ng 30 araw, nagkumpirma ka man o hindi.',
      },
      {
        heading: 'Puwede mong bawiin ang lagda mo kahit kailan',
        text: 'May link sa bawat email para bawiin ang lagda mo. Binubura nito ang lahat ng nakaimbak tungkol sa lagda mo, nang hindi lalampas sa tatlong araw, at walang matitirang palatandaan na nagkaroon nito. Puwede kang lumagda ulit habang bukas ang petisyon. Para makakuha ng bagong link, lumagda ulit. Puwede mong itama ang mga inilagay mo sa pahina kung saan ka magkukumpirma, o sa ibang pagkakataon kung babawiin mo ang lagda at lalagda ulit. Kapag matagal nang sarado ang petisyon, maaaring nailipat na ng tagapag-organisa ang mga lagda sa isang naka-encrypt na file at nabura na ang mga ito sa server. Sasabihin iyon sa iyo ng pahina para sa pagbawi, pati kung kanino ka puwedeng lumapit. May link din ang bawat email para hindi ka na kailanman padalhan. Kapag ginamit mo ito, nag-iimbak ang server ng code na kinalkula mula sa address mo para rito.',
      },
      {
        heading: 'Walang makakaalam dito kung lumagda ka',
        text: 'Ang paglagda nang dalawang beses ay kamukhang-kamukha ng paglagda nang isang beses. Ang kabuuan lang ang nakikita ng publiko, maliban kung iba ang piliin mo: may kahon sa ilang petisyon para ipakita ang unang pangalan mo at ang unang titik ng apelyido mo, at ang komento mo kapag naaprubahan na ito ng tagapag-organisa. Kung hindi mo iche-check ang kahon, walang ipapakitang kahit ano tungkol sa iyo.',
      },
      {
        heading: 'Walang cookies at walang tracker',
        text: 'Hindi gumagamit ng cookies o ng mga tracker ang mga pahina at ang form, at wala silang nilo-load mula sa ibang kompanya.',
      },
      {
        heading: 'Kung saan hindi ka namin mapoprotektahan',
        text: 'Kung bahagi ng ibang website ang form, puwedeng mabasa ng website na iyon ang tina-type mo, gaya ng sa anumang form. Lumagda sa pahinang pinagkakatiwalaan mo, o sa mismong pahina ng petisyon. Nababasa ng tagapag-organisa ang listahan ng mga lumagda: iyon ang layunin ng petisyon. Kung may makakuha ng kontrol sa server, mababasa niya ang mga ilalagay ng mga tao mula noon. Kung hindi nagpapadala ng email ang petisyon at kakaunti ang lagda nito, puwedeng malaman ng sinumang lumagda gamit ang address mo, mula sa kabuuan, kung lumagda ka na dati, at sa gayon ay nakalagda na siya sa pangalan mo.',
      },
    ],
    withoutEmails: [
      {
        heading: 'Puwedeng lumagda ang iba gamit ang address mo',
        text: 'Hindi nagpapadala ng email ang server na ito. Nabibilang agad ang lagda mo, at walang nagpapatunay na pag-aari ng lumalagda ang address na ginamit niya. Kung may lumagda sa pangalan mo, sumulat sa tagapag-organisa ng petisyon.',
      },
      {
        heading: 'Para bawiin ang lagda mo, sumulat sa tagapag-organisa',
        text: 'Sumulat sa tagapag-organisa ng petisyon para ipabura ang lahat ng nakaimbak tungkol sa lagda mo. Puwede kang lumagda ulit habang bukas ang petisyon.',
      },
      {
        heading: 'Ano ang puwedeng malaman ng iba',
        text: 'Pareho ang sagot sa paglagda nang dalawang beses at sa paglagda nang isang beses. Ang kabuuan lang ang nakikita ng publiko; walang ipinapakitang pangalan. Pero tumataas lang ang kabuuan kapag may bagong lumagda, at kapansin-pansin iyon kung kakaunti ang lagda ng petisyon.',
      },
    ],
  },
  numbers: {
    title: 'Mga lagda sa pamamagitan ng #',
    all: 'Kabuuan',
    today: 'Ngayong araw',
    week: 'Huling pitong araw',
    none: 'Wala pang pumirma sa pamamagitan ng iyong organisasyon.',
    perDay: 'Mga lagda bawat araw',
    chart: (first, last, best, most) =>
      `Mula ${first} hanggang ${last}. Pinakamarami noong ${best}: ${most}.`,
    table: 'Ang parehong mga numero sa talahanayan',
    day: 'Araw (UTC)',
    signatures: 'Mga lagda',
    note: 'Kahit sinong may link na ito ay makapagbubukas ng pahinang ito. Walang pangalan dito, at walang tungkol sa ibang organisasyon.',
  },
  embed: {
    title: 'Ilagay ang petisyong ito sa site mo',
    intro:
      'Piliin ang hitsura, kopyahin ang isa sa apat na snippet, at i-paste ito kung saan mo gustong lumabas ang petisyon.',
    partner: 'Ang organisasyon mo',
    partnerNone: 'Wala sa listahang ito',
    partnerHint:
      'Kapag pinili mo ito, mabibilang para sa organisasyon mo ang mga lagda mula sa site mo. Maidadagdag ng administrator ng server na ito ang organisasyon mo.',
    partnerUnknown:
      'May partner sa link mo na wala sa petisyong ito. Piliin ang organisasyon mo sa listahan, o ipadagdag ito sa administrator ng server na ito.',
    lang: 'Wika',
    asPage: 'Gaya ng pahina mo',
    formAlone: 'Form lang ang isasalin, hindi ang teksto ng petisyon',
    shape: 'Ano ang ipapakita',
    full: 'Pamagat, teksto, at form',
    formOnly: 'Form lang',
    compact: 'Pamagat, bilang, bar, at button',
    image: 'Ipakita ang larawan',
    imageHint: 'Sa itaas ng pamagat. Sa server na ito lang ito nanggagaling.',
    accent: 'Kulay',
    radius: 'Kurba ng mga sulok',
    scheme: 'Background ng pahina',
    light: 'Maliwanag',
    dark: 'Madilim',
    pin: 'Manatili sa bersiyong ito',
    pinHint:
      'Ang mismong bersiyong ito ng script ang patatakbuhin ng mga browser. Para makuha ang mas bago, kopyahin ulit ang snippet.',
    events: 'Hayaang magbalita ang frame sa iyong pahina',
    eventsHint:
      'Para magbilang ng conversion. Sasabihin ng frame sa iyong pahina kung may lumagda, nagbahagi, o nagka-error. Kung hindi, wala itong sasabihin.',
    show: 'I-update',
    faintOnLight: (ratio) =>
      `Mahirap makita ang kulay na ito sa maliwanag na pahina: ${ratio} sa 1 ang contrast nito, at 3 sa 1 ang hinihingi ng WCAG AA.`,
    faintOnDark: (ratio) =>
      `Mahirap makita ang kulay na ito sa madilim na pahina: ${ratio} sa 1 ang contrast nito, at 3 sa 1 ang hinihingi ng WCAG AA.`,
    useInstead: 'Ito na lang ang gamitin:',
    preview: 'Magiging hitsura',
    previewNote: 'Preview lang ito. Hindi ipinapadala ang anumang i-type mo rito.',
    onWhite: 'Sa puting pahina',
    onDark: 'Sa madilim na pahina',
    narrow: 'Sa makitid na column',
    snippets: 'Kopyahin ang isa sa mga ito',
    copy: 'Kopyahin',
    copied: 'Nakopya na',
    further: 'Higit pa',
    docsEmbedding: 'Paano ilagay ang isang petisyon sa isang site (Ingles)',
    docsStyling: 'Mga attribute, kulay, at event (Ingles)',
    numbers: 'Ilan ang pumirma sa pamamagitan ng iyong organisasyon (may account)',
    origins: (sites) =>
      `Malalagdaan lang ang petisyong ito mula sa mga site na ito: ${sites}. Ipadagdag ang site mo sa administrator ng server na ito.`,
    list: {
      title: 'Kung maraming petisyon sa site mo',
      text: 'Ipinapakita ang mga ito bilang mga card: ang sa inyo kung pinili mo ang organisasyon mo sa itaas; kung hindi, lahat ng petisyon sa server na ito. Kusang lumalabas ang mga bago.',
    },
    conversions: {
      title: 'Bilangin ang mga lagda sa sarili mong estadistika',
      text: 'Nakakatanggap ang iyong pahina ng event kapag may lumagda o nagbahagi. Walang event na naglalaman ng anumang tinipa. I-paste ito pagkatapos ng petisyon, at itira ang linya ng ginagamit mong analytics.',
      warning:
        'Kung kilala ng iyong analytics ang mga bisita mo, malalaman din nito kung sino ang lumagda. Gumamit ng hindi nakakaalam.',
      frame:
        'Nagpapadala lang ng event ang frame kung lalagyan mo ng tsek ang “Hayaang magbalita ang frame sa iyong pahina” sa itaas, at kung nasa pahina ang script sa snippet nito. Walang ipinapadala ang address na ginawang embed ng iyong editor.',
      when: {
        'petition-sign': 'May pumindot sa button, at ipapadala na ang lagda.',
        'petition-signed':
          'Nasa server na ang lagda. Kung kailangan itong kumpirmahin sa email, “confirm” ang status; kung hindi, “signed”.',
        'petition-error': 'Hindi na-load ang petisyon, o hindi naipadala ang lagda.',
        'petition-share': 'May nagbahagi ng petisyon.',
      },
    },
    methods: {
      element: {
        title: 'Kung tumatanggap ng HTML ang site mo',
        text: 'Sa WordPress, gamitin ang block na “Custom HTML”. Sa Wix at Squarespace, gamitin ang “Embed”.',
      },
      link: {
        title: 'Kung hindi makapag-paste ng script ang mga manunulat ninyo',
        text: 'Isang beses lang idaragdag ng administrator ang unang linya sa theme ng site. Pagkatapos, link na lang ang ipe-paste ng mga manunulat, at magiging petisyon ito.',
      },
      frame: {
        title: 'Kung hindi dapat mabasa ng pahina mo ang tina-type ng mga tao',
        text: 'Pinaghihiwalay ng frame ang dalawa. Inaayos ng ikalawang linya ang taas nito; kung wala iyon, may scrollbar ang frame.',
      },
      address: {
        title: 'Kung ginagawang embed ng editor mo ang mga web address',
        text: 'I-paste ito sa sarili nitong linya. Ipapakita roon ng WordPress at ng iba pang editor ang petisyon. Sa ibang lugar, link pa rin ito sa pahina kung saan puwedeng lumagda.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Pakikumpirma ang lagda mo',
      intro:
        'Pakikumpirma na sa iyo ang email address na ito. May gumamit nito, na malamang ay ikaw, para lagdaan ang petisyong ito:',
      outro:
        'Gumagana ang link sa loob ng 30 araw. Kung hindi ikaw iyon, wala kang kailangang gawin: ang lagdang hindi nakumpirma ay hindi binibilang at binubura.',
    },
    already: {
      subject: 'Tungkol sa lagda mo',
      intro:
        'Wala kang kailangang gawin. Ginamit ulit ang email address na ito para lagdaan ang isang petisyong nalagdaan na gamit ito:',
      outro: 'Isang beses lang binibilang ang lagda mo, at walang nagbago rito.',
      privacy:
        'Ang tagapag-organisa lang ng petisyong ito ang makakabasa kung sino ang lumagda, maliban sa pinayagan mo noong lumagda ka. Walang tracker sa email na ito.',
    },
    press: 'Para mabilang ang lagda mo, buksan ang pahinang ito at pindutin ang button:',
    button: 'Kumpirmahin ang lagda ko',
    withdraw:
      'Para bawiin ang lagda mo, ngayon o sa susunod, at burahin ang lahat ng iniimbak namin tungkol dito:',
    withdrawLink: 'bawiin ang lagda',
    boxes:
      'Na-check sa form ang mga kahong ito. May bisa lang ang bawat isa kung iche-check mo itong muli sa pahina kung saan ka magkukumpirma:',
    privacy:
      'Ang tagapag-organisa lang ng petisyong ito ang makakabasa kung sino ang lumagda. Walang tracker sa email na ito.',
    privacyBoxes:
      'Ang tagapag-organisa lang ng petisyong ito ang makakabasa kung sino ang lumagda, maliban sa papayagan mo kapag nagkumpirma ka. Walang tracker sa email na ito.',
  },
  emailLinkPages: {
    toPetition: 'Pumunta sa petisyon',
    checkBox:
      'I-check muna ang kahon, saka pindutin ang button. Pumipindot ng button ang mga program na sumusuri ng email, pero hindi sila nagche-check ng kahon.',
    confirm: {
      title: 'Kumpirmahin ang lagda mo',
      text: 'Pindutin ang button para mabilang ang lagda mo.',
      check:
        'Ito ang inilagay kasama ng email address mo, at iimbakin ito kung magkukumpirma ka. Itama ang mali. Kung hindi ikaw ito, isara ang pahinang ito: hindi nabibilang at binubura ang hindi nakumpirma.',
      boxes:
        'Na-check din sa form ang mga kahong may nakasulat na “opsyonal”. May bisa lang ang bawat isa kung iche-check mo ito rito.',
      sure: 'Oo, gusto kong lagdaan ang petisyong ito.',
      button: 'Kumpirmahin ang lagda ko',
    },
    confirmed: {
      title: 'Salamat. Bilang na ang lagda mo.',
      text: 'Maa-update ang kabuuan sa loob ng ilang segundo. May isa ka pang maitutulong: ibahagi ang petisyon.',
    },
    withdraw: {
      title: 'Bawiin ang lagda mo',
      text: 'Pindutin ang button para burahin ang lahat ng iniimbak namin tungkol sa lagda mo. Hindi na ito bibilangin. Puwede kang lumagda ulit kahit kailan.',
      closed:
        'Pindutin ang button para burahin ang lahat ng iniimbak namin tungkol sa lagda mo. Hindi na ito bibilangin. Sarado na ang petisyong ito at hindi na tumatanggap ng mga lagda.',
      erased: (creator) =>
        `Binura na sa server na ito ang mga lagda ng petisyong ito dahil luma na ang mga ito. Ang kabuuan na lang ang natira. Pindutin ang button para burahin ang anumang maaaring naiwan tungkol sa lagda mo. Hawak pa rin ng tagapag-organisa ang naka-encrypt na listahan: para mabura rin doon ang lagda mo, sumulat sa tagapag-organisa (${creator}).`,
      sure: 'Oo, burahin ang lagda ko.',
      button: 'Bawiin ang lagda ko',
    },
    withdrawn: {
      title: 'Nabawi na ang lagda mo.',
      text: 'Hindi binibilang ang lagda mo, at buburahin ang lahat ng iniimbak namin tungkol dito: ngayon, o sa loob ng tatlong araw kung kararating lang ng email. Kung hindi ikaw ang bumawi nito, kumpirmahin ulit gamit ang button sa email na iyon, o lumagda ulit.',
      closed:
        'Hindi binibilang ang lagda mo, at buburahin ang lahat ng iniimbak namin tungkol dito nang hindi lalampas sa tatlong araw. Sarado na ang petisyong ito at hindi na tumatanggap ng mga lagda.',
      erased: (creator) =>
        `Binura na sa server na ito ang mga lagda ng petisyong ito dahil luma na ang mga ito. Ang kabuuan na lang ang natira. Hawak pa rin ng tagapag-organisa ang naka-encrypt na listahan: para mabura rin doon ang lagda mo, sumulat sa tagapag-organisa (${creator}).`,
    },
    gone: {
      title: 'Hindi na gumagana ang link na ito',
      text: 'Nag-expire na ito, nagamit na, o hindi kumpleto. Lagdaan ulit ang petisyon para makatanggap ng email na may bagong link.',
    },
    closed: {
      title: 'Sarado na ang petisyong ito',
      text: 'Hindi na ito tumatanggap ng mga lagda. Hindi binibilang at binubura ang mga lagdang hindi nakumpirma bago ito nagsara.',
    },
  },
  testEmail: {
    subject: 'Pagsubok na email mula sa server ng petisyon',
    text: 'Ito ang pagsubok na hiniling mo sa console ng petisyon. Nakararating sa iyo ang mga email mula sa server na ito. Wala kang kailangang gawin.',
  },
  neverEmail: {
    email: 'Para hindi na kailanman makatanggap ng email mula sa server na ito, tungkol sa anumang petisyon:',
    emailLink: 'huwag nang mag-email sa address na ito',
    stop: {
      title: 'Huwag nang mag-email sa address na ito',
      text: 'Pindutin ang button, at hindi na magpapadala ang server na ito ng email sa address mo, may tag man o wala (pangalan+tag@), tungkol sa anumang petisyon. Mananatili ang mga lagda mo. Hangga’t hindi mo ulit pinapayagan ang mga email, hindi ka makakalagda sa mga petisyong nagpapadala nito para sa pagkumpirma.',
      sure: 'Oo, huwag na akong padalhan ng email.',
      button: 'Ihinto ang lahat ng email',
    },
    stopped: {
      title: 'Hindi ka na namin padadalhan ng email.',
      text: 'Isang code lang na kinalkula mula sa address mo ang iniimbak ng server. Itago ang email: ang link lang doon ang paraan para payagan ulit ang mga email.',
    },
    allow: {
      title: 'Payagan ulit ang mga email',
      text: 'Pindutin ang button, at puwede na ulit magpadala ng email ang server na ito sa address mo kapag may lumagda ng petisyon gamit ito.',
      sure: 'Oo, puwede akong padalhan ng email ng server na ito.',
      button: 'Payagan ulit ang mga email',
    },
    allowed: {
      title: 'Pinapayagan na ulit ang mga email.',
      text: 'Para makatanggap ng email na may link sa pagkumpirma, lagdaan ulit ang petisyon.',
    },
  },
};
