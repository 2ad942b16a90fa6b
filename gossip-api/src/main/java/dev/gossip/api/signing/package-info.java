/** Message signing: who the author of a message is. */
@NullMarked
package dev.gossip.api.signing;

import org.jspecify.annotations.NullMarked;
