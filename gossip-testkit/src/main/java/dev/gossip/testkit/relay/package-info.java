/** For unit tests of one relay strategy: a context that plays the node around it. */
@NullMarked
package dev.gossip.testkit.relay;

import org.jspecify.annotations.NullMarked;
