package dev.gossip.core.engine;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest sequence numbers of each author, with the ids of their messages. They tell when an
 * author signs two messages under one number, and stand in for the ids that the {@link SeenCache}
 * had to let go early. Bounded in authors, the one that was silent longest goes first; what is no
 * longer known counts as seen.
 */
final class AuthorWindows {
  /** What RFC 6479 takes for the least; numbers are far apart, so they are kept one by one. */
  static final int WINDOW = 64;

  private static final int FIRST_SIZE = 4;

  private final int maxAuthors;

  // Who spoke last comes last. Only good messages move it: what merely names an author does not.
  private final Map<AuthorId, Window> windows = new LinkedHashMap<>();

  /** Messages made after this are in no window that is no longer there. */
  private long missedUntilMillis = Long.MIN_VALUE;

  AuthorWindows(int maxAuthors) {
    this.maxAuthors = maxAuthors;
  }

  /** Notes an accepted message; answers the id of another that has the same number. */
  @Nullable MessageId record(GossipMessage message) {
    Window window = windows.remove(message.author());
    if (window == null) {
      window = new Window(missedUntilMillis);
      if (windows.size() == maxAuthors) {
        Window eldest = windows.remove(windows.keySet().iterator().next());
        missUntil(eldest == null ? Long.MIN_VALUE : eldest.latestCreatedMillis);
      }
    }
    windows.put(message.author(), window);
    return window.record(message);
  }

  /** Messages that were made until then may have been accepted without being noted here. */
  void missUntil(long createdMillis) {
    missedUntilMillis = Math.max(missedUntilMillis, createdMillis);
  }

  /** Whether a message that is not among the seen ids may have been accepted before. */
  boolean mayHaveSeen(GossipMessage message) {
    Window window = windows.get(message.author());
    return window == null
        ? message.createdMillis() <= missedUntilMillis
        : window.mayHaveSeen(message);
  }

  int authors() {
    return windows.size();
  }

  /** Sorted by number. An author that signs several messages under one number has several. */
  private static final class Window {
    private final long missedUntilMillis;
    private long latestCreatedMillis = Long.MIN_VALUE;
    private long[] sequences = new long[FIRST_SIZE];
    private @Nullable MessageId[] ids = new MessageId[FIRST_SIZE];
    private int size;

    /** Whether numbers had to leave; the highest of them is in {@link #lastLeft}. */
    private boolean haveLeft;

    private long lastLeft;

    /**
     * @param missedUntilMillis messages that were made until then may be missing
     */
    Window(long missedUntilMillis) {
      this.missedUntilMillis = missedUntilMillis;
    }

    @Nullable MessageId record(GossipMessage message) {
      latestCreatedMillis = Math.max(latestCreatedMillis, message.createdMillis());
      long sequence = message.sequence();
      int place = firstNotBelow(sequence);
      MessageId other = place < size && sequences[place] == sequence ? ids[place] : null;
      if (contains(sequence, message.id())) {
        return null;
      }
      if (size == WINDOW) {
        leave(place == 0 ? sequence : sequences[0]);
        if (place == 0) {
          return other;
        }
        place--;
        System.arraycopy(sequences, 1, sequences, 0, place);
        System.arraycopy(ids, 1, ids, 0, place);
      } else {
        makeRoom(place);
        size++;
      }
      sequences[place] = sequence;
      ids[place] = message.id();
      return other;
    }

    private void leave(long sequence) {
      lastLeft = haveLeft ? Math.max(lastLeft, sequence) : sequence;
      haveLeft = true;
    }

    private void makeRoom(int place) {
      if (size == sequences.length) {
        sequences = Arrays.copyOf(sequences, 2 * size);
        ids = Arrays.copyOf(ids, 2 * size);
      }
      System.arraycopy(sequences, place, sequences, place + 1, size - place);
      System.arraycopy(ids, place, ids, place + 1, size - place);
    }

    boolean mayHaveSeen(GossipMessage message) {
      return message.createdMillis() <= missedUntilMillis
          || (haveLeft && message.sequence() <= lastLeft)
          || contains(message.sequence(), message.id());
    }

    private boolean contains(long sequence, MessageId id) {
      for (int i = firstNotBelow(sequence); i < size && sequences[i] == sequence; i++) {
        if (id.equals(ids[i])) {
          return true;
        }
      }
      return false;
    }

    private int firstNotBelow(long sequence) {
      int at = Arrays.binarySearch(sequences, 0, size, sequence);
      if (at < 0) {
        return -at - 1;
      }
      while (at > 0 && sequences[at - 1] == sequence) {
        at--;
      }
      return at;
    }
  }
}
