import { josa } from '../particles.ts';

/** Texts of the frame around the staff's pages, and of signing in. */
export const ko = {
  areas: { shop: '가게', ops: '운영' },
  area: '구역',
  nav: '메뉴',
  pages: {
    board: '주문판',
    orders: '주문 찾기',
    day: '오늘의 배송',
    reviews: '리뷰',
    menu: '메뉴 관리',
    takings: '매출',
    overview: '한눈에',
    views: '뷰',
    processes: '프로세스',
    payments: '결제·환불',
    log: '로그',
    people: '사람',
    privacy: '개인정보',
    handbook: '안내서',
    inbox: '문자함',
    account: '내 계정',
  },
  roles: { florist: '플로리스트', operator: '운영자' },
  signedInAs: (name: string, role: string) => `${name}님 (${role})`,
  signOut: '로그아웃',
  signIn: {
    titles: { shop: '가게 로그인', ops: '운영 로그인' },
    lead: {
      shop: '꽃길에서 일하는 사람만 들어올 수 있어요.',
      ops: '꽃길을 운영하는 사람만 들어올 수 있어요.',
    },
    name: '이름',
    password: '비밀번호',
    submit: '들어가기',
    wrong: '이름이나 비밀번호가 맞지 않아요',
    wrongMore: '대소문자와 한/영 자판을 살펴봐 주세요. 비밀번호를 잊었다면 운영자가 새로 정할 수 있어요.',
    wait: (seconds: number) => `여러 번 맞지 않아서 ${seconds}초 뒤에 다시 해 볼 수 있어요`,
    waitMore: '늘 쓰던 기기나 다른 곳에서는 바로 들어올 수 있어요.',
    busy: '지금 로그인하는 사람이 많아요',
    busyMore: '몇 초 뒤에 다시 눌러 주세요.',
    missing: '이름과 비밀번호를 모두 적어 주세요',
    stale: '페이지가 오래되었어요. 한 번 더 눌러 주세요.',
    ended: '로그인이 끝났어요. 다시 들어와 주세요.',
    out: '로그아웃했어요. 수고하셨어요.',
    link: '이 로그인 링크는 더 쓸 수 없어요',
    linkMore: '한 번만, 잠깐 동안만 쓸 수 있는 링크예요. 이름과 비밀번호로 들어오거나 새 링크를 받아 주세요.',
  },
  forbidden: {
    title: '이 페이지는 볼 수 없어요',
    more: (name: string, role: string) =>
      `${josa(name, '은/는')} ${josa(role, '이에요/예요')}. 다른 이름으로 들어오면 볼 수 있어요.`,
    back: '내 첫 화면으로',
  },
};

/** What every language says around the staff's pages. */
export type StaffTexts = typeof ko;
