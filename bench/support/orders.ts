let made = 0;

/** An order like many; each of another customer, as in a real shop, so that keys have to be made too. */
export function anOrder(): unknown {
  const digits = String(20_000_000 + (made++ % 70_000_000));
  return {
    items: [{ menuItemId: 'rose-bouquet', quantity: 2 }],
    customer: { name: '이지은', phone: `010-${digits.slice(0, 4)}-${digits.slice(4, 7)}1` },
    recipient: { name: '김민수', phone: '010-9876-5432', address: '서울시 강남구 테헤란로 123', note: '공동현관 1234' },
    cardMessage: '생일 축하해!',
    cardFrom: '지은',
    payment: { method: 'card', token: 'sim_ok' },
    locale: 'ko',
  };
}
