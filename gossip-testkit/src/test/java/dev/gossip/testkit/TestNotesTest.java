package dev.gossip.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

class TestNotesTest {

  /** Run only by the tests below. */
  @ExtendWith(TestNotes.class)
  static class Fixture {
    @Test
    @DisplayName("R1: aborts")
    void aborts() {
      Assumptions.abort("not asked");
    }

    @Test
    @DisplayName("R2: passes with a note")
    void notes(TestNotes.Printer notes) {
      notes.note("worth knowing");
    }

    @Test
    @Disabled("for the test")
    @DisplayName("R3: is disabled")
    void disabled() {}

    @Test
    void passes() {}
  }

  @Test
  void skippedTestsAndNotesArePrintedWithTheirReasons() {
    assertThat(printed("true").lines())
        .containsExactlyInAnyOrder(
            "note: Fixture, R1: aborts: skipped: not asked",
            "note: Fixture, R2: passes with a note: worth knowing",
            "note: Fixture, R3: is disabled: skipped: for the test");
  }

  @Test
  void notesCanBeTurnedOff() {
    assertThat(printed("false")).isEmpty();
  }

  private static String printed(String notes) {
    PrintStream stdout = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(Fixture.class))
          .configurationParameter(TestNotes.PARAMETER, notes)
          .execute();
    } finally {
      System.setOut(stdout);
    }
    return bytes.toString(UTF_8);
  }
}
