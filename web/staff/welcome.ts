import { html } from '../../src/platform/runtime/html.ts';
import { empty } from '../components/messages.ts';
import type { Area, StaffContext } from './context.ts';
import { staffLayout } from './frame.ts';

/** The first page of an area. */
export function welcomePage(context: StaffContext, area: Area): string {
  const { s } = context;
  return staffLayout(context, {
    name: 'welcome',
    title: s.areas[area],
    main: html`${empty(s.welcome[area], s.signedInAs(context.me.name, s.roles[context.me.role]))}`,
  });
}
