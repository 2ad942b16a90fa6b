package dev.gossip.testkit;

import dev.gossip.testkit.world.Capability;
import dev.gossip.testkit.world.WorldKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once in each kind of world: in a simulation and over loopback UDP, and in
 * containers if {@link #in} includes them.
 *
 * <pre>{@code
 * @WorldTest(nodes = 20, topology = "random-regular:4")
 * void messageReachesEveryNode(World world) {
 *   MessageId id = world.publish(0, "hello");
 *   world.awaitQuiet();
 *   assertThat(world).message(id).reachedEveryone().within(3, SECONDS);
 * }
 * }</pre>
 *
 * <p>A method named by {@link #plan} can add what the annotation cannot express, such as plugin
 * objects, settings of single nodes or hostile nodes:
 *
 * <pre>{@code
 * @WorldTest(plan = "planWithForger")
 * void forgeriesAreNotDelivered(World world) {
 *   MessageId id = world.publish(1, "hello");
 *   world.awaitEverywhere(id);
 *   assertThat(world.forged()).isZero();
 * }
 *
 * static NetworkPlan planWithForger(NetworkPlan.Builder plan) {
 *   return plan.hostile(node -> node == 0, forger -> forger.with(new ForgingPlugin())).build();
 * }
 * }</pre>
 *
 * <p>The test method may have a parameter of type {@link dev.gossip.testkit.world.World}: a started
 * world with all links up, which is closed after the test. If all worlds in {@link #in} are of a
 * narrower type, such as {@link dev.gossip.testkit.world.GossipCluster}, the parameter may have
 * that type. {@link Seed @Seed} {@code long} and {@link java.util.random.RandomGenerator}
 * parameters and the source of the seed are as for {@link GossipTest}. The links are the same in
 * all worlds. If a test uses a {@linkplain dev.gossip.testkit.world.Capability capability} that it
 * does not declare with {@link #needs} and that a world lacks, it is skipped in that world and the
 * reason is printed.
 *
 * <p>The test fails if one of its faults never hit anything, although by its own probability it
 * should have; see {@link dev.gossip.testkit.world.World#faultCounts}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith({WorldTestExtension.class, TestNotes.class})
public @interface WorldTest {

  /** The kinds of world to run in. Containers are skipped if no Docker engine answers. */
  WorldKind[] in() default {WorldKind.SIMULATION, WorldKind.LOOPBACK};

  /**
   * What the test needs. It does not run in the worlds that lack some of this; a note names them
   * and what they lack.
   */
  Capability[] needs() default {};

  /** The number of nodes. */
  int nodes() default 6;

  /** The topology, as text for {@link dev.gossip.simulation.topology.Topologies#parse}. */
  String topology() default "six";

  /** The relay strategy, by id or short form. */
  String relay() default "relay.flooding";

  /** Settings with their full keys, such as {@code "gossip.lifetime=1m"}. */
  String[] settings() default {};

  /**
   * More options of the network, as text for {@link dev.gossip.simulation.plan.NetworkPlan#parse},
   * such as {@code "signing=ed25519"}; they override the values of the attributes above. Or the
   * name of a static method of the test class, which takes a {@link
   * dev.gossip.simulation.plan.NetworkPlan.Builder} with the values of this annotation and returns
   * the {@link dev.gossip.simulation.plan.NetworkPlan} to use. Empty for neither.
   */
  String plan() default "";

  /** The time limit of each wait, in seconds; in virtual time in a simulation. */
  int waitLimitSeconds() default 60;

  /** Fixed seeds, which the property does not override. */
  long[] fixedSeeds() default {};
}
