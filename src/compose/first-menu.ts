import type { MenuItemDetails } from '../domain/menu/index.ts';

/** What a new shop sells, until the florist changes it. Prices in won. */
export const firstMenu: readonly (readonly [menuItemId: string, details: MenuItemDetails])[] = [
  [
    'rose-bouquet',
    {
      name: { ko: '장미 꽃다발', en: 'Rose bouquet' },
      description: { ko: '붉은 장미 스무 송이', en: 'Twenty red roses' },
      price: 45_000,
    },
  ],
  [
    'tulip-bouquet',
    {
      name: { ko: '튤립 꽃다발', en: 'Tulip bouquet' },
      description: { ko: '봄빛 튤립 열다섯 송이', en: 'Fifteen tulips in the colours of spring' },
      price: 39_000,
    },
  ],
  [
    'sunflower-bunch',
    {
      name: { ko: '해바라기 다발', en: 'Sunflower bunch' },
      description: { ko: '해바라기 일곱 송이와 유칼립투스', en: 'Seven sunflowers with eucalyptus' },
      price: 35_000,
    },
  ],
  [
    'hydrangea-basket',
    {
      name: { ko: '수국 꽃바구니', en: 'Hydrangea basket' },
      description: { ko: '수국과 작은 꽃을 담은 바구니', en: 'Hydrangeas and small flowers in a basket' },
      price: 68_000,
    },
  ],
  [
    'freesia-posy',
    {
      name: { ko: '프리지아 한 줌', en: 'Freesia posy' },
      description: { ko: '향기로운 노란 프리지아', en: 'A handful of scented yellow freesias' },
      price: 22_000,
    },
  ],
  [
    'carnation-box',
    {
      name: { ko: '카네이션 상자', en: 'Carnation box' },
      description: { ko: '감사의 마음을 담은 카네이션', en: 'Carnations that say thank you' },
      price: 49_000,
    },
  ],
  [
    'lily-vase',
    {
      name: { ko: '백합 화병', en: 'Lilies in a vase' },
      description: { ko: '흰 백합과 유리 화병', en: 'White lilies with a glass vase' },
      price: 58_000,
    },
  ],
  [
    'orchid-pot',
    {
      name: { ko: '호접란 화분', en: 'Potted orchid' },
      description: { ko: '오래 피는 분홍 호접란', en: 'A pink moth orchid that lasts' },
      price: 79_000,
    },
  ],
  [
    'wildflower-wrap',
    {
      name: { ko: '들꽃 포장', en: 'Wildflower wrap' },
      description: { ko: '그날 아침의 들꽃', en: 'Wildflowers of that morning' },
      price: 29_000,
    },
  ],
  [
    'celebration-wreath',
    {
      name: { ko: '축하 화환', en: 'Celebration wreath' },
      description: { ko: '개업과 결혼을 축하하는 화환', en: 'A standing wreath for openings and weddings' },
      price: 120_000,
    },
  ],
];
