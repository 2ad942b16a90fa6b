package dev.gossip.testkit;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.testkit.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/** Adds to a failure what is needed to reproduce it. */
final class FailureReport {
  private final String rerunHint;

  /**
   * @param seed the seed that failed
   * @param position the position of the seed among several, as text; empty if it is the only one
   * @param fixed whether the seed is fixed in the test, so that the property has no effect
   */
  FailureReport(ExtensionContext context, long seed, String position, boolean fixed) {
    this(
        "\n  seed "
            + seed
            + position
            + "; run it again with: mvn test -Dtest='"
            + testOf(context)
            + "'"
            + (fixed ? "" : " -D" + GossipTest.SEED_PROPERTY + "=" + seed));
  }

  private FailureReport(String rerunHint) {
    this.rerunHint = rerunHint;
  }

  /** The report of a test whose seed is in its plan, so that it only has to be run again. */
  static FailureReport ofPlan(ExtensionContext context) {
    return new FailureReport("\n  run it again with: mvn test -Dtest='" + testOf(context) + "'");
  }

  /** The class of a test, without its package, and the method, as in names of files. */
  static String pageNameOf(ExtensionContext context) {
    return testOf(context).replace('#', '.').replace('$', '.');
  }

  private static String testOf(ExtensionContext context) {
    String type = context.getRequiredTestClass().getName();
    return type.substring(type.lastIndexOf('.') + 1)
        + "#"
        + context.getRequiredTestMethod().getName();
  }

  /**
   * Returns the failure with details of its networks. An assertion error is replaced by one with a
   * longer message and the same stack trace; any other exception gets the details as a suppressed
   * exception.
   */
  Throwable explain(Throwable failure, List<World> worlds) {
    if (failure instanceof IncompleteExecutionException) {
      return failure;
    }
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String details = details(message, worlds);
    AssertionError explained;
    if (failure.getClass() == AssertionError.class) {
      explained = new AssertionError(message + details, failure.getCause());
    } else if (failure.getClass() == AssertionFailedError.class) {
      explained = explained((AssertionFailedError) failure, message + details);
    } else {
      failure.addSuppressed(new RunContext(details));
      return failure;
    }
    explained.setStackTrace(failure.getStackTrace());
    for (Throwable suppressed : failure.getSuppressed()) {
      explained.addSuppressed(suppressed);
    }
    return explained;
  }

  /** With the values that were compared, if there were some: IDEs show how they differ. */
  private static AssertionFailedError explained(AssertionFailedError failed, String message) {
    return failed.isExpectedDefined() || failed.isActualDefined()
        ? new AssertionFailedError(
            message, failed.getExpected(), failed.getActual(), failed.getCause())
        : new AssertionFailedError(message, failed.getCause());
  }

  /** The known details, without those that the message already contains. */
  String details(String message, List<World> worlds) {
    StringBuilder details = new StringBuilder(rerunHint);
    for (World world : worlds) {
      if (!message.contains(world.describe())) {
        details.append(FailureTexts.run(world));
      }
      String events = lastEvents(world);
      if (!message.contains(events)) {
        details.append(events);
      }
      String evidence = world.keepEvidence();
      if (!message.contains(evidence)) {
        details.append(evidence);
      }
    }
    return details.toString();
  }

  /** The last events of the most recently published message; empty if there is none. */
  private static String lastEvents(World world) {
    try {
      @Nullable MessageRecord last = null;
      for (MessageRecord message : world.messages()) {
        last = message;
      }
      return last == null ? "" : FailureTexts.lastEvents(last);
    } catch (RuntimeException e) {
      // A failed world throws the same failure on every call; it has been reported already.
      return "";
    }
  }

  /** Details of the run, for a failure that is not an assertion error. */
  private static final class RunContext extends Exception {
    private static final long serialVersionUID = 1L;

    RunContext(String details) {
      super(details, null, false, false);
    }
  }
}
