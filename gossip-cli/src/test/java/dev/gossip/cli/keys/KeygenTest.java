package dev.gossip.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.core.storage.NodeKeyFile;
import dev.gossip.udp.X25519Identities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeygenTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path folder = Path.of("");

  @Test
  void keygenShowPrintsTheAuthorOfANewKey() throws IOException {
    Path file = folder.resolve("key.pem");

    CliRun made = CliRun.of("keygen", file.toString());
    CliRun shown = CliRun.of("keygen", "--show", file.toString());

    assertThat(made.exitCode()).as("%s", made).isZero();
    assertThat(made.out()).singleElement().asString().matches("[0-9a-f]{64}");
    assertThat(shown.exitCode()).as("%s", shown).isZero();
    assertThat(shown.out()).isEqualTo(made.out());
    assumeThat(Files.getFileStore(file).supportsFileAttributeView("posix")).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void nodeKeyIsMadeAndItsIdIsShown() throws IOException {
    Path file = folder.resolve("node.key");

    CliRun made = CliRun.of("keygen", "--node", file.toString());
    CliRun shown = CliRun.of("keygen", "--node", "--show", file.toString());

    assertThat(made.exitCode()).as("%s", made).isZero();
    assertThat(made.out()).singleElement().asString().matches("[0-9a-f]{64}");
    assertThat(made.out())
        .containsExactly(new X25519Identities().idOf(NodeKeyFile.read(file).secret()).hex());
    assertThat(shown.exitCode()).as("%s", shown).isZero();
    assertThat(shown.out()).isEqualTo(made.out());
  }

  @Test
  void existingFileIsNotOverwrittenByANodeKey() throws IOException {
    Path file = Files.writeString(folder.resolve("node.key"), "precious");

    CliRun run = CliRun.of("keygen", "--node", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains(file.toString(), "another name");
    assertThat(file).hasContent("precious");
  }

  @Test
  void authorAndNodeKeysAreNotTakenForEachOther() {
    String author = folder.resolve("author.pem").toString();
    String node = folder.resolve("node.key").toString();
    assertThat(CliRun.of("keygen", author).exitCode()).isZero();
    assertThat(CliRun.of("keygen", "--node", node).exitCode()).isZero();

    CliRun authorAsNode = CliRun.of("keygen", "--node", "--show", author);
    CliRun nodeAsAuthor = CliRun.of("keygen", "--show", node);

    assertThat(authorAsNode.exitCode()).isEqualTo(2);
    assertThat(authorAsNode.err())
        .singleElement()
        .asString()
        .contains(author, "author keys and node keys are separate", "gossip keygen --node FILE");
    assertThat(nodeAsAuthor.exitCode()).isEqualTo(2);
    assertThat(nodeAsAuthor.err()).singleElement().asString().contains(node, "X25519");
  }

  @Test
  void existingKeyIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "precious");

    CliRun run = CliRun.of("keygen", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains(file.toString(), "another name");
    assertThat(run.out()).isEmpty();
    assertThat(file).hasContent("precious");
  }

  @Test
  void missingFolderIsNamed() {
    Path missing = folder.resolve("missing");
    Path file = missing.resolve("key.pem");

    CliRun run = CliRun.of("keygen", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .containsExactly(
            "gossip: "
                + file
                + " cannot be written: there is no folder "
                + missing
                + "; create it, or choose another folder");
  }

  @Test
  void unusablePathsAreReportedWithoutExceptionNames() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Path file = Files.writeString(folder.resolve("file"), "");

    CliRun onFolder = CliRun.of("keygen", closed.toString());
    CliRun belowFile = CliRun.of("keygen", file.resolve("key.pem").toString());
    CliRun longName = CliRun.of("keygen", folder.resolve("k".repeat(300)).toString());

    assertThat(onFolder.exitCode()).isEqualTo(2);
    assertThat(onFolder.err())
        .containsExactly("gossip: " + closed + " is a folder; name a new file in it");
    assertThat(belowFile.exitCode()).isEqualTo(1);
    assertThat(belowFile.err()).singleElement().asString().contains("there is no folder " + file);
    assertThat(longName.exitCode()).isEqualTo(1);
    assertThat(longName.err())
        .singleElement()
        .asString()
        .contains("choose another folder")
        .doesNotContain("Exception");
  }

  @Test
  void passphraseIsNotAskedForIfTheFileExists() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "precious");

    CliProcess run = run(List.of(), "keygen", "--encrypt", file.toString());

    assertThat(run.awaitExit(LIMIT)).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("exists already");
  }

  @Test
  void encryptedKeyNeedsItsPassphrase() throws IOException {
    String file = folder.resolve("key.pem").toString();

    CliProcess made = run(List.of("let me in"), "keygen", "--encrypt", file);
    CliProcess shown = run(List.of("let me in"), "keygen", "--show", file);
    CliProcess wrong = run(List.of("open sesame"), "keygen", "--show", file);
    CliProcess none = run(List.of(), "keygen", "--show", file);

    assertThat(made.awaitExit(LIMIT)).as("%s", made).isZero();
    assertThat(Files.readString(Path.of(file))).contains("ENCRYPTED");
    assertThat(shown.awaitExit(LIMIT)).as("%s", shown).isZero();
    assertThat(shown.out()).isEqualTo(made.out()).hasSize(1);
    assertThat(wrong.awaitExit(LIMIT)).isEqualTo(2);
    assertThat(wrong.err()).singleElement().asString().contains(file, "passphrase is wrong");
    assertThat(none.awaitExit(LIMIT)).isEqualTo(2);
    assertThat(none.err()).singleElement().asString().contains(file, "the passphrase is empty");
  }

  @Test
  void noKeyIsMadeWithAnEmptyPassphrase() {
    Path file = folder.resolve("key.pem");

    CliProcess run = run(List.of(""), "keygen", "--encrypt", file.toString());

    assertThat(run.awaitExit(LIMIT)).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("the passphrase is empty");
    assertThat(file).doesNotExist();
  }

  private static CliProcess run(List<String> input, String... args) {
    return CliProcess.run(LIMIT, input, args);
  }
}
