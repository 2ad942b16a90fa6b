package dev.gossip.reputation.score;

import dev.gossip.api.Direction;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.score.Ban.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the scores of all peers that are up, and the records of others; see {@link PeerScore}. */
final class Reputation implements SpamControl {
  /**
   * Copies of known messages that prove nothing, for each new message and in all. A peer sends each
   * message once, and again if an acknowledgement is lost; 64 is what may be on its way on one link
   * when the counters begin. A replayer of 500 a second is beyond it after 2 s.
   */
  private static final int COPIES_PER_MESSAGE = 2;

  private static final int FREE_COPIES = 64;

  /** The application may discourage a peer on its own, but help it no more than good conduct. */
  private static final double MIN_APPLICATION_POINTS = -PeerScore.DISCOURAGED_AT;

  private final SpamContext context;
  private final ScoreSettings settings;
  private final CommonCause commonCause;
  private final CoLocation coLocation;
  private final Newcomers newcomers;
  private final ScoreTexts texts;
  private final DecayingCount newMessages;
  private final Map<PeerId, PeerScore> up = new LinkedHashMap<>();

  Reputation(SpamContext context, ScoreSettings settings) {
    long now = context.nowNanos();
    this.context = context;
    this.settings = settings;
    this.commonCause = new CommonCause(context, settings.halfLifeNanos());
    this.coLocation = new CoLocation(context, settings.peersPerGroup());
    this.newcomers = new Newcomers(now);
    this.texts = new ScoreTexts(settings, context.provesIds());
    this.newMessages = new DecayingCount(settings.halfLifeNanos(), now);
    if (settings.deliveryQuota() > 0) {
      scheduleQuota();
    }
  }

  // ---- peers ---------------------------------------------------------------------------------

  @Override
  public void onPeerUp(Peer peer) {
    if (!up.containsKey(peer.id())) {
      PeerScore kept = recorded(peer);
      up.put(peer.id(), kept == null ? new PeerScore(peer, settings, context.nowNanos()) : kept);
      updateCoLocation();
    }
  }

  @Override
  public void onPeerDown(Peer peer) {
    PeerScore score = up.get(peer.id());
    if (score != null) {
      Standing before = standing(peer.id());
      up.remove(peer.id());
      keep(score);
      if (standing(peer.id()).compareTo(before) > 0) {
        // What it did well is forgotten with the link.
        context.standingChanged(peer.id());
      }
      updateCoLocation();
    }
  }

  /** With ids that anybody can claim, nothing outlives the link; in a dry run nothing is done. */
  private void keep(PeerScore score) {
    if (context.provesIds() && !settings.dryRun()) {
      var record = ScoreRecord.of(score, moment());
      if (record == null) {
        context.records().remove(score.peer().id());
      } else {
        context.records().put(score.peer().id(), record);
      }
    }
  }

  private @Nullable PeerScore recorded(Peer peer) {
    return context
        .records()
        .get(peer.id())
        .map(bytes -> ScoreRecord.read(bytes, peer, settings, moment()))
        .orElse(null);
  }

  /** The score of a node, whether or not it is up; null if nothing is known of it. */
  private @Nullable PeerScore find(PeerId id) {
    PeerScore score = up.get(id);
    return score == null ? recorded(new Peer(id, Direction.INBOUND)) : score;
  }

  private void updateCoLocation() {
    if (settings.peersPerGroup() > 0) {
      List<PeerScore> all = List.copyOf(up.values());
      List<Standing> before = all.stream().map(this::standing).toList();
      coLocation.update(all);
      for (int i = 0; i < all.size(); i++) {
        settle(all.get(i), before.get(i));
      }
    }
  }

  // ---- what peers do -------------------------------------------------------------------------

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    PeerScore score = up.get(from.id());
    return score == null || settings.dryRun() || score.admits(cost, amount, context.nowNanos());
  }

  /** Every message that is new here is judged, also one that earns its carrier no credit. */
  @Override
  public Verdict judge(GossipMessage message, Peer from) {
    newMessages.add(context.nowNanos());
    return Verdict.ACCEPT;
  }

  @Override
  public void onPublished(GossipMessage message) {
    newMessages.add(context.nowNanos());
  }

  @Override
  public void onFirstCopy(GossipMessage message, Peer from) {
    PeerScore score = up.get(from.id());
    if (score != null) {
      score.addFirstCopy(context.nowNanos());
    }
  }

  @Override
  public void onDuplicate(GossipMessage message, Peer from) {
    PeerScore score = up.get(from.id());
    if (score != null) {
      long now = context.nowNanos();
      double copies = score.addCopy(now);
      if (copies > FREE_COPIES && copies > FREE_COPIES + COPIES_PER_MESSAGE * newMessages.at(now)) {
        onEvidence(score, Evidence.EXCESS);
      }
    }
  }

  @Override
  public void onRejected(Rejection rejection) {
    onEvidence(rejection.from(), Evidence.of(rejection));
  }

  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    onEvidence(peer, Evidence.of(kind));
  }

  @Override
  public void onApplicationScore(PeerId peer, double points) {
    PeerScore score = up.get(peer);
    if (score != null && !Double.isNaN(points)) {
      Standing before = standing(score);
      score.setApplicationPoints(
          Math.min(PeerScore.MAX_CREDIT, Math.max(MIN_APPLICATION_POINTS, points)));
      settle(score, before);
    }
  }

  private void scheduleQuota() {
    context.schedule(
        Duration.ofNanos(settings.halfLifeNanos()), "delivery quota", this::checkQuota);
  }

  private void checkQuota() {
    scheduleQuota();
    for (PeerScore score : List.copyOf(up.values())) {
      boolean isFew = score.takeDelivered() < settings.deliveryQuota();
      if (isFew && score.upNanos(context.nowNanos()) >= settings.halfLifeNanos()) {
        onEvidence(score, Evidence.FEW_DELIVERIES);
      }
    }
  }

  private void onEvidence(Peer from, @Nullable Evidence evidence) {
    PeerScore score = up.get(from.id());
    if (score != null && evidence != null) {
      onEvidence(score, evidence);
    }
  }

  /** A peer that is discouraged already costs nothing, not even memory. */
  private void onEvidence(PeerScore score, Evidence evidence) {
    long now = context.nowNanos();
    int perSecond = ScoreSettings.perSecond(evidence, context.provesIds());
    if (score.isBanned(now) || !score.note(evidence, perSecond, now)) {
      return;
    }
    if (isSuspended(score, evidence)) {
      // The first to show it were charged before a third had.
      up.values().forEach(each -> each.forget(evidence));
      return;
    }
    Standing before = standing(score);
    score.count(evidence, newcomers.weight(score, evidence, now), now);
    settle(score, before);
  }

  private boolean isSuspended(PeerScore score, Evidence evidence) {
    boolean isCharged = settings.limit(evidence) > 0;
    boolean isProven = evidence.isProven() && context.provesIds();
    return isCharged && !isProven && commonCause.show(evidence, score, up.values()).isCommon();
  }

  // ---- what follows --------------------------------------------------------------------------

  /** Draws the consequences after the points of a peer may have risen. */
  private void settle(PeerScore score, Standing before) {
    long now = context.nowNanos();
    if (!score.isBanned(now) && score.badness(now) >= PeerScore.DISCOURAGED_AT) {
      discourage(score);
    }
    score.update(now);
    if (standing(score).compareTo(before) > 0) {
      context.standingChanged(score.peer().id());
    }
  }

  private void discourage(PeerScore score) {
    Ban ban = score.ban(moment());
    newcomers.onDiscouraged(score, ban.rule(), context.nowNanos());
    keep(score);
    if (settings.dryRun()) {
      context.warn(
          "dry run: would discourage " + score.peer().id() + " for " + ScoreTexts.reason(ban),
          "set dry-run = false to discourage such peers");
    }
  }

  private Moment moment() {
    return new Moment(context.nowNanos(), context.wallMillis());
  }

  private Standing standing(PeerScore score) {
    return settings.dryRun() ? Standing.GOOD : score.standing(context.nowNanos());
  }

  @Override
  public Standing standing(PeerId peer) {
    PeerScore score = find(peer);
    return score == null ? Standing.GOOD : standing(score);
  }

  @Override
  public Optional<Discouragement> discouragement(PeerId peer) {
    PeerScore score = find(peer);
    Ban ban = score == null ? null : score.latestBan();
    if (ban == null || settings.dryRun() || ban.leftNanos(context.nowNanos()) == 0) {
      return Optional.empty();
    }
    // Without proven ids, a peer may come back at once under another one.
    long nanos = context.provesIds() ? ban.leftNanos(context.nowNanos()) : 0;
    return Optional.of(new Discouragement(ban.rule().rule(), ban.count(), Duration.ofNanos(nanos)));
  }

  @Override
  public List<Explanation> explain(PeerId peer) {
    PeerScore score = find(peer);
    if (score == null) {
      return List.of();
    }
    return texts.explain(
        score,
        up.containsKey(peer),
        evidence -> commonCause.share(evidence, up.values()),
        moment());
  }
}
