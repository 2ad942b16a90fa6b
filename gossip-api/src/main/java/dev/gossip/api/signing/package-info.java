/** Message signing: who said it. */
@NullMarked
package dev.gossip.api.signing;

import org.jspecify.annotations.NullMarked;
