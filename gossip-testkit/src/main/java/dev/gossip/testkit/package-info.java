/**
 * Tests of gossip networks with JUnit: networks as test parameters, failures with the seed that
 * reproduces them, and assertions about messages and networks.
 *
 * <pre>{@code
 * class PlumtreeTest {
 *   @GossipTest(nodes = 50, topology = "random-regular:8", relay = "plumtree", loss = 0.05)
 *   void messageReachesEveryNode(SimulatedNetwork net) {
 *     MessageId id = net.node(0).publish("hello");
 *     net.runFor(Duration.ofSeconds(30));
 *     assertThat(net).message(id).reachedEveryone().within(20, SECONDS).withRedundancyBelow(1.0);
 *   }
 *
 *   @WorldTest(relay = "plumtree")
 *   void crashedNodeDoesNotStopTheOthers(World world) {
 *     world.crash(5);
 *     world.awaitLinks();
 *     MessageId id = world.publish(0, "still here");
 *     world.awaitEverywhere(id);
 *     assertThat(world).message(id).didNotReach(5);
 *   }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
