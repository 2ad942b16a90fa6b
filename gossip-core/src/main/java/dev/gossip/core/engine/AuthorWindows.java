package dev.gossip.core.engine;

import dev.gossip.api.AuthorId;
import dev.gossip.api.MessageId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest sequence numbers of each author, with the ids of their messages. They tell when an
 * author signs two messages under one number, and stand in for the ids that the {@link SeenCache}
 * had to let go early. Bounded in authors, the one that was silent longest goes first.
 */
final class AuthorWindows {
  /** What RFC 6479 takes for the least; numbers are far apart, so they are kept one by one. */
  static final int WINDOW = 64;

  private static final int FIRST_SIZE = 4;

  private final int maxAuthors;
  private final Map<AuthorId, Window> windows = new LinkedHashMap<>(16, 0.75f, true);

  AuthorWindows(int maxAuthors) {
    this.maxAuthors = maxAuthors;
  }

  /** Notes an accepted message; answers the id of another that has the same number. */
  @Nullable MessageId record(AuthorId author, long sequence, MessageId id) {
    Window window = windows.computeIfAbsent(author, unused -> new Window());
    if (windows.size() > maxAuthors) {
      windows.remove(windows.keySet().iterator().next());
    }
    return window.record(sequence, id);
  }

  /**
   * Whether a message that is not among the seen ids may have been accepted before: its number is
   * among those of this author, or older than all of a full window.
   */
  boolean mayHaveSeen(AuthorId author, long sequence) {
    Window window = windows.get(author);
    return window != null && window.mayHaveSeen(sequence);
  }

  int authors() {
    return windows.size();
  }

  /** Sorted by number. */
  private static final class Window {
    private long[] sequences = new long[FIRST_SIZE];
    private @Nullable MessageId[] ids = new MessageId[FIRST_SIZE];
    private int size;

    @Nullable MessageId record(long sequence, MessageId id) {
      int at = Arrays.binarySearch(sequences, 0, size, sequence);
      if (at >= 0) {
        MessageId other = ids[at];
        return id.equals(other) ? null : other;
      }
      int place = -at - 1;
      if (size == WINDOW) {
        if (place == 0) {
          return null;
        }
        // The lowest leaves.
        place--;
        System.arraycopy(sequences, 1, sequences, 0, place);
        System.arraycopy(ids, 1, ids, 0, place);
      } else {
        if (size == sequences.length) {
          sequences = Arrays.copyOf(sequences, 2 * size);
          ids = Arrays.copyOf(ids, 2 * size);
        }
        System.arraycopy(sequences, place, sequences, place + 1, size - place);
        System.arraycopy(ids, place, ids, place + 1, size - place);
        size++;
      }
      sequences[place] = sequence;
      ids[place] = id;
      return null;
    }

    boolean mayHaveSeen(long sequence) {
      return (size == WINDOW && sequence < sequences[0])
          || Arrays.binarySearch(sequences, 0, size, sequence) >= 0;
    }
  }
}
