package dev.gossip.testkit.container;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Skips or fails tests that need a Docker engine, if there is none.
 *
 * @see RequiresDocker
 */
public final class DockerCondition implements ExecutionCondition {
  // Checked once: it takes minutes if an image cannot be pulled.
  private static @Nullable String problem;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String why = problem();
    if (why.isEmpty()) {
      return ConditionEvaluationResult.enabled("a Docker engine answers");
    }
    if (Boolean.parseBoolean(System.getenv(RequiresDocker.REQUIRE))) {
      throw new ExtensionConfigurationException(
          why
              + ", and "
              + RequiresDocker.REQUIRE
              + " is set; make Docker available, or unset the variable to skip these tests");
    }
    return ConditionEvaluationResult.disabled(why);
  }

  /** Why Docker cannot be used; empty if it can. */
  private static synchronized String problem() {
    if (problem == null) {
      problem = find();
      if (!problem.isEmpty()) {
        System.err.println("Container tests are skipped: " + problem + ".");
      }
    }
    return problem;
  }

  private static String find() {
    try {
      return DockerClientFactory.instance().isDockerAvailable() ? "" : "no Docker engine answers";
    } catch (RuntimeException e) {
      return "a Docker engine answers, but Testcontainers cannot use it ("
          + e.getMessage()
          + "); without a registry set TESTCONTAINERS_RYUK_DISABLED, TESTCONTAINERS_CHECKS_DISABLE"
          + " and TESTCONTAINERS_HOST_OVERRIDE";
    }
  }
}
