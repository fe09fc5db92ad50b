import { describe, expect, it } from 'vitest';
import { html } from './html.ts';

describe('a template', () => {
  it('escapes text, in elements and in attributes', () => {
    const name = `<script>alert("1")</script> & 'x'`;
    const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;';
    expect(html`<b title="${name}">${name}</b>`.text).toBe(`<b title="${escaped}">${escaped}</b>`);
  });

  it('takes templates within as they are, lists in turn, and nothing for nothing', () => {
    const list = ['a&b', 'c'].map((item) => html`<i>${item}</i>`);
    expect(html`<b>${list}</b>${null}${false}${0}`.text).toBe('<b><i>a&amp;b</i><i>c</i></b>0');
  });

  it('leaves dollar signs and backslashes of names alone', () => {
    expect(html`<i>${'$& $1 \\n'}</i>`.text).toBe('<i>$&amp; $1 \\n</i>');
  });
});
