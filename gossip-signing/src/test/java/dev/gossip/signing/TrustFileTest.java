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
  private final Place place = new Place(1);

  @BeforeEach
  void nameFile() {
    file = folder.resolve("trusted.txt");
  }

  @Test
  void whoIsListedForATopicIsTrustedThereOnly() throws IOException {
    Trust trust =
        trust("# friends", "", "main " + ALICE.hex(), "two words\t" + BOB.hex() + " # Bob");

    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(trust.trusts(ALICE, "two words")).isFalse();
    assertThat(trust.trusts(BOB, "two words")).isTrue();
    assertThat(trust.trusts(BOB, "main")).isFalse();
    assertThat(trust.trusts(BOB, "elsewhere")).isFalse();
  }

  @Test
  void whoIsListedForEveryTopicIsTrustedOnAll() throws IOException {
    Trust trust = trust("* " + ALICE.hex().toUpperCase(Locale.ROOT));

    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(trust.trusts(ALICE, "anything")).isTrue();
    assertThat(trust.trusts(BOB, "main")).isFalse();
  }

  @Test
  void whoDoesNotSignIsNotTrusted() throws IOException {
    assertThat(trust("* " + ALICE.hex()).trusts(AuthorId.NONE, "main")).isFalse();
    assertThat(trust("").trusts(AuthorId.NONE, "main")).isFalse();
  }

  @Test
  void aBadLineIsNamed() {
    for (String bad :
        List.of("main", ALICE.hex(), "main " + ALICE.hex() + "00", "main xyz", "main: 12 # no")) {
      assertThatThrownBy(() -> trust("# one", "* " + BOB.hex(), bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + ": 3: ")
          .hasMessageContaining("TOPIC KEY");
    }
  }

  @Test
  void twoKeysInOneLineAreNotATopicAndAKey() {
    String keys = ALICE.hex() + "  " + BOB.hex();
    for (String bad : List.of("main " + keys, keys, "main\t" + keys + " # both")) {
      assertThatThrownBy(() -> trust("* " + BOB.hex(), bad))
          .as("%s", bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + ": 2: ")
          .hasMessageContaining("ends in a key; write a line 'TOPIC KEY' for each author");
    }
  }

  @Test
  void whatOneNodeSeesOfAChangeIsItsOwn() throws IOException {
    write("* " + ALICE.hex());
    TrustFile list = TrustFile.read(file);
    Place elsewhere = new Place(2);
    Trust one = list.watchedFor(place);
    Trust other = list.watchedFor(elsewhere);
    write("* " + ALICE.hex(), "* " + BOB.hex());
    pass(Duration.ofSeconds(1));

    assertThat(one.trusts(BOB, "main")).isTrue();
    assertThat(other.trusts(BOB, "main")).isFalse();
    elsewhere.pass(Duration.ofSeconds(1));
    assertThat(other.trusts(BOB, "main")).isTrue();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> TrustFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("check the name");
  }

  @Test
  void aFileThatIsNoTextIsNamed() throws IOException {
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThatThrownBy(() -> TrustFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void anAddedAuthorIsTrustedWithinASecond() throws IOException {
    Trust trust = trust("* " + ALICE.hex());
    write("* " + ALICE.hex(), "* " + BOB.hex());

    pass(Duration.ofMillis(999));
    assertThat(trust.trusts(BOB, "main"))
        .as("the file is not looked at for every message")
        .isFalse();
    pass(Duration.ofMillis(1));
    assertThat(trust.trusts(BOB, "main")).isTrue();
    passSeconds(3);
    assertThat(place.warnings)
        .containsExactly(
            file
                + ": the list of trusted authors has changed: 2 lines, 1 added, 0 removed; nothing,"
                + " if that is meant");
  }

  @Test
  void aRemovedAuthorIsNotTrustedOnceTheFileHasStayedForASecond() throws IOException {
    Trust trust = trust("* " + ALICE.hex(), "* " + BOB.hex());
    write("* " + ALICE.hex());
    passSeconds(1);
    assertThat(trust.trusts(BOB, "main")).isTrue();

    passSeconds(1);
    assertThat(trust.trusts(BOB, "main")).isFalse();
    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(place.warnings).singleElement().asString().contains("1 line, 0 added, 1 removed");
  }

  @Test
  void aFileThatIsRewrittenInSeveralStepsRevokesNobodyAndWarnsOfNothing() throws IOException {
    String alice = "* " + ALICE.hex();
    String bob = "* " + BOB.hex();
    Trust trust = trust(alice, bob);
    List<String> steps =
        List.of("", alice.substring(0, 20), alice + "\n", alice + "\n" + bob + "\n");

    for (String step : steps) {
      Files.writeString(file, step);
      pass(Duration.ofSeconds(1));
      assertThat(trust.trusts(ALICE, "main")).as("after '%s'", step).isTrue();
      assertThat(trust.trusts(BOB, "main")).as("after '%s'", step).isTrue();
    }
    passSeconds(3);
    assertThat(place.warnings).isEmpty();
  }

  @Test
  void anEmptiedFileIsTakenOnlyIfItStays() throws IOException {
    for (String empty : List.of("", "# nobody\n")) {
      place.warnings.clear();
      Trust trust = trust("* " + ALICE.hex());
      Files.writeString(file, empty);

      passSeconds(10);
      assertThat(trust.trusts(ALICE, "main")).isTrue();
      assertThat(place.warnings)
          .singleElement()
          .asString()
          .startsWith(file + ": it lists nobody any more; ");

      passSeconds(1);
      assertThat(trust.trusts(ALICE, "main")).isFalse();
      assertThat(place.warnings).hasSize(2).last().asString().contains("0 added, 1 removed");
      passSeconds(5);
      assertThat(place.warnings).hasSize(2);
      place.stop();
    }
  }

  @Test
  void aListOfNobodyIsReportedAtTheStart() throws IOException {
    Trust trust = trust("# nobody yet");
    passSeconds(3);
    assertThat(place.warnings)
        .singleElement()
        .asString()
        .contains("it lists nobody, so no message");

    write("* " + ALICE.hex());
    passSeconds(1);
    assertThat(trust.trusts(ALICE, "main")).isTrue();
  }

  @Test
  void aChangeThatCannotBeReadLeavesTheListAndIsReportedOnce() throws IOException {
    Trust trust = trust("* " + ALICE.hex());
    write("* " + BOB.hex(), "nonsense");

    for (int i = 0; i < 3; i++) {
      passSeconds(1);
      assertThat(trust.trusts(ALICE, "main")).isTrue();
      assertThat(trust.trusts(BOB, "main")).isFalse();
    }
    assertThat(place.warnings)
        .singleElement()
        .asString()
        .startsWith(file + ": 2: ")
        .endsWith("the list is used as it was");

    write("* " + BOB.hex());
    passSeconds(2);
    assertThat(trust.trusts(BOB, "main")).as("mended").isTrue();
    assertThat(trust.trusts(ALICE, "main")).isFalse();
  }

  @Test
  void aFileThatGoesAwayLeavesTheList() throws IOException {
    Trust trust = trust("* " + ALICE.hex());
    Files.delete(file);
    passSeconds(2);

    assertThat(trust.trusts(ALICE, "main")).isTrue();
    assertThat(place.warnings).hasSize(1);

    write("* " + BOB.hex());
    passSeconds(2);
    assertThat(trust.trusts(ALICE, "main")).as("back again, without her").isFalse();
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheFirstTopic() throws IOException {
    Trust trust = trust("\uFEFFmain " + ALICE.hex());

    assertThat(trust.trusts(ALICE, "main")).isTrue();
  }

  private Trust trust(String... lines) throws IOException {
    write(lines);
    return TrustFile.read(file).watchedFor(place);
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }

  private void pass(Duration time) {
    place.pass(time);
  }

  private void passSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      pass(Duration.ofSeconds(1));
    }
  }

  private static AuthorId author(int filler) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) filler);
    return new AuthorId(ByteString.copyFrom(key));
  }
}
