import type { AuthorStyle } from '../../state/authors.ts'
import type { ComparedPiece, Side } from '../../state/history-compared.ts'

/** How the texts of a moment are drawn, and what a press on words in them does. */
export type PastLook = {
  side: Side
  seq: number
  authors: { ofClient: (client: number) => AuthorStyle | undefined }
  styleOf: (who: number) => AuthorStyle | undefined
  nameOf: (who: number) => string
  onask: (path: string, piece: ComparedPiece, element: HTMLElement) => void
}

/** Words somebody asked about, and where they are. */
export type AskedPiece = { path: string; piece: ComparedPiece; element: HTMLElement }
