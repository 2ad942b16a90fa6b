package dev.gossip.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests lists of allowed peers that change. */
class AllowedPeersFileTest {
  private static final String ONE = "0123456789abcdef".repeat(4);
  private static final String TWO = "a".repeat(64);

  @TempDir private Path folder = Path.of("");

  private Path file = Path.of("");
  private long writes;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("peers.txt");
  }

  /** Writes the file, with a time of change that differs from all earlier ones. */
  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + 1_000 * writes++));
  }

  private AllowedPeersFile read(String text) throws IOException {
    write(text);
    return AllowedPeersFile.read(file);
  }

  private void assertIds(AllowedPeersFile list, String... ids) {
    assertThat(list.ids()).extracting(PeerId::hex).containsExactlyInAnyOrder(ids);
  }

  @Test
  void idsAreReadWithCommentsAndEmptyLines() throws IOException {
    AllowedPeersFile list =
        read("# office\r\n\r\n " + ONE + " # Zoë\n" + TWO.toUpperCase(Locale.ROOT) + "\n");

    assertIds(list, ONE, TWO);
  }

  @Test
  void byteOrderMarkIsSkipped() throws IOException {
    assertIds(read("\ufeff" + ONE), ONE);
  }

  @Test
  void badLineIsRefusedWithItsNumber() throws IOException {
    write(ONE + "\n# comment\n" + TWO + "0\n");

    assertThatThrownBy(() -> AllowedPeersFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file
                + ": 3: this is not the id of a node; write its 64 hexadecimal digits, one id a"
                + " line");
  }

  @Test
  void missingFileAndFolderAreRefused() {
    assertThatThrownBy(() -> AllowedPeersFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": there is no such file; ");
    assertThatThrownBy(() -> AllowedPeersFile.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder + ": it is not a file; ");
  }

  @Test
  void largeFileIsRefused() throws IOException {
    write("#".repeat((4 << 20) + 1));

    assertThatThrownBy(() -> AllowedPeersFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 4194304 bytes");
  }

  @Test
  void unchangedFileIsNotReported() throws IOException {
    AllowedPeersFile list = read(ONE);

    assertThat(list.check()).isEmpty();
    assertIds(list, ONE);
  }

  @Test
  void addedIdCountsAtOnce() throws IOException {
    AllowedPeersFile list = read(ONE);
    write(ONE + "\n" + TWO);

    assertThat(list.check())
        .contains(
            new Warning(
                file + ": the list of allowed peers has changed: 2 ids, 1 added, 0 removed",
                "no action is needed if that is intended"));
    assertIds(list, ONE, TWO);
    assertThat(list.check()).isEmpty();
  }

  @Test
  void removedIdCountsWhenTheFileHasNotChangedForACheck() throws IOException {
    AllowedPeersFile list = read(ONE + "\n" + TWO);
    write(TWO);

    assertThat(list.check()).isEmpty();
    assertIds(list, ONE, TWO);
    assertThat(list.check().map(Warning::what).orElse("")).endsWith("1 id, 0 added, 1 removed");
    assertIds(list, TWO);
  }

  @Test
  void badLineIsReportedOnceAndTheListStays() throws IOException {
    AllowedPeersFile list = read(ONE);
    write("nonsense");

    assertThat(list.check()).isEmpty();
    assertThat(list.check())
        .contains(
            new Warning(
                file
                    + ": 1: this is not the id of a node; write its 64 hexadecimal digits, one id"
                    + " a line",
                "until then the old list stays in use"));
    assertThat(list.check()).isEmpty();
    assertIds(list, ONE);

    write(TWO);
    assertThat(list.check()).isEmpty();
    assertThat(list.check()).isPresent();
    assertIds(list, TWO);
  }

  @Test
  void emptiedListStaysForTenChecks() throws IOException {
    AllowedPeersFile list = read(ONE);
    write("");

    assertThat(list.check()).isEmpty();
    assertThat(list.check().map(Warning::what)).contains(file + ": it no longer lists any id");
    for (int checks = 2; checks < 10; checks++) {
      assertThat(list.check()).isEmpty();
      assertIds(list, ONE);
    }
    Optional<Warning> last = list.check();
    assertThat(last.map(Warning::what).orElse("")).endsWith("0 ids, 0 added, 1 removed");
    assertThat(list.ids()).isEmpty();
  }

  @Test
  void deletedFileLeavesTheListAsItIs() throws IOException {
    AllowedPeersFile list = read(ONE);
    Files.delete(file);

    assertThat(list.check()).isEmpty();
    assertThat(list.check().map(Warning::what).orElse("")).contains("there is no such file");
    assertIds(list, ONE);
  }
}
