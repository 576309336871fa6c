/** Whether a request takes gzip; `gzip;q=0` says it does not. Source: RFC 9110 §12.5.3. */
export const acceptsGzip = (acceptEncoding: string | undefined): boolean =>
  (acceptEncoding ?? '').split(',').some((part) => {
    const [name = '', ...rest] = part.split(';').map((piece) => piece.trim().toLowerCase())
    return name === 'gzip' && !rest.some((piece) => /^q=0(\.0*)?$/.test(piece))
  })
