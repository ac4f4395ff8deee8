import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { storyPage } from '../../src/audit/page.ts';
import { auditWorld } from './support/audit-world.ts';
import { cancelledAndRefunded } from './support/past.ts';

const HOSTILE = `</td><script>alert("1 & 2's")</script>`;

let world: Awaited<ReturnType<typeof auditWorld>>;
beforeEach(async () => {
  world = await auditWorld();
  await cancelledAndRefunded(world.past, HOSTILE);
});

describe('the page of a story', () => {
  it('tells the events by number, each because of which, with the words of both languages', async () => {
    const page = storyPage(await world.story());

    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.match(/<tr id="e\d+">/g)).toHaveLength(11);
    expect(page).toContain('<td>2</td>\n<td><a href="#e1">#1</a></td>');
    expect(page).toContain('<td>7</td>\n<td>command</td>');
    expect(page).toContain('Cancelled (취소됨)');
    expect(page).toContain('Refunded (환불됨)');
    expect(page).toContain('@media print');
  });

  it('shows what people wrote as text, whatever they wrote', async () => {
    const page = storyPage(await world.story());

    expect(page).toContain('&lt;/td&gt;&lt;script&gt;alert(&quot;1 &amp; 2&#39;s&quot;)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|javascript:|\son\w+=/i);
  });

  it('lets browsers run and load nothing, and knows its style by the hash', async () => {
    const page = storyPage(await world.story());
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');

    expect(page.replaceAll('&#39;', "'")).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
    expect(page).not.toMatch(/(src|href)="(?!#e\d+")/);
    expect(page).not.toContain('style="');
  });

  it('says what can’t be read, and no status that it does not know', async () => {
    world.damage('OrderCancelled', { data: { by: '<nobody>' } });
    world.store.broken = `review-${world.past.orderId}`;
    const page = storyPage(await world.story());

    expect(page).toContain('A part of this story');
    expect(page).toContain('is left out: event 1 of review-');
    expect(page).toContain("can't be read: OrderCancelled does not fit its schema");
    expect(page).toContain('<dd>not known</dd>');
  });
});
