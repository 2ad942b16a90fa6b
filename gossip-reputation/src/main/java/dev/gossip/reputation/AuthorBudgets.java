package dev.gossip.reputation;

import dev.gossip.api.AuthorId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each author may still say on each topic. Only what is missing from a full budget is
 * worth remembering, so room is made by forgetting full ones. When there are none, those that are
 * remembered keep their budgets and newcomers get none: were the others forgotten, many keys in
 * turn would never run out.
 */
final class AuthorBudgets {
  // Old budgets that are looked at to make room for a new author; bounds the work for a message.
  private static final int MOST_LOOKED_AT = 16;

  private final Rate rate;
  private final int mostTopics;
  private final int mostAuthors;
  // Who spoke last, or was looked at in vain, comes last.
  private final Map<AuthorId, Author> authors = new LinkedHashMap<>(16, 0.75f, true);

  AuthorBudgets(Rate rate, int mostTopics, int mostAuthors) {
    this.rate = rate;
    this.mostTopics = mostTopics;
    this.mostAuthors = mostAuthors;
  }

  /** Takes one message; false if the author has said enough for now. */
  boolean take(AuthorId id, String topic, long nowNanos) {
    Author author = authors.get(id);
    if (author == null) {
      if (authors.size() >= mostAuthors && !forgetOne(nowNanos)) {
        return false;
      }
      author = new Author();
      authors.put(id, author);
    }
    return author.take(topic, nowNanos);
  }

  private boolean forgetOne(long nowNanos) {
    for (int i = 0; i < MOST_LOOKED_AT; i++) {
      Map.Entry<AuthorId, Author> eldest = authors.entrySet().iterator().next();
      if (eldest.getValue().isFull(nowNanos)) {
        authors.remove(eldest.getKey());
        return true;
      }
      authors.get(eldest.getKey()); // Puts it last.
    }
    return false;
  }

  /** How many are remembered. */
  int remembered() {
    return authors.size();
  }

  /** The topics that an author speaks on. Few, so that going through them is quickest. */
  private final class Author {
    private final List<Topic> topics = new ArrayList<>(1);

    boolean take(String name, long nowNanos) {
      for (Topic topic : topics) {
        if (topic.name.equals(name)) {
          return topic.bucket.take(rate, 1, nowNanos);
        }
      }
      // Else an author would get more by inventing topics.
      if (topics.size() >= mostTopics && !topics.removeIf(old -> old.bucket.isFull(nowNanos))) {
        return false;
      }
      Bucket bucket = new Bucket(nowNanos);
      topics.add(new Topic(name, bucket));
      return bucket.take(rate, 1, nowNanos);
    }

    boolean isFull(long nowNanos) {
      return topics.stream().allMatch(topic -> topic.bucket.isFull(nowNanos));
    }
  }

  private record Topic(String name, Bucket bucket) {}
}
