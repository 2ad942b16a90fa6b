package dev.gossip.testkit.contract;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token bucket per peer and per author, and a bounded map of peers that misbehaved. */
class ToySpamControl implements SpamControl {
  static final long CAPACITY = 20_000;
  static final long PER_SECOND = 2_000;
  private static final long FILLED_AFTER_NANOS = CAPACITY * 1_000_000_000 / PER_SECOND;
  static final long TOKENS_PER_MESSAGE = 10;
  private static final int MAX_REMEMBERED = 1_000;

  final SpamContext context;
  private final Map<PeerId, Bucket> buckets = new LinkedHashMap<>();
  private final Map<PeerId, Bucket> departed = bounded();
  private final Map<AuthorId, Bucket> authors = bounded();
  final Map<PeerId, Integer> remembered = bounded();

  ToySpamControl(SpamContext context) {
    this.context = context;
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    Bucket bucket = bucketOf(from);
    long tokens = cost == Cost.SIGNATURE_CHECK ? 100L * amount : amount;
    return bucket != null && tokens >= 0 && bucket.take(tokens, context.nowNanos());
  }

  /** The bucket of a peer; null if the peer is not up. */
  @Nullable Bucket bucketOf(Peer peer) {
    return buckets.get(peer.id());
  }

  @Override
  public Verdict judge(GossipMessage message, Peer from) {
    return message.author().isNone()
            || bucketOf(message.author()).take(TOKENS_PER_MESSAGE, context.nowNanos())
        ? Verdict.ACCEPT
        : Verdict.IGNORE;
  }

  Bucket bucketOf(AuthorId author) {
    return authors.computeIfAbsent(author, unused -> newBucket(context.nowNanos()));
  }

  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    remembered.merge(peer.id(), 1, Integer::sum);
  }

  @Override
  public void onPeerUp(Peer peer) {
    Bucket kept = departed.remove(peer.id());
    buckets.put(peer.id(), kept == null ? newBucket(context.nowNanos()) : kept);
  }

  @Override
  public void onPeerDown(Peer peer) {
    Bucket bucket = buckets.remove(peer.id());
    if (bucket != null) {
      departed.put(peer.id(), bucket);
    }
  }

  Bucket newBucket(long nowNanos) {
    return new Bucket(nowNanos);
  }

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> oldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }

  /** The remaining budget of one peer or author. */
  static class Bucket {
    private long tokens = CAPACITY;
    private long filledNanos;

    Bucket(long nowNanos) {
      this.filledNanos = nowNanos;
    }

    boolean take(long wanted, long nowNanos) {
      tokens = filled(tokens, nowNanos - filledNanos);
      filledNanos = nowNanos;
      if (wanted > tokens) {
        return false;
      }
      tokens -= wanted;
      return true;
    }

    long filled(long before, long elapsedNanos) {
      return Math.min(CAPACITY, before + earned(Math.min(elapsedNanos, FILLED_AFTER_NANOS)));
    }

    long earned(long elapsedNanos) {
      return elapsedNanos * PER_SECOND / 1_000_000_000;
    }
  }
}
