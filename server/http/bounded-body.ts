import type { Context, MiddlewareHandler } from 'hono'

/** Whether a request has a body at all: one that announces none has none. */
export const hasBody = (c: Context): boolean =>
  c.req.header('transfer-encoding') !== undefined || (c.req.header('content-length') ?? '0') !== '0'

/** At most so many bytes of a stream, or undefined when there are more. */
const readAtMost = async (
  body: ReadableStream<Uint8Array>,
  bytesMax: number
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Uint8Array(Buffer.concat(parts))
    bytes += value.length
    if (bytes > bytesMax) {
      await reader.cancel()
      return undefined
    }
    parts.push(value)
  }
}

/**
 * Bounds request bodies. Hono's own middleware builds a Request out of a Request, which those of
 * @hono/node-server 2 do not take part in: bodies that come in chunks, and a DELETE without one, failed.
 */
export const boundedBody =
  (bytesMax: number, tooLarge: (c: Context) => Response): MiddlewareHandler =>
  async (c, next) => {
    if (!hasBody(c)) return next()
    const announced = c.req.header('content-length')
    // The HTTP parser takes no more bytes than were announced.
    if (announced !== undefined) return Number(announced) <= bytesMax ? next() : tooLarge(c)
    const { body } = c.req.raw
    const bytes = body ? await readAtMost(body, bytesMax) : new Uint8Array()
    if (!bytes) return tooLarge(c)
    c.req.raw = new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers, body: bytes })
    return next()
  }
