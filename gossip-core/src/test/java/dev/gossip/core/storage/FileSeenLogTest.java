package dev.gossip.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent.Warning;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSeenLogTest {
  private static final int CAPACITY = 100;

  private Path folder;

  FileSeenLogTest(@TempDir Path folder) {
    this.folder = folder;
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

  @Test
  void logThatCannotBeWrittenReleasesItsFolder() throws IOException {
    Disk disk = new Disk();
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, disk::open);
    log.append(id(1), 1);
    disk.roomBytes = 10;

    assertThatIOException().isThrownBy(log::close).withMessage(folder + ": disk full");

    assertThat(disk.opened).isNotEmpty().allMatch(channel -> !channel.isOpen());
    FileSeenLog.open(folder, CAPACITY).close();
  }

  @Test
  void temporarilyFullDiskLosesNoRecord() throws IOException {
    for (int roomBytes = 0; roomBytes < 4 * SeenSegment.RECORD_BYTES; roomBytes++) {
      Path own = Files.createDirectory(folder.resolve("room-" + roomBytes));
      Disk disk = new Disk();
      disk.roomBytes = roomBytes;
      FileSeenLog log = FileSeenLog.open(own, CAPACITY, disk::open);
      for (int i = 0; i < 10; i++) {
        log.append(id(i), 1_000 + i);
        if (i > 3) {
          assertThatIOException().isThrownBy(log::flush).withMessageContaining("disk full");
        }
      }
      // As if the process were killed now and restarted.
      Path copy = copyOf(own);
      assertThat(restored(copy, disk::open)).hasSize(Math.max(0, roomBytes - 8) / 44);
      disk.roomBytes = Integer.MAX_VALUE;
      log.append(id(10), 1_010);
      log.close();

      FileSeenLog again = FileSeenLog.open(own, CAPACITY);
      List<MessageId> seen = new ArrayList<>();
      again.restore((id, endMillis) -> seen.add(id));
      again.close();
      assertThat(again.warnings()).as("room for %s bytes", roomBytes).isEmpty();
      assertThat(seen)
          .as("room for %s bytes", roomBytes)
          .containsExactlyElementsOf(IntStream.range(0, 11).mapToObj(i -> id(i)).toList());
    }
  }

  @Test
  void restartsOnAFullDiskLoseNoRecord() throws IOException {
    Disk disk = new Disk();
    disk.roomBytes = 5 * SeenSegment.RECORD_BYTES;
    writeUntilFull(disk, 0);
    Map<MessageId, Long> before = restored();

    writeUntilFull(disk, 100);
    writeUntilFull(disk, 200);

    assertThat(restored()).hasSize(4).isEqualTo(before);
    disk.roomBytes = Integer.MAX_VALUE;
    write(300, 310);
    assertThat(restored()).hasSize(14).containsKeys(id(0), id(3), id(300), id(309));
  }

  @Test
  void fullDiskDoesNotPreventDeletingTheEarlierFile() throws IOException {
    write(0, 2 * CAPACITY);
    Disk disk = new Disk();
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, disk::open);
    disk.roomBytes = 0;
    log.append(id(2 * CAPACITY), 1);
    assertThatIOException().isThrownBy(log::flush).withMessageContaining("disk full");

    assertThat(folder.resolve("seen-1.log")).doesNotExist();
    assertThat(Files.size(folder.resolve("seen-2.log"))).isEqualTo(SeenSegment.end(CAPACITY));
    disk.roomBytes = Integer.MAX_VALUE;
    log.close();
    assertThat(restored()).hasSize(CAPACITY + 1).containsKeys(id(CAPACITY), id(2 * CAPACITY));
  }

  @Test
  void recordsWaitingForTheDiskAreBounded() throws IOException {
    Disk disk = new Disk();
    disk.roomBytes = 0;
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, disk::open);
    int lost = 0;
    for (int i = 0; i < CAPACITY + 5; i++) {
      lost += log.append(id(i), 1_000 + i);
    }
    disk.roomBytes = Integer.MAX_VALUE;
    log.close();

    assertThat(lost).isEqualTo(5);
    assertThat(restored()).hasSize(CAPACITY).doesNotContainKey(id(4)).containsKey(id(5));
  }

  @Test
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

  private void write(int from, int to) throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    for (int i = from; i < to; i++) {
      log.append(id(i), 1_000 + i);
      if (i % 7 == 0) {
        log.flush();
      }
    }
    log.close();
  }

  /** Writes until the disk is full, then simulates a kill: nothing is truncated. */
  private void writeUntilFull(Disk disk, int from) throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, disk::open);
    log.restore((id, endMillis) -> {});
    for (int i = from; i < from + 10; i++) {
      log.append(id(i), 1_000 + i);
    }
    assertThatIOException().isThrownBy(log::flush);
    assertThatIOException().isThrownBy(log::close);
  }

  private Map<MessageId, Long> restored() throws IOException {
    return restored(folder, Files::newByteChannel);
  }

  private static Map<MessageId, Long> restored(Path folder, SegmentWriter.Opener opener)
      throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, opener);
    Map<MessageId, Long> seen = new LinkedHashMap<>();
    log.restore(seen::put);
    log.close();
    return seen;
  }

  private Path copyOf(Path folder) throws IOException {
    Path copy = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-copy"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "seen-*")) {
      for (Path file : files) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
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

  private static MessageId id(int number) {
    return new MessageId(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  /** A disk with limited room. */
  private static final class Disk {
    private final List<SeekableByteChannel> opened = new ArrayList<>();
    private int roomBytes = Integer.MAX_VALUE;

    SeekableByteChannel open(Path file, OpenOption... options) throws IOException {
      FileChannel channel = FileChannel.open(file, options);
      opened.add(channel);
      return new SeekableByteChannel() {
        @Override
        public int write(ByteBuffer from) throws IOException {
          if (roomBytes == 0) {
            throw new IOException("disk full");
          }
          int length = Math.min(roomBytes, from.remaining());
          int written = channel.write(from.slice(from.position(), length));
          from.position(from.position() + written);
          roomBytes -= written;
          return written;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
          return channel.read(to);
        }

        @Override
        public long position() throws IOException {
          return channel.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
          channel.position(position);
          return this;
        }

        @Override
        public long size() throws IOException {
          return channel.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
          // The released room is not counted: something else uses it.
          channel.truncate(size);
          return this;
        }

        @Override
        public boolean isOpen() {
          return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    }
  }
}
