/** For unit tests of one relay strategy: a scripted {@code RelayContext} that records its calls. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit.relay;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
