package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.signing.SigningContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that lists the trusted authors of each topic; authors that are not listed are not trusted.
 * Each line is {@code TOPIC KEY}, with {@code *} for every topic; {@code #} starts a comment.
 *
 * <p>The file is checked every second. Added authors are trusted at once. A removal or a file that
 * cannot be read may mean that the file is just being written, so the old list stays in use until
 * the file has not changed for a second, or for ten seconds if it lists no author.
 */
final class TrustFile implements Trust {
  private static final String EVERY_TOPIC = "*";
  private static final Pattern LINE = Pattern.compile("(\\S.*?)\\s+([0-9a-fA-F]{64})(\\s+#.*)?");
  private static final Pattern ENDS_IN_KEY = Pattern.compile(".*[0-9a-fA-F]{64}");
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  /** A guess: longer than an editor or a copy over a network takes to write the file. */
  private static final int CHECKS_UNTIL_EMPTY = 10;

  /** About fifty thousand authors. */
  private static final int MAX_BYTES = 4 << 20;

  private final Path file;
  private @Nullable FileVersion version;
  private volatile Set<Entry> entries;

  /** Whether the file has changed since the list was read from it. */
  private boolean changed;

  /** How often the file was checked since its last change without a further change. */
  private int checksSinceChange;

  private boolean warnedOfEmpty;

  /** Attributes that change when a file does. */
  private record FileVersion(FileTime modified, long size, @Nullable Object file) {}

  private record Entry(String topic, AuthorId author) {}

  /**
   * What the file is now.
   *
   * @param version null if there is no file
   * @param entries null if it was not read, or has no list
   * @param problem why it has none
   */
  private record Look(@Nullable FileVersion version, @Nullable Set<Entry> entries, String problem) {
    /**
     * Looks at a file, and reads it if it has changed.
     *
     * @param known its version when it was read
     * @param isRead whether to read it in any case
     */
    static Look at(Path file, @Nullable FileVersion known, boolean isRead) {
      // Taken before the file is read, so that a concurrent change is noticed at the next check.
      FileVersion now = versionOf(file);
      if (!isRead && Objects.equals(now, known)) {
        return new Look(now, null, "");
      }
      try {
        return new Look(now, entriesIn(file), "");
      } catch (IllegalArgumentException e) {
        return new Look(now, null, String.valueOf(e.getMessage()));
      }
    }
  }

  private TrustFile(Path file, @Nullable FileVersion version, Set<Entry> entries) {
    this.file = file;
    this.version = version;
    this.entries = entries;
  }

  /**
   * Reads the list.
   *
   * @throws IllegalArgumentException if the file cannot be read or a line is malformed; the message
   *     is one line that names the file and line
   */
  static TrustFile read(Path file) {
    // Taken before the file is read, so that a concurrent change is noticed at the next check.
    FileVersion version = versionOf(file);
    return new TrustFile(file, version, entriesIn(file));
  }

  /** Returns a copy of the list that follows changes of the file and reports them on a node. */
  Trust watch(SigningContext node) {
    TrustFile watched = new TrustFile(file, version, entries);
    watched.scheduleCheck(node);
    return watched;
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    Set<Entry> current = entries;
    return current.contains(new Entry(topic, author))
        || current.contains(new Entry(EVERY_TOPIC, author));
  }

  private void scheduleCheck(SigningContext node) {
    TimerHandle unused =
        node.schedule(CHECK_INTERVAL, "check the list of trusted authors", () -> lookAtFile(node));
  }

  /** On another thread: a disk, or a network behind a folder, may take its time. */
  private void lookAtFile(SigningContext node) {
    Path looked = file;
    FileVersion known = version;
    boolean isRead = changed;
    node.offload(
        () -> Look.at(looked, known, isRead),
        look -> {
          onLooked(look, node);
          scheduleCheck(node);
        });
  }

  private void onLooked(Look look, SigningContext node) {
    if (entries.isEmpty() && !changed && !warnedOfEmpty) {
      warnedOfEmpty = true;
      node.warn(file + ": it lists no author, so no message is accepted", "add a line 'TOPIC KEY'");
    }
    if (!Objects.equals(look.version, version)) {
      version = look.version;
      changed = true;
      checksSinceChange = 0;
    } else if (changed) {
      checksSinceChange++;
    }
    if (changed) {
      reload(look, node);
    }
  }

  private void reload(Look look, SigningContext node) {
    Set<Entry> found = look.entries;
    if (found == null) {
      // Retried at each check: correcting the permissions does not change the version.
      if (checksSinceChange == 1) {
        node.warn(look.problem, "until then the old list stays in use");
      }
      return;
    }
    if (found.isEmpty() && !entries.isEmpty() && checksSinceChange < CHECKS_UNTIL_EMPTY) {
      if (checksSinceChange == 1) {
        node.warn(
            file + ": it no longer lists any author",
            "if that is not intended, restore the list within "
                + (CHECKS_UNTIL_EMPTY - 1)
                + " seconds; until then the old list stays in use");
      }
    } else if (found.containsAll(entries) || checksSinceChange >= 1) {
      apply(found, node);
    }
  }

  private void apply(Set<Entry> found, SigningContext node) {
    Set<Entry> before = entries;
    entries = found;
    changed = checksSinceChange == 0;
    long added = found.stream().filter(entry -> !before.contains(entry)).count();
    long removed = before.stream().filter(entry -> !found.contains(entry)).count();
    if (added > 0 || removed > 0) {
      warnedOfEmpty = found.isEmpty();
      node.warn(
          file
              + ": the list of trusted authors has changed: "
              + found.size()
              + (found.size() == 1 ? " line, " : " lines, ")
              + added
              + " added, "
              + removed
              + " removed",
          "no action is needed if that is intended");
    }
  }

  private static @Nullable FileVersion versionOf(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileVersion(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException e) {
      return null;
    }
  }

  private static Set<Entry> entriesIn(Path file) {
    List<String> lines = text(file).lines().toList();
    Set<Entry> entries = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw badLine(
            file,
            i,
            "this is not 'TOPIC KEY'; write a topic or *, and the author's 64 hexadecimal digits");
      }
      String topic = matcher.group(1);
      if (ENDS_IN_KEY.matcher(topic).matches()) {
        throw badLine(
            file,
            i,
            "the topic '" + topic + "' ends in a key; write one line 'TOPIC KEY' per author");
      }
      ByteString key = ByteString.copyFrom(HexFormat.of().parseHex(matcher.group(2)));
      entries.add(new Entry(topic, new AuthorId(key)));
    }
    return Set.copyOf(entries);
  }

  private static IllegalArgumentException badLine(Path file, int index, String what) {
    return new IllegalArgumentException(file + ": " + (index + 1) + ": " + what);
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            file + ": it has more than " + MAX_BYTES + " bytes; name a list of trusted authors");
      }
      return FileText.of(bytes)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      file + ": it is not UTF-8 text; convert or replace it"));
    } catch (IOException e) {
      throw KeyFile.unreadable(file, e);
    }
  }
}
