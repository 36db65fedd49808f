// Runs a whole Bluesky network on free ports, tells where in one line, and ends with its input.
import { TestNetwork } from '@atproto/dev-env'

const network = await TestNetwork.create({ pds: { rateLimitsEnabled: true } })
console.log(JSON.stringify({ server: network.pds.url, view: network.bsky.url }))
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
