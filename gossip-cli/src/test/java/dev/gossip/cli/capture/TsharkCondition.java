package dev.gossip.cli.capture;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips or fails tests that need tshark, if it is missing.
 *
 * @see RequiresTshark
 */
final class TsharkCondition implements ExecutionCondition {
  private static final String MISSING = "tshark cannot be run";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Tshark.isInstalled()) {
      return ConditionEvaluationResult.enabled("tshark is there");
    }
    if (Boolean.parseBoolean(System.getenv(RequiresTshark.REQUIRE))) {
      throw new ExtensionConfigurationException(
          MISSING
              + ", and "
              + RequiresTshark.REQUIRE
              + " is set; install tshark, or unset the variable to skip these tests");
    }
    System.err.println("Tests with tshark are skipped: " + MISSING + ".");
    return ConditionEvaluationResult.disabled(MISSING);
  }
}
