export const help = {
  title: 'Help',
  lead: 'Short answers about your second step and your payments.',
  all: 'All help pages',
  table: 'Table',
};
