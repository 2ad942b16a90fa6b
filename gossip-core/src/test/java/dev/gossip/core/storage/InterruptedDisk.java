package dev.gossip.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A disk on which everything stops after some steps; each byte that is written is one. In a power
 * cut, what was not forced to disk is lost: the end of a file, or its new name.
 */
final class InterruptedDisk implements BookDisk {

  /** The process is gone. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private long stepsLeft;
  private boolean stopped;
  // What a power cut would lose: what was written, and a new name.
  private @Nullable Path unforced;
  private @Nullable Path renamed;
  private byte @Nullable [] replaced;
  long stepsDone;

  InterruptedDisk(long steps) {
    stepsLeft = steps;
  }

  private void step() {
    if (stopped || stepsLeft == 0) {
      stopped = true;
      throw new Stopped();
    }
    stepsLeft--;
    stepsDone++;
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    FILES.delete(file);
  }

  @Override
  public WritableByteChannel create(Path file) throws IOException {
    step();
    unforced = file;
    WritableByteChannel channel = FILES.create(file);
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer from) throws IOException {
        step();
        return channel.write(from.slice(from.position(), 1)) == 1 ? skip(from) : 0;
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

  private static int skip(ByteBuffer from) {
    from.position(from.position() + 1);
    return 1;
  }

  @Override
  public void force(WritableByteChannel created) {
    step();
    unforced = null;
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    replaced = Files.exists(to) ? Files.readAllBytes(to) : null;
    renamed = to;
    if (from.equals(unforced)) {
      unforced = to;
    }
    FILES.move(from, to);
  }

  @Override
  public void forceFolder(Path folder) {
    step();
    renamed = null;
  }

  /**
   * Loses what is not on disk for sure.
   *
   * @param kept how many bytes of a file that was not forced are left
   * @param keepsName whether a new name is there although it was not forced
   */
  void cutPower(int kept, boolean keepsName) throws IOException {
    Path file = unforced;
    if (file != null && Files.exists(file)) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(
          file,
          Arrays.copyOf(bytes, Math.min(kept, bytes.length)),
          StandardOpenOption.TRUNCATE_EXISTING);
    }
    Path to = renamed;
    if (to != null && !keepsName) {
      if (replaced == null) {
        Files.deleteIfExists(to);
      } else {
        Files.write(to, replaced);
      }
    }
  }
}
