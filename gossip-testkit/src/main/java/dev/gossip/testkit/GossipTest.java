package dev.gossip.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a simulated network. It runs once for each of its seeds.
 *
 * <pre>{@code
 * @GossipTest(nodes = 50, topology = "random-regular:8", relay = "relay.flooding", repetitions = 3)
 * void messageReachesEveryNode(SimulatedNetwork net) {
 *   MessageId id = net.node(0).publish("hello");
 *   net.runFor(Duration.ofSeconds(10));
 *   assertThat(net).message(id).reachedEveryone();
 * }
 * }</pre>
 *
 * <p>The method may have the following parameters, in any order and number, and those that other
 * extensions resolve:
 *
 * <ul>
 *   <li>{@link dev.gossip.simulation.SimulatedNetwork}: a started network with all links up
 *   <li>{@link dev.gossip.simulation.Simulation}: a builder with the same options, for the test to
 *       refine and start
 *   <li>{@link Seed @Seed} {@code long}: the seed
 *   <li>{@link java.util.random.RandomGenerator}: randomness for the test, derived from the seed
 *       and independent of the network's
 * </ul>
 *
 * <p><b>Seeds.</b> The first seed is taken from the first of these sources that is available:
 *
 * <ol>
 *   <li>{@link #fixedSeeds}: for tests that compare results with statistical expectations. With a
 *       seed that changes with every commit such a test would sometimes fail without a bug
 *   <li>the JUnit configuration parameter {@value #SEED_PROPERTY}, which can also be set as a
 *       system property: a number
 *   <li>the commit that is checked out, read from {@code .git} in the working directory or in the
 *       nearest parent that has one. Each commit is tested with a different seed, and every run of
 *       the same commit with the same seed
 *   <li>1
 * </ol>
 *
 * <p>{@link #repetitions} asks for several seeds, which are derived from the first. {@link
 * ManySeeds @ManySeeds} tries many within one test. The JUnit configuration parameter {@value
 * #SCALE_PROPERTY}, which can also be set as a system property, multiplies the number of seeds that
 * are not fixed: a build after every change can try few, and a longer one many.
 *
 * <p>When the test fails, the message ends with the seed, the command to run it again, the options
 * of its networks and the last events of the message that was published last.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(GossipTestExtension.class)
public @interface GossipTest {

  /** The name of the property that sets the first seed. */
  String SEED_PROPERTY = "gossip.seed";

  /** In {@link #name}: the name of the method, or that of {@code @DisplayName}. */
  String DISPLAY_NAME_PLACEHOLDER = "{displayName}";

  /** In {@link #name}: the seed. */
  String SEED_PLACEHOLDER = "{seed}";

  /** In {@link #name}: the number of the seed, from 1. */
  String CURRENT_REPETITION_PLACEHOLDER = "{currentRepetition}";

  /** In {@link #name}: how many seeds there are. */
  String TOTAL_REPETITIONS_PLACEHOLDER = "{totalRepetitions}";

  /** The name of the property that multiplies the number of seeds, 1 if it is not set. */
  String SCALE_PROPERTY = "gossip.seeds.scale";

  /**
   * The name that is shown for each seed, with {@value #DISPLAY_NAME_PLACEHOLDER}, {@value
   * #SEED_PLACEHOLDER}, {@value #CURRENT_REPETITION_PLACEHOLDER} and {@value
   * #TOTAL_REPETITIONS_PLACEHOLDER} replaced. Has no effect with {@link ManySeeds @ManySeeds}.
   */
  String name() default "[seed {seed}]";

  /** The number of nodes. */
  int nodes() default 6;

  /**
   * The topology, as text for {@link dev.gossip.simulation.topology.Topologies#parse}. Empty for
   * the default of {@link dev.gossip.simulation.Simulation#topology}.
   */
  String topology() default "";

  /** The relay strategy, by id or short form. */
  String relay() default "relay.flooding";

  /** Settings with their full keys, such as {@code "gossip.lifetime=1m"}. */
  String[] settings() default {};

  /** The latency, as text for {@link dev.gossip.simulation.wire.Latency#parse}. */
  String latency() default "uniform:10ms-100ms";

  /** The share of datagrams that are lost, from 0 to 1. */
  double loss() default 0;

  /**
   * More options of the network, as text for {@link dev.gossip.simulation.plan.NetworkPlan#parse},
   * such as {@code "loss=0.1 latency=constant:5ms"}. They override the values of the attributes
   * above. Options about what happens in a run are refused: a test publishes itself.
   */
  String plan() default "";

  /** Fixed seeds, which the property does not override. */
  long[] fixedSeeds() default {};

  /** The number of seeds, if {@value #SCALE_PROPERTY} is 1. Each is a separate test. */
  int repetitions() default 1;
}
