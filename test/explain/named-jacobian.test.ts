import { describe, expect, it } from 'vitest';
import { jacobianText, namedJacobian } from '#chainrule/explain/named-jacobian.js';
import { diabetesExample } from './examples.js';

const all = { most: { rows: 100, columns: 100 } };

describe('a Jacobian matrix with names', () => {
  const example = diabetesExample();

  it('has a row for each element of one node, a column for each of the other', () => {
    const found = namedJacobian(example, 'prediction', 'w');
    expect(found).toMatchObject({ of: 'prediction', by: 'w', formula: 'ŷ = wᵀx + b', rows: ['prediction'] });
    expect(found.columns.slice(0, 3)).toEqual(['w[age]', 'w[sex]', 'w[bmi]']);
    expect(found.values).toEqual([example.features.map(({ standardized }) => standardized)]);
  });

  it('is a list where there is one row, and a table where there are several', () => {
    const gradient = jacobianText(namedJacobian(example, 'prediction', 'w'), all);
    expect(gradient).toMatch(/^∂prediction\/∂w, 1 × 10, of ŷ = wᵀx \+ b\n\nw\[age\] +59\n/);
    const table = jacobianText(namedJacobian(example, 'x', 'x'), all).split('\n');
    expect(table[0]).toBe('∂x/∂x, 10 × 10, of x');
    expect(table[2]).toMatch(/^ +x\[age\] +x\[sex\]/);
    expect(table[3]).toMatch(/^x\[age\] +1 +0 /);
    expect(table).toHaveLength(14);
  });

  it('says what it leaves out', () => {
    const most = { rows: 4, columns: 3 };
    const text = jacobianText(namedJacobian(example, 'x', 'x'), { most });
    expect(text).toContain('… 6 more rows and 7 more columns: --all prints them');
    expect(text.split('\n')).toHaveLength(9);
    expect(jacobianText(namedJacobian(example, 'prediction', 'w'), { most })).toContain('… 6 more rows:');
  });
});
