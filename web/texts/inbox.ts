import type { Locale } from '../../src/domain/order/index.ts';

const ko = {
  title: '문자 시뮬레이터',
  lead: '이 가게가 보낸 문자가 실제 전화 대신 여기에 도착해요. 개발할 때만 있는 페이지예요.',
  phone: (number: string) => `${number}의 휴대전화`,
  messages: (count: number) => `문자 ${count}통`,
  shown: (count: number) => `가장 새로운 문자 ${count}통까지 보여요.`,
  links: '다른 페이지',
  storefront: '꽃집 첫 화면',
  shop: '주문판',
  ops: '운영',
  long: '장문',
  empty: '아직 도착한 문자가 없어요',
  emptyMore: '주문을 하나 넣으면 첫 문자가 여기에 나타나요.',
  order: '주문해 보기',
  away: '문자함을 열 수 없어요',
  awayMore:
    '문자 시뮬레이터가 꺼져 있거나 장애를 흉내 내는 중이에요. 다른 문자 시스템에 연결되어 있다면 그쪽에는 들여다볼 문자함이 없어요.',
  live: '새 문자는 저절로 나타나요.',
  offline: '연결이 끊겼어요. 다시 연결되면 저절로 새로워져요.',
};

const en: typeof ko = {
  title: 'SMS simulator',
  lead: 'What this shop texts arrives here and on no real phone. This page is there for development alone.',
  phone: (number) => `The phone ${number}`,
  messages: (count) => (count === 1 ? '1 message' : `${count} messages`),
  shown: (count) => `The newest ${count} messages are shown.`,
  links: 'Other pages',
  storefront: 'Storefront',
  shop: 'Board',
  ops: 'Operations',
  long: 'long',
  empty: 'No message has arrived yet',
  emptyMore: 'Place an order, and its first message appears here.',
  order: 'Place an order',
  away: 'The inbox can’t be opened',
  awayMore:
    'The SMS simulator is off or plays dead. If the shop is connected to another SMS system, there is no inbox to look into.',
  live: 'New messages appear by themselves.',
  offline: 'The connection is lost. The page renews itself once it is back.',
};

/** What the page of the SMS simulator says. */
export const inboxTexts: Readonly<Record<Locale, typeof ko>> = { ko, en };
