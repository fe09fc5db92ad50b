import { expect, test } from 'vitest';
import { emptyQuery, parseQuery, queryText } from './search-query.ts';

test('a search is the same after it was an address', () => {
  const query = {
    sought: [
      { id: 'p3', without: false },
      { id: 'c120', without: false },
      { id: 'p4', without: true },
    ],
    match: 'any' as const,
    from: '2019-07-01',
    to: '2020-01-31',
    undated: false,
    films: false,
  };
  expect(queryText(query)).toBe('with=p3&with=c120&without=p4&match=any&from=2019-07-01&to=2020-01-31');
  expect(parseQuery(queryText(query))).toEqual(query);
  expect(queryText({ ...emptyQuery, films: true })).toBe('films=yes');
  expect(parseQuery('films=yes')).toEqual({ ...emptyQuery, films: true });
  expect(parseQuery(queryText({ ...emptyQuery, undated: true }))).toEqual({ ...emptyQuery, undated: true });
});

test('nothing looked for is an empty address', () => {
  expect(queryText(emptyQuery)).toBe('');
  expect(parseQuery('')).toEqual(emptyQuery);
});

test('parts of an address that make no sense are left out', () => {
  expect(parseQuery('with=x1&with=p0&from=1.7.2019&match=some&more=1&with=p2&without=p2')).toEqual({
    ...emptyQuery,
    sought: [{ id: 'p2', without: false }],
  });
});
