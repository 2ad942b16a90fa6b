package dev.gossip.cli.control;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in the events or messages that a control port numbers from 1, written as {@code
 * RUN-NUMBER}. Numbers restart at 1 with the node, so a number alone does not identify its run.
 *
 * @param run the run of the node; empty for a plain number, which is taken to be of the current run
 * @param number of the last item the client has; 0 before the first
 */
record Cursor(String run, long number) {
  /** The position before the first item of any run. */
  static final Cursor FIRST = new Cursor("", 0);

  private static final Pattern FORM = Pattern.compile("(?:([0-9a-f]{16})-)?(\\d{1,18})");

  /** Returns a new random name for a run. */
  static String newRun() {
    return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  }

  /** Parses a cursor; null if the text is not one. */
  static @Nullable Cursor parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    String run = form.group(1);
    return new Cursor(run == null ? "" : run, Long.parseLong(form.group(2)));
  }

  /**
   * Whether this is a position in a run. A number that the run has not reached is from an earlier
   * run.
   *
   * @param last the highest number of that run so far
   */
  boolean isIn(String otherRun, long last) {
    return (run.isEmpty() || run.equals(otherRun)) && number <= last;
  }

  @Override
  public String toString() {
    return run.isEmpty() ? Long.toString(number) : run + "-" + number;
  }
}
