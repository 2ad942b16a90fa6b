package dev.gossip.testkit;

import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.world.PageNames;
import dev.gossip.testkit.world.World;
import dev.gossip.testkit.world.WorldKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A network for the tests of a class, described by a plan object, which can say what an annotation
 * cannot: plugin objects, settings of single nodes, hostile nodes. Each test has a network of its
 * own, with all links up when the test starts; it is closed after the test.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GossipNetworkExtension net =
 *     GossipNetworkExtension.of(NetworkPlan.seeded(1).nodes(20).with(new MyRelayPlugin()).build());
 *
 * @Test
 * void messageReachesEveryNode() {
 *   MessageId id = net.world().publish(0, "hello");
 *   net.world().awaitEverywhere(id);
 * }
 * }</pre>
 *
 * <p>A test method may also have a parameter of type {@link World}, of a narrower type such as
 * {@link dev.gossip.testkit.world.GossipCluster}, or, in a simulation, {@link SimulatedNetwork}. As
 * with {@link WorldTest}, a test fails if one of its faults never hit anything although by its own
 * probability it should have, and a failure ends with the options of the network. Tests of the
 * class must not run at the same time. {@link GossipTest} and {@link WorldTest} in the same class
 * have networks of their own.
 */
public final class GossipNetworkExtension
    implements BeforeEachCallback,
        AfterEachCallback,
        TestExecutionExceptionHandler,
        ParameterResolver {
  private final NetworkPlan plan;
  private final WorldKind kind;
  private final Duration waitLimit;
  private @Nullable World world;

  private GossipNetworkExtension(NetworkPlan plan, WorldKind kind, Duration waitLimit) {
    this.plan = plan;
    this.kind = kind;
    this.waitLimit = waitLimit;
  }

  /** Creates an extension with simulated networks of a plan; each wait ends after 60 s at most. */
  public static GossipNetworkExtension of(NetworkPlan plan) {
    return new GossipNetworkExtension(plan, WorldKind.SIMULATION, World.DEFAULT_WAIT_LIMIT);
  }

  /** The same networks in another kind of world. */
  public GossipNetworkExtension in(WorldKind otherKind) {
    return new GossipNetworkExtension(plan, otherKind, waitLimit);
  }

  /** The same networks, with another time limit of each wait; virtual time in a simulation. */
  public GossipNetworkExtension waitLimit(Duration limit) {
    return new GossipNetworkExtension(plan, kind, limit);
  }

  /**
   * The network of the test that runs now.
   *
   * @throws IllegalStateException if none runs, or this object is not registered with
   *     {@code @RegisterExtension}
   */
  public World world() {
    World current = world;
    if (current == null) {
      throw new IllegalStateException(
          "no test runs; the field of the extension needs @RegisterExtension");
    }
    return current;
  }

  /**
   * The simulated network of the test that runs now. In another kind of world the test is aborted,
   * which JUnit shows as skipped, with the reason.
   */
  public SimulatedNetwork network() {
    return world().simulation();
  }

  // ---- called by JUnit -----------------------------------------------------------------------

  @Override
  public void beforeEach(ExtensionContext context) {
    if (hasItsOwn(context)) {
      return;
    }
    String test = FailureReport.pageNameOf(context);
    world = PageNames.during(test, () -> kind.start(plan, waitLimit));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (world == null) {
      // It did not start, which is the failure that matters; or the test has a network of its own.
      return;
    }
    try (World ending = world()) {
      world = null;
      if (context.getExecutionException().isEmpty()) {
        FaultCheck.check(ending, text -> TestNotes.note(context, text));
      }
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    World current = world;
    throw current == null
        ? failure
        : FailureReport.ofPlan(context).explain(failure, List.of(current));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (hasItsOwn(context)) {
      return false;
    }
    return World.class.isAssignableFrom(type) || type == SimulatedNetwork.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SimulatedNetwork.class ? network() : world();
  }

  /** Whether the test gets its network from its annotation. */
  private static boolean hasItsOwn(ExtensionContext context) {
    return isAnnotated(context.getTestMethod(), GossipTest.class)
        || isAnnotated(context.getTestMethod(), WorldTest.class);
  }
}
