package dev.gossip.testkit;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.testkit.world.World;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs {@link GossipTest}s. */
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
    Optional<Seeds> swarm = AnnotationSupport.findAnnotation(method, Seeds.class);
    int count = swarm.map(Seeds::value).orElse(test.seeds());
    requireSeeds(test, swarm.isPresent(), count);
    List<Long> seeds = SeedSource.seeds(test.seed(), count, context);
    ParameterFactory stage = new SimulationStage(test);
    if (swarm.isPresent()) {
      String name = "[" + count + " seeds from " + seeds.get(0) + "]";
      return Stream.of(new SeededInvocation(name, seeds, false, stage));
    }
    boolean fixed = test.seed().length > 0;
    return seeds.stream()
        .map(seed -> new SeededInvocation("[seed " + seed + "]", List.of(seed), fixed, stage));
  }

  private static void requireSeeds(GossipTest test, boolean swarm, int count) {
    if (count < 1) {
      throw new ExtensionConfigurationException("a test has at least one seed, not " + count);
    }
    int said = (test.seed().length > 0 ? 1 : 0) + (test.seeds() != 1 ? 1 : 0) + (swarm ? 1 : 0);
    if (said > 1) {
      throw new ExtensionConfigurationException(
          "a test has one of @GossipTest(seed), @GossipTest(seeds) and @Seeds, not several");
    }
  }

  /** Simulated networks as an annotation describes them. */
  private record SimulationStage(GossipTest test) implements ParameterFactory {
    @Override
    public boolean makes(Class<?> type) {
      return type == SimulatedNetwork.class || type == Simulation.class;
    }

    @Override
    public Object make(Class<?> type, long seed, Consumer<World> started) {
      Simulation simulation =
          Simulation.seeded(seed)
              .nodes(test.nodes())
              .latency(Latency.parse(test.latency()))
              .relay(test.relay());
      if (!test.topology().isEmpty()) {
        simulation.topology(Topologies.parse(test.topology()));
      }
      SettingParser.parse(test.settings()).forEach(simulation::set);
      if (test.loss() != 0) {
        simulation.loss(test.loss());
      }
      if (type == Simulation.class) {
        return simulation;
      }
      SimulatedNetwork network = simulation.start();
      World world = World.of(network);
      started.accept(world);
      world.awaitLinks();
      return network;
    }
  }
}
