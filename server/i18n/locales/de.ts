import type { Dictionary } from './en.ts';

export const de: Dictionary = {
  consent:
    'Nur die Verantwortlichen dieser Petition können lesen, was Sie hier eingeben: Ihre Angaben werden in dem Moment versiegelt, in dem Sie unterschreiben.',
  consentShown:
    'Nur die Verantwortlichen dieser Petition können lesen, was Sie hier eingeben, ausgenommen das, was Sie alle sehen lassen: Ihre Angaben werden in dem Moment versiegelt, in dem Sie unterschreiben.',
  whoSees: 'Wer sieht das?',
  by: (creator) => `Gestartet von ${creator}`,
  progress: { one: (goal) => `von ${goal} Unterschrift`, other: (goal) => `von ${goal} Unterschriften` },
  sign: 'Petition unterschreiben',
  givenName: 'Vorname',
  familyName: 'Nachname',
  email: 'E-Mail-Adresse',
  postalCode: 'Postleitzahl',
  country: 'Land',
  chooseCountry: 'Land auswählen',
  comment: 'Warum unterschreiben Sie?',
  optional: 'freiwillig',
  display: 'Alle dürfen meinen Vornamen und den Anfangsbuchstaben meines Nachnamens sehen.',
  displayComment:
    'Alle dürfen meinen Vornamen, den Anfangsbuchstaben meines Nachnamens und meinen Kommentar sehen.',
  contact: 'Die Verantwortlichen der Petition dürfen mir zu diesem Anliegen schreiben.',
  partnerContact: '# darf mir schreiben.',
  errors: {
    title: 'Noch nicht unterschrieben',
    heading: 'Ihre Unterschrift ist noch nicht eingegangen. Bitte prüfen Sie diese Felder:',
    required: 'Bitte füllen Sie dieses Feld aus.',
    type: 'Bitte füllen Sie dieses Feld noch einmal aus.',
    too_long: 'Das ist zu lang.',
    characters:
      'Das enthält ein Zeichen, das hier nicht geschrieben werden kann. Bitte geben Sie den Text neu ein.',
    invalid: 'Bitte prüfen Sie dieses Feld.',
    duplicate: 'Das wurde zweimal gesendet. Bitte füllen Sie das Feld noch einmal aus.',
    email: 'Das ist keine vollständige E-Mail-Adresse. Eine Adresse hat die Form name@example.org.',
  },
  busy: 'Ihre Unterschrift ist noch nicht eingegangen: Der Server ist ausgelastet. Bitte klicken Sie in einem Moment noch einmal auf den Button; Ihre Eingaben sind noch da.',
  tooMany:
    'Ihre Unterschrift ist noch nicht eingegangen: Aus Ihrem Netzwerk kamen sehr viele. Bitte klicken Sie in einigen Minuten noch einmal auf den Button; Ihre Eingaben sind noch da.',
  thanks: 'Danke. Ihre Unterschrift ist eingegangen.',
  thanksText:
    'Sie wird innerhalb weniger Sekunden mitgezählt. Noch etwas hilft: Erzählen Sie anderen von der Petition.',
  confirmEmailHeading: 'Ein Schritt fehlt noch.',
  confirmEmailText:
    'Öffnen Sie die E-Mail, die wir an die angegebene Adresse geschickt haben, und klicken Sie darin auf den Button. Erst dann zählt Ihre Unterschrift. Falls die E-Mail nicht innerhalb weniger Minuten ankommt, sehen Sie im Spam-Ordner nach.',
  latest: 'Neueste Unterschriften',
  share: 'Diese Petition teilen',
  byEmail: 'E-Mail',
  shareText: (title) => `„${title}“: Wer unterschreibt mit?`,
  closed: 'Diese Petition ist beendet.',
  closedText: 'Sie nimmt keine Unterschriften mehr an. Danke an alle, die unterschrieben haben.',
  notFound: 'Diese Seite gibt es hier nicht',
  notFoundText:
    'Vielleicht wurde die Adresse falsch eingegeben, oder die Verantwortlichen haben die Petition entfernt.',
  languages: 'Diese Petition in anderen Sprachen',
  privacy: {
    heading: 'Wer sieht das?',
    text: [
      'Was Sie eingeben, wird in dem Moment, in dem Sie unterschreiben, mit einem Schlüssel verschlüsselt, den nur die Verantwortlichen dieser Petition haben. Der Server, der Ihre Unterschrift zählt, vergisst seine Hälfte dieses Schlüssels innerhalb einer Stunde.',
      'Damit jede Person nur einmal zählt, speichert der Server einen Fingerabdruck Ihrer E-Mail-Adresse. Er lässt sich nicht in die Adresse zurückverwandeln und ist bei jeder Petition ein anderer.',
      'Es gibt keine Cookies, keine Tracker und keine Server anderer Unternehmen, und niemand kann hier herausfinden, ob mit einer Adresse unterschrieben wurde.',
      'Die Verantwortlichen der Petition können die Liste lesen und entscheiden, wem sie übergeben wird. Und wo dieses Formular in eine andere Website eingebettet ist, könnte diese Website lesen, was Sie eingeben: Unterschreiben Sie auf einer Seite, der Sie vertrauen.',
    ],
  },
  privacyHidden: 'Ihr Name wird weder hier noch anderswo angezeigt.',
  privacyShown:
    'Ihr Name wird weder hier noch anderswo angezeigt, es sei denn, Sie setzen das Häkchen dafür: Dann können alle Ihren Vornamen und den Anfangsbuchstaben Ihres Nachnamens lesen, sobald Sie bestätigt haben, und was Sie geschrieben haben, sobald die Verantwortlichen der Petition es freigegeben haben. Wenn Sie Ihre Unterschrift zurückziehen, verschwindet auch das.',
  privacyEmail:
    'Damit niemand in Ihrem Namen unterschreibt, schicken wir eine E-Mail an Ihre Adresse. Bis sie zugestellt ist, höchstens drei Tage lang, speichert der Server die Adresse verschlüsselt; was nicht bestätigt wird, wird nach 30 Tagen gelöscht. Jede E-Mail enthält einen Link, mit dem Sie Ihre Unterschrift zurückziehen können; das löscht alles.',
  embed: {
    title: 'Diese Petition auf Ihrer Website',
    intro:
      'Wählen Sie, wie sie aussehen soll, kopieren Sie eine der vier Formen und fügen Sie sie dort ein, wo die Petition stehen soll.',
    partner: 'Ihre Organisation',
    partnerNone: 'Nicht in dieser Liste',
    partnerHint:
      'Unterschriften über Ihre Website zählen dann für sie. Wer diesen Server betreibt, kann Ihre hinzufügen.',
    partnerUnknown:
      'Ihr Link nennt eine Organisation, die diese Petition nicht kennt. Wählen Sie Ihre aus, oder bitten Sie darum, dass sie auf diesem Server hinzugefügt wird.',
    lang: 'Sprache',
    asPage: 'Wie die Seite',
    formAlone: 'Nur das Formular; der Text bleibt, wie er ist',
    shape: 'Was gezeigt wird',
    full: 'Titel, Text und Formular',
    formOnly: 'Formular',
    compact: 'Zahl, Balken und Button',
    accent: 'Farbe',
    radius: 'Runde Ecken',
    scheme: 'Hintergrund',
    light: 'Hell',
    dark: 'Dunkel',
    pin: 'Bei dieser Version bleiben',
    pinHint:
      'Browser führen dann dieses Skript aus und kein anderes. Ein neueres erreicht Ihre Website erst, wenn Sie wieder kopieren.',
    show: 'Anzeigen',
    faintOnLight: (ratio) =>
      `Auf hellen Seiten ist diese Farbe schlecht zu sehen: Ihr Kontrast ist ${ratio} zu 1, und die Stufe AA der WCAG verlangt 3 zu 1.`,
    faintOnDark: (ratio) =>
      `Auf dunklen Seiten ist diese Farbe schlecht zu sehen: Ihr Kontrast ist ${ratio} zu 1, und die Stufe AA der WCAG verlangt 3 zu 1.`,
    useInstead: 'Nehmen Sie stattdessen diese:',
    preview: 'So wird es aussehen',
    previewNote: 'Das ist nur zum Ansehen: Was hier eingegeben wird, wird nicht gesendet.',
    onWhite: 'Auf einer weißen Seite',
    onDark: 'Auf einer dunklen Seite',
    narrow: 'In einer schmalen Spalte',
    snippets: 'Kopieren Sie eine davon',
    copy: 'Kopieren',
    copied: 'Kopiert',
    origins: (sites) =>
      `Diese Petition kann nur auf diesen Websites unterschrieben werden: ${sites}. Bitten Sie darum, dass Ihre auf diesem Server hinzugefügt wird.`,
    methods: {
      element: {
        title: 'Ihre Website nimmt HTML an',
        text: 'WordPress hat dafür den Block „Individuelles HTML“, bei Wix und Squarespace heißt es „Einbetten“.',
      },
      link: {
        title: 'Wer bei Ihnen schreibt, darf keine Skripte einfügen',
        text: 'Wer die Website verwaltet, setzt die erste Zeile einmal in das Theme. Danach genügt der Link, wo immer er eingefügt wird, und wird zur Petition.',
      },
      frame: {
        title: 'Ihre Seite soll nicht lesen können, was eingegeben wird',
        text: 'Ein Rahmen trennt die beiden. Ohne die zweite Zeile hat er eine Bildlaufleiste.',
      },
      address: {
        title: 'Ihr Editor macht aus Adressen Inhalte',
        text: 'Fügen Sie sie in einen eigenen Absatz ein: WordPress und andere setzen die Petition dorthin. Überall sonst ist sie ein Link, über den man auch unterschreibt.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Bitte bestätigen Sie Ihre Unterschrift',
      intro:
        'Bitte bestätigen Sie, dass diese E-Mail-Adresse Ihnen gehört. Jemand, höchstwahrscheinlich Sie selbst, hat damit diese Petition unterschrieben:',
      outro:
        'Der Link funktioniert 30 Tage lang. Wenn Sie es nicht waren, tun Sie nichts: Was nicht bestätigt wird, zählt nicht und wird gelöscht.',
    },
    already: {
      subject: 'Zu Ihrer Unterschrift',
      intro:
        'Sie müssen nichts tun. Mit dieser E-Mail-Adresse wurde noch einmal eine Petition unterschrieben, die damit schon unterschrieben worden war:',
      outro: 'Ihre Unterschrift zählt einmal und ist so, wie sie war.',
    },
    press: 'Ihre Unterschrift zählt, sobald Sie auf dieser Seite auf den Button klicken:',
    button: 'Meine Unterschrift bestätigen',
    withdraw:
      'Um Ihre Unterschrift jetzt oder später zurückzuziehen und alles löschen zu lassen, was davon gespeichert ist:',
    withdrawLink: 'Unterschrift zurückziehen',
    shown:
      'Es wurde das Häkchen gesetzt, das allen erlaubt, den Vornamen, den Anfangsbuchstaben des Nachnamens und, sobald die Verantwortlichen der Petition ihn freigegeben haben, den Kommentar zu sehen. Sobald Sie bestätigen, wird das angezeigt. Wenn Sie das nicht möchten, ziehen Sie Ihre Unterschrift unten zurück und unterschreiben Sie noch einmal ohne das Häkchen.',
    privacy:
      'Niemand außer den Verantwortlichen der Petition kann lesen, wer unterschrieben hat, und diese E-Mail enthält keine Tracker.',
    privacyShown:
      'Niemand außer den Verantwortlichen der Petition kann etwas anderes lesen, und diese E-Mail enthält keine Tracker.',
  },
  emailLinkPages: {
    toPetition: 'Zur Petition',
    confirm: {
      title: 'Bestätigen Sie Ihre Unterschrift',
      text: 'Klicken Sie auf den Button, und Ihre Unterschrift zählt.',
      button: 'Meine Unterschrift bestätigen',
    },
    confirmed: {
      title: 'Danke. Ihre Unterschrift ist eingegangen.',
      text: 'Sie wird innerhalb weniger Sekunden mitgezählt. Noch etwas hilft: Erzählen Sie anderen von der Petition.',
    },
    withdraw: {
      title: 'Ihre Unterschrift zurückziehen',
      text: 'Klicken Sie auf den Button, und alles, was hier von Ihrer Unterschrift gespeichert ist, wird gelöscht. Sie zählt dann nicht mehr, und Sie können jederzeit wieder unterschreiben.',
      closed:
        'Klicken Sie auf den Button, und alles, was hier von Ihrer Unterschrift gespeichert ist, wird gelöscht, und sie zählt nicht mehr. Die Petition ist beendet: Sie nimmt keine Unterschriften mehr an.',
      erased: (creator) =>
        `Die Unterschriften dieser Petition wurden hier wegen ihres Alters gelöscht; nur ihre Zahl ist geblieben. Klicken Sie auf den Button, und was von Ihrer Unterschrift vielleicht noch hier ist, wird ebenfalls gelöscht. Die Verantwortlichen der Petition bewahren die versiegelte Liste auf. Schreiben Sie an ${creator}, damit Ihre Unterschrift auch dort gelöscht wird.`,
      button: 'Meine Unterschrift zurückziehen',
    },
    withdrawn: {
      title: 'Hier ist nichts mehr gespeichert.',
      text: 'Was immer es von Ihrer Unterschrift gab, ist gelöscht und zählt nicht. Sie können jederzeit wieder unterschreiben.',
      closed:
        'Was immer es von Ihrer Unterschrift gab, ist gelöscht und zählt nicht. Die Petition ist beendet: Sie nimmt keine Unterschriften mehr an.',
      erased: (creator) =>
        `Was hier von den Unterschriften dieser Petition gespeichert war, wurde wegen seines Alters gelöscht; nur ihre Zahl ist geblieben. Die Verantwortlichen der Petition bewahren die versiegelte Liste auf. Schreiben Sie an ${creator}, damit Ihre Unterschrift auch dort gelöscht wird.`,
    },
    gone: {
      title: 'Dieser Link funktioniert nicht mehr',
      text: 'Er ist zu alt, wurde schon verwendet oder ist unvollständig. Unterschreiben Sie die Petition noch einmal, dann kommt eine E-Mail mit einem neuen Link.',
    },
    closed: {
      title: 'Diese Petition ist beendet',
      text: 'Sie nimmt keine Unterschriften mehr an. Was bis dahin nicht bestätigt wurde, zählt nicht und wird gelöscht.',
    },
  },
};
