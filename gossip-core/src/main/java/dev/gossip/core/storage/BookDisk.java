package dev.gossip.core.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The steps in which a file is replaced. */
interface BookDisk {

  /** The file system. */
  BookDisk FILES =
      new BookDisk() {
        @Override
        public void delete(Path file) throws IOException {
          Files.deleteIfExists(file);
        }

        @Override
        public WritableByteChannel create(Path file) throws IOException {
          Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          boolean hasOwners = file.getFileSystem().supportedFileAttributeViews().contains("posix");
          FileAttribute<?>[] attributes =
              hasOwners
                  ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------"))
                  }
                  : new FileAttribute<?>[0];
          return FileChannel.open(file, options, attributes);
        }

        @Override
        public void force(WritableByteChannel created) throws IOException {
          ((FileChannel) created).force(true);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void forceFolder(Path folder) {
          try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
          } catch (IOException e) {
            // Windows does not open folders. The file itself is on disk.
          }
        }
      };

  /** Deletes a file if it is there. */
  void delete(Path file) throws IOException;

  /** Creates a file that only its owner may access. */
  WritableByteChannel create(Path file) throws IOException;

  /** Waits until what was written to a created file is on disk. */
  void force(WritableByteChannel created) throws IOException;

  /** Replaces a file by another one in one step. */
  void move(Path from, Path to) throws IOException;

  /** Waits until the new names in a folder are on disk, where the system can do that. */
  void forceFolder(Path folder);
}
