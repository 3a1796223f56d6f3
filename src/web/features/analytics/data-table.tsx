import { Table } from '@mantine/core';
import '@mantine/core/styles/Table.css';
import { Wide } from '../../shared/ui/wide';
import classes from './charts.module.css';

interface DataTableProps {
  label: string;
  /** The first one names the rows. */
  heads: string[];
  /** The first cell names the row, all others are figures. */
  rows: string[][];
}

/** More rows than this scroll. */
const MANY = 10;

/** The figures behind a chart. */
export function DataTable({ label, heads, rows }: DataTableProps) {
  const [first, ...others] = heads;
  return (
    <Wide label={label} className={rows.length > MANY ? classes.long : ''}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{first}</Table.Th>
            {others.map((head) => (
              <Table.Th key={head} scope="col" ta="right">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, ...cells]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={500} className={classes.name}>
                {name}
              </Table.Th>
              {cells.map((cell, index) => (
                <Table.Td key={others[index]} ta="right" className={classes.number}>
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
