package dev.gossip.testkit;

import dev.gossip.testkit.world.WorldKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run once in every kind of world: in a simulation and over loopback UDP, and in
 * containers if it says so.
 *
 * <pre>{@code
 * @WorldTest(nodes = 20, topology = "random-regular:4")
 * void everybodyHearsIt(World world) {
 *   MessageId id = world.publish(0, "hello");
 *   world.awaitQuiet();
 *   assertThat(world).message(id).reachedEveryone().within(3, SECONDS);
 * }
 * }</pre>
 *
 * <p>What the annotation cannot say, such as plugin objects, settings of single nodes or hostile
 * nodes, a method can add that {@link #plan} names:
 *
 * <pre>{@code
 * @WorldTest(plan = "withAForger")
 * void forgeriesAreNotDelivered(World world) {
 *   MessageId id = world.publish(1, "hello");
 *   world.awaitEverywhere(id);
 *   assertThat(world.forged()).isZero();
 * }
 *
 * static WorldPlan withAForger(WorldPlan plan) {
 *   return plan.hostile(node -> node == 0, forger -> forger.with(new ForgingPlugin()));
 * }
 * }</pre>
 *
 * <p>The method may have a parameter of type {@link dev.gossip.testkit.world.World}, started, all
 * its links up, closed after the test, or of a narrower type such as {@link
 * dev.gossip.testkit.world.GossipCluster} if only worlds of that type are asked for; and {@link
 * Seed @Seed} {@code long} and {@link java.util.random.RandomGenerator} as for {@link GossipTest},
 * from which the seed comes the same way. The links are the same in all worlds. A test that asks a
 * world for more than it {@linkplain dev.gossip.testkit.world.Capability can do} is skipped there,
 * and the reason is printed.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith({WorldTestExtension.class, TestNotes.class})
public @interface WorldTest {

  /** The worlds to run in. That of containers is skipped where no Docker engine answers. */
  WorldKind[] in() default {WorldKind.SIMULATION, WorldKind.LOOPBACK};

  /** How many nodes. */
  int nodes() default 6;

  /**
   * Who is a neighbour of whom, as {@link dev.gossip.simulation.topology.Topologies#parse} reads
   * it.
   */
  String topology() default "six";

  /** The relay strategy, by id or short form. */
  String relay() default "relay.flooding";

  /** Settings in full, such as {@code "gossip.lifetime=1m"}. */
  String[] settings() default {};

  /**
   * The name of a static method of the test's class that takes a {@link
   * dev.gossip.testkit.world.WorldPlan} with all that this annotation says, and returns the plan to
   * use; none unless set.
   */
  String plan() default "";

  /** How many seconds to wait for anything at most; virtual ones in a simulation. */
  int patienceSeconds() default 60;

  /** Fixed seeds, whatever the property says. */
  long[] seed() default {};
}
