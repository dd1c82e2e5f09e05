import type { Dictionary } from './en.ts';

export const vi: Dictionary = {
  consent:
    'Chỉ người tổ chức bản kiến nghị này đọc được những gì bạn nhập ở đây. Thông tin được mã hóa ngay khi bạn ký.',
  consentShown:
    'Chỉ người tổ chức bản kiến nghị này đọc được những gì bạn nhập ở đây, trừ những gì bạn chọn hiển thị công khai. Thông tin được mã hóa ngay khi bạn ký.',
  consentPartner:
    'Chỉ người tổ chức bản kiến nghị này, và đối tác mà bạn cho phép gửi email cho bạn, đọc được những gì bạn nhập ở đây. Thông tin được mã hóa ngay khi bạn ký.',
  consentShownPartner:
    'Chỉ người tổ chức bản kiến nghị này, và đối tác mà bạn cho phép gửi email cho bạn, đọc được những gì bạn nhập ở đây, trừ những gì bạn chọn hiển thị công khai. Thông tin được mã hóa ngay khi bạn ký.',
  whoSees: 'Ai xem được thông tin này?',
  by: (creator) => `Khởi xướng: ${creator}`,
  to: (target: string) => `Kính gửi: ${target}`,
  organizedBy: 'Tổ chức: #',
  privacyPolicy: 'Chính sách quyền riêng tư',
  imprint: 'Thông tin pháp lý',
  daysLeft: { other: (days) => `Còn ${days} ngày để ký` },
  signedToday: (people) => `Hôm nay có ít nhất ${people} người đã ký`,
  lastDay: 'Hôm nay là ngày cuối để ký',
  draft: 'Bản nháp: chỉ người có liên kết này mới xem được trang này. Chưa ai ký được.',
  progress: { other: (goal) => `trên ${goal} chữ ký` },
  signatures: { other: 'chữ ký' },
  sign: 'Ký bản kiến nghị',
  givenName: 'Tên (không kèm họ)',
  familyName: 'Họ',
  email: 'Địa chỉ email',
  once: 'Mỗi địa chỉ email được tính một lần.',
  postalCode: 'Mã bưu chính',
  country: 'Quốc gia',
  chooseCountry: 'Chọn quốc gia',
  comment: 'Vì sao bạn ký tên?',
  optional: 'không bắt buộc',
  upTo: (limit) => `tối đa ${limit} ký tự`,
  display: 'Hiển thị công khai tên và chữ cái đầu trong họ của tôi.',
  displayComment: 'Hiển thị công khai tên, chữ cái đầu trong họ và bình luận của tôi.',
  contact: 'Người tổ chức có thể gửi email cho tôi về vấn đề này.',
  partnerContact: '# có thể gửi email cho tôi.',
  errors: {
    title: 'Chưa ký',
    heading: 'Bạn chưa ký xong. Vui lòng kiểm tra các mục sau:',
    required: 'Vui lòng điền mục này.',
    type: 'Vui lòng điền lại mục này.',
    too_long: (limit, length) => `Nội dung quá dài. Bạn đã nhập ${length} ký tự; giới hạn là ${limit}.`,
    characters: 'Mục này có ký tự không dùng được. Vui lòng nhập lại.',
    character: (name) => `Mục này không được có ${name}. Vui lòng xóa hoặc nhập lại.`,
    invalid: 'Vui lòng kiểm tra mục này.',
    duplicate: 'Mục này đã được gửi hai lần. Vui lòng điền lại.',
    email: 'Vui lòng nhập địa chỉ email đầy đủ, ví dụ name@example.org.',
  },
  busy: 'Bạn chưa ký xong: máy chủ đang bận. Vui lòng bấm lại nút sau giây lát. Những gì bạn đã nhập vẫn còn ở đây.',
  tooMany:
    'Bạn chưa ký xong: chúng tôi nhận được quá nhiều chữ ký từ mạng của bạn. Vui lòng bấm lại nút sau vài phút. Những gì bạn đã nhập vẫn còn ở đây.',
  thanks: 'Cảm ơn bạn. Chữ ký của bạn đã được tính.',
  thanksText: 'Tổng số sẽ cập nhật sau vài giây. Bạn có thể góp sức thêm: hãy chia sẻ bản kiến nghị.',
  confirmEmailHeading: 'Còn một bước nữa: hãy kiểm tra email.',
  confirmEmailText:
    'Chúng tôi đã gửi một email đến #. Hãy mở email đó và bấm nút. Sau đó chữ ký của bạn mới được tính. Nếu vài phút sau vẫn chưa nhận được, hãy tìm trong thư mục thư rác.',
  wrongAddress: 'Sai địa chỉ?',
  changeAddress: 'Sửa lại',
  meantEmail: 'Có phải ý bạn là #?',
  useEmail: 'Đúng, ký bằng #',
  keepEmail: 'Không, ký bằng #',
  latest: 'Chữ ký mới nhất',
  share: 'Chia sẻ bản kiến nghị này',
  byEmail: 'Qua email',
  bySms: 'Tin nhắn',
  poster: {
    link: 'In áp phích có mã QR',
    scan: 'Quét mã để ký tên',
    goTo: 'Hoặc truy cập:',
    print: 'In trang này, cắt giữa các dải ở phía dưới rồi treo lên.',
    download: 'Tải mã QR (SVG)',
  },
  mastodon: {
    title: 'Chia sẻ lên Mastodon',
    server: 'Máy chủ Mastodon của bạn',
    hint: 'Ví dụ mastodon.social, hoặc tên tài khoản đầy đủ của bạn. Chúng tôi không lưu lại.',
    button: 'Tiếp tục',
    invalid: 'Hãy nhập tên máy chủ, ví dụ mastodon.social.',
  },
  outcome: 'Kết quả',
  victory: 'Thắng lợi!',
  closed: 'Bản kiến nghị này đã đóng.',
  closedText: 'Bản kiến nghị không nhận thêm chữ ký nữa. Cảm ơn tất cả những ai đã ký.',
  notFound: 'Không tìm thấy trang',
  notFoundText: 'Hãy kiểm tra xem địa chỉ có bị gõ nhầm không.',
  petitions: 'Các bản kiến nghị đang mở',
  noPetitions: 'Hiện không có bản kiến nghị nào đang mở.',
  home: {
    search: 'Tìm kiến nghị',
    button: 'Tìm',
    all: 'Tất cả',
    noResults: 'Không có kiến nghị nào phù hợp.',
    feed: 'Nguồn tin',
    pages: 'Các trang',
    previous: 'Trang trước',
    next: 'Trang sau',
    page: (page, pages) => `Trang ${page} / ${pages}`,
  },
  failure: {
    title: 'Không thành công',
    text: 'Hãy quay lại và thử lại. Nếu vẫn gặp lỗi, hãy viết cho bên tổ chức.',
    busy: 'Máy chủ đang bận. Hãy thử lại sau một phút.',
    tooMany: 'Có quá nhiều yêu cầu từ mạng của bạn. Hãy thử lại sau vài phút.',
  },
  languages: 'Bản kiến nghị này bằng các ngôn ngữ khác',
  privacy: {
    heading: 'Ai xem được thông tin này?',
    text: [
      'Những gì bạn nhập được mã hóa ngay khi bạn ký, bằng một khóa mà chỉ người tổ chức bản kiến nghị này mở được. Máy chủ xóa bản sao khóa mã hóa của mình trong vòng một giờ.',
      'Để mỗi người chỉ được tính một lần, máy chủ lưu một mã tính ra từ địa chỉ email của bạn. Không ai có thể từ mã này tìm lại địa chỉ, và mỗi bản kiến nghị có một mã khác nhau.',
      'Chúng tôi không dùng cookie, công cụ theo dõi hay máy chủ của công ty nào khác. Không ai có thể tra ra ở đây liệu một địa chỉ đã ký hay chưa.',
      'Người tổ chức đọc được danh sách người ký và quyết định giao danh sách cho ai. Nếu biểu mẫu này nằm trong một trang web khác, trang web đó có thể đọc được những gì bạn gõ: hãy ký trên một trang mà bạn tin tưởng.',
    ],
  },
  privacyHidden: 'Tên của bạn không được hiển thị ở đây hay ở bất kỳ nơi nào khác.',
  privacyShown:
    'Tên của bạn không được hiển thị ở đây hay ở bất kỳ nơi nào khác, trừ khi bạn đánh dấu vào ô dành cho việc đó. Ô này chỉ có hiệu lực nếu bạn đánh dấu lại khi xác nhận. Khi ấy mọi người xem được tên và chữ cái đầu trong họ của bạn sau khi bạn xác nhận, và xem được bình luận của bạn sau khi người tổ chức duyệt. Nếu bạn rút chữ ký, những thông tin này sẽ được gỡ bỏ.',
  privacyEmail:
    'Để không ai ký dưới tên bạn, chúng tôi gửi một email đến địa chỉ của bạn. Cho đến khi email được chuyển đến, tối đa là ba ngày, máy chủ lưu địa chỉ ở dạng mã hóa. Cho đến khi bạn xác nhận, chỉ có thể mở những gì bạn nhập bằng liên kết trong email đó, hoặc từ máy chủ khi email chưa được chuyển đến. Chữ ký không được xác nhận sẽ bị xóa sau 30 ngày. Email nào cũng có liên kết để rút chữ ký; khi rút, mọi thứ đều bị xóa.',
  privacyCookies: 'Chúng tôi không dùng cookie, công cụ theo dõi hay máy chủ của công ty nào khác.',
  privacyNoEmail:
    'Máy chủ này không gửi email, nên không có gì chứng minh một địa chỉ thuộc về người dùng nó để ký. Với bản kiến nghị có ít chữ ký, người nào dùng địa chỉ của bạn để ký có thể nhìn tổng số mà biết trước đó bạn đã ký hay chưa. Để rút chữ ký, hãy viết cho người tổ chức bản kiến nghị.',
  privacyPartner:
    'Đối tác chỉ nhận được những gì bạn nhập nếu bạn đánh dấu vào ô cho phép đối tác đó gửi email cho bạn.',
  privacyMore: 'Tìm hiểu thêm về quyền riêng tư',
  privacyPage: {
    title: 'Quyền riêng tư: chữ ký của bạn được xử lý thế nào',
    sections: [
      {
        heading: 'Những gì bạn nhập',
        text: 'Thông tin được gửi đến máy chủ của bản kiến nghị và được mã hóa ngay lập tức, nên chỉ người tổ chức bản kiến nghị đọc được. Máy chủ xóa bản sao khóa mã hóa của mình trong vòng một giờ. Sau đó, chính máy chủ cũng không đọc được thông tin của bạn. Một số bản kiến nghị có ô cho phép một đối tác gửi email cho bạn. Chỉ khi bạn đánh dấu vào ô đó, đối tác mới nhận được những gì bạn nhập.',
      },
      {
        heading: 'Làm sao để mỗi người chỉ được tính một lần',
        text: 'Máy chủ lưu một mã tính ra từ địa chỉ email của bạn. Không ai có thể từ mã này tìm lại địa chỉ. Mỗi bản kiến nghị có một mã khác nhau, và mã này vô dụng nếu thiếu một dữ liệu bí mật được cất ở nơi khác.',
      },
      {
        heading: 'Làm sao để không ai ký dưới tên bạn',
        text: 'Với phần lớn bản kiến nghị, chúng tôi gửi một email đến địa chỉ của bạn, và chữ ký được tính sau khi bạn bấm nút trong email đó. Cho đến khi email được chuyển đến, tối đa là ba ngày, máy chủ lưu địa chỉ của bạn ở dạng mã hóa, sau đó địa chỉ bị xóa. Cho đến khi bạn xác nhận, chỉ có thể mở những gì bạn nhập bằng liên kết trong email đó, hoặc từ máy chủ khi email chưa được chuyển đến. Vì vậy, hãy kiểm tra xem địa chỉ có đúng không: ai nhận được email đều đọc được những gì bạn nhập. Những gì bạn nhập để nhận email sẽ bị xóa sau 30 ngày, dù bạn có xác nhận hay không.',
      },
      {
        heading: 'Bạn có thể rút chữ ký bất cứ lúc nào',
        text: 'Email nào cũng có liên kết để rút chữ ký. Khi rút, mọi thứ được lưu về chữ ký của bạn đều bị xóa, chậm nhất là sau ba ngày, và không còn gì cho thấy bạn đã từng ký. Bạn có thể ký lại khi bản kiến nghị còn mở. Muốn có liên kết mới, bạn chỉ cần ký lại. Bạn có thể sửa những gì đã nhập trên trang xác nhận, hoặc về sau bằng cách rút chữ ký rồi ký lại. Sau khi bản kiến nghị đã đóng từ lâu, người tổ chức có thể đã chuyển các chữ ký vào một tệp mã hóa và xóa khỏi máy chủ. Khi đó, trang rút chữ ký sẽ nói rõ điều này và cho biết bạn cần liên hệ với ai. Mỗi email cũng có một liên kết để không bao giờ nhận email nữa. Nếu bạn dùng liên kết đó, máy chủ sẽ lưu một mã được tính từ địa chỉ của bạn cho việc này.',
      },
      {
        heading: 'Không ai có thể tra ra ở đây liệu bạn đã ký hay chưa',
        text: 'Ký hai lần trông hệt như ký một lần. Chỉ tổng số được công khai, trừ khi bạn chọn khác: một số bản kiến nghị có ô để hiển thị tên và chữ cái đầu trong họ của bạn, cùng bình luận của bạn sau khi người tổ chức duyệt. Nếu bạn không đánh dấu vào ô đó, không có gì về bạn được hiển thị.',
      },
      {
        heading: 'Không cookie, không công cụ theo dõi',
        text: 'Các trang và biểu mẫu không dùng cookie hay công cụ theo dõi, và không tải bất cứ thứ gì từ công ty nào khác.',
      },
      {
        heading: 'Những điều chúng tôi không ngăn được',
        text: 'Nếu biểu mẫu nằm trong một trang web khác, trang web đó có thể đọc được những gì bạn gõ, như với mọi biểu mẫu. Hãy ký trên một trang mà bạn tin tưởng, hoặc trên chính trang của bản kiến nghị. Người tổ chức đọc được danh sách người ký: đó chính là mục đích của bản kiến nghị. Ai chiếm quyền kiểm soát máy chủ thì có thể đọc được những gì mọi người nhập kể từ lúc đó. Nếu bản kiến nghị không gửi email và có ít chữ ký, người nào dùng địa chỉ của bạn để ký có thể nhìn tổng số mà biết trước đó bạn đã ký hay chưa, và khi ấy họ đã ký dưới tên bạn.',
      },
    ],
    withoutEmails: [
      {
        heading: 'Người khác có thể dùng địa chỉ của bạn để ký',
        text: 'Máy chủ này không gửi email. Chữ ký của bạn được tính ngay, và không có gì chứng minh một địa chỉ thuộc về người dùng nó để ký. Nếu có ai đã ký dưới tên bạn, hãy viết cho người tổ chức bản kiến nghị.',
      },
      {
        heading: 'Để rút chữ ký, hãy viết cho người tổ chức',
        text: 'Hãy viết cho người tổ chức bản kiến nghị để yêu cầu xóa mọi thứ được lưu về chữ ký của bạn. Bạn có thể ký lại khi bản kiến nghị còn mở.',
      },
      {
        heading: 'Người khác có thể biết được gì',
        text: 'Ký hai lần nhận được câu trả lời giống như ký một lần. Chỉ tổng số được công khai; không có tên nào được hiển thị. Nhưng tổng số chỉ tăng khi có người ký mới, và điều đó dễ thấy ở bản kiến nghị có ít chữ ký.',
      },
    ],
  },
  numbers: {
    title: 'Chữ ký qua #',
    all: 'Tổng cộng',
    today: 'Hôm nay',
    week: 'Bảy ngày qua',
    none: 'Chưa có ai ký qua tổ chức của bạn.',
    perDay: 'Chữ ký mỗi ngày',
    chart: (first, last, best, most) =>
      `Từ ${first} đến ${last}. Ngày có nhiều chữ ký nhất: ${best}, ${most} chữ ký.`,
    table: 'Các con số đó trong bảng',
    day: 'Ngày (UTC)',
    signatures: 'Chữ ký',
    note: 'Ai có liên kết này đều mở được trang này. Trang không hiện tên ai, và không có gì của các tổ chức khác.',
  },
  embed: {
    title: 'Đặt bản kiến nghị này lên trang web của bạn',
    intro:
      'Hãy chọn kiểu hiển thị, sao chép một trong bốn đoạn mã, rồi dán vào nơi bạn muốn đặt bản kiến nghị.',
    partner: 'Tổ chức của bạn',
    partnerNone: 'Không có trong danh sách này',
    partnerHint:
      'Khi chọn, chữ ký từ trang web của bạn được tính cho tổ chức của bạn. Quản trị viên máy chủ này có thể thêm tổ chức của bạn.',
    partnerUnknown:
      'Liên kết của bạn ghi một đối tác mà bản kiến nghị này không có. Hãy chọn tổ chức của bạn trong danh sách, hoặc nhờ quản trị viên máy chủ này thêm vào.',
    lang: 'Ngôn ngữ',
    asPage: 'Giống trang của bạn',
    formAlone: 'Chỉ dịch biểu mẫu, không dịch nội dung kiến nghị',
    shape: 'Phần hiển thị',
    full: 'Tiêu đề, nội dung và biểu mẫu',
    formOnly: 'Chỉ biểu mẫu',
    compact: 'Tiêu đề, số chữ ký, thanh tiến độ và nút',
    image: 'Hiện hình ảnh',
    imageHint: 'Phía trên tiêu đề. Hình chỉ được tải từ máy chủ này.',
    accent: 'Màu',
    radius: 'Độ bo góc',
    scheme: 'Nền',
    light: 'Sáng',
    dark: 'Tối',
    pin: 'Giữ nguyên phiên bản này',
    pinHint:
      'Trình duyệt sẽ chạy đúng phiên bản này của tập lệnh. Để dùng phiên bản mới hơn, hãy sao chép lại đoạn mã.',
    events: 'Cho phép khung báo cho trang của bạn',
    eventsHint:
      'Để đếm lượt chuyển đổi. Khi đó, khung báo cho trang của bạn biết có người ký tên, chia sẻ hoặc gặp lỗi. Nếu không, khung không báo gì cả.',
    show: 'Cập nhật',
    faintOnLight: (ratio) =>
      `Màu này khó nhìn trên trang sáng: độ tương phản là ${ratio} trên 1, trong khi WCAG AA yêu cầu 3 trên 1.`,
    faintOnDark: (ratio) =>
      `Màu này khó nhìn trên trang tối: độ tương phản là ${ratio} trên 1, trong khi WCAG AA yêu cầu 3 trên 1.`,
    useInstead: 'Hãy dùng màu này thay thế:',
    preview: 'Xem trước',
    previewNote: 'Đây chỉ là bản xem trước. Những gì bạn gõ ở đây không được gửi đi.',
    onWhite: 'Trên trang trắng',
    onDark: 'Trên trang tối',
    narrow: 'Trong cột hẹp',
    snippets: 'Sao chép một trong các đoạn sau',
    copy: 'Sao chép',
    copied: 'Đã sao chép',
    further: 'Thêm',
    docsEmbedding: 'Cách đặt một kiến nghị lên trang web (tiếng Anh)',
    docsStyling: 'Thuộc tính, màu sắc và sự kiện (tiếng Anh)',
    numbers: 'Bao nhiêu người đã ký qua tổ chức của bạn (cần tài khoản)',
    origins: (sites) =>
      `Chỉ có thể ký bản kiến nghị này từ các trang web sau: ${sites}. Hãy nhờ quản trị viên máy chủ này thêm trang web của bạn.`,
    list: {
      title: 'Nếu trang web của bạn hiển thị nhiều bản kiến nghị',
      text: 'Chúng hiện thành các thẻ: các bản của bạn nếu bạn đã chọn tổ chức ở trên, nếu không thì là tất cả bản kiến nghị trên máy chủ này. Bản mới tự xuất hiện.',
    },
    conversions: {
      title: 'Đếm chữ ký trong thống kê của riêng bạn',
      text: 'Trang của bạn nhận được một sự kiện khi có người ký tên hoặc chia sẻ. Không sự kiện nào chứa nội dung người ta đã nhập. Hãy dán đoạn này sau bản kiến nghị và giữ lại dòng dành cho công cụ thống kê của bạn.',
      warning:
        'Nếu công cụ thống kê biết khách truy cập là ai, nó cũng biết ai đã ký. Hãy dùng công cụ không biết điều đó.',
      frame:
        'Khung chỉ gửi sự kiện nếu bạn đánh dấu “Cho phép khung báo cho trang của bạn” ở trên, và chỉ khi có tập lệnh trong đoạn mã của khung. Địa chỉ được trình soạn thảo biến thành nội dung nhúng không gửi sự kiện nào.',
      when: {
        'petition-sign': 'Có người nhấp vào nút và chữ ký sắp được gửi.',
        'petition-signed':
          'Máy chủ đã nhận chữ ký. Nếu cần xác nhận qua email, trạng thái là “confirm”, nếu không là “signed”.',
        'petition-error': 'Không tải được bản kiến nghị hoặc không gửi được chữ ký.',
        'petition-share': 'Có người chia sẻ bản kiến nghị.',
      },
    },
    methods: {
      element: {
        title: 'Nếu trang web của bạn nhận HTML',
        text: 'Trong WordPress, dùng khối “HTML tùy chỉnh”. Trong Wix và Squarespace, dùng “Nhúng” (Embed).',
      },
      link: {
        title: 'Nếu người viết của bạn không dán được tập lệnh',
        text: 'Quản trị viên thêm dòng đầu vào giao diện của trang web, chỉ một lần. Sau đó người viết chỉ cần dán liên kết, và liên kết trở thành bản kiến nghị.',
      },
      frame: {
        title: 'Nếu trang của bạn không nên đọc được những gì người ta gõ',
        text: 'Khung tách hai bên ra. Dòng thứ hai điều chỉnh chiều cao của khung; không có dòng này, khung sẽ có thanh cuộn.',
      },
      address: {
        title: 'Nếu trình soạn thảo của bạn biến địa chỉ web thành nội dung nhúng',
        text: 'Hãy dán thành một dòng riêng. WordPress và các trình soạn thảo khác sẽ hiển thị bản kiến nghị ở đó. Ở nơi khác, đây vẫn là liên kết đến một trang để ký.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Vui lòng xác nhận chữ ký của bạn',
      intro:
        'Vui lòng xác nhận rằng địa chỉ email này là của bạn. Có người, rất có thể chính là bạn, đã dùng địa chỉ này để ký bản kiến nghị sau:',
      outro:
        'Liên kết có hiệu lực trong 30 ngày. Nếu không phải bạn đã ký, bạn không cần làm gì cả: chữ ký không được xác nhận sẽ không được tính và sẽ bị xóa.',
    },
    already: {
      subject: 'Về chữ ký của bạn',
      intro:
        'Bạn không cần làm gì cả. Địa chỉ email này lại được dùng để ký một bản kiến nghị mà địa chỉ này đã ký trước đó:',
      outro: 'Chữ ký của bạn được tính một lần và vẫn như cũ.',
      privacy:
        'Chỉ người tổ chức bản kiến nghị này xem được ai đã ký, trừ những gì bạn đã cho phép khi ký. Email này không có công cụ theo dõi.',
    },
    press: 'Để chữ ký của bạn được tính, hãy mở trang này và bấm nút:',
    button: 'Xác nhận chữ ký của tôi',
    withdraw: 'Để rút chữ ký, ngay bây giờ hoặc sau này, và xóa mọi thứ chúng tôi lưu về chữ ký đó:',
    withdrawLink: 'rút chữ ký',
    boxes:
      'Trong mẫu ký, những ô này đã được đánh dấu. Mỗi ô chỉ có hiệu lực nếu bạn đánh dấu lại trên trang xác nhận:',
    privacy: 'Chỉ người tổ chức bản kiến nghị này xem được ai đã ký. Email này không có công cụ theo dõi.',
    privacyBoxes:
      'Chỉ người tổ chức bản kiến nghị này xem được ai đã ký, trừ những gì bạn cho phép khi xác nhận. Email này không có công cụ theo dõi.',
  },
  emailLinkPages: {
    toPetition: 'Đến bản kiến nghị',
    checkBox:
      'Hãy đánh dấu vào ô trước, rồi bấm nút. Các chương trình quét email có thể bấm nút, nhưng không đánh dấu vào ô.',
    confirm: {
      title: 'Xác nhận chữ ký của bạn',
      text: 'Hãy bấm nút để chữ ký của bạn được tính.',
      check:
        'Đây là những gì đã được nhập cùng địa chỉ email của bạn và sẽ được lưu nếu bạn xác nhận. Hãy sửa những chỗ chưa đúng. Nếu không phải bạn nhập, hãy đóng trang này: những gì không được xác nhận sẽ không được tính và bị xóa.',
      boxes:
        'Những ô ghi “không bắt buộc” cũng đã được đánh dấu trong mẫu ký. Mỗi ô chỉ có hiệu lực nếu bạn đánh dấu tại đây.',
      sure: 'Vâng, tôi muốn ký bản kiến nghị này.',
      button: 'Xác nhận chữ ký của tôi',
    },
    confirmed: {
      title: 'Cảm ơn bạn. Chữ ký của bạn đã được tính.',
      text: 'Tổng số sẽ cập nhật sau vài giây. Bạn có thể góp sức thêm: hãy chia sẻ bản kiến nghị.',
    },
    withdraw: {
      title: 'Rút chữ ký của bạn',
      text: 'Hãy bấm nút để xóa mọi thứ chúng tôi lưu về chữ ký của bạn. Chữ ký sẽ không còn được tính. Bạn có thể ký lại bất cứ lúc nào.',
      closed:
        'Hãy bấm nút để xóa mọi thứ chúng tôi lưu về chữ ký của bạn. Chữ ký sẽ không còn được tính. Bản kiến nghị này đã đóng và không nhận thêm chữ ký nữa.',
      erased: (creator) =>
        `Các chữ ký của bản kiến nghị này đã được xóa khỏi máy chủ này vì đã lâu. Chỉ còn lại tổng số. Hãy bấm nút để xóa những gì có thể còn sót lại về chữ ký của bạn. Người tổ chức vẫn giữ danh sách đã mã hóa: hãy viết thư cho ${creator} để chữ ký của bạn được xóa khỏi danh sách đó.`,
      sure: 'Vâng, hãy xóa chữ ký của tôi.',
      button: 'Rút chữ ký của tôi',
    },
    withdrawn: {
      title: 'Chữ ký của bạn đã được rút.',
      text: 'Chữ ký của bạn không được tính, và mọi thứ chúng tôi lưu về chữ ký sẽ bị xóa: ngay bây giờ, hoặc trong vòng ba ngày nếu email vừa mới đến. Nếu không phải chính bạn rút chữ ký, hãy xác nhận lại bằng nút trong email đó, hoặc ký lại.',
      closed:
        'Chữ ký của bạn không được tính, và mọi thứ chúng tôi lưu về chữ ký sẽ bị xóa, chậm nhất là sau ba ngày. Bản kiến nghị này đã đóng và không nhận thêm chữ ký nữa.',
      erased: (creator) =>
        `Các chữ ký của bản kiến nghị này đã được xóa khỏi máy chủ này vì đã lâu. Chỉ còn lại tổng số. Người tổ chức vẫn giữ danh sách đã mã hóa: hãy viết thư cho ${creator} để chữ ký của bạn được xóa khỏi danh sách đó.`,
    },
    gone: {
      title: 'Liên kết này không còn dùng được',
      text: 'Liên kết đã hết hạn, đã được dùng hoặc không đầy đủ. Hãy ký lại bản kiến nghị để nhận email có liên kết mới.',
    },
    closed: {
      title: 'Bản kiến nghị này đã đóng',
      text: 'Bản kiến nghị không nhận thêm chữ ký nữa. Những chữ ký chưa được xác nhận trước khi đóng không được tính và sẽ bị xóa.',
    },
  },
  testEmail: {
    subject: 'Email thử từ máy chủ kiến nghị',
    text: 'Đây là email thử mà bạn đã yêu cầu trong bảng điều khiển kiến nghị. Email từ máy chủ này đến được với bạn. Bạn không cần làm gì.',
  },
  neverEmail: {
    email: 'Để không bao giờ nhận email từ máy chủ này nữa, về bất kỳ bản kiến nghị nào:',
    emailLink: 'không gửi email đến địa chỉ này nữa',
    stop: {
      title: 'Không gửi email đến địa chỉ này nữa',
      text: 'Hãy bấm nút, và máy chủ này sẽ không gửi email đến địa chỉ của bạn nữa, dù có hay không có thẻ (tên+thẻ@), về bất kỳ bản kiến nghị nào. Các chữ ký của bạn vẫn giữ nguyên. Khi chưa cho phép lại email, bạn không thể ký những bản kiến nghị có gửi email để xác nhận.',
      sure: 'Vâng, đừng gửi email cho tôi nữa.',
      button: 'Dừng mọi email',
    },
    stopped: {
      title: 'Chúng tôi sẽ không gửi email cho bạn nữa.',
      text: 'Máy chủ chỉ lưu một mã được tính từ địa chỉ của bạn. Hãy giữ lại email đó: chỉ liên kết trong email mới giúp bạn cho phép lại email.',
    },
    allow: {
      title: 'Cho phép lại email',
      text: 'Hãy bấm nút, và máy chủ này có thể lại gửi email đến địa chỉ của bạn khi có người dùng địa chỉ đó để ký một bản kiến nghị.',
      sure: 'Vâng, máy chủ này được gửi email cho tôi.',
      button: 'Cho phép lại email',
    },
    allowed: {
      title: 'Email đã được cho phép lại.',
      text: 'Để nhận email có liên kết xác nhận, hãy ký lại bản kiến nghị.',
    },
  },
};
