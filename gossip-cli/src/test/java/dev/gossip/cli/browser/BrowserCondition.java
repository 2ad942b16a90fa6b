package dev.gossip.cli.browser;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips or fails tests that need a browser, if there is none.
 *
 * @see RequiresBrowser
 */
final class BrowserCondition implements ExecutionCondition {
  private static final String MISSING = "there is no chromium or no chromedriver in PATH";
  private static final AtomicBoolean REPORTED = new AtomicBoolean();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Browser.isInstalled()) {
      return ConditionEvaluationResult.enabled("a browser and its driver are there");
    }
    if (Boolean.parseBoolean(System.getenv(RequiresBrowser.REQUIRE))) {
      throw new ExtensionConfigurationException(
          MISSING
              + ", and "
              + RequiresBrowser.REQUIRE
              + " is set; install chromium and chromium-driver, or unset the variable to skip these"
              + " tests");
    }
    if (!REPORTED.getAndSet(true)) {
      System.err.println(
          "Tests with a browser are skipped: "
              + MISSING
              + "; on Debian, install chromium and chromium-driver.");
    }
    return ConditionEvaluationResult.disabled(MISSING);
  }
}
