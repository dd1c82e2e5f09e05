import type { Dictionary } from './en.ts';

export const vi: Dictionary = {
  consent:
    'Những gì bạn nhập ở đây được mã hóa ngay khi bạn ký, và chỉ người tổ chức bản kiến nghị này mới đọc được.',
  consentShown:
    'Những gì bạn nhập ở đây được mã hóa ngay khi bạn ký, và chỉ người tổ chức bản kiến nghị này mới đọc được, trừ những gì bạn đồng ý để mọi người thấy.',
  whoSees: 'Ai xem được thông tin này?',
  by: (creator) => `Khởi xướng: ${creator}`,
  progress: { other: (goal) => `trên ${goal} chữ ký` },
  sign: 'Ký bản kiến nghị',
  givenName: 'Tên (không kèm họ)',
  familyName: 'Họ',
  email: 'Địa chỉ email',
  postalCode: 'Mã bưu chính',
  country: 'Quốc gia',
  chooseCountry: 'Chọn quốc gia',
  comment: 'Vì sao bạn ký tên?',
  optional: 'không bắt buộc',
  display: 'Tôi đồng ý để mọi người thấy tên và chữ cái đầu trong họ của tôi.',
  displayComment: 'Tôi đồng ý để mọi người thấy tên, chữ cái đầu trong họ của tôi và những gì tôi viết.',
  contact: 'Tôi đồng ý để người tổ chức viết thư cho tôi về vấn đề này.',
  partnerContact: 'Tôi đồng ý để # viết thư cho tôi.',
  errors: {
    title: 'Chưa ký',
    heading: 'Chữ ký của bạn chưa được ghi nhận. Vui lòng xem lại các mục sau:',
    required: 'Vui lòng điền mục này.',
    type: 'Vui lòng điền lại mục này.',
    too_long: 'Nội dung quá dài.',
    characters: 'Mục này có ký tự không dùng được ở đây. Vui lòng nhập lại.',
    invalid: 'Vui lòng kiểm tra mục này.',
    duplicate: 'Mục này đã được gửi hai lần. Vui lòng điền lại.',
    email: 'Địa chỉ email này chưa đầy đủ. Địa chỉ có dạng name@example.org.',
  },
  busy: 'Chữ ký của bạn chưa được ghi nhận: máy chủ đang bận. Vui lòng bấm lại nút sau giây lát; những gì bạn đã điền vẫn còn ở đây.',
  tooMany:
    'Chữ ký của bạn chưa được ghi nhận: có rất nhiều chữ ký đến từ mạng của bạn. Vui lòng bấm lại nút sau vài phút; những gì bạn đã điền vẫn còn ở đây.',
  thanks: 'Cảm ơn bạn. Chữ ký của bạn đã được ghi nhận.',
  thanksText:
    'Chữ ký sẽ được cộng vào tổng số trong vài giây. Còn một việc nữa cũng có ích: hãy chia sẻ bản kiến nghị.',
  confirmEmailHeading: 'Còn một bước nữa.',
  confirmEmailText:
    'Hãy mở email chúng tôi đã gửi đến địa chỉ bạn nhập và bấm nút trong đó. Chỉ khi đó chữ ký của bạn mới được tính. Nếu vài phút sau email vẫn chưa đến, hãy tìm trong thư mục thư rác.',
  latest: 'Chữ ký mới nhất',
  share: 'Chia sẻ bản kiến nghị này',
  byEmail: 'Email',
  shareText: (title) => `“${title}”: bạn cùng ký tên nhé?`,
  closed: 'Bản kiến nghị này đã đóng.',
  closedText: 'Bản kiến nghị không nhận thêm chữ ký nữa. Cảm ơn tất cả những ai đã ký.',
  notFound: 'Ở đây không có trang nào như vậy',
  notFoundText: 'Có thể địa chỉ đã bị gõ nhầm, hoặc người tổ chức đã gỡ bản kiến nghị.',
  languages: 'Bản kiến nghị này bằng các ngôn ngữ khác',
  privacy: {
    heading: 'Ai xem được thông tin này?',
    text: [
      'Những gì bạn nhập được mã hóa ngay khi bạn ký, bằng một khóa mà chỉ người tổ chức bản kiến nghị này nắm giữ. Máy chủ đếm chữ ký của bạn sẽ quên nửa khóa của mình trong vòng một giờ.',
      'Để mỗi người chỉ được tính một lần, máy chủ lưu một dấu vân tay kỹ thuật số của địa chỉ email của bạn. Từ dấu này không thể khôi phục lại địa chỉ, và mỗi bản kiến nghị có một dấu khác nhau.',
      'Ở đây không có cookie, không có công cụ theo dõi, không có máy chủ của công ty nào khác, và không ai có thể tra ra ở đây liệu một địa chỉ đã ký hay chưa.',
      'Người tổ chức có thể đọc danh sách và quyết định giao danh sách cho ai. Và khi biểu mẫu này nằm trong một trang web khác, trang web đó có thể đọc được những gì bạn gõ vào: hãy ký trên một trang mà bạn tin tưởng.',
    ],
  },
  privacyHidden: 'Tên của bạn không được hiển thị ở đây hay ở bất kỳ nơi nào khác.',
  privacyShown:
    'Tên của bạn không được hiển thị ở đây hay ở bất kỳ nơi nào khác, trừ khi bạn đánh dấu vào ô dành cho việc đó: khi ấy mọi người có thể đọc tên và chữ cái đầu trong họ của bạn sau khi bạn xác nhận, và đọc những gì bạn viết sau khi người tổ chức duyệt. Nếu bạn rút chữ ký, những điều đó cũng được gỡ đi.',
  privacyEmail:
    'Để không ai ký bằng tên của bạn, chúng tôi gửi một email đến địa chỉ của bạn. Cho đến khi email được chuyển đến, tối đa là ba ngày, máy chủ lưu địa chỉ ở dạng mã hóa; những gì không được xác nhận sẽ bị xóa sau 30 ngày. Mỗi email đều có một liên kết để rút chữ ký; khi rút, tất cả sẽ bị xóa.',
  embed: {
    title: 'Đặt bản kiến nghị này lên trang của bạn',
    intro: 'Hãy chọn kiểu hiển thị, sao chép một trong bốn cách, rồi dán vào nơi bản kiến nghị sẽ đứng.',
    partner: 'Tổ chức của bạn',
    partnerNone: 'Không có trong danh sách này',
    partnerHint:
      'Khi đó chữ ký qua trang của bạn được tính cho tổ chức ấy. Người vận hành máy chủ này có thể thêm tổ chức của bạn.',
    partnerUnknown:
      'Liên kết của bạn nêu một tổ chức mà bản kiến nghị này không biết. Hãy chọn tổ chức của bạn, hoặc nhờ người vận hành máy chủ này thêm vào.',
    lang: 'Ngôn ngữ',
    asPage: 'Theo trang',
    formAlone: 'Chỉ biểu mẫu; nội dung giữ nguyên',
    shape: 'Phần hiển thị',
    full: 'Tiêu đề, nội dung và biểu mẫu',
    formOnly: 'Biểu mẫu',
    compact: 'Số chữ ký, thanh tiến độ và một nút',
    accent: 'Màu',
    radius: 'Góc bo tròn',
    scheme: 'Nền',
    light: 'Sáng',
    dark: 'Tối',
    pin: 'Giữ nguyên phiên bản này',
    pinHint:
      'Khi đó trình duyệt chỉ chạy tập lệnh này. Phiên bản mới hơn chỉ đến trang của bạn khi bạn sao chép lại.',
    show: 'Hiển thị',
    faintOnLight: (ratio) =>
      `Trên trang sáng, màu này khó nhìn: độ tương phản là ${ratio} trên 1, trong khi mức AA của WCAG yêu cầu 3 trên 1.`,
    faintOnDark: (ratio) =>
      `Trên trang tối, màu này khó nhìn: độ tương phản là ${ratio} trên 1, trong khi mức AA của WCAG yêu cầu 3 trên 1.`,
    useInstead: 'Hãy dùng màu này thay thế:',
    preview: 'Sẽ trông như thế này',
    previewNote: 'Đây chỉ để xem: những gì gõ ở đây không được gửi đi.',
    onWhite: 'Trên trang trắng',
    onDark: 'Trên trang tối',
    narrow: 'Trong cột hẹp',
    snippets: 'Sao chép một trong các cách này',
    copy: 'Sao chép',
    copied: 'Đã sao chép',
    origins: (sites) =>
      `Bản kiến nghị này chỉ ký được từ các trang này: ${sites}. Hãy nhờ người vận hành máy chủ này thêm trang của bạn.`,
    methods: {
      element: {
        title: 'Trang của bạn nhận HTML',
        text: 'WordPress có khối “HTML tùy chỉnh” cho việc này; Wix và Squarespace gọi là “Nhúng”.',
      },
      link: {
        title: 'Người viết của bạn không được dán tập lệnh',
        text: 'Quản trị viên đặt dòng đầu vào giao diện của trang, một lần. Sau đó chỉ cần liên kết, dán ở đâu cũng được, và nó trở thành bản kiến nghị.',
      },
      frame: {
        title: 'Trang của bạn không nên đọc được những gì người ta gõ',
        text: 'Khung tách hai bên ra. Không có dòng thứ hai thì khung có thanh cuộn.',
      },
      address: {
        title: 'Trình soạn thảo của bạn biến địa chỉ thành nội dung',
        text: 'Hãy dán thành một đoạn riêng: WordPress và các trình khác đặt bản kiến nghị vào đó. Ở nơi khác nó là một liên kết, qua đó cũng ký được.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Vui lòng xác nhận chữ ký của bạn',
      intro:
        'Vui lòng xác nhận rằng địa chỉ email này là của bạn. Có người, rất có thể chính là bạn, đã dùng địa chỉ này để ký bản kiến nghị sau:',
      outro:
        'Liên kết có hiệu lực trong 30 ngày. Nếu đó không phải là bạn, xin đừng làm gì cả: những gì không được xác nhận sẽ không được tính và sẽ bị xóa.',
    },
    already: {
      subject: 'Về chữ ký của bạn',
      intro:
        'Bạn không cần làm gì cả. Địa chỉ email này lại được dùng để ký một bản kiến nghị mà địa chỉ này đã ký trước đó:',
      outro: 'Chữ ký của bạn được tính một lần và vẫn như cũ.',
    },
    press: 'Chữ ký của bạn được tính khi bạn bấm nút trên trang này:',
    button: 'Xác nhận chữ ký của tôi',
    withdraw: 'Để rút chữ ký, ngay bây giờ hoặc sau này, và xóa mọi thứ đang được lưu về chữ ký đó:',
    withdrawLink: 'rút chữ ký',
    shown:
      'Khi ký, ô sau đây đã được đánh dấu: cho phép mọi người thấy tên, chữ cái đầu trong họ và, sau khi người tổ chức duyệt, cả lời bình luận. Khi bạn xác nhận, những thông tin này sẽ được hiển thị. Nếu bạn không muốn vậy, hãy rút chữ ký ở bên dưới rồi ký lại mà không đánh dấu ô đó.',
    privacy:
      'Ngoài người tổ chức bản kiến nghị, không ai xem được ai đã ký, và email này không có công cụ theo dõi.',
    privacyShown:
      'Ngoài người tổ chức bản kiến nghị, không ai xem được bất cứ điều gì khác, và email này không có công cụ theo dõi.',
  },
  emailLinkPages: {
    toPetition: 'Đến bản kiến nghị',
    confirm: {
      title: 'Xác nhận chữ ký của bạn',
      text: 'Khi bạn bấm nút, chữ ký của bạn được tính.',
      button: 'Xác nhận chữ ký của tôi',
    },
    confirmed: {
      title: 'Cảm ơn bạn. Chữ ký của bạn đã được ghi nhận.',
      text: 'Chữ ký sẽ được cộng vào tổng số trong vài giây. Còn một việc nữa cũng có ích: hãy chia sẻ bản kiến nghị.',
    },
    withdraw: {
      title: 'Rút chữ ký của bạn',
      text: 'Khi bạn bấm nút, mọi thứ đang được lưu ở đây về chữ ký của bạn sẽ bị xóa. Chữ ký không còn được tính, và bạn có thể ký lại bất cứ lúc nào.',
      closed:
        'Khi bạn bấm nút, mọi thứ đang được lưu ở đây về chữ ký của bạn sẽ bị xóa, và chữ ký không còn được tính. Bản kiến nghị đã đóng: không nhận thêm chữ ký nữa.',
      erased: (creator) =>
        `Các chữ ký của bản kiến nghị này đã được xóa khỏi đây vì đã cũ; chỉ còn lại số lượng. Khi bạn bấm nút, những gì có thể còn lại ở đây về chữ ký của bạn cũng sẽ bị xóa. Người tổ chức bản kiến nghị vẫn giữ danh sách đã mã hóa. Hãy viết thư cho ${creator} để chữ ký của bạn cũng được xóa ở đó.`,
      button: 'Rút chữ ký của tôi',
    },
    withdrawn: {
      title: 'Ở đây không còn lưu gì nữa.',
      text: 'Những gì từng có về chữ ký của bạn, nếu có, đã được xóa và không được tính. Bạn có thể ký lại bất cứ lúc nào.',
      closed:
        'Những gì từng có về chữ ký của bạn, nếu có, đã được xóa và không được tính. Bản kiến nghị đã đóng: không nhận thêm chữ ký nữa.',
      erased: (creator) =>
        `Những gì được lưu ở đây về các chữ ký của bản kiến nghị này đã được xóa vì đã cũ; chỉ còn lại số lượng. Người tổ chức bản kiến nghị vẫn giữ danh sách đã mã hóa. Hãy viết thư cho ${creator} để chữ ký của bạn cũng được xóa ở đó.`,
    },
    gone: {
      title: 'Liên kết này không còn hoạt động',
      text: 'Liên kết đã quá cũ, đã được dùng hoặc không đầy đủ. Hãy ký bản kiến nghị lần nữa, và bạn sẽ nhận được một email có liên kết mới.',
    },
    closed: {
      title: 'Bản kiến nghị này đã đóng',
      text: 'Bản kiến nghị không nhận thêm chữ ký nữa. Những gì chưa được xác nhận trước đó không được tính và sẽ bị xóa.',
    },
  },
};
