package dev.gossip.cli;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place among what a control port has numbered from 1, written as {@code RUN-NUMBER}. Numbers
 * begin at 1 again when the node starts again, so a number alone cannot tell which run it is from.
 *
 * @param run of the node; empty for a number alone, which is taken to be of the run that is asked
 * @param number of the last that is known; 0 before the first
 */
record Cursor(String run, long number) {
  /** Before the first of any run. */
  static final Cursor FIRST = new Cursor("", 0);

  private static final Pattern FORM = Pattern.compile("(?:([0-9a-f]{16})-)?(\\d{1,18})");

  /** A name for a run that no other run has. */
  static String newRun() {
    return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  }

  /** Null if it is not the text of one. */
  static @Nullable Cursor parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    String run = form.group(1);
    return new Cursor(run == null ? "" : run, Long.parseLong(form.group(2)));
  }

  /**
   * Whether this is a place in a run. A number that has not been reached is from before a restart.
   *
   * @param last the highest number of that run so far
   */
  boolean isIn(String thatRun, long last) {
    return (run.isEmpty() || run.equals(thatRun)) && number <= last;
  }

  @Override
  public String toString() {
    return run.isEmpty() ? Long.toString(number) : run + "-" + number;
  }
}
