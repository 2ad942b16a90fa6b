package dev.gossip.testkit;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.testkit.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/** Adds to a failure what somebody needs who wants to see it again. */
final class FailureReport {
  private final String howToRunAgain;

  /**
   * @param seed the one that failed
   * @param place which one of many it is, in words; empty if there are no others
   * @param fixed whether it stands in the test, so that no property changes it
   */
  FailureReport(ExtensionContext context, long seed, String place, boolean fixed) {
    String type = context.getRequiredTestClass().getName();
    howToRunAgain =
        "\n  seed "
            + seed
            + place
            + "; run it again with: mvn test -Dtest='"
            + type.substring(type.lastIndexOf('.') + 1)
            + "#"
            + context.getRequiredTestMethod().getName()
            + "'"
            + (fixed ? "" : " -D" + GossipTest.SEED_PROPERTY + "=" + seed);
  }

  /**
   * The failure with all that is known about its networks. An assertion error is told again with
   * more words, from the same place; to anything else they are added as a suppressed exception.
   */
  Throwable explain(Throwable failure, List<World> worlds) {
    if (failure instanceof IncompleteExecutionException) {
      return failure;
    }
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String words = words(message, worlds);
    AssertionError explained;
    if (failure.getClass() == AssertionError.class) {
      explained = new AssertionError(message + words, failure.getCause());
    } else if (failure.getClass() == AssertionFailedError.class) {
      AssertionFailedError failed = (AssertionFailedError) failure;
      explained =
          new AssertionFailedError(
              message + words, failed.getExpected(), failed.getActual(), failed.getCause());
    } else {
      failure.addSuppressed(new RunContext(words));
      return failure;
    }
    explained.setStackTrace(failure.getStackTrace());
    for (Throwable suppressed : failure.getSuppressed()) {
      explained.addSuppressed(suppressed);
    }
    return explained;
  }

  /** All that is known and that the message does not have already. */
  String words(String message, List<World> worlds) {
    StringBuilder words = new StringBuilder(howToRunAgain);
    for (World world : worlds) {
      if (!message.contains(world.describe())) {
        words.append(FailureTexts.run(world));
      }
      String events = lastEvents(world);
      if (!message.contains(events)) {
        words.append(events);
      }
      String evidence = world.keepEvidence();
      if (!message.contains(evidence)) {
        words.append(evidence);
      }
    }
    return words.toString();
  }

  /** Of the message that was published last; empty if there is none. */
  private static String lastEvents(World world) {
    try {
      @Nullable MessageRecord last = null;
      for (MessageRecord message : world.messages()) {
        last = message;
      }
      return last == null ? "" : FailureTexts.lastEvents(last);
    } catch (RuntimeException e) {
      // A world that broke says so again whenever it is asked; once is enough.
      return "";
    }
  }

  /** What is known about the run of a failure that is no assertion error. */
  private static final class RunContext extends Exception {
    private static final long serialVersionUID = 1L;

    RunContext(String words) {
      super(words, null, false, false);
    }
  }
}
