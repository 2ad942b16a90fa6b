package dev.gossip.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent.Warning;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSeenLogTest extends SeenLogFolder {
  FileSeenLogTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void appendedRecordsSurviveARestart() throws IOException {
    write(0, 50);

    assertThat(restored()).hasSize(50).containsEntry(id(7), 1_007L);
  }

  @Test
  void restartContinuesTheLatestFile() throws IOException {
    write(0, 50);
    write(50, 70);

    assertThat(restored()).hasSize(70).containsKeys(id(0), id(49), id(50), id(69));
  }

  @Test
  void logKeepsTheLatestRecordsAndAtMostTwiceItsCapacity() throws IOException {
    write(0, 20 * CAPACITY + 3);

    Map<MessageId, Long> kept = restored();
    assertThat(kept).hasSizeBetween(CAPACITY, 2 * CAPACITY);
    for (int i = 19 * CAPACITY + 3; i < 20 * CAPACITY + 3; i++) {
      assertThat(kept).containsKey(id(i));
    }
    assertThat(files()).containsExactly("lock", "seen-20.log", "seen-21.log");
  }

  @Test
  void flushedRecordsSurviveAKilledProcess() throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    log.append(id(1), 1);
    log.flush();

    Path copy = Files.createDirectory(folder.resolve("copy"));
    Files.copy(folder.resolve("seen-1.log"), copy.resolve("seen-1.log"));
    log.close();
    folder = copy;

    assertThat(restored()).containsOnlyKeys(id(1));
  }

  @Test
  void incompleteRecordAtTheEndIsCutOffInPlace() throws IOException {
    write(0, 10);
    Path file = folder.resolve("seen-1.log");
    Files.write(file, new byte[17], StandardOpenOption.APPEND);

    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("last 17 bytes of " + file, "may be delivered again");
    log.append(id(10), 1_010);
    log.close();

    assertThat(restored()).hasSize(11).containsKey(id(10));
    assertThat(files()).containsExactly("lock", "seen-1.log");
    assertThat(Files.size(file)).isEqualTo(SeenSegment.end(11));
  }

  @Test
  void flippedBitLosesAtMostOneRecord() throws IOException {
    write(0, 10);
    Path file = folder.resolve("seen-1.log");
    byte[] bytes = Files.readAllBytes(file);
    // Except in the version byte: a flipped bit there looks like a file of another version.
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      if (bit / 8 != SeenSegment.HEADER_BYTES - 1) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, flipped);

        assertThat(restored())
            .as("bit %s", bit)
            .hasSizeGreaterThanOrEqualTo(bit < 8 * SeenSegment.HEADER_BYTES ? 10 : 9);
      }
    }
    assertThat(Files.size(file)).isEqualTo(bytes.length);
  }

  @Test
  void damagedRecordIsReportedAndTheLogContinuesAfterIt() throws IOException {
    write(0, 10);
    flipByte(SeenSegment.end(4) + 3);

    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    log.append(id(10), 1_010);
    log.close();

    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("1 of its 10 records cannot be read", "check the disk");
    assertThat(restored()).hasSize(10).doesNotContainKey(id(4)).containsKeys(id(3), id(5), id(10));
  }

  @Test
  void damagedHeaderLosesNoRecord() throws IOException {
    write(0, 10);
    flipByte(0);

    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    log.append(id(10), 1_010);
    log.close();

    assertThat(log.warnings()).singleElement().asString().contains("nor can its header");
    assertThat(restored()).hasSize(11);
  }

  @Test
  void longDamagedEndIsNotOverwritten() throws IOException {
    write(0, 10);
    Path file = folder.resolve("seen-1.log");
    Files.write(file, new byte[5_000], StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(file);

    write(10, 12);

    assertThat(file).hasBinaryContent(before);
    assertThat(restored()).hasSize(12);
  }

  @Test
  void foreignFilesAreSetAsideUnderDifferentNames() throws IOException {
    for (String text : List.of("not what it should be", "not what it should be, either")) {
      Files.writeString(folder.resolve("seen-2.log"), text);
      write(1, 2);
      Files.deleteIfExists(folder.resolve("seen-3.log"));
    }

    assertThat(folder.resolve("seen-2.log.damaged-1")).hasContent("not what it should be");
    assertThat(folder.resolve("seen-2.log.damaged-2")).hasContent("not what it should be, either");
  }

  @Test
  void fileOfAnotherVersionIsReportedAndNotChanged() throws IOException {
    byte[] later = "gossipS7 and what it likes".getBytes(UTF_8);
    byte[] earlier = "gossipS1 and its records".getBytes(UTF_8);
    Files.write(folder.resolve("seen-7.log"), later);
    Files.write(folder.resolve("seen.0"), earlier);

    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    log.append(id(1), 1_001);
    log.close();

    assertThat(log.warnings())
        .extracting(Warning::what)
        .containsExactly(
            folder.resolve("seen-7.log")
                + " has the format gossipS7 of another version and is not used",
            folder.resolve("seen.0")
                + " has the format gossipS1 of another version and is not used");
    assertThat(folder.resolve("seen-7.log")).hasBinaryContent(later);
    assertThat(folder.resolve("seen.0")).hasBinaryContent(earlier);
    assertThat(folder.resolve("seen-8.log")).exists();
    assertThat(restored()).containsOnlyKeys(id(1));
  }

  @Test
  void twoNodesCannotShareAFolder() throws IOException {
    FileSeenLog first = FileSeenLog.open(folder, CAPACITY);

    assertThatIOException()
        .isThrownBy(() -> FileSeenLog.open(folder, CAPACITY))
        .withMessage(
            "another node uses the folder " + folder + "; give each its own gossip.data-dir");
    first.close();
    FileSeenLog.open(folder, CAPACITY).close();
  }

  /** As on a file system in the network that has no locks. */
  @Test
  void folderThatCannotBeLockedIsReportedWithARemedy() throws IOException {
    FileChannel broken = FileChannel.open(Files.createFile(folder.resolve("lock")));
    broken.close();

    assertThatIOException()
        .isThrownBy(() -> FileSeenLog.requireExclusive(folder, broken))
        .withMessageMatching(
            "cannot lock the folder \\Q"
                + folder
                + "\\E: .*; set gossip.data-dir to a folder on a local disk");
  }

  /** In full builds only, since it reads two gigabytes. */
  @Test
  @Tag("full")
  void fileLargerThanAnyArrayIsRead() throws IOException {
    try (FileChannel hole =
        FileChannel.open(
            folder.resolve("seen-1.log"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      hole.write(SeenSegment.header());
      ByteBuffer record = ByteBuffer.allocate(SeenSegment.RECORD_BYTES);
      SeenSegment.putRecord(record, id(1), 1_001);
      hole.write(record.flip());
      hole.write(ByteBuffer.allocate(1), (1L << 31) + 1);
    }

    assertThat(restored()).containsOnlyKeys(id(1));
  }

  @Test
  void fileOfManyChunksIsReadToItsEnd() throws IOException {
    int records = 3 * SeenSegment.CHUNK_RECORDS;
    FileSeenLog log = FileSeenLog.open(folder, records);
    for (int i = 0; i < records; i++) {
      log.append(id(i), 1_000 + i);
    }
    log.close();

    assertThat(restored()).hasSize(records).containsEntry(id(records - 1), 999L + records);
  }

  @Test
  void folderThatCannotBeCreatedIsReportedByName() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatIOException()
        .isThrownBy(() -> FileSeenLog.open(file.resolve("below"), CAPACITY))
        .withMessageContaining(file.toString())
        .withMessageContaining("gossip.data-dir")
        .withMessageNotContaining("Exception");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void flipByte(long at) throws IOException {
    Path file = folder.resolve("seen-1.log");
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= (byte) 0xff;
    Files.write(file, bytes);
  }
}
