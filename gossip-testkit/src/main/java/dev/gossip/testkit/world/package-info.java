/**
 * One scenario for every world: the same network of the same nodes in a simulation or over loopback
 * UDP.
 *
 * <pre>{@code
 * WorldPlan plan = WorldPlan.seeded(42).nodes(20).topology(Topologies.randomRegular(4));
 * try (World world = WorldKind.LOOPBACK.start(plan)) {
 *   MessageId id = world.publish(0, "hello");
 *   world.awaitEverywhere(id);
 * }
 * }</pre>
 *
 * <p>{@link dev.gossip.testkit.world.DifferentialCheck} runs a scenario in both and compares. As a
 * JUnit test, a scenario is a method with {@code @WorldTest}, one package up.
 */
@NullMarked
package dev.gossip.testkit.world;

import org.jspecify.annotations.NullMarked;
