package dev.gossip.core.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent.Warning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that lists the ids of the nodes that may be peers, one a line; {@code #} starts a comment.
 *
 * <p>It follows changes of the file. Added ids count at once. A removal or a file that cannot be
 * read may mean that the file is just being written, so the old list stays in use until the file
 * has not changed for one check, or for ten checks if it lists no id. To be used by one thread at a
 * time, each of which sees what the one before it did.
 */
public final class AllowedPeersFile {
  // A guess: longer than an editor or a copy over a network takes to write the file.
  private static final int CHECKS_UNTIL_EMPTY = 10;

  // About sixty thousand ids.
  private static final int MAX_BYTES = 4 << 20;

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private final Path file;
  private @Nullable FileVersion version;
  private Set<PeerId> ids;

  // Whether the file has changed since the list was read from it.
  private boolean changed;

  // How often the file was checked since its last change without a further change.
  private int checksSinceChange;

  /** Attributes that change when a file does. */
  private record FileVersion(FileTime modified, long size, @Nullable Object file) {}

  private AllowedPeersFile(Path file, @Nullable FileVersion version, Set<PeerId> ids) {
    this.file = file;
    this.version = version;
    this.ids = ids;
  }

  /**
   * Reads the list.
   *
   * @throws IllegalArgumentException if the file cannot be read or a line is not an id; the message
   *     is one line that names the file and the line
   */
  public static AllowedPeersFile read(Path file) {
    // Taken before the file is read, so that a concurrent change is noticed at the next check.
    FileVersion version = versionOf(file);
    return new AllowedPeersFile(file, version, idsIn(file));
  }

  /** The ids on the list, as of the last check. */
  public Set<PeerId> ids() {
    return ids;
  }

  /**
   * Reads the file again if it has changed. To be called every second.
   *
   * @return what the user should know about the file; the list may have changed
   */
  public Optional<Warning> check() {
    FileVersion found = versionOf(file);
    if (!Objects.equals(found, version)) {
      version = found;
      changed = true;
      checksSinceChange = 0;
    } else if (changed) {
      checksSinceChange++;
    }
    return changed ? reload() : Optional.empty();
  }

  private Optional<Warning> reload() {
    Set<PeerId> found;
    try {
      found = idsIn(file);
    } catch (IllegalArgumentException e) {
      // Retried at each check: correcting the permissions does not change the version.
      return onFirstCheck(String.valueOf(e.getMessage()), "until then the old list stays in use");
    }
    if (found.isEmpty() && !ids.isEmpty() && checksSinceChange < CHECKS_UNTIL_EMPTY) {
      return onFirstCheck(
          file + ": it no longer lists any id",
          "if that is not intended, restore the list within "
              + (CHECKS_UNTIL_EMPTY - 1)
              + " seconds; until then the old list stays in use");
    }
    return found.containsAll(ids) || checksSinceChange >= 1 ? apply(found) : Optional.empty();
  }

  private Optional<Warning> onFirstCheck(String what, String remedy) {
    return checksSinceChange == 1 ? Optional.of(new Warning(what, remedy)) : Optional.empty();
  }

  private Optional<Warning> apply(Set<PeerId> found) {
    Set<PeerId> before = ids;
    ids = found;
    changed = checksSinceChange == 0;
    long added = found.stream().filter(id -> !before.contains(id)).count();
    long removed = before.stream().filter(id -> !found.contains(id)).count();
    return added == 0 && removed == 0
        ? Optional.empty()
        : Optional.of(
            new Warning(
                file
                    + ": the list of allowed peers has changed: "
                    + found.size()
                    + (found.size() == 1 ? " id, " : " ids, ")
                    + added
                    + " added, "
                    + removed
                    + " removed",
                "no action is needed if that is intended"));
  }

  private static @Nullable FileVersion versionOf(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileVersion(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException e) {
      return null;
    }
  }

  private static Set<PeerId> idsIn(Path file) {
    List<String> lines = text(file).lines().toList();
    Set<PeerId> ids = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      int comment = lines.get(i).indexOf('#');
      String line = (comment < 0 ? lines.get(i) : lines.get(i).substring(0, comment)).strip();
      if (PeerId.isHex(line)) {
        ids.add(PeerId.parse(line));
      } else if (!line.isEmpty()) {
        throw new IllegalArgumentException(
            file
                + ": "
                + (i + 1)
                + ": this is not the id of a node; write its 64 hexadecimal digits, one id a line");
      }
    }
    return Set.copyOf(ids);
  }

  private static String text(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": it is not a file; name a list of allowed peers");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            file + ": it has more than " + MAX_BYTES + " bytes; name a list of allowed peers");
      }
      // Ids are ASCII, and comments may be in any charset.
      String text = new String(bytes, ISO_8859_1);
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          file
              + ": there is no such file; correct the name, or write the ids of the allowed peers"
              + " into it",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": it cannot be read: " + FileErrors.reason(e) + "; check its permissions", e);
    }
  }
}
