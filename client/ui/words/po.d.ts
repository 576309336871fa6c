declare module '*.po' {
  const table: Readonly<Record<string, import('wuchale').CompiledElement>>
  export default table
}
