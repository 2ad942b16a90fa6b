package dev.gossip.testkit.container;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Skips or fails what needs a Docker engine.
 *
 * @see RequiresDocker
 */
public final class DockerCondition implements ExecutionCondition {
  // Found out once: where an image cannot be had, it takes minutes.
  private static @Nullable String trouble;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String why = trouble();
    if (why.isEmpty()) {
      return ConditionEvaluationResult.enabled("a Docker engine answers");
    }
    if (Boolean.parseBoolean(System.getenv(RequiresDocker.REQUIRE))) {
      throw new ExtensionConfigurationException(
          why
              + ", and "
              + RequiresDocker.REQUIRE
              + " says that this must work; mend it, or unset the variable to skip these tests");
    }
    return ConditionEvaluationResult.disabled(why);
  }

  /** Empty if there is none. */
  private static synchronized String trouble() {
    if (trouble == null) {
      trouble = find();
      if (!trouble.isEmpty()) {
        System.err.println("The tests with containers are skipped: " + trouble + ".");
      }
    }
    return trouble;
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
