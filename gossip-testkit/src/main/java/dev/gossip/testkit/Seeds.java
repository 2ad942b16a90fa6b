package dev.gossip.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beside {@link GossipTest}: tries so many seeds in one test, which ends at the first that fails
 * and names it. One test, since a thousand lines in a report that say "passed" help nobody, and one
 * failure is enough to begin with.
 *
 * <pre>{@code
 * @GossipTest(nodes = 20, topology = "random-outbound:4", loss = 0.2)
 * @Seeds(1000)
 * void noMessageIsDeliveredTwice(SimulatedNetwork net, RandomGenerator random) { ... }
 * }</pre>
 *
 * <p>Each seed has its own networks and its own randomness. What else JUnit gives a test is given
 * once for all: the instance of the test class, methods before and after, the time limit. An
 * assumption that does not hold ends the whole test.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Seeds {

  /** How many. */
  int value();
}
