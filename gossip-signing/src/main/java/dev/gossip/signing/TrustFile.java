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
 * A list of the authors that are wanted on each topic, closed: who is not on it is not trusted. One
 * line for each, {@code TOPIC KEY}, with {@code *} for every topic; what follows a {@code #} is a
 * comment. Looked at again each second. What a change adds is trusted at once. What it takes away,
 * and what cannot be read, may be a file that is just being written: the list stays as it is until
 * the file has not changed for a second, or for ten if it lists nobody.
 */
final class TrustFile implements Trust {
  private static final String EVERY_TOPIC = "*";
  private static final Pattern LINE = Pattern.compile("(\\S.*?)\\s+([0-9a-fA-F]{64})(\\s+#.*)?");
  private static final Pattern ENDS_IN_KEY = Pattern.compile(".*[0-9a-fA-F]{64}");
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** A guess: longer than an editor or a copy over a network takes to write the file. */
  private static final int LOOKS_UNTIL_EMPTY = 10;

  /** About fifty thousand authors. */
  private static final int MAX_BYTES = 4 << 20;

  private final Path file;
  private @Nullable Stamp stamp;
  private volatile Set<Entry> entries;

  /** Whether the file has changed since the list was taken from it. */
  private boolean changed;

  /** How often the file has been looked at since then and was still the same. */
  private int looksSinceChange;

  private boolean warnedOfEmpty;

  /** What changes when a file does. */
  private record Stamp(FileTime modified, long size, @Nullable Object file) {}

  private record Entry(String topic, AuthorId author) {}

  private TrustFile(Path file, @Nullable Stamp stamp, Set<Entry> entries) {
    this.file = file;
    this.stamp = stamp;
    this.entries = entries;
  }

  /**
   * Reads the list.
   *
   * @throws IllegalArgumentException if the file cannot be read, or a line is not of the form; one
   *     line that names it
   */
  static TrustFile read(Path file) {
    // Before it is read: what changes meanwhile is seen the next time.
    Stamp stamp = stampOf(file);
    return new TrustFile(file, stamp, entriesIn(file));
  }

  /** The list as it was read, and from now on as it changes; reports each change. */
  Trust watchedFor(SigningContext node) {
    TrustFile watched = new TrustFile(file, stamp, entries);
    watched.lookLater(node);
    return watched;
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    Set<Entry> current = entries;
    return current.contains(new Entry(topic, author))
        || current.contains(new Entry(EVERY_TOPIC, author));
  }

  private void lookLater(SigningContext node) {
    TimerHandle unused =
        node.schedule(
            LOOK_AGAIN,
            "look at the list of trusted authors",
            () -> {
              lookAgain(node);
              lookLater(node);
            });
  }

  private void lookAgain(SigningContext node) {
    if (entries.isEmpty() && !changed && !warnedOfEmpty) {
      warnedOfEmpty = true;
      node.warn(file + ": it lists nobody, so no message is taken", "add a line 'TOPIC KEY'");
    }
    Stamp found = stampOf(file);
    if (!Objects.equals(found, stamp)) {
      stamp = found;
      changed = true;
      looksSinceChange = 0;
    } else if (changed) {
      looksSinceChange++;
    }
    if (changed) {
      readAgain(node);
    }
  }

  private void readAgain(SigningContext node) {
    Set<Entry> found;
    try {
      found = entriesIn(file);
    } catch (IllegalArgumentException e) {
      // Looked at again each time: permissions that are put right change nothing in its stamp.
      if (looksSinceChange == 1) {
        node.warn(String.valueOf(e.getMessage()), "until then the list is used as it was");
      }
      return;
    }
    if (found.isEmpty() && !entries.isEmpty() && looksSinceChange < LOOKS_UNTIL_EMPTY) {
      if (looksSinceChange == 1) {
        node.warn(
            file + ": it lists nobody any more",
            "if that is not meant, write the list again within "
                + (LOOKS_UNTIL_EMPTY - 1)
                + " seconds; until then it is used as it was");
      }
    } else if (found.containsAll(entries) || looksSinceChange >= 1) {
      take(found, node);
    }
  }

  private void take(Set<Entry> found, SigningContext node) {
    Set<Entry> before = entries;
    entries = found;
    changed = looksSinceChange == 0;
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
          "nothing, if that is meant");
    }
  }

  private static @Nullable Stamp stampOf(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
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
            "the topic '" + topic + "' ends in a key; write a line 'TOPIC KEY' for each author");
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
