package dev.gossip.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gossip.api.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSeenLogTest {
  private static final int CAPACITY = 100;

  private Path folder;

  FileSeenLogTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatWasAppendedIsThereAfterARestart() throws IOException {
    write(0, 50);

    assertThat(restored()).hasSize(50).containsEntry(id(7), 1_007L);
  }

  @Test
  void aRestartGoesOnWhereTheLastOneEnded() throws IOException {
    write(0, 50);
    write(50, 70);

    assertThat(restored()).hasSize(70).containsKeys(id(0), id(49), id(50), id(69));
  }

  @Test
  void theLatestAreKeptAndNeverMoreThanTwiceAsManyAsAreRemembered() throws IOException {
    write(0, 20 * CAPACITY + 3);

    Map<MessageId, Long> kept = restored();
    assertThat(kept).hasSizeBetween(CAPACITY, 2 * CAPACITY);
    for (int i = 19 * CAPACITY + 3; i < 20 * CAPACITY + 3; i++) {
      assertThat(kept).containsKey(id(i));
    }
    assertThat(Files.size(folder.resolve("seen.0")) + Files.size(folder.resolve("seen.1")))
        .isLessThanOrEqualTo(2L * (CAPACITY * SeenSegment.RECORD_BYTES + 16));
  }

  @Test
  void whatIsFlushedSurvivesAProcessThatIsKilled() throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    log.append(id(1), 1);
    log.flush();

    Path copy = Files.createDirectory(folder.resolve("copy"));
    Files.copy(folder.resolve("seen.0"), copy.resolve("seen.0"));
    log.close();
    folder = copy;

    assertThat(restored()).containsOnlyKeys(id(1));
  }

  @Test
  void aTornFileIsSetAsideAndWhatCanBeReadIsKept() throws IOException {
    write(0, 10);
    Path file = folder.resolve("seen.0");
    Files.write(file, new byte[17], StandardOpenOption.APPEND);

    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    assertThat(log.warnings()).singleElement().asString().contains("seen.0", "damaged", "10 seen");
    log.append(id(10), 1_010);
    log.close();

    assertThat(folder.resolve("seen.0.damaged")).exists();
    assertThat(restored()).hasSize(11);
  }

  @Test
  void whatComesBehindAnAlteredRecordIsNotBelieved() throws IOException {
    write(0, 10);
    Path file = folder.resolve("seen.0");
    byte[] bytes = Files.readAllBytes(file);
    bytes[16 + 4 * SeenSegment.RECORD_BYTES + 3] ^= 1;
    Files.write(file, bytes);

    assertThat(restored()).containsOnlyKeys(id(0), id(1), id(2), id(3));
  }

  @Test
  void aFileOfSomethingElseIsSetAside() throws IOException {
    Files.writeString(folder.resolve("seen.1"), "not what it should be, and longer than a header");

    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    log.append(id(1), 1);
    log.close();

    assertThat(folder.resolve("seen.1.damaged"))
        .hasContent("not what it should be, and longer than a header");
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
  void aLogThatCannotBeWrittenLetsGoOfItsFolder() throws IOException {
    Disk disk = new Disk();
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, disk::open);
    log.append(id(1), 1);
    disk.roomBytes = 10;

    log.close();

    assertThat(log.warnings()).singleElement().asString().contains("disk full");
    assertThat(disk.opened).allMatch(channel -> !channel.isOpen());
    FileSeenLog.open(folder, CAPACITY).close();
  }

  @Test
  void whatAFailedFlushHasWrittenIsNotWrittenAgain() throws IOException {
    Disk disk = new Disk();
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, disk::open);
    for (int i = 0; i < 10; i++) {
      log.append(id(i), 1_000 + i);
    }
    disk.roomBytes = 3 * SeenSegment.RECORD_BYTES + 5;
    assertThatIOException().isThrownBy(log::flush).withMessage("disk full");
    disk.roomBytes = Integer.MAX_VALUE;
    log.append(id(10), 1_010);
    log.close();

    FileSeenLog again = FileSeenLog.open(folder, CAPACITY);
    List<MessageId> seen = new ArrayList<>();
    again.restore((id, endMillis) -> seen.add(id));
    again.close();
    assertThat(again.warnings()).isEmpty();
    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(0, 11).mapToObj(i -> id(i)).toList());
  }

  @Test
  void aFileLargerThanAnyArrayIsRead() throws IOException {
    try (FileChannel hole =
        FileChannel.open(
            folder.resolve("seen.0"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      SeenSegment.writeHeader(hole, 1);
      ByteBuffer record = ByteBuffer.allocate(SeenSegment.RECORD_BYTES);
      SeenSegment.putRecord(record, id(1), 1_001);
      hole.write(record.flip());
      hole.write(ByteBuffer.allocate(1), 3L << 30);
    }

    assertThat(restored()).containsOnlyKeys(id(1));
  }

  @Test
  void aFileOfManyPiecesIsReadUpToTheAlteredRecord() throws IOException {
    int pieces = 3 * SeenSegment.CHUNK_RECORDS;
    FileSeenLog log = FileSeenLog.open(folder, pieces);
    for (int i = 0; i < pieces; i++) {
      log.append(id(i), 1_000 + i);
    }
    log.close();
    assertThat(restored()).hasSize(pieces).containsEntry(id(pieces - 1), 999L + pieces);

    Path file = folder.resolve("seen.0");
    int good = 2 * SeenSegment.CHUNK_RECORDS + 1;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(8), 16L + (long) good * SeenSegment.RECORD_BYTES + 24);
    }
    assertThat(restored()).hasSize(good).containsKeys(id(0), id(good - 1));
    assertThat(restored()).as("mended").hasSize(good);
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatIOException()
        .isThrownBy(() -> FileSeenLog.open(file.resolve("below"), CAPACITY))
        .withMessageContaining(file.toString())
        .withMessageContaining("gossip.data-dir");
  }

  private void write(int from, int to) throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    for (int i = from; i < to; i++) {
      log.append(id(i), 1_000 + i);
    }
    log.close();
  }

  private Map<MessageId, Long> restored() throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    Map<MessageId, Long> seen = new LinkedHashMap<>();
    log.restore(seen::put);
    log.close();
    return seen;
  }

  private static MessageId id(int number) {
    return new MessageId(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  /** A disk with so much room. */
  private static final class Disk {
    private final List<WritableByteChannel> opened = new ArrayList<>();
    private int roomBytes = Integer.MAX_VALUE;

    WritableByteChannel open(Path file, OpenOption... options) throws IOException {
      FileChannel channel = FileChannel.open(file, options);
      opened.add(channel);
      return new WritableByteChannel() {
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
