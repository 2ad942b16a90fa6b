package dev.gossip.testkit;

import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.testkit.world.PageNames;
import dev.gossip.testkit.world.World;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * One test as JUnit counts them, with one seed or with several. Several seeds run one after the
 * other until one fails. JUnit itself calls the method for the first seed.
 */
final class SeededInvocation
    implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {
  private final String displayName;
  private final List<Long> seeds;
  private final boolean fixed;
  private final ParameterFactory factory;
  private final Run firstRun;
  private final List<Extension> conditions;

  /**
   * @param seeds at least one
   * @param fixed whether the seeds are fixed in the test
   * @param conditions further extensions that decide whether the test runs
   */
  SeededInvocation(
      String displayName,
      List<Long> seeds,
      boolean fixed,
      ParameterFactory factory,
      Extension... conditions) {
    this.conditions = List.of(conditions);
    this.displayName = displayName;
    this.seeds = seeds;
    this.fixed = fixed;
    this.factory = factory;
    this.firstRun = new Run(seeds.get(0), factory);
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    return displayName;
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    List<Extension> extensions = new ArrayList<>(conditions);
    extensions.add(this);
    return extensions;
  }

  // ---- parameters ----------------------------------------------------------------------------

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    // Not the parameters of @BeforeEach and @AfterEach methods: they would get other networks.
    return parameter.getDeclaringExecutable().equals(context.getTestMethod().orElse(null))
        && firstRun.makes(parameter.getParameter());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The store closes its values even if the test never starts.
    context.getStore(Namespace.create(SeededInvocation.class)).put(this, firstRun);
    String message = context.getRequiredTestMethod().getName() + ": ";
    try {
      return firstRun.make(parameter.getParameter(), context);
    } catch (IllegalArgumentException e) {
      throw new ParameterResolutionException(message + e.getMessage(), e);
    } catch (RuntimeException | AssertionError e) {
      message += e.getMessage();
      throw new ParameterResolutionException(
          message + report(firstRun, context).details(message, firstRun.worlds), e);
    }
  }

  // ---- the test ------------------------------------------------------------------------------

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    // A failure of the test matters more than one to close its worlds, which is suppressed.
    try (Run run = firstRun) {
      try {
        invocation.proceed();
        checkFaults(run, context);
      } catch (Throwable e) {
        throw report(run, context).explain(e, run.worlds);
      }
    }
    for (long seed : seeds.subList(1, seeds.size())) {
      runAgain(seed, call, context);
    }
  }

  private void runAgain(
      long seed, ReflectiveInvocationContext<Method> call, ExtensionContext context)
      throws Throwable {
    try (Run run = new Run(seed, factory)) {
      try {
        ReflectionSupport.invokeMethod(
            call.getExecutable(), call.getTarget().orElse(null), arguments(run, call, context));
        checkFaults(run, context);
      } catch (Throwable e) {
        throw report(run, context).explain(e, run.worlds);
      }
    }
  }

  private static void checkFaults(Run run, ExtensionContext context) {
    run.worlds.forEach(world -> FaultCheck.check(world, text -> TestNotes.note(context, text)));
  }

  private FailureReport report(Run run, ExtensionContext context) {
    int number = seeds.indexOf(run.seed) + 1;
    String position = seeds.size() == 1 ? "" : ", number " + number + " of " + seeds.size();
    return new FailureReport(context, run.seed, position, fixed);
  }

  /** Makes new values for our own parameters and keeps those that other extensions resolved. */
  private static @Nullable Object[] arguments(
      Run run, ReflectiveInvocationContext<Method> call, ExtensionContext context) {
    Parameter[] parameters = call.getExecutable().getParameters();
    @Nullable Object[] arguments = call.getArguments().toArray();
    for (int i = 0; i < parameters.length; i++) {
      if (run.makes(parameters[i])) {
        arguments[i] = run.make(parameters[i], context);
      }
    }
    return arguments;
  }

  /** One run of the method: its seed and the worlds made for it. */
  private static final class Run implements AutoCloseable {
    private final long seed;
    private final ParameterFactory factory;
    private final List<World> worlds = new ArrayList<>();

    Run(long seed, ParameterFactory factory) {
      this.seed = seed;
      this.factory = factory;
    }

    boolean makes(Parameter parameter) {
      return parameter.isAnnotationPresent(Seed.class)
          || parameter.getType() == RandomGenerator.class
          || factory.makes(parameter.getType());
    }

    Object make(Parameter parameter, ExtensionContext context) {
      Class<?> type = parameter.getType();
      if (parameter.isAnnotationPresent(Seed.class)) {
        if (type != long.class) {
          throw new IllegalArgumentException(
              "@Seed needs a parameter of type long, not " + type.getName());
        }
        return seed;
      }
      return type == RandomGenerator.class
          ? RandomStreams.seeded(seed).stream("test")
          : PageNames.during(
              FailureReport.pageNameOf(context), () -> factory.make(type, seed, worlds::add));
    }

    @Override
    public void close() {
      RuntimeException failure = null;
      for (World world : worlds) {
        try {
          world.close();
        } catch (RuntimeException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
