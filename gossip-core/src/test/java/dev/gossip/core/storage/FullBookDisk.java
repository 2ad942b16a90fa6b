package dev.gossip.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A disk with limited room. */
final class FullBookDisk implements BookDisk {
  private int roomBytes;

  FullBookDisk(int roomBytes) {
    this.roomBytes = roomBytes;
  }

  @Override
  public void delete(Path file) throws IOException {
    FILES.delete(file);
  }

  @Override
  public WritableByteChannel create(Path file) throws IOException {
    WritableByteChannel channel = FILES.create(file);
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

  @Override
  public void force(WritableByteChannel created) {}

  @Override
  public void move(Path from, Path to) throws IOException {
    FILES.move(from, to);
  }

  @Override
  public void forceFolder(Path folder) {}
}
