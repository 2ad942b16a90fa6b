/**
 * Worlds: networks under test that run the same scenario in a simulation, over loopback UDP or in
 * containers.
 *
 * <pre>{@code
 * NetworkPlan plan = NetworkPlan.seeded(42).nodes(20).topology("random-regular:4").build();
 * try (World world = WorldKind.LOOPBACK.start(plan)) {
 *   MessageId id = world.publish(0, "hello");
 *   world.awaitEverywhere(id);
 * }
 * }</pre>
 *
 * <p>{@link dev.gossip.testkit.world.DifferentialCheck} runs a scenario in a simulation and over
 * loopback UDP and compares the results. {@link dev.gossip.testkit.WorldTest} makes a JUnit test of
 * a scenario.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit.world;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
