/** For unit tests of one spam control: a scripted {@code SpamContext} that records its calls. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit.spam;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
