package dev.gossip.reputation.museum;

import dev.gossip.api.AuthorId;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A scorer with the {@link Rules} of an incident. For short runs only: it forgets nobody. */
final class IncidentScorer implements SpamControl {
  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** How long after the first copy another one counts as a delivery; as GossipSub's window. */
  private static final Duration IN_TIME = Duration.ofMillis(10);

  private final SpamContext context;
  private final Rules rules;
  private final Map<PeerId, UpPeer> up = new LinkedHashMap<>();
  private final Map<String, Score> scores = new HashMap<>();
  private final Map<PeerId, String> keys = new HashMap<>();
  private final Map<String, Set<PeerId>> bannedIds = new HashMap<>();
  private final Map<AuthorId, AuthorState> authors = new HashMap<>();
  private final Map<MessageId, Long> firstNanos = new HashMap<>();

  IncidentScorer(SpamContext context, Rules rules) {
    this.context = context;
    this.rules = rules;
    schedule();
  }

  // ---- signals -------------------------------------------------------------------------------

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    UpPeer peer = up.get(from.id());
    if (peer != null && cost == Cost.CONTROL) {
      peer.hasFeature = true;
    }
    return true;
  }

  @Override
  public Verdict judge(GossipMessage message, Peer from) {
    AuthorState author =
        authors.computeIfAbsent(message.author(), id -> new AuthorState(rules.authorBurst));
    if (!author.take(rules, context.nowNanos())) {
      charge(from.id(), Signal.AUTHOR_OVER_BUDGET);
    }
    if (message.sequence() < author.highest) {
      charge(from.id(), Signal.OUT_OF_ORDER);
    }
    author.highest = Math.max(author.highest, message.sequence());
    return Verdict.ACCEPT;
  }

  @Override
  public void onFirstCopy(GossipMessage message, Peer from) {
    firstNanos.put(message.id(), context.nowNanos());
    onCopyInTime(from);
  }

  @Override
  public void onDuplicate(GossipMessage message, Peer from) {
    long first = firstNanos.getOrDefault(message.id(), context.nowNanos());
    if (context.nowNanos() - first <= IN_TIME.toNanos()) {
      onCopyInTime(from);
    }
  }

  private void onCopyInTime(Peer from) {
    UpPeer peer = up.get(from.id());
    if (peer != null) {
      peer.copies++;
    }
  }

  @Override
  public void onRejected(Rejection rejection) {
    boolean isForged = rejection.reason() == Rejection.Reason.BAD_SIGNATURE;
    charge(rejection.from().id(), isForged ? Signal.FORGED : Signal.REJECTED);
  }

  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    switch (kind) {
      case MALFORMED_FRAME -> charge(peer.id(), Signal.FORGED);
      case SLOW -> charge(peer.id(), Signal.SLOW);
      default -> {
        // These scorers knew no promises.
      }
    }
  }

  private void schedule() {
    context.schedule(
        PERIOD,
        "period",
        () -> {
          schedule();
          for (PeerId peer : List.copyOf(up.keySet())) {
            endPeriod(peer);
          }
        });
  }

  private void endPeriod(PeerId id) {
    UpPeer peer = up.get(id);
    if (peer != null && context.nowNanos() - peer.sinceNanos >= PERIOD.toNanos()) {
      if (peer.copies < rules.deliveriesInTenSeconds) {
        charge(id, Signal.FEW_DELIVERIES);
      }
      if (!peer.hasFeature) {
        charge(id, Signal.NO_FEATURE);
      }
      peer.copies = 0;
    }
  }

  // ---- scores --------------------------------------------------------------------------------

  private void charge(PeerId peer, Signal signal) {
    double points = rules.pointsOf(signal);
    if (points == 0 || standing(peer) == Standing.DISCOURAGED) {
      return;
    }
    Score score = scores.computeIfAbsent(key(peer), unused -> new Score());
    long now = context.nowNanos();
    score.points =
        score.points * Math.pow(rules.keptEachSecond, (now - score.atNanos) / 1e9) + points;
    score.atNanos = now;
    if (score.points >= rules.limit) {
      score.untilNanos = now + rules.ban.toNanos();
      score.points = 0;
      banned(peer);
    }
  }

  private void banned(PeerId peer) {
    String group = group(peer);
    Set<PeerId> ids = bannedIds.computeIfAbsent(group, unused -> new HashSet<>());
    ids.add(peer);
    if (ids.size() > rules.bannedIdsPerGroup) {
      scores.computeIfAbsent(group, unused -> new Score()).untilNanos =
          context.nowNanos() + rules.ban.toNanos();
    }
    up.keySet().forEach(context::standingChanged);
  }

  private String group(PeerId peer) {
    return context.group(peer).map(group -> group.name()).orElseGet(() -> keyOfGone(peer));
  }

  private String keyOfGone(PeerId peer) {
    return keys.getOrDefault(peer, peer.hex());
  }

  private String key(PeerId peer) {
    return rules.byAddressGroup ? group(peer) : peer.hex();
  }

  @Override
  public void onPeerUp(Peer peer) {
    up.put(peer.id(), new UpPeer(context.nowNanos()));
    String group = group(peer.id());
    keys.put(peer.id(), group);
    List<PeerId> inGroup = up.keySet().stream().filter(id -> group(id).equals(group)).toList();
    if (inGroup.size() > rules.peersPerGroup) {
      inGroup.forEach(id -> charge(id, Signal.CO_LOCATED));
    }
    // Its group was not known before.
    context.standingChanged(peer.id());
  }

  @Override
  public void onPeerDown(Peer peer) {
    up.remove(peer.id());
  }

  @Override
  public Standing standing(PeerId peer) {
    return isBanned(key(peer)) || isBanned(group(peer)) ? Standing.DISCOURAGED : Standing.GOOD;
  }

  private boolean isBanned(String key) {
    Score score = scores.get(key);
    return score != null && score.untilNanos > context.nowNanos();
  }

  @Override
  public Optional<Discouragement> discouragement(PeerId peer) {
    return rules.givesReasons
        ? Optional.of(new Discouragement("score", 1, rules.ban))
        : Optional.empty();
  }

  /** Registers the scorer for tests. */
  static IncidentPlugin plugin(Rules rules) {
    return new IncidentPlugin("spam.incident", context -> new IncidentScorer(context, rules));
  }

  private static final class UpPeer {
    private final long sinceNanos;
    private int copies;
    private boolean hasFeature;

    UpPeer(long nowNanos) {
      this.sinceNanos = nowNanos;
    }
  }

  private static final class Score {
    private double points;
    private long atNanos;
    private long untilNanos = Long.MIN_VALUE;
  }

  private static final class AuthorState {
    private double left;
    private long atNanos;
    private long highest = Long.MIN_VALUE;

    AuthorState(double burst) {
      this.left = burst;
    }

    boolean take(Rules rules, long nowNanos) {
      double earned = (nowNanos - atNanos) / 1e9 * rules.authorPerSecond;
      left = Math.min(rules.authorBurst, left + earned);
      atNanos = nowNanos;
      boolean isWithin = left >= 1;
      left -= isWithin ? 1 : 0;
      return isWithin;
    }
  }
}
