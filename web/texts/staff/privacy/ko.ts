/** Texts of the page of privacy. */
export const ko = {
  title: '개인정보',
  erase: {
    title: '한 사람 지우기',
    lead: '이 번호로 주문한 분이나 꽃을 받은 분의 이름, 번호, 주소, 글을 모두 지워요. 주문과 금액은 남아요. 되돌릴 수 없어요.',
    phone: '전화번호',
    confirm: (word: string) => `정말 지우려면 “${word}”라고 적어 주세요`,
    word: '지우기',
    button: '지우기',
    faults: { phone: '전화번호가 아니에요.', confirm: '확인하는 말이 달라요.' },
    done: (orders: number) => `지웠어요. 주문 ${orders}건은 이름 없이 남아요.`,
    nothing: '이 번호로 보관된 것이 없어요. 처음부터 없었거나 이미 지워졌어요.',
    open: (orders: number) => `아직 끝나지 않은 주문이 ${orders}건 있어요. 배송과 정산이 끝난 다음에 지울 수 있어요.`,
    underWay: '지우는 중이에요. 저절로 계속되고, 끝나면 아래에 적혀요.',
  },
  kept: {
    title: '보관 기간',
    personal: (days: number) => `개인정보: 마지막 주문이 끝나고 ${days}일`,
    personalForEver: '개인정보: 누군가 지워 달라고 할 때까지',
    looks: (days: number) => `열람 기록: ${days}일`,
    due: (people: number, soon: number, looks: number) =>
      `지금 지울 때가 된 사람 ${people}명, 30일 안에 ${soon}명, 열람 기록 ${looks}건`,
    lastRun: (at: string, people: number, waiting: number, looks: number) =>
      `마지막 정리: ${at}, 사람 ${people}명, 미룬 사람 ${waiting}명, 열람 기록 ${looks}건`,
    never: '아직 정리한 적이 없어요.',
  },
  proofs: {
    title: '지운 기록',
    none: '지운 사람이 없어요.',
    columns: { requestedAt: '요청', completedAt: '완료', by: '누가', cause: '왜', orders: '남은 주문' },
    causes: { request: '요청', retention: '보관 기간' },
    open: '진행 중',
  },
  looks: {
    title: '누가 누구의 정보를 보았나',
    lead: '한 시간 동안 한 사람이 한 화면에서 본 주문을 한 줄로 적어요.',
    none: '기록이 없어요.',
    order: '주문 번호',
    find: '찾기',
    columns: { when: '언제', who: '누가', route: '어디서', orders: '어떤 주문' },
    list: '목록 전체',
    more: (count: number) => `외 ${count}건`,
  },
};

export type PrivacyTexts = typeof ko;
