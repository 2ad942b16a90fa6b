/** Discovery: where other nodes may be found, and what became of the attempts to reach them. */
@NullMarked
package dev.gossip.api.discovery;

import org.jspecify.annotations.NullMarked;
