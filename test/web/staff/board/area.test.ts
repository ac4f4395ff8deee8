import { expect, it } from '@jest/globals';
import { areaOf } from '../../../../web/staff/board/area.ts';

it.each([
  ['서울시 강남구 테헤란로 123', '서울시 강남구'],
  ['서울특별시 마포구 와우산로 94', '서울특별시 마포구'],
  ['경기도 성남시 분당구 판교역로 4', '경기도 성남시'],
  ['세종특별자치시 한누리대로 2130', '세종특별자치시'],
  ['강원도 평창군 대관령면 횡계리 1', '강원도 평창군'],
  ['  12 Garden Road   Seoul', '12 Garden'],
  ['[erased]', '[erased]'],
  ['', ''],
])('of %j the area is %j', (address, area) => {
  expect(areaOf(address)).toBe(area);
});
