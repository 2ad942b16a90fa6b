package dev.gossip.it.python;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips or fails tests that need Python with its package {@code cryptography}, if it is missing.
 *
 * @see RequiresPython
 */
final class PythonCondition implements ExecutionCondition {
  private static final String MISSING = PythonPeer.PYTHON + " has no package cryptography";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (isThere()) {
      return ConditionEvaluationResult.enabled("Python and its package are there");
    }
    if (Boolean.parseBoolean(System.getenv(RequiresPython.REQUIRE))) {
      throw new ExtensionConfigurationException(
          MISSING
              + ", and "
              + RequiresPython.REQUIRE
              + " is set; install python3-cryptography, or unset the variable to skip these tests");
    }
    System.err.println("Tests with Python are skipped: " + MISSING + ".");
    return ConditionEvaluationResult.disabled(MISSING);
  }

  private static boolean isThere() {
    try {
      Process python =
          new ProcessBuilder(PythonPeer.PYTHON, "-c", "import cryptography")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!python.waitFor(60, TimeUnit.SECONDS)) {
        python.destroyForcibly();
        return false;
      }
      return python.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
