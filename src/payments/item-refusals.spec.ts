import { DomainError } from '../common/domain-error';
import { pointingInto, refusedItems } from './item-refusals';

describe('refusedItems', () => {
  it('has the code and the facts of the first, and names all', () => {
    const error = refusedItems([
      {
        milestoneId: 'm2',
        code: 'milestone-not-approvable',
        detail: 'It is paid.',
        facts: { milestoneStatus: 'paid' },
      },
      { milestoneId: 'm7', code: 'authorization-expired' },
    ]);
    expect(error.code).toBe('milestone-not-approvable');
    expect(error.details).toEqual({
      detail: 'It is paid.',
      milestoneId: 'm2',
      milestoneStatus: 'paid',
      errors: [
        {
          milestoneId: 'm2',
          code: 'milestone-not-approvable',
          detail: 'It is paid.',
          milestoneStatus: 'paid',
        },
        { milestoneId: 'm7', code: 'authorization-expired', detail: expect.any(String) },
      ],
    });
  });
});

describe('pointingInto', () => {
  it('tells where in the request each milestone was', () => {
    const error = refusedItems([
      { milestoneId: 'c', code: 'not-found' },
      { milestoneId: 'a', code: 'not-found' },
    ]);
    expect(pointingInto(['a', 'b', 'c'], error).details.errors).toEqual([
      expect.objectContaining({ pointer: '/milestoneIds/2', milestoneId: 'c' }),
      expect.objectContaining({ pointer: '/milestoneIds/0', milestoneId: 'a' }),
    ]);
  });

  it('leaves alone what names no milestone', () => {
    const error = new DomainError('mixed-currencies');
    expect(pointingInto(['a'], error)).toBe(error);
  });
});
