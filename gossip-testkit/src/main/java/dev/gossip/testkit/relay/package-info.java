/** For unit tests of one relay strategy: a scripted {@code RelayContext} that records its calls. */
@NullMarked
package dev.gossip.testkit.relay;

import org.jspecify.annotations.NullMarked;
