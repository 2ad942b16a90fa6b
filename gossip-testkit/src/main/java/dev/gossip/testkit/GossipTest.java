package dev.gossip.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a simulated network, run once for each of its seeds.
 *
 * <pre>{@code
 * @GossipTest(nodes = 50, topology = "random-regular:8", relay = "relay.flooding", seeds = 3)
 * void everybodyHearsIt(SimulatedNetwork net) {
 *   MessageId id = net.node(0).publish("hello");
 *   net.runFor(Duration.ofSeconds(10));
 *   assertThat(net).message(id).reachedEveryone();
 * }
 * }</pre>
 *
 * <p>The method may have these parameters, in any order and number, and those that other extensions
 * bring:
 *
 * <ul>
 *   <li>{@link dev.gossip.simulation.SimulatedNetwork}: started, all its links up
 *   <li>{@link dev.gossip.simulation.Simulation}: with the same options, to be refined and started
 *       by the test
 *   <li>{@link Seed @Seed} {@code long}: the seed
 *   <li>{@link java.util.random.RandomGenerator}: the test's own randomness, which follows from the
 *       seed and is none of the network's
 * </ul>
 *
 * <p><b>Which seeds.</b> The first is, of these, the first that there is:
 *
 * <ol>
 *   <li>{@link #seed}, for tests that compare figures with what statistics expect: a seed that
 *       comes with a commit would fail one of them some day, without a bug
 *   <li>the JUnit configuration parameter, and so the system property, {@value #SEED_PROPERTY}: a
 *       number
 *   <li>the commit that is checked out, read from the {@code .git} of the working directory or of
 *       the nearest folder above: so each commit is tested with another seed, and every run of it
 *       with the same
 *   <li>1
 * </ol>
 *
 * <p>{@link #seeds} asks for more of them, which follow from the first. {@link Seeds} tries many
 * within one test.
 *
 * <p>When the test fails, the failure's message ends with its seed, how to run it again, the
 * options of its networks and the last events of the message that was published last.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(GossipTestExtension.class)
public @interface GossipTest {

  /** Names the property that decides about seeds. */
  String SEED_PROPERTY = "gossip.seed";

  /** How many nodes. */
  int nodes() default 6;

  /**
   * Who is a neighbour of whom, as {@link dev.gossip.simulation.topology.Topologies#parse} reads
   * it. Unless given as {@link dev.gossip.simulation.Simulation#topology} says.
   */
  String topology() default "";

  /** The relay strategy, by id or short form. */
  String relay() default "relay.flooding";

  /** Settings in full, such as {@code "gossip.lifetime=1m"}. */
  String[] settings() default {};

  /** How long datagrams take, as {@link dev.gossip.simulation.wire.Latency#parse} reads it. */
  String latency() default "uniform:10ms-100ms";

  /** Which share of the datagrams is lost, from 0 to 1. */
  double loss() default 0;

  /** Fixed seeds, whatever the property says. */
  long[] seed() default {};

  /** How many seeds, each a test of its own. */
  int seeds() default 1;
}
