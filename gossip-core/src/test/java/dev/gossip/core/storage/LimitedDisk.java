package dev.gossip.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk with limited room. */
final class LimitedDisk {
  final List<SeekableByteChannel> opened = new ArrayList<>();
  int roomBytes = Integer.MAX_VALUE;

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
