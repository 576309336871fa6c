// `npm run words`: brings the catalogue of interface texts up to date with the sources.
import { gather } from './words.mjs'

await gather()
