/** Ed25519 signatures with Bouncy Castle. */
@NullMarked
package dev.gossip.signing;

import org.jspecify.annotations.NullMarked;
