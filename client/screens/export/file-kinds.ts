/** What the ends of file names are called. */
export const fileKinds: Readonly<Record<string, string>> = {
  docx: 'Word',
  pdf: 'PDF',
  xlsx: 'spreadsheet',
  csv: 'CSV',
  md: 'Markdown',
  json: 'JSON'
}
