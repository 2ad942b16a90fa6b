package dev.gossip.core.engine.memory;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.services.Lazily;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest sequence numbers of each author, with the ids of their messages. They reveal an author
 * that signs two messages under one number, and replace the ids that the {@link SeenCache} evicted
 * early. The number of authors is bounded; the one that was silent longest is evicted first. A
 * message whose record may be lost counts as seen.
 */
final class AuthorWindows {
  /** The minimum of RFC 6479. The numbers are far apart, so they are stored one by one. */
  static final int WINDOW = 64;

  private static final int FIRST_SIZE = 4;

  private final int maxAuthors;

  // In the order of each author's latest accepted message; forged messages do not change it.
  private Map<AuthorId, Window> windows = Collections.emptyMap();

  // The last of the map. Several messages in a row are of the same author.
  private AuthorId latestAuthor = AuthorId.NONE;
  private @Nullable Window latestWindow;

  /** No evicted window has a message that was created after this. */
  private long incompleteUntilMillis = Long.MIN_VALUE;

  AuthorWindows(int maxAuthors) {
    this.maxAuthors = maxAuthors;
  }

  /** Records an accepted message; returns the id of another one with its number, null if none. */
  @Nullable MessageId record(GossipMessage message) {
    if (latestWindow != null && message.author().equals(latestAuthor)) {
      return latestWindow.record(message);
    }
    Window window = windows.remove(message.author());
    if (window == null) {
      window = new Window(incompleteUntilMillis);
      if (windows.size() == maxAuthors) {
        Window oldest = windows.remove(windows.keySet().iterator().next());
        markIncompleteUntil(oldest == null ? Long.MIN_VALUE : oldest.latestCreatedMillis);
      }
    }
    windows = Lazily.forPut(windows);
    windows.put(message.author(), window);
    latestAuthor = message.author();
    latestWindow = window;
    return window.record(message);
  }

  /** Messages created up to this time may have been accepted without being recorded here. */
  void markIncompleteUntil(long createdMillis) {
    incompleteUntilMillis = Math.max(incompleteUntilMillis, createdMillis);
  }

  /** Whether a message that is not among the seen ids may have been accepted before. */
  boolean mayHaveSeen(GossipMessage message) {
    Window window = windows.get(message.author());
    return window == null
        ? message.createdMillis() <= incompleteUntilMillis
        : window.mayHaveSeen(message);
  }

  int authors() {
    return windows.size();
  }

  /** Sorted by number. Several messages under one number have an entry each. */
  private static final class Window {
    private final long incompleteUntilMillis;
    private long latestCreatedMillis = Long.MIN_VALUE;
    private long[] sequences = new long[FIRST_SIZE];
    private @Nullable MessageId[] ids = new MessageId[FIRST_SIZE];
    private int size;

    /** Whether numbers were evicted; the highest of them is in {@link #highestEvicted}. */
    private boolean hasEvicted;

    private long highestEvicted;

    /**
     * @param incompleteUntilMillis messages created up to this time may be missing
     */
    Window(long incompleteUntilMillis) {
      this.incompleteUntilMillis = incompleteUntilMillis;
    }

    @Nullable MessageId record(GossipMessage message) {
      latestCreatedMillis = Math.max(latestCreatedMillis, message.createdMillis());
      long sequence = message.sequence();
      int index = lowerBound(sequence);
      MessageId other = index < size && sequences[index] == sequence ? ids[index] : null;
      if (contains(sequence, message.id())) {
        return null;
      }
      if (size == WINDOW) {
        noteEvicted(index == 0 ? sequence : sequences[0]);
        if (index == 0) {
          return other;
        }
        index--;
        System.arraycopy(sequences, 1, sequences, 0, index);
        System.arraycopy(ids, 1, ids, 0, index);
      } else {
        makeRoom(index);
        size++;
      }
      sequences[index] = sequence;
      ids[index] = message.id();
      return other;
    }

    private void noteEvicted(long sequence) {
      highestEvicted = hasEvicted ? Math.max(highestEvicted, sequence) : sequence;
      hasEvicted = true;
    }

    private void makeRoom(int index) {
      if (size == sequences.length) {
        sequences = Arrays.copyOf(sequences, 2 * size);
        ids = Arrays.copyOf(ids, 2 * size);
      }
      System.arraycopy(sequences, index, sequences, index + 1, size - index);
      System.arraycopy(ids, index, ids, index + 1, size - index);
    }

    boolean mayHaveSeen(GossipMessage message) {
      return message.createdMillis() <= incompleteUntilMillis
          || (hasEvicted && message.sequence() <= highestEvicted)
          || contains(message.sequence(), message.id());
    }

    private boolean contains(long sequence, MessageId id) {
      for (int i = lowerBound(sequence); i < size && sequences[i] == sequence; i++) {
        if (id.equals(ids[i])) {
          return true;
        }
      }
      return false;
    }

    private int lowerBound(long sequence) {
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
