package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFileTest {
  private static final AuthorId ALICE = author(0xa1);
  private static final AuthorId BOB = author(0xb0);

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");
  private final ManualSigningContext context = new ManualSigningContext(1);

  @BeforeEach
  void nameFile() {
    file = folder.resolve("trusted.txt");
  }

  @Test
  void authorListedForATopicIsTrustedOnThatTopicOnly() throws IOException {
    Trust trust =
        trust("# friends", "", "main " + ALICE.hex(), "two words\t" + BOB.hex() + " # Bob");

    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(trust.trusts(ALICE, "two words")).isFalse();
    assertThat(trust.trusts(BOB, "two words")).isTrue();
    assertThat(trust.trusts(BOB, "main")).isFalse();
    assertThat(trust.trusts(BOB, "elsewhere")).isFalse();
  }

  @Test
  void authorListedForEveryTopicIsTrustedOnAllTopics() throws IOException {
    Trust trust = trust("* " + ALICE.hex().toUpperCase(Locale.ROOT));

    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(trust.trusts(ALICE, "anything")).isTrue();
    assertThat(trust.trusts(BOB, "main")).isFalse();
  }

  @Test
  void unsignedMessagesAreNotTrusted() throws IOException {
    assertThat(trust("* " + ALICE.hex()).trusts(AuthorId.NONE, "main")).isFalse();
    assertThat(trust("").trusts(AuthorId.NONE, "main")).isFalse();
  }

  @Test
  void malformedLineIsReportedWithItsNumber() {
    for (String bad :
        List.of("main", ALICE.hex(), "main " + ALICE.hex() + "00", "main xyz", "main: 12 # no")) {
      assertThatThrownBy(() -> trust("# one", "* " + BOB.hex(), bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + ": 3: ")
          .hasMessageContaining("TOPIC KEY");
    }
  }

  @Test
  void lineWithTwoKeysIsRejected() {
    String keys = ALICE.hex() + "  " + BOB.hex();
    for (String bad : List.of("main " + keys, keys, "main\t" + keys + " # both")) {
      assertThatThrownBy(() -> trust("* " + BOB.hex(), bad))
          .as("%s", bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + ": 2: ")
          .hasMessageContaining("ends in a key; write one line 'TOPIC KEY' per author");
    }
  }

  @Test
  void eachNodeReloadsTheListIndependently() throws IOException {
    write("* " + ALICE.hex());
    TrustFile list = TrustFile.read(file);
    ManualSigningContext elsewhere = new ManualSigningContext(2);
    Trust one = list.watch(context);
    Trust other = list.watch(elsewhere);
    write("* " + ALICE.hex(), "* " + BOB.hex());
    advance(Duration.ofSeconds(1));

    assertThat(one.trusts(BOB, "main")).isTrue();
    assertThat(other.trusts(BOB, "main")).isFalse();
    elsewhere.advance(Duration.ofSeconds(1));
    assertThat(other.trusts(BOB, "main")).isTrue();
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(() -> TrustFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("check the name");
  }

  @Test
  void binaryFileIsRejected() throws IOException {
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThatThrownBy(() -> TrustFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void addedAuthorIsTrustedWithinASecond() throws IOException {
    Trust trust = trust("* " + ALICE.hex());
    write("* " + ALICE.hex(), "* " + BOB.hex());

    advance(Duration.ofMillis(999));
    assertThat(trust.trusts(BOB, "main")).as("before the file is checked again").isFalse();
    advance(Duration.ofMillis(1));
    assertThat(trust.trusts(BOB, "main")).isTrue();
    advanceSeconds(3);
    assertThat(context.warnings)
        .containsExactly(
            file
                + ": the list of trusted authors has changed: 2 lines, 1 added, 0 removed; no"
                + " action is needed if that is intended");
  }

  @Test
  void threadOfTheNodeDoesNotWaitForTheFile() throws IOException {
    Trust trust = trust("* " + ALICE.hex());
    write("* " + ALICE.hex(), "* " + BOB.hex());

    advanceSeconds(3);

    assertThat(trust.trusts(BOB, "main")).isTrue();
    assertThat(context.offloads()).as("look-ups of the file by offloaded work").isEqualTo(3);
  }

  @Test
  void removedAuthorIsNoLongerTrustedAfterASecondWithoutChanges() throws IOException {
    Trust trust = trust("* " + ALICE.hex(), "* " + BOB.hex());
    write("* " + ALICE.hex());
    advanceSeconds(1);
    assertThat(trust.trusts(BOB, "main")).isTrue();

    advanceSeconds(1);
    assertThat(trust.trusts(BOB, "main")).isFalse();
    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(context.warnings).singleElement().asString().contains("1 line, 0 added, 1 removed");
  }

  @Test
  void fileRewrittenInSeveralStepsRevokesNoAuthorAndCausesNoWarning() throws IOException {
    String alice = "* " + ALICE.hex();
    String bob = "* " + BOB.hex();
    Trust trust = trust(alice, bob);
    List<String> steps =
        List.of("", alice.substring(0, 20), alice + "\n", alice + "\n" + bob + "\n");

    for (String step : steps) {
      Files.writeString(file, step);
      advance(Duration.ofSeconds(1));
      assertThat(trust.trusts(ALICE, "main")).as("after '%s'", step).isTrue();
      assertThat(trust.trusts(BOB, "main")).as("after '%s'", step).isTrue();
    }
    advanceSeconds(3);
    assertThat(context.warnings).isEmpty();
  }

  @Test
  void emptiedFileIsAppliedOnlyAfterTenSecondsWithoutChanges() throws IOException {
    for (String empty : List.of("", "# nobody\n")) {
      context.warnings.clear();
      Trust trust = trust("* " + ALICE.hex());
      Files.writeString(file, empty);

      advanceSeconds(10);
      assertThat(trust.trusts(ALICE, "main")).isTrue();
      assertThat(context.warnings)
          .singleElement()
          .asString()
          .startsWith(file + ": it no longer lists any author; ");

      advanceSeconds(1);
      assertThat(trust.trusts(ALICE, "main")).isFalse();
      assertThat(context.warnings).hasSize(2).last().asString().contains("0 added, 1 removed");
      advanceSeconds(5);
      assertThat(context.warnings).hasSize(2);
      context.cancelTimers();
    }
  }

  @Test
  void emptyListIsReportedAtTheStart() throws IOException {
    Trust trust = trust("# nobody yet");
    advanceSeconds(3);
    assertThat(context.warnings)
        .singleElement()
        .asString()
        .contains("it lists no author, so no message");

    write("* " + ALICE.hex());
    advanceSeconds(1);
    assertThat(trust.trusts(ALICE, "main")).isTrue();
  }

  @Test
  void malformedChangeKeepsTheOldListAndIsReportedOnce() throws IOException {
    Trust trust = trust("* " + ALICE.hex());
    write("* " + BOB.hex(), "nonsense");

    for (int i = 0; i < 3; i++) {
      advanceSeconds(1);
      assertThat(trust.trusts(ALICE, "main")).isTrue();
      assertThat(trust.trusts(BOB, "main")).isFalse();
    }
    assertThat(context.warnings)
        .singleElement()
        .asString()
        .startsWith(file + ": 2: ")
        .endsWith("the old list stays in use");

    write("* " + BOB.hex());
    advanceSeconds(2);
    assertThat(trust.trusts(BOB, "main")).as("after the correction").isTrue();
    assertThat(trust.trusts(ALICE, "main")).isFalse();
  }

  @Test
  void deletedFileKeepsTheOldList() throws IOException {
    Trust trust = trust("* " + ALICE.hex());
    Files.delete(file);
    advanceSeconds(2);

    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(context.warnings).hasSize(1);

    write("* " + BOB.hex());
    advanceSeconds(2);
    assertThat(trust.trusts(ALICE, "main"))
        .as("after the file is restored without this author")
        .isFalse();
  }

  @Test
  void byteOrderMarkIsNotPartOfTheFirstTopic() throws IOException {
    Trust trust = trust("\uFEFFmain " + ALICE.hex());

    assertThat(trust.trusts(ALICE, "main")).isTrue();
  }

  private Trust trust(String... lines) throws IOException {
    write(lines);
    return TrustFile.read(file).watch(context);
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }

  private void advance(Duration time) {
    context.advance(time);
  }

  private void advanceSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      advance(Duration.ofSeconds(1));
    }
  }

  private static AuthorId author(int filler) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) filler);
    return new AuthorId(ByteString.copyFrom(key));
  }
}
