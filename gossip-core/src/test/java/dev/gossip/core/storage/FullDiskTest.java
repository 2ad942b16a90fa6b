package dev.gossip.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gossip.api.MessageId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest extends SeenLogFolder {
  FullDiskTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void logThatCannotBeWrittenReleasesItsFolder() throws IOException {
    LimitedDisk disk = new LimitedDisk();
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
      LimitedDisk disk = new LimitedDisk();
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
    LimitedDisk disk = new LimitedDisk();
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
    LimitedDisk disk = new LimitedDisk();
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
    LimitedDisk disk = new LimitedDisk();
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

  /** Writes until the disk is full, then simulates a kill: nothing is truncated. */
  private void writeUntilFull(LimitedDisk disk, int from) throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, disk::open);
    log.restore((id, endMillis) -> {});
    for (int i = from; i < from + 10; i++) {
      log.append(id(i), 1_000 + i);
    }
    assertThatIOException().isThrownBy(log::flush);
    assertThatIOException().isThrownBy(log::close);
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
}
