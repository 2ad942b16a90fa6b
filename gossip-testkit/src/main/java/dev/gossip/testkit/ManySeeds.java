package dev.gossip.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Together with {@link GossipTest}: tries many seeds in one test, which stops at the first seed
 * that fails and names it. All seeds count as one test, so that a report does not list a thousand
 * passed tests.
 *
 * <pre>{@code
 * @GossipTest(nodes = 20, topology = "random-outbound:4", loss = 0.2)
 * @ManySeeds(1000)
 * void noMessageIsDeliveredTwice(SimulatedNetwork net, RandomGenerator random) { ... }
 * }</pre>
 *
 * <p>Each seed has its own networks and randomness. The rest is shared by all seeds: the instance
 * of the test class, the {@code @BeforeEach} and {@code @AfterEach} methods, the time limit. A
 * failed assumption ends the whole test.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ManySeeds {

  /** The number of seeds, if {@value GossipTest#SCALE_PROPERTY} is 1. */
  int value();
}
