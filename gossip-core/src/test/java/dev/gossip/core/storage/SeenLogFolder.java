package dev.gossip.core.storage;

import dev.gossip.api.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A folder with the files of a {@link FileSeenLog}. */
abstract class SeenLogFolder {
  static final int CAPACITY = 100;

  Path folder;

  SeenLogFolder(Path folder) {
    this.folder = folder;
  }

  final void write(int from, int to) throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY);
    for (int i = from; i < to; i++) {
      log.append(id(i), 1_000 + i);
      if (i % 7 == 0) {
        log.flush();
      }
    }
    log.close();
  }

  final Map<MessageId, Long> restored() throws IOException {
    return restored(folder, Files::newByteChannel);
  }

  static Map<MessageId, Long> restored(Path folder, SegmentWriter.Opener opener)
      throws IOException {
    FileSeenLog log = FileSeenLog.open(folder, CAPACITY, opener);
    Map<MessageId, Long> seen = new LinkedHashMap<>();
    log.restore(seen::put);
    log.close();
    return seen;
  }

  static MessageId id(int number) {
    return new MessageId(ByteBuffer.allocate(32).putInt(28, number).array());
  }
}
