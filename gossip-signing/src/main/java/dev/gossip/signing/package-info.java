/** Signs and verifies messages with Ed25519: keys, batches and lists of trusted authors. */
@NullMarked
package dev.gossip.signing;

import org.jspecify.annotations.NullMarked;
