import type { Dictionary } from './en.ts';

export const de: Dictionary = {
  consent:
    'Nur die Verantwortlichen dieser Petition können lesen, was Sie hier eingeben. Es wird in dem Moment verschlüsselt, in dem Sie unterschreiben.',
  consentShown:
    'Nur die Verantwortlichen dieser Petition können lesen, was Sie hier eingeben, außer dem, was Sie öffentlich anzeigen lassen. Es wird in dem Moment verschlüsselt, in dem Sie unterschreiben.',
  consentPartner:
    'Nur die Verantwortlichen dieser Petition und eine Partnerorganisation, der Sie erlauben, Ihnen E-Mails zu schicken, können lesen, was Sie hier eingeben. Es wird in dem Moment verschlüsselt, in dem Sie unterschreiben.',
  consentShownPartner:
    'Nur die Verantwortlichen dieser Petition und eine Partnerorganisation, der Sie erlauben, Ihnen E-Mails zu schicken, können lesen, was Sie hier eingeben, außer dem, was Sie öffentlich anzeigen lassen. Es wird in dem Moment verschlüsselt, in dem Sie unterschreiben.',
  whoSees: 'Wer sieht das?',
  by: (creator) => `Gestartet von ${creator}`,
  to: (target: string) => `An: ${target}`,
  organizedBy: 'Organisiert von #',
  privacyPolicy: 'Datenschutzerklärung',
  imprint: 'Impressum',
  daysLeft: { one: (days) => `Noch ${days} Tag`, other: (days) => `Noch ${days} Tage` },
  signedToday: (people) => `Heute haben mindestens ${people} Menschen unterschrieben`,
  lastDay: 'Letzter Tag zum Unterschreiben',
  draft: 'Entwurf: Nur wer diesen Link hat, sieht diese Seite. Noch kann niemand unterschreiben.',
  progress: { one: (goal) => `von ${goal} Unterschrift`, other: (goal) => `von ${goal} Unterschriften` },
  signatures: { one: 'Unterschrift', other: 'Unterschriften' },
  sign: 'Petition unterschreiben',
  givenName: 'Vorname',
  familyName: 'Nachname',
  email: 'E-Mail-Adresse',
  once: 'Jede E-Mail-Adresse zählt einmal.',
  postalCode: 'Postleitzahl',
  country: 'Land',
  chooseCountry: 'Land auswählen',
  comment: 'Warum unterschreiben Sie?',
  optional: 'freiwillig',
  upTo: (limit) => `höchstens ${limit} Zeichen`,
  display: 'Meinen Vornamen und den Anfangsbuchstaben meines Nachnamens öffentlich anzeigen.',
  displayComment:
    'Meinen Vornamen, den Anfangsbuchstaben meines Nachnamens und meinen Kommentar öffentlich anzeigen.',
  contact: 'Die Verantwortlichen der Petition dürfen mir zu diesem Anliegen E-Mails schicken.',
  partnerContact: '# darf mir E-Mails schicken.',
  errors: {
    title: 'Noch nicht unterschrieben',
    heading: 'Sie haben noch nicht unterschrieben. Prüfen Sie diese Felder:',
    required: 'Füllen Sie dieses Feld aus.',
    type: 'Füllen Sie dieses Feld noch einmal aus.',
    too_long: (limit, length) =>
      `Das ist zu lang. Sie haben ${length} Zeichen eingegeben, höchstens ${limit} sind möglich.`,
    characters: 'Das enthält ein Zeichen, das wir nicht annehmen können. Bitte geben Sie den Text neu ein.',
    character: (name) => `${name} kann hier nicht stehen. Bitte löschen Sie es oder geben Sie es neu ein.`,
    invalid: 'Prüfen Sie dieses Feld.',
    duplicate: 'Dieses Feld wurde zweimal gesendet. Füllen Sie es noch einmal aus.',
    email: 'Geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel name@example.org.',
  },
  busy: 'Sie haben noch nicht unterschrieben: Der Server ist ausgelastet. Klicken Sie gleich noch einmal auf den Button. Ihre Eingaben sind noch da.',
  tooMany:
    'Sie haben noch nicht unterschrieben: Aus Ihrem Netzwerk kamen zu viele Unterschriften. Klicken Sie in ein paar Minuten noch einmal auf den Button. Ihre Eingaben sind noch da.',
  thanks: 'Danke. Ihre Unterschrift zählt.',
  thanksText:
    'Die Gesamtzahl wird in wenigen Sekunden aktualisiert. Sie können noch mehr helfen: Teilen Sie die Petition.',
  confirmEmailHeading: 'Noch ein Schritt: Sehen Sie in Ihr Postfach.',
  confirmEmailText:
    'Wir haben eine E-Mail an # geschickt. Öffnen Sie sie und klicken Sie auf den Button. Danach zählt Ihre Unterschrift. Wenn die E-Mail nicht in ein paar Minuten ankommt, sehen Sie im Spam-Ordner nach.',
  wrongAddress: 'Falsche Adresse?',
  changeAddress: 'Ändern',
  meantEmail: 'Meinten Sie #?',
  useEmail: 'Ja, mit # unterschreiben',
  keepEmail: 'Nein, mit # unterschreiben',
  latest: 'Neueste Unterschriften',
  share: 'Diese Petition teilen',
  byEmail: 'E-Mail',
  bySms: 'SMS',
  poster: {
    link: 'Plakat mit QR-Code drucken',
    scan: 'Scannen und unterschreiben',
    goTo: 'Oder hier:',
    print:
      'Drucken Sie diese Seite aus, schneiden Sie zwischen den Streifen unten ein und hängen Sie sie auf.',
    download: 'QR-Code herunterladen (SVG)',
  },
  mastodon: {
    title: 'Auf Mastodon teilen',
    server: 'Ihr Mastodon-Server',
    hint: 'Zum Beispiel mastodon.social oder Ihr vollständiger Profilname. Er wird nicht gespeichert.',
    button: 'Weiter',
    invalid: 'Geben Sie den Namen eines Servers ein, zum Beispiel mastodon.social.',
  },
  outcome: 'Was daraus wurde',
  victory: 'Geschafft!',
  closed: 'Diese Petition ist beendet.',
  closedText: 'Sie nimmt keine Unterschriften mehr an. Danke an alle, die unterschrieben haben.',
  notFound: 'Seite nicht gefunden',
  notFoundText: 'Prüfen Sie die Adresse auf Tippfehler.',
  petitions: 'Laufende Petitionen',
  noPetitions: 'Zurzeit läuft keine Petition.',
  home: {
    search: 'Petitionen suchen',
    button: 'Suchen',
    all: 'Alle',
    noResults: 'Keine Petition passt zu deiner Suche.',
    feed: 'Newsfeed',
    pages: 'Seiten',
    previous: 'Zurück',
    next: 'Weiter',
    page: (page, pages) => `Seite ${page} von ${pages}`,
  },
  failure: {
    title: 'Das hat nicht geklappt',
    text: 'Geh zurück und versuch es noch einmal. Wenn es wieder passiert, schreib an die Organisation.',
    busy: 'Der Server ist überlastet. Versuchen Sie es in einer Minute noch einmal.',
    tooMany: 'Aus Ihrem Netz kamen zu viele Anfragen. Versuchen Sie es in ein paar Minuten noch einmal.',
  },
  languages: 'Diese Petition in anderen Sprachen',
  privacy: {
    heading: 'Wer sieht das?',
    text: [
      'Was Sie eingeben, wird in dem Moment verschlüsselt, in dem Sie unterschreiben, mit einem Schlüssel, den nur die Verantwortlichen dieser Petition öffnen können. Der Server löscht seine Kopie des Schlüssels innerhalb einer Stunde.',
      'Damit jede Person nur einmal zählt, speichert der Server einen Code, der aus Ihrer E-Mail-Adresse berechnet wird. Niemand kann daraus die Adresse zurückgewinnen, und bei jeder Petition ist er ein anderer.',
      'Wir verwenden keine Cookies, keine Tracker und keine Server anderer Unternehmen. Niemand kann hier herausfinden, ob mit einer Adresse unterschrieben wurde.',
      'Die Verantwortlichen der Petition können die Liste der Unterschriften lesen und entscheiden, wer sie erhält. Wenn dieses Formular Teil einer anderen Website ist, könnte diese Website lesen, was Sie eingeben: Unterschreiben Sie auf einer Seite, der Sie vertrauen.',
    ],
  },
  privacyHidden: 'Ihr Name wird weder hier noch anderswo angezeigt.',
  privacyShown:
    'Ihr Name wird weder hier noch anderswo angezeigt, außer wenn Sie das Häkchen dafür setzen. Das Häkchen gilt nur, wenn Sie es beim Bestätigen noch einmal setzen. Dann können alle Ihren Vornamen und den Anfangsbuchstaben Ihres Nachnamens sehen, sobald Sie bestätigt haben, und Ihren Kommentar, sobald die Verantwortlichen der Petition ihn freigegeben haben. Wenn Sie Ihre Unterschrift zurückziehen, wird auch das gelöscht.',
  privacyEmail:
    'Damit niemand in Ihrem Namen unterschreibt, schicken wir eine E-Mail an Ihre Adresse. Bis sie zugestellt ist, höchstens drei Tage lang, speichert der Server die Adresse verschlüsselt. Bis Sie bestätigen, lässt sich das, was Sie eingegeben haben, nur mit dem Link in dieser E-Mail öffnen und, bis die E-Mail zugestellt ist, vom Server. Unterschriften, die nicht bestätigt werden, werden nach 30 Tagen gelöscht. Jede E-Mail enthält einen Link, mit dem Sie Ihre Unterschrift zurückziehen können; das löscht alles.',
  privacyCookies: 'Wir verwenden keine Cookies, keine Tracker und keine Server anderer Unternehmen.',
  privacyNoEmail:
    'Dieser Server verschickt keine E-Mails. Deshalb belegt nichts, dass eine Adresse der Person gehört, die damit unterschreibt. Bei einer Petition mit wenigen Unterschriften könnte jemand, der mit Ihrer Adresse unterschreibt, an der Gesamtzahl erkennen, ob Sie schon unterschrieben hatten. Wenn Sie Ihre Unterschrift zurückziehen möchten, schreiben Sie den Verantwortlichen der Petition.',
  privacyPartner:
    'Eine Partnerorganisation erhält Ihre Eingaben nur, wenn Sie das Häkchen setzen, mit dem Sie ihr erlauben, Ihnen E-Mails zu schicken.',
  privacyMore: 'Mehr zum Datenschutz',
  privacyPage: {
    title: 'Datenschutz: Was mit Ihrer Unterschrift geschieht',
    sections: [
      {
        heading: 'Was Sie eingeben',
        text: 'Ihre Angaben gehen an den Server der Petition. Sie werden sofort verschlüsselt, mit einem Schlüssel, den nur die Verantwortlichen der Petition öffnen können. Der Server löscht seine Kopie des Schlüssels innerhalb einer Stunde. Danach kann auch er Ihre Angaben nicht mehr lesen. Bei manchen Petitionen können Sie mit einem Häkchen einer Partnerorganisation erlauben, Ihnen E-Mails zu schicken. Nur wenn Sie es setzen, erhält sie Ihre Eingaben.',
      },
      {
        heading: 'So zählt jede Person nur einmal',
        text: 'Der Server speichert einen Code, der aus Ihrer E-Mail-Adresse berechnet wird. Niemand kann daraus die Adresse zurückgewinnen. Bei jeder Petition ist der Code ein anderer, und ohne ein Geheimnis, das an einem anderen Ort gespeichert ist, ist er nutzlos.',
      },
      {
        heading: 'So verhindern wir, dass andere in Ihrem Namen unterschreiben',
        text: 'Bei den meisten Petitionen schicken wir eine E-Mail an Ihre Adresse, und Ihre Unterschrift zählt, sobald Sie darin auf den Button klicken. Bis diese E-Mail zugestellt ist, höchstens drei Tage lang, speichert der Server Ihre Adresse verschlüsselt; danach wird sie gelöscht. Bis Sie bestätigen, lässt sich das, was Sie eingegeben haben, nur mit dem Link in dieser E-Mail öffnen und, bis die E-Mail zugestellt ist, vom Server. Prüfen Sie deshalb, ob Ihre Adresse stimmt: Wer die E-Mail erhält, kann Ihre Eingaben lesen. Was Sie eingegeben haben, um die E-Mail anzufordern, wird nach 30 Tagen gelöscht, ob Sie bestätigt haben oder nicht.',
      },
      {
        heading: 'Sie können Ihre Unterschrift jederzeit zurückziehen',
        text: 'Jede E-Mail enthält einen Link dafür. Damit wird alles gelöscht, was zu Ihrer Unterschrift gespeichert ist, spätestens nach drei Tagen, und nichts zeigt, dass es sie gab. Solange die Petition läuft, können Sie wieder unterschreiben. Wenn Sie einen neuen Link brauchen, unterschreiben Sie noch einmal. Ihre Eingaben können Sie auf der Seite korrigieren, auf der Sie bestätigen, und später, indem Sie die Unterschrift zurückziehen und neu unterschreiben. Lange nach dem Ende einer Petition haben die Verantwortlichen die Unterschriften möglicherweise in eine verschlüsselte Datei verschoben und vom Server gelöscht. Die Seite zum Zurückziehen sagt Ihnen das dann und auch, an wen Sie sich wenden können. Jede E-Mail hat auch einen Link, um nie wieder eine zu bekommen. Wenn Sie ihn nutzen, speichert der Server dafür einen Code, der aus Ihrer Adresse berechnet wird.',
      },
      {
        heading: 'Niemand kann hier herausfinden, ob Sie unterschrieben haben',
        text: 'Zweimal unterschreiben sieht genauso aus wie einmal. Nur die Gesamtzahl ist öffentlich. Bei manchen Petitionen können Sie ein Häkchen setzen, um Ihren Vornamen und den Anfangsbuchstaben Ihres Nachnamens anzuzeigen, und auch Ihren Kommentar, sobald die Verantwortlichen der Petition ihn freigegeben haben. Wenn Sie es nicht setzen, wird nichts über Sie angezeigt.',
      },
      {
        heading: 'Keine Cookies, keine Tracker, keine anderen Unternehmen',
        text: 'Die Seiten und das Formular verwenden keine Cookies und keine Tracker, und sie laden nichts von anderen Unternehmen.',
      },
      {
        heading: 'Wovor wir Sie nicht schützen können',
        text: 'Wenn das Formular Teil einer anderen Website ist, könnte diese Website lesen, was Sie eingeben, wie bei jedem Formular. Unterschreiben Sie auf einer Seite, der Sie vertrauen, oder auf der eigenen Seite der Petition. Die Verantwortlichen der Petition können die Liste der Unterschriften lesen: Dafür ist eine Petition da. Wer die Kontrolle über den Server übernimmt, kann lesen, was von da an eingegeben wird. Wenn eine Petition keine E-Mails verschickt und nur wenige Unterschriften bekommt, könnte jemand mit Ihrer Adresse unterschreiben und an der Gesamtzahl erkennen, ob Sie schon unterschrieben hatten. Damit hätte diese Person dann in Ihrem Namen unterschrieben.',
      },
    ],
    withoutEmails: [
      {
        heading: 'Andere könnten mit Ihrer Adresse unterschreiben',
        text: 'Dieser Server verschickt keine E-Mails. Ihre Unterschrift zählt sofort, und nichts belegt, dass eine Adresse der Person gehört, die damit unterschreibt. Wenn jemand in Ihrem Namen unterschrieben hat, schreiben Sie den Verantwortlichen der Petition.',
      },
      {
        heading: 'Zum Zurückziehen schreiben Sie den Verantwortlichen',
        text: 'Schreiben Sie den Verantwortlichen der Petition, damit alles gelöscht wird, was zu Ihrer Unterschrift gespeichert ist. Solange die Petition läuft, können Sie wieder unterschreiben.',
      },
      {
        heading: 'Was andere herausfinden können',
        text: 'Wer zweimal unterschreibt, erhält dieselbe Antwort wie beim ersten Mal. Nur die Gesamtzahl ist öffentlich, Namen werden nicht angezeigt. Die Gesamtzahl steigt aber nur bei neuen Unterschriften, und bei einer Petition mit wenigen Unterschriften fällt das auf.',
      },
    ],
  },
  numbers: {
    title: 'Unterschriften über #',
    all: 'Insgesamt',
    today: 'Heute',
    week: 'Letzte sieben Tage',
    none: 'Über Ihre Organisation hat noch niemand unterschrieben.',
    perDay: 'Unterschriften pro Tag',
    chart: (first, last, best, most) => `Vom ${first} bis ${last}. Die meisten kamen am ${best}: ${most}.`,
    table: 'Dieselben Zahlen als Tabelle',
    day: 'Tag (UTC)',
    signatures: 'Unterschriften',
    note: 'Wer diesen Link hat, kann diese Seite öffnen. Sie zeigt keine Namen und nichts von anderen Organisationen.',
  },
  embed: {
    title: 'Diese Petition auf Ihrer Website einbinden',
    intro:
      'Wählen Sie, wie die Petition aussieht, kopieren Sie eine der vier Varianten und fügen Sie sie dort ein, wo die Petition stehen soll.',
    partner: 'Ihre Organisation',
    partnerNone: 'Nicht in dieser Liste',
    partnerHint:
      'Unterschriften über Ihre Website zählen dann für Ihre Organisation. Fehlt sie in der Liste, kann das Team, das diesen Server verwaltet, sie hinzufügen.',
    partnerUnknown:
      'Ihr Link nennt eine Partnerorganisation, die diese Petition nicht hat. Wählen Sie Ihre aus der Liste oder bitten Sie das Team, das diesen Server verwaltet, sie hinzuzufügen.',
    lang: 'Sprache',
    asPage: 'Wie Ihre Seite',
    formAlone: 'Übersetzt nur das Formular, nicht den Text der Petition',
    shape: 'Was angezeigt wird',
    full: 'Titel, Text und Formular',
    formOnly: 'Nur das Formular',
    compact: 'Titel, Gesamtzahl, Balken und Button',
    image: 'Bild zeigen',
    imageHint: 'Über dem Titel. Es kommt von diesem Server und von keinem anderen.',
    accent: 'Farbe',
    radius: 'Eckenrundung',
    scheme: 'Hintergrund',
    light: 'Hell',
    dark: 'Dunkel',
    pin: 'Diese Version festlegen',
    pinHint:
      'Browser führen dann genau diese Version des Skripts aus. Für eine neuere kopieren Sie den Code noch einmal.',
    events: 'Frame darf Ihrer Seite Bescheid geben',
    eventsHint:
      'Zum Zählen von Conversions. Der Frame meldet Ihrer Seite dann, dass jemand unterschreibt, teilt oder eine Fehlermeldung bekommt. Sonst erfährt Ihre Seite nichts.',
    show: 'Aktualisieren',
    faintOnLight: (ratio) =>
      `Auf hellen Seiten ist diese Farbe schlecht zu sehen: Ihr Kontrast ist ${ratio} zu 1, und die Stufe AA der WCAG verlangt 3 zu 1.`,
    faintOnDark: (ratio) =>
      `Auf dunklen Seiten ist diese Farbe schlecht zu sehen: Ihr Kontrast ist ${ratio} zu 1, und die Stufe AA der WCAG verlangt 3 zu 1.`,
    useInstead: 'Nehmen Sie stattdessen diese:',
    preview: 'Vorschau',
    previewNote: 'Das ist eine Vorschau. Nichts, was Sie hier eingeben, wird gesendet.',
    onWhite: 'Auf einer weißen Seite',
    onDark: 'Auf einer dunklen Seite',
    narrow: 'In einer schmalen Spalte',
    snippets: 'Kopieren Sie eine dieser Varianten',
    copy: 'Kopieren',
    copied: 'Kopiert',
    further: 'Mehr',
    docsEmbedding: 'Wie eine Petition auf eine Website kommt (Englisch)',
    docsStyling: 'Attribute, Farben und Ereignisse (Englisch)',
    numbers: 'Wie viele über Ihre Organisation unterschrieben haben (mit Konto)',
    origins: (sites) =>
      `Diese Petition kann nur auf diesen Websites unterschrieben werden: ${sites}. Bitten Sie das Team, das diesen Server verwaltet, Ihre hinzuzufügen.`,
    list: {
      title: 'Wenn deine Website viele Petitionen zeigt',
      text: 'Sie erscheinen als Karten: deine, wenn du oben deine Organisation gewählt hast, sonst alle Petitionen dieses Servers. Neue kommen von selbst dazu.',
    },
    conversions: {
      title: 'Unterschriften in Ihrer eigenen Statistik zählen',
      text: 'Ihre Seite bekommt ein Ereignis, wenn jemand unterschreibt oder teilt. Kein Ereignis enthält, was eingegeben wurde. Fügen Sie das hinter der Petition ein und behalten Sie die Zeile für Ihr Statistikwerkzeug.',
      warning:
        'Wenn Ihr Statistikwerkzeug weiß, wer Ihre Seite besucht, weiß es auch, wer unterschrieben hat. Nehmen Sie eines, das es nicht weiß.',
      frame:
        'Ein Frame sendet nur dann Ereignisse, wenn Sie oben „Frame darf Ihrer Seite Bescheid geben“ ankreuzen, und nur mit dem Skript aus seinem Code. Eine Adresse, die Ihr Editor eingebettet hat, sendet keine.',
      when: {
        'petition-sign': 'Jemand klickt auf den Button, und die Unterschrift wird gleich gesendet.',
        'petition-signed':
          'Der Server hat die Unterschrift. Wenn sie noch per E-Mail zu bestätigen ist, ist der Status „confirm“, sonst „signed“.',
        'petition-error': 'Die Petition konnte nicht geladen oder die Unterschrift nicht gesendet werden.',
        'petition-share': 'Jemand teilt die Petition.',
      },
    },
    methods: {
      element: {
        title: 'Wenn Ihre Website HTML annimmt',
        text: 'In WordPress nehmen Sie den Block „Individuelles HTML“, in Wix und Squarespace „Einbetten“.',
      },
      link: {
        title: 'Wenn in Beiträgen keine Skripte erlaubt sind',
        text: 'Die Administration der Website setzt die erste Zeile einmal in das Theme. Danach genügt es, den Link einzufügen: Er wird zur Petition.',
      },
      frame: {
        title: 'Wenn Ihre Seite nicht lesen können soll, was eingegeben wird',
        text: 'Ein Rahmen (iframe) trennt die beiden. Die zweite Zeile passt seine Höhe an; ohne sie hat er eine eigene Bildlaufleiste.',
      },
      address: {
        title: 'Wenn Ihr Editor Webadressen in eingebettete Inhalte umwandelt',
        text: 'Fügen Sie die Adresse in eine eigene Zeile ein. WordPress und andere Editoren zeigen dort die Petition an. Überall sonst bleibt sie ein Link zu einer Seite, auf der man unterschreiben kann.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Bitte bestätigen Sie Ihre Unterschrift',
      intro:
        'Bitte bestätigen Sie, dass diese E-Mail-Adresse Ihnen gehört. Jemand, höchstwahrscheinlich Sie selbst, hat damit diese Petition unterschrieben:',
      outro:
        'Der Link funktioniert 30 Tage lang. Wenn Sie es nicht waren, tun Sie nichts: Eine Unterschrift, die nicht bestätigt wird, zählt nicht und wird gelöscht.',
    },
    already: {
      subject: 'Zu Ihrer Unterschrift',
      intro:
        'Sie müssen nichts tun. Mit dieser E-Mail-Adresse wurde noch einmal eine Petition unterschrieben, die Ihre Unterschrift schon trägt:',
      outro: 'Ihre Unterschrift zählt einmal und bleibt, wie sie ist.',
      privacy:
        'Nur die Verantwortlichen dieser Petition können lesen, wer unterschrieben hat, außer Sie haben beim Unterschreiben mehr erlaubt. Diese E-Mail enthält keine Tracker.',
    },
    press: 'Damit Ihre Unterschrift zählt, öffnen Sie diese Seite und klicken Sie auf den Button:',
    button: 'Meine Unterschrift bestätigen',
    withdraw:
      'So können Sie Ihre Unterschrift jetzt oder später zurückziehen und alles löschen, was wir dazu speichern:',
    withdrawLink: 'Unterschrift zurückziehen',
    boxes:
      'Im Formular wurden diese Häkchen gesetzt. Jedes gilt nur, wenn Sie es auf der Seite, auf der Sie bestätigen, noch einmal setzen:',
    privacy:
      'Nur die Verantwortlichen dieser Petition können lesen, wer unterschrieben hat. Diese E-Mail enthält keine Tracker.',
    privacyBoxes:
      'Nur die Verantwortlichen dieser Petition können lesen, wer unterschrieben hat, außer Sie erlauben beim Bestätigen mehr. Diese E-Mail enthält keine Tracker.',
  },
  emailLinkPages: {
    toPetition: 'Zur Petition',
    checkBox:
      'Setzen Sie zuerst das Häkchen und klicken Sie dann auf den Button. Programme, die E-Mails prüfen, klicken auf Buttons, setzen aber keine Häkchen.',
    confirm: {
      title: 'Bestätigen Sie Ihre Unterschrift',
      text: 'Klicken Sie auf den Button, damit Ihre Unterschrift zählt.',
      check:
        'Das wurde mit Ihrer E-Mail-Adresse eingegeben und wird gespeichert, wenn Sie bestätigen. Korrigieren Sie, was nicht stimmt. Wenn Sie das nicht waren, schließen Sie diese Seite: Was nicht bestätigt wird, zählt nicht und wird gelöscht.',
      boxes:
        'Die als „freiwillig“ gekennzeichneten Häkchen wurden im Formular ebenfalls gesetzt. Jedes gilt nur, wenn Sie es hier setzen.',
      sure: 'Ja, ich möchte diese Petition unterschreiben.',
      button: 'Meine Unterschrift bestätigen',
    },
    confirmed: {
      title: 'Danke. Ihre Unterschrift zählt.',
      text: 'Die Gesamtzahl wird in wenigen Sekunden aktualisiert. Sie können noch mehr helfen: Teilen Sie die Petition.',
    },
    withdraw: {
      title: 'Ihre Unterschrift zurückziehen',
      text: 'Klicken Sie auf den Button, um alles zu löschen, was wir zu Ihrer Unterschrift speichern. Sie zählt dann nicht mehr. Sie können jederzeit wieder unterschreiben.',
      closed:
        'Klicken Sie auf den Button, um alles zu löschen, was wir zu Ihrer Unterschrift speichern. Sie zählt dann nicht mehr. Diese Petition ist beendet und nimmt keine Unterschriften mehr an.',
      erased: (creator) =>
        `Die Unterschriften dieser Petition wurden wegen ihres Alters von diesem Server gelöscht. Nur die Gesamtzahl ist geblieben. Klicken Sie auf den Button, um zu löschen, was von Ihrer Unterschrift noch übrig sein könnte. Die Verantwortlichen der Petition bewahren die verschlüsselte Liste auf: Schreiben Sie an ${creator}, damit Ihre Unterschrift auch dort gelöscht wird.`,
      sure: 'Ja, meine Unterschrift löschen.',
      button: 'Meine Unterschrift zurückziehen',
    },
    withdrawn: {
      title: 'Ihre Unterschrift ist zurückgezogen.',
      text: 'Ihre Unterschrift zählt nicht, und alles, was wir dazu speichern, wird gelöscht: sofort, oder innerhalb von drei Tagen, wenn die E-Mail gerade erst angekommen ist. Wenn Sie sie nicht selbst zurückgezogen haben, bestätigen Sie noch einmal mit dem Button in der E-Mail oder unterschreiben Sie wieder.',
      closed:
        'Ihre Unterschrift zählt nicht, und alles, was wir dazu speichern, wird gelöscht, spätestens nach drei Tagen. Diese Petition ist beendet und nimmt keine Unterschriften mehr an.',
      erased: (creator) =>
        `Die Unterschriften dieser Petition wurden wegen ihres Alters von diesem Server gelöscht. Nur die Gesamtzahl ist geblieben. Die Verantwortlichen der Petition bewahren die verschlüsselte Liste auf: Schreiben Sie an ${creator}, damit Ihre Unterschrift auch dort gelöscht wird.`,
    },
    gone: {
      title: 'Dieser Link funktioniert nicht mehr',
      text: 'Er ist abgelaufen, wurde schon verwendet oder ist unvollständig. Unterschreiben Sie die Petition noch einmal, dann bekommen Sie eine E-Mail mit einem neuen Link.',
    },
    closed: {
      title: 'Diese Petition ist beendet',
      text: 'Sie nimmt keine Unterschriften mehr an. Unterschriften, die bis dahin nicht bestätigt waren, zählen nicht und werden gelöscht.',
    },
  },
  testEmail: {
    subject: 'Test-E-Mail vom Petitionsserver',
    text: 'Das ist der Test, den du in der Petitionskonsole angefordert hast. E-Mails von diesem Server kommen bei dir an. Du musst nichts tun.',
  },
  neverEmail: {
    email: 'So bekommen Sie von diesem Server nie wieder eine E-Mail, zu keiner Petition:',
    emailLink: 'nie wieder E-Mails an diese Adresse',
    stop: {
      title: 'Nie wieder E-Mails an diese Adresse',
      text: 'Klicken Sie auf den Button, dann schickt dieser Server keine E-Mails mehr an Ihre Adresse, mit oder ohne Zusatz (name+zusatz@), zu keiner Petition. Ihre Unterschriften bleiben, wie sie sind. Solange Sie E-Mails nicht wieder erlauben, können Sie keine Petition unterschreiben, die eine E-Mail zum Bestätigen schickt.',
      sure: 'Ja, schicken Sie mir nie wieder eine E-Mail.',
      button: 'Alle E-Mails stoppen',
    },
    stopped: {
      title: 'Sie bekommen keine E-Mails mehr.',
      text: 'Der Server speichert nur einen Code, der aus Ihrer Adresse berechnet wird. Bewahren Sie die E-Mail auf: Nur mit ihrem Link können Sie E-Mails wieder erlauben.',
    },
    allow: {
      title: 'E-Mails wieder erlauben',
      text: 'Klicken Sie auf den Button, dann darf dieser Server wieder E-Mails an Ihre Adresse schicken, wenn jemand damit eine Petition unterschreibt.',
      sure: 'Ja, dieser Server darf mir E-Mails schicken.',
      button: 'E-Mails wieder erlauben',
    },
    allowed: {
      title: 'E-Mails sind wieder erlaubt.',
      text: 'Unterschreiben Sie die Petition noch einmal, dann bekommen Sie eine E-Mail mit einem Link zum Bestätigen.',
    },
  },
};
