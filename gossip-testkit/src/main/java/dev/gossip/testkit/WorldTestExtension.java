package dev.gossip.testkit;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.DockerCondition;
import dev.gossip.testkit.world.Capability;
import dev.gossip.testkit.world.World;
import dev.gossip.testkit.world.WorldKind;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Runs the methods annotated with {@link WorldTest}. */
final class WorldTestExtension implements TestTemplateInvocationContextProvider {

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), WorldTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    WorldTest test = AnnotationSupport.findAnnotation(method, WorldTest.class).orElseThrow();
    if (AnnotationSupport.isAnnotated(method, ManySeeds.class)) {
      throw new ExtensionConfigurationException(
          "@ManySeeds works only with @GossipTest; real nodes are too slow for many seeds");
    }
    List<Long> seeds = SeedSource.seeds(test.fixedSeeds(), 1, context);
    Function<NetworkPlan.Builder, NetworkPlan> plan =
        plan(test.plan(), context.getRequiredTestClass());
    List<WorldKind> kinds = suitable(test, context);
    return seeds.stream()
        .flatMap(seed -> kinds.stream().map(kind -> invocation(test, plan, kind, seed)));
  }

  /** The kinds of world that have what the test needs. Prints a note about the others. */
  private static List<WorldKind> suitable(WorldTest test, ExtensionContext context) {
    List<WorldKind> kinds = new ArrayList<>();
    for (WorldKind kind : test.in()) {
      List<Capability> lacking =
          Arrays.stream(test.needs()).filter(need -> !kind.supports(need)).toList();
      if (lacking.isEmpty()) {
        kinds.add(kind);
      } else {
        TestNotes.note(
            context,
            "not run in the world of "
                + kind
                + ", which has no "
                + lacking.stream().map(Capability::toString).collect(Collectors.joining(", ")));
      }
    }
    if (kinds.isEmpty()) {
      throw new ExtensionConfigurationException(
          "no world of "
              + Arrays.toString(test.in())
              + " has all of "
              + Arrays.toString(test.needs())
              + "; change 'in' or 'needs' of @WorldTest");
    }
    return kinds;
  }

  /** Finds the method that completes the plan of a test. */
  private static Function<NetworkPlan.Builder, NetworkPlan> plan(String name, Class<?> testClass) {
    if (name.isEmpty()) {
      return NetworkPlan.Builder::build;
    }
    if (PlanAttribute.isText(name)) {
      return plan -> PlanAttribute.complete(plan, name);
    }
    Method method =
        ReflectionSupport.findMethod(testClass, name, NetworkPlan.Builder.class)
            .filter(found -> Modifier.isStatic(found.getModifiers()))
            .filter(found -> found.getReturnType() == NetworkPlan.class)
            .orElseThrow(
                () ->
                    new ExtensionConfigurationException(
                        "@WorldTest(plan = \""
                            + name
                            + "\") needs a method 'static NetworkPlan "
                            + name
                            + "(NetworkPlan.Builder plan)' in "
                            + testClass.getName()));
    return plan -> (NetworkPlan) ReflectionSupport.invokeMethod(method, null, plan);
  }

  private static SeededInvocation invocation(
      WorldTest test, Function<NetworkPlan.Builder, NetworkPlan> plan, WorldKind kind, long seed) {
    String name = "[" + kind + ", seed " + seed + "]";
    boolean fixed = test.fixedSeeds().length > 0;
    WorldFactory factory = new WorldFactory(test, plan, kind);
    return kind == WorldKind.CONTAINERS
        ? new SeededInvocation(name, List.of(seed), fixed, factory, new DockerCondition())
        : new SeededInvocation(name, List.of(seed), fixed, factory);
  }

  /** Makes worlds of one kind, as the annotation describes them. */
  private record WorldFactory(
      WorldTest test, Function<NetworkPlan.Builder, NetworkPlan> completion, WorldKind kind)
      implements ParameterFactory {

    @Override
    public boolean makes(Class<?> type) {
      return World.class.isAssignableFrom(type);
    }

    @Override
    public Object make(Class<?> type, long seed, Consumer<World> started) {
      NetworkPlan.Builder plan =
          NetworkPlan.seeded(seed)
              .nodes(test.nodes())
              .topology(Topologies.parse(test.topology()))
              .relay(test.relay());
      SettingParser.parse(test.settings()).forEach(plan::set);
      World world = kind.start(completion.apply(plan), Duration.ofSeconds(test.waitLimitSeconds()));
      started.accept(world);
      if (!type.isInstance(world)) {
        throw new IllegalArgumentException(
            "a world of "
                + kind
                + " is not a "
                + type.getSimpleName()
                + "; change 'in' of @WorldTest, or the parameter's type");
      }
      return world;
    }
  }
}
