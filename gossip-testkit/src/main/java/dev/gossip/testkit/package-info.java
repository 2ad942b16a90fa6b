/**
 * Tests of gossip networks: networks as parameters of JUnit tests, each failure with the seed that
 * makes it again, and assertions in the words of the field.
 *
 * <pre>{@code
 * class PlumtreeTest {
 *   @GossipTest(nodes = 50, topology = "random-regular:8", relay = "plumtree", loss = 0.05)
 *   void aMessageReachesEveryone(SimulatedNetwork net) {
 *     MessageId id = net.node(0).publish("hello");
 *     net.runFor(Duration.ofSeconds(30));
 *     assertThat(net).message(id).reachedEveryone().within(20, SECONDS).withRedundancyBelow(1.0);
 *   }
 *
 *   @WorldTest(relay = "plumtree")
 *   void aKilledNodeIsMissedAndTheOthersGoOn(World world) {
 *     world.crash(5);
 *     world.awaitLinks();
 *     MessageId id = world.publish(0, "still here");
 *     world.awaitEverywhere(id);
 *     assertThat(world).message(id).didNotReach(5);
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.gossip.testkit;

import org.jspecify.annotations.NullMarked;
