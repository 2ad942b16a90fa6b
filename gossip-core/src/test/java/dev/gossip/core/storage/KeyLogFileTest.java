package dev.gossip.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLogFileTest {
  @TempDir private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("keys");
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
  }

  @Test
  void newFileIsPrivateFromTheStart() throws IOException {
    KeyLogFile.open(file());

    assertThat(file()).isEmptyFile();
    assertThat(mode()).isEqualTo("rw-------");
  }

  @Test
  void linesOfSeveralNodesAreAdded() throws IOException {
    KeyLogFile one = KeyLogFile.open(file());
    one.add("first");
    KeyLogFile other = KeyLogFile.open(file());
    other.add("second");
    one.add("third");

    assertThat(Files.readAllLines(file())).containsExactly("first", "second", "third");
  }

  @Test
  void fileThatIsRemovedIsMadeAgainPrivate() throws IOException {
    KeyLogFile log = KeyLogFile.open(file());
    Files.delete(file());

    log.add("line");

    assertThat(Files.readAllLines(file())).containsExactly("line");
    assertThat(mode()).isEqualTo("rw-------");
  }

  @Test
  void fileThatOthersMayReadIsRefused() throws IOException {
    Files.createFile(file());
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyLogFile.open(file()))
        .withMessage(
            file() + ": other users may read or change it; run 'chmod 600 " + file() + "'");
  }

  @Test
  void folderAndLinkAreRefused() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), file());

    for (Path other : new Path[] {folder, folder.resolve("link")}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyLogFile.open(other))
          .withMessageContainingAll(other.toString(), "name a file");
    }
    assertThat(file()).doesNotExist();
  }

  @Test
  void missingFolderIsReported() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyLogFile.open(folder.resolve("none").resolve("keys")))
        .withMessageContainingAll("none", "choose another file");
  }

  @Test
  void fileStaysWithinItsBound() throws IOException {
    KeyLogFile log = KeyLogFile.open(file(), 12);
    log.add("12345");
    log.add("12345");

    assertThatThrownBy(() -> log.add("1"))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 12 bytes, and at most 12");
    assertThat(Files.size(file())).isEqualTo(12);
  }
}
