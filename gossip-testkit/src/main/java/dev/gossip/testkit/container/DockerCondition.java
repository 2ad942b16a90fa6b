package dev.gossip.testkit.container;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Skips or fails what needs a Docker engine. */
final class DockerCondition implements ExecutionCondition {
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return ConditionEvaluationResult.enabled("a Docker engine answers");
    }
    if (Boolean.parseBoolean(System.getenv(RequiresDocker.REQUIRE))) {
      throw new ExtensionConfigurationException(
          "no Docker engine answers, and "
              + RequiresDocker.REQUIRE
              + " says that it must; start one, or unset the variable to skip these tests");
    }
    if (!TOLD.getAndSet(true)) {
      System.err.println("No Docker engine answers, so the tests with containers are skipped.");
    }
    return ConditionEvaluationResult.disabled("no Docker engine answers");
  }
}
