package dev.gossip.repair;

import dev.gossip.api.MessageId;
import dev.gossip.repair.Holdings.Snapshot;
import dev.gossip.repair.sketch.CodedSet;
import dev.gossip.repair.sketch.ShortIds;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node has at one moment, in short ids under the key of one link. */
final class CodedHoldings {
  private final ShortIds key;
  // Sorted: a peer that knows the key cannot make a search slow, as it could with a hash table.
  private final long[] shownShortIds;
  // Of two messages with the same short id, one is left out; they differ under the next key.
  private final MessageId[] shownIds;
  private final long[] oldShortIds;
  private final CodedSet set;

  /** Expensive: to be made by {@code offload}. */
  CodedHoldings(LinkKey key, Snapshot snapshot) {
    this.key = key.shortIds();
    long[] unsorted = shortIdsOf(snapshot.shown());
    shownShortIds = unsorted.clone();
    Arrays.sort(shownShortIds);
    shownIds = new MessageId[unsorted.length];
    for (int i = 0; i < unsorted.length; i++) {
      shownIds[Arrays.binarySearch(shownShortIds, unsorted[i])] = snapshot.shown().get(i);
    }
    oldShortIds = shortIdsOf(snapshot.old());
    Arrays.sort(oldShortIds);
    this.set = new CodedSet(shownShortIds);
  }

  private long[] shortIdsOf(List<MessageId> ids) {
    long[] shortIds = new long[ids.size()];
    for (int i = 0; i < shortIds.length; i++) {
      shortIds[i] = key.of(ids.get(i));
    }
    return shortIds;
  }

  CodedSet set() {
    return set;
  }

  long shortIdOf(MessageId id) {
    return key.of(id);
  }

  /** The message behind a short id, if the peer may know of it; else null. */
  @Nullable MessageId shown(long shortId) {
    int place = Arrays.binarySearch(shownShortIds, shortId);
    return place < 0 ? null : shownIds[place];
  }

  /** Whether this is a message that this node has had, and that it does not show any more. */
  boolean isOld(long shortId) {
    return Arrays.binarySearch(oldShortIds, shortId) >= 0;
  }
}
