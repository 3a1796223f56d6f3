import { isEditable, milestoneStatuses } from './milestone';

it('lets milestones be edited until they are approved', () => {
  expect(milestoneStatuses.filter(isEditable)).toEqual(['pending', 'submitted']);
});
