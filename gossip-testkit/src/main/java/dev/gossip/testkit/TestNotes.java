package dev.gossip.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Prints notes for the author of a test, one line each: the reason why a test was skipped, which
 * build tools show only in their report files, the worlds that a test was not run in, faults that
 * hit nothing, and notes of contract rules that passed.
 */
public final class TestNotes implements TestWatcher, ParameterResolver {
  /** The JUnit configuration parameter that turns the notes off if it is {@code false}. */
  public static final String PARAMETER = "gossip.notes";

  /** A parameter of a test method, for printing notes about the test. */
  @FunctionalInterface
  public interface Printer {
    /** Prints a line with the name of the test and the text. */
    void note(String text);
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    note(context, "skipped: " + (cause == null ? "no reason given" : cause.getMessage()));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    note(context, "skipped: " + reason.orElse("no reason given"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Printer.class;
  }

  @Override
  public Printer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return text -> note(context, text);
  }

  /** Prints a note about a test. */
  static void note(ExtensionContext context, String text) {
    if (context.getConfigurationParameter(PARAMETER).map(Boolean::parseBoolean).orElse(true)) {
      String test = context.getRequiredTestClass().getSimpleName();
      System.out.println("note: " + test + ", " + context.getDisplayName() + ": " + text);
    }
  }
}
