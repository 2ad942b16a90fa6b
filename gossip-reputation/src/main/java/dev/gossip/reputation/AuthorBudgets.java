package dev.gossip.reputation;

import dev.gossip.api.AuthorId;
import dev.gossip.api.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Message budgets per author and topic. Full budgets carry no information, so they are evicted to
 * make room. If no budget is full, the remembered authors keep theirs and a new author gets none.
 * Otherwise an attacker that rotates many keys would never run out of budget.
 */
final class AuthorBudgets {
  // Old budgets examined to make room for a new author; bounds the work per message.
  private static final int MAX_EXAMINED = 16;

  private final Rate rate;
  private final Rate carrierRate;
  private final int maxTopics;
  private final int maxAuthors;
  // In access order: the author that was used or examined most recently is last.
  private final Map<AuthorId, Author> authors = new LinkedHashMap<>(16, 0.75f, true);

  AuthorBudgets(Rate rate, Duration lifetime, int maxTopics, int maxAuthors) {
    this.rate = rate;
    this.carrierRate = Carriers.rateFor(rate, lifetime);
    this.maxTopics = maxTopics;
    this.maxAuthors = maxAuthors;
  }

  /** Takes one message from a budget; returns false if the budget is exhausted. */
  boolean take(AuthorId id, String topic, long nowNanos) {
    Author author = authors.get(id);
    if (author == null) {
      if (authors.size() >= maxAuthors && !evictOne(nowNanos)) {
        return false;
      }
      author = new Author();
      authors.put(id, author);
    }
    return author.take(topic, nowNanos);
  }

  /**
   * Charges a peer for a message that was refused because its author is over budget. An honest peer
   * with the same budgets passes on no more than these admit, but perhaps all of it at once, for
   * instance after a partition. Returns whether the peer brought more than that, which only one
   * does that relays what it must not, or the author itself.
   */
  boolean isExcess(AuthorId id, String topic, PeerId carrier, long nowNanos) {
    Author author = authors.get(id);
    // Without a budget on the topic, the author is not over it.
    return author != null && author.hasTopic(topic) && author.isExcess(topic, carrier, nowNanos);
  }

  private boolean evictOne(long nowNanos) {
    for (int i = 0; i < MAX_EXAMINED; i++) {
      Map.Entry<AuthorId, Author> oldest = authors.entrySet().iterator().next();
      if (oldest.getValue().isFull(nowNanos)) {
        authors.remove(oldest.getKey());
        return true;
      }
      authors.get(oldest.getKey()); // Moves it to the end.
    }
    return false;
  }

  /** Returns the number of remembered authors. */
  int remembered() {
    return authors.size();
  }

  /** The budgets of one author. There are few topics, so a linear search is fastest. */
  private final class Author {
    private final List<Topic> topics = new ArrayList<>(1);
    private final Carriers carriers = new Carriers(carrierRate);

    boolean take(String name, long nowNanos) {
      for (Topic topic : topics) {
        if (topic.name.equals(name)) {
          return topic.bucket.take(rate, 1, nowNanos);
        }
      }
      // Otherwise an author could get more budget by inventing topics.
      if (topics.size() >= maxTopics && !topics.removeIf(old -> old.bucket.isFull(nowNanos))) {
        return false;
      }
      Bucket bucket = new Bucket(nowNanos);
      topics.add(new Topic(name, bucket));
      return bucket.take(rate, 1, nowNanos);
    }

    boolean hasTopic(String name) {
      return topics.stream().anyMatch(topic -> topic.name.equals(name));
    }

    boolean isExcess(String topic, PeerId carrier, long nowNanos) {
      return !carriers.take(topic, carrier, nowNanos);
    }

    boolean isFull(long nowNanos) {
      return topics.stream().allMatch(topic -> topic.bucket.isFull(nowNanos));
    }
  }

  private record Topic(String name, Bucket bucket) {}
}
