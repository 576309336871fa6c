import './ui/tokens.css'
import './ui/base.css'
import { wordsReady } from './ui/language.ts'

// Words first: what a module says once, it says while it loads.
void wordsReady().then(() => import('./start.ts'))
