import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { storyDocument } from '../../../src/cli/story/document.ts';
import { auditWorld } from '../../audit/support/audit-world.ts';
import { cancelledAndRefunded } from '../../audit/support/past.ts';

const HOSTILE = `</dd><script>alert("1 & 2's")</script>`;

let world: Awaited<ReturnType<typeof auditWorld>>;
beforeEach(async () => {
  world = await auditWorld();
  await cancelledAndRefunded(world.past, HOSTILE);
});

describe('a story as a file', () => {
  it('tells the events by number, each because of which, in either language', async () => {
    const page = storyDocument('en', await world.story());

    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.match(/<li class="story-entry story-[a-z]+" id="e\d+">/g)).toHaveLength(11);
    expect(page).toContain('because of <a href="#e1">1 Order placed</a>, 1 min later');
    expect(page).toContain('customer · of their own accord');
    expect(page).toContain('<dt>Order</dt><dd>cancelled</dd>');
    expect(page).toContain('<dt>Payment</dt><dd>refunded</dd>');
    expect(page).toContain('@media print');

    const korean = storyDocument('ko', await world.story());
    expect(korean).toContain('<a href="#e1">1번 주문 접수</a> 때문에, 1분 뒤에');
    expect(korean).toContain('고객 · 스스로 한 일');
    expect(korean).toContain('₩90,000');
  });

  it('shows what people wrote as text, whatever they wrote', async () => {
    const page = storyDocument('en', await world.story());

    expect(page).toContain('&lt;/dd&gt;&lt;script&gt;alert(&quot;1 &amp; 2&#39;s&quot;)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|javascript:|\son\w+=/i);
  });

  it('lets browsers run and load nothing, and knows its style by the hash', async () => {
    const page = storyDocument('en', await world.story());
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');

    expect(page.replaceAll('&#39;', "'")).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
    expect(page).not.toMatch(/(src|href)="(?!#e\d+")/);
    expect(style).not.toMatch(/@import|url\(/);
    expect(page).not.toContain('style="');
  });

  it('says what can’t be read, and no status that it does not know', async () => {
    world.damage('OrderCancelled', { data: { by: '<nobody>' } });
    world.store.broken = `review-${world.past.orderId}`;
    const page = storyDocument('en', await world.story());

    expect(page).toContain('A part of this story can’t be read');
    expect(page).toContain('is left out: event 1 of review-');
    expect(page).toContain('can’t be read: OrderCancelled does not fit its schema');
    expect(page).not.toContain('<dt>Order</dt>');
  });
});
