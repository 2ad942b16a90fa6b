package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.testkit.world.World;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the methods annotated with {@link GossipTest}. */
final class GossipTestExtension implements TestTemplateInvocationContextProvider {

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), GossipTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    GossipTest test = AnnotationSupport.findAnnotation(method, GossipTest.class).orElseThrow();
    Optional<ManySeeds> manySeeds = AnnotationSupport.findAnnotation(method, ManySeeds.class);
    int count = manySeeds.map(ManySeeds::value).orElse(test.repetitions());
    requireValidSeeds(test, manySeeds.isPresent(), count);
    int scaled = Math.multiplyExact(count, SeedSource.scale(context));
    List<Long> seeds = SeedSource.seeds(test.fixedSeeds(), scaled, context);
    ParameterFactory factory = new SimulationFactory(test);
    if (manySeeds.isPresent()) {
      String name = "[" + scaled + " seeds from " + seeds.get(0) + "]";
      return Stream.of(new SeededInvocation(name, seeds, false, factory));
    }
    boolean fixed = test.fixedSeeds().length > 0;
    return IntStream.range(0, seeds.size())
        .mapToObj(
            index ->
                new SeededInvocation(
                    name(test.name(), context, seeds, index),
                    List.of(seeds.get(index)),
                    fixed,
                    factory));
  }

  private static String name(
      String pattern, ExtensionContext context, List<Long> seeds, int index) {
    return pattern
        .replace(GossipTest.DISPLAY_NAME_PLACEHOLDER, context.getDisplayName())
        .replace(GossipTest.SEED_PLACEHOLDER, seeds.get(index).toString())
        .replace(GossipTest.CURRENT_REPETITION_PLACEHOLDER, Integer.toString(index + 1))
        .replace(GossipTest.TOTAL_REPETITIONS_PLACEHOLDER, Integer.toString(seeds.size()));
  }

  private static void requireValidSeeds(GossipTest test, boolean manySeeds, int count) {
    if (count < 1) {
      throw new ExtensionConfigurationException("a test needs at least one seed, not " + count);
    }
    int given =
        (test.fixedSeeds().length > 0 ? 1 : 0)
            + (test.repetitions() != 1 ? 1 : 0)
            + (manySeeds ? 1 : 0);
    if (given > 1) {
      throw new ExtensionConfigurationException(
          "use only one of @GossipTest(fixedSeeds), @GossipTest(repetitions) and @ManySeeds");
    }
  }

  /** Makes simulated networks as the annotation describes them. */
  private record SimulationFactory(GossipTest test) implements ParameterFactory {
    @Override
    public boolean makes(Class<?> type) {
      return type == SimulatedNetwork.class || type == Simulation.class;
    }

    @Override
    public Object make(Class<?> type, long seed, Consumer<World> started) {
      NetworkPlan.Builder plan =
          NetworkPlan.seeded(seed)
              .nodes(test.nodes())
              .latency(Latency.parse(test.latency()))
              .relay(test.relay())
              .loss(test.loss());
      if (!test.topology().isEmpty()) {
        plan.topology(Topologies.parse(test.topology()));
      }
      SettingParser.parse(test.settings())
          .forEach((path, value) -> plan.set(path, value, "the simulation's builder"));
      Simulation simulation = Simulation.of(PlanAttribute.complete(plan, test.plan())).observing();
      if (type == Simulation.class) {
        return simulation;
      }
      World world = World.start(simulation);
      started.accept(world);
      world.awaitLinks();
      return world.simulation();
    }
  }
}
