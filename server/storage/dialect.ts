/** What one database spells differently from another. Migrations are given these words. */
export interface Dialect {
  bytes: string;
  /** Behind the columns of a table. */
  table: string;
  /** Behind the columns of a table that is looked up by its primary key alone. */
  keyedTable: string;
}

export const sqlite: Dialect = { bytes: 'blob', table: 'strict', keyedTable: 'strict, without rowid' };
