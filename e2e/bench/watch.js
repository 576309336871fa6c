// Runs in the page before its own code: notes when a key or a frame came, and when the picture with it stood.
// Plain JavaScript in a file of its own, because what compiles the benchmark adds names the page does not have.
/** @type {{ keys: number[], remotes: number[] }} */
const seen = { keys: [], remotes: [] }
window.boardBench = seen

/**
 * A message posted in an animation frame is delivered once that frame has been painted.
 * @param {number} since
 * @param {number[]} into
 */
function painted(since, into) {
  requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => into.push(performance.now() - since)
    channel.port2.postMessage(undefined)
  })
}

addEventListener('keydown', ({ timeStamp }) => painted(timeStamp, seen.keys), { capture: true })

window.WebSocket = class extends window.WebSocket {
  /**
   * @param {string | URL} url
   * @param {string | string[]} [protocols]
   */
  constructor(url, protocols) {
    super(url, protocols)
    this.addEventListener('message', ({ data, timeStamp }) => {
      const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : undefined
      // Type 0, kind 2: an update of the plan.
      if (bytes?.[0] === 0 && bytes[1] === 2) painted(timeStamp, seen.remotes)
    })
  }
}
